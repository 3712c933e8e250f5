"""A case's own past counts as much as cases keep what they show, and on average changes nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from allocation.arrivals import Floats
from allocation.courses import Spread
from allocation.own_course import at_age, credibility, own_factor, usual_so_far


def told(hours: Floats, lasted: Floats, categories: int, beside: Floats | None = None) -> Floats:
    """Return what is usual so far where every case is of the first category."""
    return usual_so_far(
        hours,
        lasted,
        beside=np.ones(len(hours)) if beside is None else beside,
        category=np.zeros(len(hours), dtype=np.intp),
        categories=categories,
    )


def test_cases_that_keep_nothing_are_told_by_their_kind() -> None:
    counts = credibility(Spread(lasting=0.0, passing=3.0), np.array([1.0, 100.0]))

    assert counts.tolist() == [0.0, 0.0]
    assert own_factor(counts, np.array([1.0, 100.0]), np.array([50.0, 500.0])).tolist() == [1.0, 1.0]


def test_cases_without_chance_tell_everything_themselves() -> None:
    counts = credibility(Spread(lasting=0.5, passing=0.0), np.array([10.0]))

    assert own_factor(counts, np.array([10.0]), np.array([25.0])) == pytest.approx([2.5])


def test_a_case_too_young_to_have_shown_anything_keeps_to_its_kind() -> None:
    assert credibility(Spread(lasting=2.0, passing=1.0), np.array([0.0, 0.4])).tolist() == [0.0, 0.0]


@given(st.floats(0.0, 3.0), st.floats(0.01, 5.0), st.floats(0.0, 300.0), st.floats(0.0, 1000.0))
def test_no_case_takes_less_than_nothing(lasting: float, passing: float, usual: float, recorded: float) -> None:
    counts = credibility(Spread(lasting=lasting, passing=passing), np.array([usual]))

    assert 0.0 <= counts[0] <= 1.0
    assert own_factor(counts, np.array([usual]), np.array([recorded]))[0] >= 0.0


def test_the_factor_finds_what_a_case_keeps() -> None:
    """Gamma weights of variance one half, twelve months of Poisson work: the best guess is right on average."""
    rng = default_rng(1)
    weight = rng.gamma(2.0, 0.5, size=5000)
    past = rng.poisson(12.0 * weight).astype(float)
    usual = np.full(5000, 12.0)

    factor = own_factor(credibility(Spread(lasting=0.5, passing=1.0), usual), usual, past)

    assert factor.mean() == pytest.approx(1.0, abs=0.03)
    # Bühlmann's error is lasting (1 - z), here 0.5 / 7; keeping to the kind would leave 0.5.
    assert ((factor - weight) ** 2).mean() == pytest.approx(0.5 / 7.0, rel=0.1)


def test_what_is_usual_so_far_counts_only_those_still_open() -> None:
    hours = np.array([[4.0, 4.0, 4.0], [1.0, 0.0, 0.0]] * 200)
    lasted = np.array([3.0, 0.5] * 200)

    usual = told(hours, lasted, 1)[0]

    assert usual == pytest.approx([0.0, 4.0, 8.0, 12.0])


def test_what_facts_explain_is_not_counted_twice() -> None:
    """Heavy cases stay open, and their facts say that they are heavy: beside those nothing is unusual."""
    weight = np.array([1.0, 3.0] * 200)
    hours = weight[:, None] * np.full((400, 3), 2.0)
    lasted = np.array([1.0, 3.0] * 200)

    usual = told(hours, lasted, 1, beside=weight)[0]

    assert usual == pytest.approx([0.0, 2.0, 4.0, 6.0])


def test_a_category_nobody_was_open_in_is_told_by_all() -> None:
    hours = np.full((50, 2), 3.0)

    usual = told(hours, np.full(50, 2.0), 2)

    assert usual[1] == pytest.approx(usual[0], rel=0.05)


def test_ages_between_months_and_beyond_the_last_are_read() -> None:
    usual = np.array([[0.0, 4.0, 6.0]])

    assert at_age(usual, np.zeros(3, dtype=np.intp), np.array([0.5, 1.5, 90.0])).tolist() == [2.0, 5.0, 6.0]
