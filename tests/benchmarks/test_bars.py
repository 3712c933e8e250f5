from typing import Any

import pytest

from benchmarks.bars import bars, coverage_band
from benchmarks.runs import seed_row
from tests.benchmarks.reports import a_gain, a_report, a_result


@pytest.fixture
def result() -> dict[str, Any]:
    found = a_result()
    found["seeds"] = [seed_row(1, found["reports"]["synthetic"])]
    return found


def _told(result: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {asked: (measured, is_met) for asked, measured, is_met in bars(result)}


def test_a_missed_bar_is_told_as_missed(result: dict[str, Any]) -> None:
    told = {asked: is_met for asked, (_, is_met) in _told(result).items()}

    assert told["contributions equal shap's and add up, in every report, to 1e-9"]
    assert not told["same content hash in 3 runs, rows shuffled, 1 or 2 threads"]
    assert not told[
        "invented municipality: effort deviance within 3 % of the truth's own, on the hold-out, mean of 1 seeds"
    ]
    assert told["leaving open cases out is visibly worse, mean of the seeds"]
    assert told["batch with contributions ≥ 150 times shap"]
    assert not told["one case with everything < 3 ms, median"]


def test_a_hold_outs_luck_and_what_is_expected_are_told_apart(result: dict[str, Any]) -> None:
    told = _told(result)
    asked = "invented municipality: category log loss within 3 % of the truth's own"

    assert not told[f"{asked}, on the hold-out, mean of 1 seeds"][1]
    assert told[f"{asked}, expected, free of luck, mean of 1 seeds"] == ("1.020 times (1.020)", True)


def test_the_best_peer_on_the_test_itself_is_the_one_to_beat(result: dict[str, Any]) -> None:
    report = a_report()
    category = report["category"]
    category["baselines"]["ebm"] = category["baselines"]["logistic"] | {"log_loss": 0.7}
    category["against"]["ebm"] = {"log_loss": a_gain(0.1, 0.01, 0.2)}
    result["reports"]["dds"] = report

    told = _told(result)
    asked = "real histories: category nowhere clearly worse than the best of logistic, boosting, forest, ebm"

    assert told[asked] == ("worse on dds (ebm)", False)
    assert told["real histories: category better than the best of them on at least half"] == ("on 0 of 1: none", False)


def test_a_promise_broken_by_more_than_chance_is_named_with_its_band(result: dict[str, Any]) -> None:
    result["seeds"][0]["coverage"]["sets, D"] = [0.5, 60, 0.9]

    told = _told(result)

    measured, is_met = told["invented municipality: coverage of sets, D inside the 99 % beta-binomial band"]
    assert not is_met
    assert measured.startswith("0 of 1 seeds; seed 1: 50.0 % of 60, band ")
    assert told["invented municipality: coverage of sets inside the 99 % beta-binomial band"][1]


def test_the_band_narrows_with_more_cases_and_holds_the_promise() -> None:
    few, many = coverage_band(60, 0.9), coverage_band(2000, 0.9)

    assert few[0] < many[0] < 0.9 < many[1] < few[1]


def test_speeds_not_measured_are_no_bar(result: dict[str, Any]) -> None:
    assert not any("shap," in asked or "ms" in asked.split() for asked in _told(result | {"bench": {"absent": "…"}}))
