import numpy as np
import pytest

from models.hours_calibration import LEAST_CASES, hours_calibration


def test_a_tilt_shows_in_the_tenths_though_the_sum_is_right() -> None:
    expected = np.linspace(1.0, 100.0, 400)
    recorded = expected**2 * expected.sum() / (expected**2).sum()

    found = hours_calibration(expected, recorded, [None] * 400, 0)

    assert found["overall"]["ratio"] == pytest.approx(1.0)
    assert found["tenths"][0]["ratio"] > 2.0
    assert found["tenths"][-1]["ratio"] < 0.8
    assert sum(tenth["n"] for tenth in found["tenths"]) == 400


def test_a_team_of_few_is_left_out_and_each_ratio_lies_in_its_interval() -> None:
    rng = np.random.default_rng(0)
    expected = rng.gamma(2.0, 10.0, 60)
    teams = ["Nord"] * 50 + ["Syd"] * (LEAST_CASES - 1) + [None]

    found = hours_calibration(expected, expected * rng.lognormal(0.0, 0.5, 60), teams, 0)

    assert set(found["teams"]) == {"Nord"}
    assert found["teams"]["Nord"]["low"] <= found["teams"]["Nord"]["ratio"] <= found["teams"]["Nord"]["high"]


def test_without_matured_cases_there_is_nothing_to_say() -> None:
    assert hours_calibration(np.zeros(0), np.zeros(0), [], 0) == {}
