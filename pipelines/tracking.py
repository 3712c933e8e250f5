"""Where is a training run remembered? In MLflow: parameters, figures, report, tables, plots and card.

The only module that knows mlflow. A ledger on the training side: nothing is ever loaded from it for serving.
"""

import csv
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # set before mlflow is imported: nothing is sent anywhere
os.environ.setdefault("MPLBACKEND", "Agg")

import matplotlib.pyplot as plt
import mlflow
import numpy as np
import shap
from mlflow import MlflowClient

from models.readable import HEADER, table_rows
from pipelines.retrain import LINEAGE, Candidate
from pipelines.train import Tried

ALIAS = "challenger"
"""The alias of the newest registered bundle; a person makes it the champion."""


def track(trained: Tried, uri: str) -> str:
    """Log a training run's papers and figures, and register it; return the run's id.

    The bundle itself is not copied: it remembers earlier cases, and lies where an erasure is followed.
    """
    name = _begin(trained, uri)
    with mlflow.start_run() as run, tempfile.TemporaryDirectory() as folder:
        mlflow.log_params(_parameters(trained))
        mlflow.log_metrics(dict(flat(trained.report)))
        mlflow.log_dict(trained.report, "report.json")
        mlflow.log_text(trained.card, "modelkort.html")
        _write_table(trained, Path(folder))
        mlflow.log_artifacts(folder)
        _register(name, run.info.run_id, run.info.artifact_uri, _tags(trained))
    return str(run.info.run_id)


def mirror(candidate: Candidate, uri: str) -> str:
    """Copy a candidate's papers, not its bundle, and register it as the challenger; return the run's id."""
    lineage, gate, tried = candidate.lineage, candidate.gate, candidate.tried
    name = _begin(tried, uri)
    with mlflow.start_run() as run, tempfile.TemporaryDirectory() as folder:
        mlflow.log_params(_parameters(tried) | {"seed": lineage.seed})
        mlflow.log_metrics(dict(flat(tried.report)) | {"gate.stops": len(gate.stops), "gate.named": len(gate.named)})
        for file in (*lineage.files, LINEAGE):
            mlflow.log_artifact(str(candidate.folder / file))
        _write_table(tried, Path(folder))
        mlflow.log_artifacts(folder)
        told = lineage.to_json()
        tags = {key: str(told[key]) for key in _TAGS if told[key] is not None}
        _register(name, run.info.run_id, run.info.artifact_uri, _tags(tried) | tags)
    return str(run.info.run_id)


_TAGS = ("data_hash", "scheme_hash", "code_version", "commit", "lock_hash", "seed", "champion", "read_at")


def _begin(trained: Tried, uri: str) -> str:
    """Choose the store and the experiment; return the registered model's name."""
    if uri.startswith("sqlite:///"):
        Path(uri.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(uri)
    name = f"sagstyngde-{trained.bundle.manifest.scheme_name}"
    mlflow.set_experiment(experiment_id=_experiment(name, uri))
    return name


def flat(figures: Mapping[str, Any], prefix: str = "") -> list[tuple[str, float]]:
    """Return a report's numbers under dotted names.

    >>> flat({"category": {"qwk": 0.7, "notes": "x"}})
    [('category.qwk', 0.7)]
    """
    found: list[tuple[str, float]] = []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            found.extend(flat(value, f"{prefix}{name}."))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found.append((f"{prefix}{name}", float(value)))
    return found


def _experiment(name: str, uri: str) -> str:
    """Return the experiment's id; artefacts of a local store lie beside its database, not in the working folder."""
    known = mlflow.get_experiment_by_name(name)
    if known is not None:
        return str(known.experiment_id)
    if not uri.startswith("sqlite:///"):
        return str(mlflow.create_experiment(name))
    place = Path(uri.removeprefix("sqlite:///")).with_name("mlflow-artifacts") / name
    return str(mlflow.create_experiment(name, artifact_location=place.resolve().as_uri()))


def _parameters(trained: Tried) -> dict[str, Any]:
    report, manifest = trained.report, trained.bundle.manifest
    sizes = {f"{part}_{key}": value for part, chosen in report["sizes"].items() for key, value in chosen.items()}
    counts = {key: report[key] for key in ("n_train", "n_calibrate", "n_test", "by_time", "trained_through")}
    return {"scheme": manifest.scheme_name, "scheme_version": manifest.scheme_version, **counts, **sizes}


def _write_table(trained: Tried, folder: Path) -> None:
    with (folder / "pointtavle.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(table_rows(trained.bundle))
    _plot(trained, folder / "shap.png")


def _plot(trained: Tried, path: Path) -> None:
    """Draw shap's summary of the complexity score: each source fact's contributions over the test cases."""
    frame = trained.bundle.frame
    X = frame.rows(trained.parts.test.cases)
    values = trained.bundle.category.table.contributions(X)
    names = [column.name for column in frame.columns]
    shap.summary_plot(values, X, feature_names=names, show=False, rng=np.random.default_rng(0))
    plt.savefig(path, dpi=110, bbox_inches="tight")
    plt.close("all")


def _tags(trained: Tried) -> dict[str, str]:
    return {"content_hash": trained.bundle.content_hash, "scheme_version": trained.bundle.manifest.scheme_version}


def _register(name: str, run_id: str, source: str, tags: dict[str, str]) -> None:
    client = MlflowClient()
    if not client.search_registered_models(filter_string=f"name = '{name}'"):
        client.create_registered_model(name)
    version = client.create_model_version(name, source=source, run_id=run_id, tags=tags)
    client.set_registered_model_alias(name, ALIAS, version.version)
