import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.effort import HoursInterval, Link
from models.fit_effort import LEAST_PER_GROUP, hours_interval
from tests.models.boosted import Boosted

LINK = Link(index=np.array([0.0, 1.0, 3.0, 4.0]), log_hours=np.array([0.5, 1.0, 4.0, 4.0]))
indices = st.floats(min_value=-20.0, max_value=20.0)


@given(low=indices, step=st.floats(min_value=0.0, max_value=10.0))
def test_hours_never_fall_when_the_index_rises(low: float, step: float) -> None:
    below, above = LINK(np.array([low, low + step]))

    assert above >= below - 1e-12


def test_the_line_goes_through_its_points_without_a_jump() -> None:
    assert LINK(LINK.index).tolist() == LINK.log_hours.tolist()
    for edge in LINK.index:
        below, above = LINK(np.array([edge - 1e-9, edge + 1e-9]))
        assert above - below < 1e-8


def test_the_line_goes_straight_on_beyond_its_ends() -> None:
    assert LINK(np.array([-2.0, 6.0])).tolist() == [-0.5, 4.0]


def test_the_months_of_the_horizon_add_up_to_the_hours(boosted: Boosted) -> None:
    effort = boosted.bundle.effort
    probability = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    hours = np.linspace(0.0, 400.0, 50)

    monthly = effort.monthly(hours, probability)

    assert (monthly >= 0.0).all()
    assert monthly[:, : effort.horizon].sum(axis=1) == pytest.approx(hours)


@given(expected=st.lists(st.floats(min_value=0.0, max_value=1e5), min_size=1, max_size=40))
def test_an_interval_never_crosses_and_never_promises_negative_hours(expected: list[float]) -> None:
    rng = np.random.default_rng(1)
    hours = rng.gamma(1.0, 40.0, 200)
    interval = hours_interval(hours, hours * rng.lognormal(0.0, 1.0, 200) * (rng.random(200) > 0.2), 0.8)

    low, high = interval.limits(np.array(expected))

    assert (low >= 0.0).all()
    assert (low <= high).all()


@pytest.mark.parametrize(("count", "groups"), [(30, 1), (59, 1), (60, 2), (95, 3), (400, 3)])
def test_groups_are_merged_until_each_holds_enough_cases(count: int, groups: int) -> None:
    expected = np.linspace(1.0, 100.0, count)

    interval = hours_interval(expected, expected[::-1], 0.8)

    assert len(interval.low) == len(interval.high) == len(interval.edges) + 1 == groups
    assert np.bincount(interval.groups(expected)).min() >= LEAST_PER_GROUP
    assert np.isfinite(interval.low).all()


def test_an_interval_holds_the_promised_share_of_new_cases_in_every_group() -> None:
    rng = np.random.default_rng(2)
    expected = rng.gamma(2.0, 30.0, 8000)
    recorded = expected * rng.lognormal(0.0, np.where(expected > 60.0, 1.0, 0.4))

    interval = hours_interval(expected[:4000], recorded[:4000], 0.8)
    low, high = interval.limits(expected[4000:])

    inside = (low <= recorded[4000:]) & (recorded[4000:] <= high)
    for group in range(3):
        assert inside[interval.groups(expected[4000:]) == group].mean() == pytest.approx(0.8, abs=0.05)


def test_a_case_belongs_to_the_group_its_expected_hours_fall_in() -> None:
    interval = HoursInterval(level=0.8, edges=np.array([10.0]), low=np.array([-1.0, 0.0]), high=np.array([0.0, 1.0]))

    low, high = interval.limits(np.array([9.0, 10.0]))

    assert low == pytest.approx([10.0 / np.e - 1.0, 10.0])
    assert high == pytest.approx([9.0, 11.0 * np.e - 1.0])
