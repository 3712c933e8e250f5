import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.effort import HoursInterval, Link
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


@pytest.mark.parametrize("together", [1, 2, 3, 7, 8, 17])
def test_a_case_has_the_same_months_alone_and_among_others(boosted: Boosted, together: int) -> None:
    effort = boosted.bundle.effort
    probability = np.random.default_rng(0).dirichlet(np.ones(4), 300)
    hours = np.linspace(0.0, 400.0, 300)
    whole = effort.monthly(hours, probability)

    starts = range(0, 300, together)
    parts = [effort.monthly(hours[one : one + together], probability[one : one + together]) for one in starts]

    assert np.array_equal(whole, np.vstack(parts))


def test_limits_are_those_of_the_predicted_category() -> None:
    interval = HoursInterval(level=0.8, low=np.array([-1.0, 0.0]), high=np.array([0.0, 1.0]))

    low, high = interval.limits(np.array([9.0, 10.0]), np.array([0, 1]))

    assert low == pytest.approx([10.0 / math.e - 1.0, 10.0])
    assert high == pytest.approx([9.0, 11.0 * math.e - 1.0])
