import numpy as np
import pytest
from numpy.random import default_rng

from allocation.capacity import CapacityRules, capacity
from benchmarks.bench_advise import bench_advise
from benchmarks.bench_plan import bench_plan
from benchmarks.compare_principles import _without_absent
from benchmarks.robust_draws import LOAD, MONTHS, ON, _against, _figures, drawn, instance
from benchmarks.surroundings import SCHEMES
from features.scheme_toml import parse_scheme


def test_a_column_that_a_log_does_not_have_is_left_out_and_nothing_else() -> None:
    text = (SCHEMES / "bpic15_touch_days.toml").read_text("utf-8")

    whole, without = parse_scheme(text, "hel"), parse_scheme(_without_absent(text, 2), "uden")

    assert {fact.name for fact in whole.facts} - {fact.name for fact in without.facts} == {"planned_end"}
    assert without.features == whole.features


def test_instances_have_the_load_they_are_meant_to() -> None:
    cases, staff = instance(default_rng(3), cases=60, caseworkers=8)

    hours = sum(sum(case.monthly_hours) for case in cases)
    room = sum(sum(capacity(one, ON, MONTHS, CapacityRules())) for one in staff)

    assert hours / room == pytest.approx(LOAD)


def test_the_largest_overload_is_that_of_whoever_is_furthest_above_her_hours() -> None:
    hours, seats = np.array([[10.0, 30.0], [10.0, 15.0]]), np.array([0, 1])

    figures = _figures(hours, seats, np.array([20.0, 20.0]))

    assert figures["mean"] == 25.0
    assert figures["hours_over"] == 5.0


def test_room_for_uncertainty_is_measured_on_the_same_draws() -> None:
    told = drawn(*instance(default_rng(3), cases=40, caseworkers=6), seed=3)

    assert told["z_0"]["planned_peak"] <= told["z_1.3"]["planned_peak"] + 1e-9
    assert _against([told, told])["z_0.7"]["of"] == 2


def test_advice_is_timed_on_cases_that_find_a_caseworker() -> None:
    row = bench_advise(caseworkers=30)

    assert row["placed"] == row["asked"]
    assert 0.0 < row["p50_ms"] <= row["p99_ms"] <= row["max_ms"]


def test_the_parts_of_a_proposal_are_timed_beside_the_whole() -> None:
    (row,) = bench_plan(((4, 3),))

    assert (row["cases"], row["caseworkers"], row["open_cases"]) == (4, 3, 45)
    assert set(row["parts"]) == {"lay_out", "search", "explanations", "floor"}
    assert row["seconds"] > 0.0
