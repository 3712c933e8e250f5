"""Beside whom is our server measured? ``mlflow models serve`` with scikit-learn's boosting of the same cases.

The peer answers with a bare label: no probabilities, no reasons, no hours; it checks nobody and stores nothing. It is
given two chances. *As documented*, its model has a signature, as MLflow advises, and is asked with
``dataframe_split``. *At its quickest* it has neither signature nor names to check and is asked with a bare list of
floats (``inputs``). Both begin with the floats of ``features.frame``, so that it need not make them of a case's facts.
The command and everything else are MLflow's own defaults, of which one worker is one.
"""

import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import mlflow.sklearn
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.load import post
from benchmarks.server import HOST, Server, free_port, started
from benchmarks.surroundings import Json
from models.ordinal import Floats, Integers
from pipelines.train import Trained

COMMAND = "mlflow models serve --model-uri <model> --env-manager local --host 127.0.0.1 --port <port>"
_TRUSTED = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A running peer and the requests it is asked with, again and again."""

    server: Server
    requests: Iterator[bytes]


@contextmanager
def peers(trained: Trained, folder: Path) -> Iterator[dict[str, Peer]]:
    """Fit and serve the model both ways, ``documented`` and ``quickest``, while the block runs."""
    frame = trained.bundle.frame
    names = [column.name for column in frame.columns]
    rows, develop = frame.rows(trained.parts.test.cases), trained.parts.develop
    taught, labels = frame.rows(develop.cases)[develop.labels.rows], develop.labels.category
    table = pd.DataFrame(taught, columns=names)
    named, bare = _fitted(table, labels), _fitted(taught, labels)
    signature = infer_signature(table, named.predict(table))
    mlflow.sklearn.save_model(named, folder / "documented", signature=signature, skops_trusted_types=_TRUSTED)
    mlflow.sklearn.save_model(bare, folder / "quickest", skops_trusted_types=_TRUSTED)
    bodies: dict[str, list[Json]] = {
        "documented": [{"dataframe_split": {"columns": names, "data": [one]}} for one in _plain(rows, None)],
        # JSON has no NaN, but this server's reader takes it, and a null would not become a float.
        "quickest": [{"inputs": [one]} for one in _plain(rows, math.nan)],
    }
    with ExitStack() as stack:
        yield {
            way: Peer(
                server=stack.enter_context(_serving(folder / way)),
                requests=cycle([post("/invocations", json.dumps(one).encode()) for one in asked]),
            )
            for way, asked in bodies.items()
        }


def _fitted(rows: Floats | pd.DataFrame, category: Integers) -> HistGradientBoostingClassifier:
    """Learn the categories that people judged, from the same rows as ours; sizes are scikit-learn's defaults."""
    return HistGradientBoostingClassifier(random_state=0).fit(rows, category)


def _plain(rows: Floats, missing: float | None) -> list[list[float | None]]:
    return [[missing if np.isnan(value) else float(value) for value in row] for row in rows]


@contextmanager
def _serving(model: Path) -> Iterator[Server]:
    port = free_port()
    programs = Path(sys.executable).parent
    own = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "MLFLOW_DISABLE_TELEMETRY": "true"}
    command = COMMAND.replace("<model>", str(model)).replace("<port>", str(port)).replace("127.0.0.1", HOST)
    with started([str(programs / "mlflow"), *command.split()[1:]], own, port=port, ready="/ping") as server:
        yield server
