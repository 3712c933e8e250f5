"""Does a model answer here as it did where it was made? A few cases it remembers are asked again, in another process.

The questions are rows of the bundle's own earlier cases, by number: no case travels beside it. The process may use only
so much memory and time, so that a model which uses up the machine does not take the server with it.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from features.strict import STRICT
from models.assess import TOLERANCE, Assessor
from models.bundle import ModelBundle
from models.ordinal import Floats
from sagstyngde.errors import BundleRefused

MOST = 5
_LARGEST_BYTES = 2 * 1024**3
_MOST_SECONDS = 60
_held: set[bytes] = set()
"""The sums of packages that have held."""
_RUN = "from models.golden_child import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """Which earlier cases were asked, by row, and what was answered: hours, and chances along the scale."""

    __pydantic_config__: ClassVar = {**STRICT, "allow_inf_nan": False}

    rows: tuple[int, ...]
    hours: tuple[float, ...]
    probability: tuple[tuple[float, ...], ...]


def golden_answers(bundle: ModelBundle) -> bytes:
    """Ask a model about a few of its earlier cases, from the first to the last, and write down what it says."""
    known = len(bundle.neighbours.earlier.rows)
    rows = tuple(sorted({round(place) for place in np.linspace(0, known - 1, min(MOST, known))}))
    hours, probability = _asked(bundle, rows)
    golden = {"rows": rows, "hours": hours.tolist(), "probability": probability.tolist()}
    return json.dumps(golden, sort_keys=True, allow_nan=False).encode()


def check_golden(bundle: ModelBundle, content: bytes) -> None:
    """Ask again.

    Raises:
        BundleRefused: the answers cannot be read, or others come now.

    """
    try:
        golden = TypeAdapter(Golden).validate_json(content)
        hours, probability = _asked(bundle, golden.rows)
        same = _agree(hours, golden.hours) and _agree(probability, golden.probability)
    except (ValidationError, ValueError, IndexError, MemoryError, FloatingPointError) as error:
        raise _refused() from error
    if not same:
        raise _refused()


def try_in_a_child(package: bytes) -> None:
    """Load a verified package and ask it again in a process with a limit to its memory and time.

    The same bytes answer the same: what has held in this process is not tried again, so that going back is quick.

    Raises:
        BundleRefused: it is damaged, answers otherwise, or used more than it may.

    """
    mark = sha256(package).digest()
    if mark in _held:
        return
    limits = (str(_LARGEST_BYTES), str(_MOST_SECONDS))
    command = [sys.executable, "-c", _RUN, *limits]
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603  our own module, by the interpreter that runs this
            command, input=package, env=environment, capture_output=True, timeout=2 * _MOST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused() from error
    if done.returncode != 0:
        raise _refused()
    _held.add(mark)


def _asked(bundle: ModelBundle, rows: tuple[int, ...]) -> tuple[Floats, Floats]:
    earlier = bundle.neighbours.earlier.rows
    if any(not 0 <= row < len(earlier) for row in rows):
        raise _refused()
    answers = Assessor(bundle).answers(np.asarray(earlier[list(rows)], dtype=np.float64))
    return answers.hours, answers.probability


def _agree(now: Floats, then: object) -> bool:
    was = np.asarray(then, dtype=np.float64)
    sound = now.shape == was.shape and bool(np.isfinite(now).all())
    return sound and bool(np.allclose(now, was, rtol=TOLERANCE, atol=TOLERANCE))


def _refused() -> BundleRefused:
    return BundleRefused(
        english="the model does not answer here as it did where it was made; it was not taken into use",
        danish="modellen svarer ikke her, som den gjorde, hvor den blev lavet; den er ikke taget i brug",
    )
