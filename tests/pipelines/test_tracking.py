import csv
import json
from pathlib import Path

import mlflow
import pytest
from mlflow import MlflowClient

from models.readable import HEADER
from pipelines.tracking import ALIAS, track
from pipelines.train import Trained

NAME = "sagstyngde-bornehandicap"


@pytest.fixture(scope="module")
def store(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A ledger with two runs of the same training."""
    place = tmp_path_factory.mktemp("ledger") / "var" / "mlflow.sqlite"
    runs = [track(trained, f"sqlite:///{place}") for _ in range(2)]
    return place, runs


@pytest.fixture(scope="module")
def client(store: tuple[Path, list[str]]) -> MlflowClient:
    return MlflowClient(f"sqlite:///{store[0]}")


def test_a_run_remembers_parameters_and_figures(
    store: tuple[Path, list[str]], client: MlflowClient, trained: Trained
) -> None:
    run = client.get_run(store[1][0])

    assert run.info.status == "FINISHED"
    assert run.data.params["n_train"] == str(trained.report["n_train"])
    assert run.data.params["effort_target"] == trained.report["sizes"]["effort"]["target"]
    assert run.data.metrics["category.qwk"] == trained.report["category"]["qwk"]
    assert run.data.metrics["effort.baselines.glm.r2_log"] == trained.report["effort"]["baselines"]["glm"]["r2_log"]


def test_report_card_tables_and_plot_lie_beside_the_store_and_no_case_does(
    store: tuple[Path, list[str]], client: MlflowClient, trained: Trained, tmp_path: Path
) -> None:
    place, runs = store
    mlflow.set_tracking_uri(f"sqlite:///{place}")
    folder = Path(mlflow.artifacts.download_artifacts(run_id=runs[0], dst_path=str(tmp_path)))

    assert json.loads((folder / "report.json").read_text("utf-8"))["content_hash"] == trained.bundle.content_hash
    assert (folder / "modelkort.html").read_text("utf-8") == trained.card
    assert list(folder.rglob("arrays.npz")) == []
    assert (folder / "shap.png").read_bytes().startswith(b"\x89PNG")
    with (folder / "pointtavle.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert tuple(next(csv.reader(stream, delimiter=";"))) == HEADER
    assert list(place.parent.rglob(f"mlflow-artifacts/{NAME}/**/pointtavle.csv"))


def test_the_newest_registered_bundle_carries_the_alias(
    store: tuple[Path, list[str]], client: MlflowClient, trained: Trained
) -> None:
    newest = client.get_model_version_by_alias(NAME, ALIAS)

    assert newest.run_id == store[1][1]
    assert newest.tags["content_hash"] == trained.bundle.content_hash
    assert sorted(int(version.version) for version in client.search_model_versions(f"name = '{NAME}'")) == [1, 2]


def test_both_runs_are_one_experiment(store: tuple[Path, list[str]], client: MlflowClient) -> None:
    assert len({client.get_run(run).info.experiment_id for run in store[1]}) == 1
