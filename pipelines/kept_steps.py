"""How does a run go on where it stopped? Each finished step is kept under what it was made from, whole or not at all.

The folder is its owner's alone. It is named by the hash of everything the steps depend on: after an erasure, a new case
or a new version of the code, nothing of it fits, and all of it is made anew.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_SUMS = "sums.json"
_BEGIN = ".run-"


class KeptSteps:
    """The finished steps of one run."""

    def __init__(self, out: Path, inputs: Mapping[str, Any], *, resume: bool) -> None:
        """Open the run's folder; what other runs left goes, and without ``resume`` what this one left, too."""
        text = json.dumps(inputs, sort_keys=True, default=str)
        self._folder = out / f"{_BEGIN}{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        for left in out.glob(f"{_BEGIN}*"):
            if left != self._folder or not resume:
                shutil.rmtree(left)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def step(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return a step's folder: as it was kept, where it is whole, or made now."""
        folder = self._folder / name
        if folder.is_dir() and not _is_whole(folder):
            shutil.rmtree(folder)
        if not folder.is_dir():
            draft = self._folder / f"{name}.part"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            make(draft)
            (draft / _SUMS).write_text(json.dumps(_sums(draft)), "utf-8")
            _flush(draft)
            draft.rename(folder)
        return folder

    def has(self, name: str) -> bool:
        """Whether a step is finished."""
        return _is_whole(self._folder / name)

    def forget(self) -> None:
        """Remove the folder: the run is over."""
        shutil.rmtree(self._folder)


def _is_whole(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / _SUMS).read_text("utf-8")) == _sums(folder))
    except (OSError, ValueError):
        return False


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _SUMS)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _flush(folder: Path) -> None:
    """Have every file on the disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
