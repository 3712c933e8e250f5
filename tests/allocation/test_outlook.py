"""Stock and inflow add up as Little and Campbell say, and a what-if changes what it names and nothing else."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator, default_rng

from allocation.arrivals import Floats, Integers
from allocation.courses import Courses, SeenCases, Spread, courses_of
from allocation.outlook import Factors, Outlook, ahead, draw_outlook, unchanged
from allocation.runoff import new_cases, remaining, stock_of

ON = date(2026, 1, 1)


def courses(lasting: float = 0.0, passing: float = 0.0) -> Courses:
    """Two categories: light ones end after two months, heavy ones after four."""
    return Courses(
        hours=np.array([[4.0, 2.0, 0.0, 0.0], [8.0, 8.0, 6.0, 2.0]]),
        stays=np.array([[1.0, 0.5, 0.0, 0.0, 0.0], [1.0, 1.0, 0.8, 0.4, 0.0]]),
        spread=Spread(lasting=lasting, passing=passing),
    )


def steady(rate: float) -> object:
    """Forecast the same number every month, without any doubt."""

    def method(_past: Integers, months: int, _rng: Generator, draws: int) -> Floats:
        return np.full((draws, months), rate)

    return method


def outlook(months: int, rate: float = 20.0, open_cases: int = 0, spread: Spread | None = None) -> Outlook:
    known = courses()
    category = np.arange(open_cases) % 2
    hours, stays = remaining(known, category, np.zeros(open_cases), months)
    return draw_outlook(
        stock_of(hours, stays, (category[:, None] == np.arange(2)).astype(float)),
        new_cases(known, months),
        spread or Spread(lasting=0.0, passing=0.0),
        starts_on=ON,
        method=steady(rate),  # type: ignore[arg-type]  # a method for tests
        past=np.array([20]),
        past_mix=np.array([1e9, 1e9]),
        level_sd=0.0,
        seed=1,
        draws=2000,
    )


def test_a_steady_stream_fills_up_to_arrivals_times_duration() -> None:
    """Little's law: stock = arrivals a month x months open."""
    filled = ahead(outlook(8), unchanged(2, 8)).open.mean(axis=0)

    assert courses().lasts == pytest.approx([1.0, 2.7])
    assert filled[-1] == pytest.approx(20.0 * (1.0 + 2.7) / 2.0, rel=0.01)


def test_a_steady_stream_asks_for_arrivals_times_hours_a_case() -> None:
    told = ahead(outlook(8), unchanged(2, 8))
    calendar = outlook(8).calendar

    assert told.new_hours[-1] / calendar[-1] == pytest.approx(20.0 * (6.0 + 24.0) / 2.0, rel=0.001)


def test_the_scatter_of_a_steady_stream_is_that_of_shot_noise() -> None:
    """Campbell's theorem: the variance is arrivals x sum of squares, more where cases differ."""
    plain = ahead(outlook(8, rate=200.0), unchanged(2, 8))
    differing = ahead(outlook(8, rate=200.0, spread=Spread(lasting=0.5, passing=1.0)), unchanged(2, 8))
    months = new_cases(courses(), 8).hours[:, :, -1] * outlook(8).calendar[-1]

    squares = 200.0 * 0.5 * (months**2).sum()
    assert plain.own_variance[-1] == pytest.approx(squares, rel=0.001)
    # Passing work counts each hour once more; a month of other length weighs its square.
    passing = 200.0 * 0.5 * months.sum() * outlook(8).calendar[-1]
    assert differing.own_variance[-1] == pytest.approx(1.5 * squares + passing, rel=0.001)
    assert plain.load[:, -1].std() == pytest.approx(np.sqrt(squares), rel=0.05)


def test_without_spread_and_arrivals_the_load_is_what_is_left_of_the_cases() -> None:
    told = ahead(outlook(4, rate=0.0, open_cases=10), unchanged(2, 4))
    expected = 5.0 * courses().hours.sum(axis=0) * outlook(4).calendar

    assert told.expected == pytest.approx(expected)
    assert told.load.mean(axis=0) == pytest.approx(expected, rel=0.001, abs=0.01)
    assert told.open.mean(axis=0)[0] == pytest.approx(5.0 * 0.5 + 5.0, rel=0.05)


@given(st.floats(0.0, 4.0))
def test_inflow_times_anything_is_its_expected_load_times_as_much(factor: float) -> None:
    base = outlook(5, open_cases=6)
    more = Factors(hours=np.ones((2, 5)), inflow=np.full((2, 5), factor))

    before, after = ahead(base, unchanged(2, 5)), ahead(base, more)

    assert after.new_hours == pytest.approx(factor * before.new_hours, abs=1e-9)
    assert after.new_cases == pytest.approx(factor * before.new_cases, abs=1e-9)
    assert after.stock_hours == pytest.approx(before.stock_hours)


def test_more_hours_in_one_category_leave_the_other_alone() -> None:
    base = outlook(3, open_cases=2)
    heavier = Factors(hours=np.array([[1.0] * 3, [2.0] * 3]), inflow=np.ones((2, 3)))

    before, after = ahead(base, unchanged(2, 3)), ahead(base, heavier)

    added = after.stock_hours - before.stock_hours
    assert added == pytest.approx(courses().hours[1, :3] * base.calendar)


def test_a_case_that_is_still_open_has_more_ahead_than_one_of_its_kind() -> None:
    hours, stays = remaining(courses(), np.array([1]), np.array([2.0]), 2)

    assert hours[0] == pytest.approx([6.0 / 0.8, 2.0 / 0.8])
    assert stays[0] == pytest.approx([0.5, 0.0])


def test_a_case_older_than_any_seen_goes_on_as_the_oldest() -> None:
    endless = Courses(
        hours=np.array([[1.0, 0.5]]), stays=np.array([[1.0, 0.5, 0.25]]), spread=Spread(lasting=0.0, passing=0.0)
    )

    hours, _ = remaining(endless, np.array([0]), np.array([40.0]), 3)

    assert hours[0] == pytest.approx([1.0, 0.5, 0.25])


def seen(cases: int, seed: int) -> SeenCases:
    """Draw cases of one category: each month an open one closes with chance 0.2, and takes 3 hours on average."""
    rng = default_rng(seed)
    lasted = rng.geometric(0.2, size=cases) - 1
    month = np.arange(40)
    at_risk = (month <= lasted[:, None]).astype(float)
    weight = rng.gamma(2.0, 0.5, size=(cases, 1))
    return SeenCases(
        hours=at_risk * rng.poisson(3.0 * weight, size=(cases, 40)),
        exposure=np.ones((cases, 40)),
        at_risk=at_risk,
        closed=(month == lasted[:, None]).astype(float),
        category=np.zeros(cases, dtype=np.intp),
    )


def test_courses_are_found_again() -> None:
    found = courses_of(seen(4000, 1), 1)

    assert found.stays[0, :6] == pytest.approx(0.8 ** np.arange(6), abs=0.02)
    assert found.hours[0, :6] == pytest.approx(3.0 * 0.8 ** np.arange(6), abs=0.12)
    assert found.hours.sum() == pytest.approx(15.0, rel=0.05)


def test_a_diary_that_shows_a_tenth_finds_the_same_course() -> None:
    whole = seen(8000, 2)
    shown = default_rng(3).random(whole.hours.shape) < 0.1
    sampled = SeenCases(
        hours=whole.hours * shown,
        exposure=shown.astype(float),
        at_risk=whole.at_risk,
        closed=whole.closed,
        category=whole.category,
        sampled=True,
    )

    assert courses_of(sampled, 1).hours.sum() == pytest.approx(15.0, rel=0.08)


def test_a_category_nobody_has_seen_goes_as_all_others() -> None:
    found = courses_of(seen(1000, 4), 2)

    assert found.hours[1].sum() == pytest.approx(found.hours[0].sum(), rel=0.05)


def test_the_spread_tells_what_lasts_from_what_passes() -> None:
    """Gamma weights of shape two, given to cases that all stay: lasting variance one half, passing one an hour."""
    rng = default_rng(6)
    ones = np.ones((6000, 6))
    cases = SeenCases(
        hours=rng.poisson(5.0 * rng.gamma(2.0, 0.5, size=(6000, 1)), size=(6000, 6)).astype(float),
        exposure=ones,
        at_risk=ones,
        closed=np.zeros((6000, 6)),
        category=np.zeros(6000, dtype=np.intp),
    )

    spread = courses_of(cases, 1).spread

    assert spread.lasting == pytest.approx(0.5, abs=0.05)
    assert spread.passing == pytest.approx(1.0, abs=0.15)
