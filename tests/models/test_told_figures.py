"""What a bundle tells of itself: no count that could point at a child, and the same text for the same report."""

import json
from copy import deepcopy
from typing import Any

import pytest

from models.told_figures import figures_text, read_figures, told
from pipelines.train import Trained

CANARY = 3
"""A count that occurs nowhere else in the report below."""


@pytest.fixture
def report(trained: Trained) -> dict[str, Any]:
    return deepcopy(trained.report)


def counts(figures: Any) -> list[int]:
    """Return every count in figures, however deep: whole numbers under a name that begins with n."""
    if isinstance(figures, dict):
        own = [value for key, value in figures.items() if key.split("_")[0] == "n" and isinstance(value, int)]
        return own + [count for value in figures.values() for count in counts(value)]
    return [count for value in figures for count in counts(value)] if isinstance(figures, list) else []


def test_no_count_from_one_to_four_is_told(report: dict[str, Any]) -> None:
    groups = report["groups"]["by"][0]["groups"]
    groups[0] |= {"n": CANARY, "category": {"n": CANARY}, "effort": {"n": 2}}
    report["category"]["coverage_by_category"]["D"] = {"n": CANARY, "coverage": 0.3333, "band": [0, 1], "inside": True}
    report["category"]["raters"] = {"n": CANARY}
    report["law_changes"][0]["n_after"] = CANARY
    sums = report["effort"]["calibration"]
    sums["teams"] = {"Nord": sums["overall"] | {"n": CANARY, "recorded": 77.25}, "Syd": sums["overall"] | {"n": 40}}

    text = figures_text(told(report))

    assert not {1, 2, 3, 4} & set(counts(json.loads(text)))
    assert "77.25" not in text
    assert "0.3333" not in text


def test_a_count_that_the_others_would_give_away_is_withheld_as_well(report: dict[str, Any]) -> None:
    few = {"category": {"n": 9}, "effort": {"n": 9}}
    report["groups"]["by"] = [
        {
            "name": "team",
            "label": "Team",
            "groups": [{"code": str(n), "label": str(n), "n": n, **few} for n in (CANARY, 30, 9, 0)],
        }
    ]

    [grouping] = told(report)["groups"]["by"]

    assert [group["n"] for group in grouping["groups"]] == [None, 30, None, 0]
    assert grouping["groups"][2]["category"]["n"] is None


def test_what_only_an_invented_municipality_knows_is_left_out(report: dict[str, Any]) -> None:
    assert "truth_log_loss" in report["category"]

    text = figures_text(told(report))

    assert "truth_" not in text
    assert "excess_" not in text
    assert "timing" not in text


def test_the_bundle_tells_what_the_report_does(trained: Trained) -> None:
    assert trained.bundle.figures == json.loads(figures_text(told(trained.report)))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"category": {}, "effort": NaN}', '{"category": 1, "effort": {}}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_figures(text)
