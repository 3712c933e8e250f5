import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fit_interval import LEAST_PER_GROUP, Measured, hours_interval, merged_groups

CODES = ("A", "B", "C", "D")
counts = st.lists(st.integers(min_value=0, max_value=90), min_size=4, max_size=4)


def measured(category: np.ndarray, seed: int = 2) -> Measured:
    """Return cases whose hours spread the more, the higher their category."""
    rng = np.random.default_rng(seed)
    expected = rng.gamma(2.0, 10.0 * (1.0 + category))
    recorded = expected * rng.lognormal(0.0, 0.3 + 0.3 * category) * (rng.random(len(category)) > 0.05)
    return Measured(category=category, expected=expected, recorded=recorded, categories=4)


@given(expected=st.lists(st.floats(min_value=0.0, max_value=1e5), min_size=1, max_size=40))
def test_an_interval_holds_its_own_hours_and_is_never_negative(expected: list[float]) -> None:
    interval = hours_interval(measured(np.arange(400) % 4), 0.8, CODES)
    hours = np.array(expected)

    for category in range(4):
        low, high = interval.limits(hours, np.full(len(hours), category))
        assert (low >= 0.0).all()
        assert (low <= hours).all()
        assert (hours <= high).all()


def test_skewed_hours_do_not_put_both_limits_on_one_side() -> None:
    cases = measured(np.zeros(100, dtype=np.intp))
    halved = Measured(category=cases.category, expected=cases.expected, recorded=cases.expected / 9.0, categories=4)

    interval = hours_interval(halved, 0.8, CODES)

    assert interval.high.tolist() == [0.0] * 4
    assert (interval.low < 0.0).all()


def test_each_category_holds_the_promised_share_of_new_cases() -> None:
    category = np.random.default_rng(1).choice(4, 8000, p=(0.4, 0.3, 0.2, 0.1))
    new = measured(category, seed=3)

    interval = hours_interval(measured(category), 0.8, CODES)
    low, high = interval.limits(new.expected, new.category)

    inside = (low <= new.recorded) & (new.recorded <= high)
    for one in range(4):
        assert inside[category == one].mean() == pytest.approx(0.8, abs=0.05)


@given(sizes=counts)
def test_groups_are_neighbours_and_large_enough_while_there_are_cases(sizes: list[int]) -> None:
    groups = merged_groups(np.array(sizes))

    assert [category for group in groups for category in group] == [0, 1, 2, 3]
    assert len(groups) == 1 or min(sum(sizes[category] for category in group) for group in groups) >= LEAST_PER_GROUP


def test_categories_measured_together_are_named() -> None:
    few = hours_interval(measured(np.repeat([0, 1, 2, 3], [200, 90, 40, 5])), 0.8, CODES)
    enough = hours_interval(measured(np.arange(400) % 4), 0.8, CODES)

    assert "Kategorierne C og D er målt sammen" in few.measured_on
    assert few.low[2] == few.low[3]
    assert "målt sammen" not in enough.measured_on
