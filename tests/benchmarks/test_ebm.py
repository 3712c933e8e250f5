from typing import Any

import pytest

from benchmarks.ebm import BAGS, NAME, with_ebm
from pipelines.train import Trained


@pytest.fixture(scope="module")
def report(trained: Trained) -> dict[str, Any]:
    return with_ebm(trained)


def test_the_machine_stands_among_the_baselines_and_changes_nothing_else(
    trained: Trained, report: dict[str, Any]
) -> None:
    for part in ("category", "effort"):
        before = trained.report[part]
        assert report[part]["baselines"].keys() == before["baselines"].keys() | {NAME}
        assert report[part]["against"].keys() == before["against"].keys() | {NAME}
        assert report[part]["intervals"]["ours"] == before["intervals"]["ours"]
    assert report["groups"] == trained.report["groups"]


def test_the_machine_has_learned_something(report: dict[str, Any]) -> None:
    category, effort = report["category"]["baselines"], report["effort"]["baselines"]

    assert BAGS > 1
    assert category[NAME]["log_loss"] < category["majority"]["log_loss"]
    assert effort[NAME]["deviance"] < effort["mean"]["deviance"]
