"""Miettinen and Nurminen's limits against published figures and against their definition."""

import math
from typing import TypeVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from mandate.score_limits import Shares, score, score_limits

T = TypeVar("T")
NEWCOMBE = {
    "a": ((56, 70, 48, 80), (0.0528, 0.3382)),
    "b": ((9, 10, 3, 10), (0.1700, 0.8406)),
    "c": ((6, 7, 2, 7), (0.0342, 0.8534)),
    "d": ((5, 56, 0, 29), (-0.0326, 0.1933)),
    "e": ((0, 10, 0, 20), (-0.1658, 0.2844)),
    "f": ((0, 10, 0, 10), (-0.2879, 0.2879)),
    "g": ((10, 10, 0, 20), (0.7156, 1.0)),
    "h": ((10, 10, 0, 10), (0.6636, 1.0)),
}
"""Newcombe 1998, table II: first less second, method 6 (Miettinen-Nurminen)."""


@pytest.mark.parametrize("example", NEWCOMBE)
def test_newcombes_examples(example: str) -> None:
    (later, later_count, earlier, earlier_count), published = NEWCOMBE[example]

    limits = score_limits(Shares(earlier, earlier_count, later, later_count))

    assert [round(limit, 4) for limit in limits] == list(published)


def a_pair(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, T]]:
    return st.tuples(of, of)


def _log_likelihood(events: float, number: float, share: float) -> float:
    return sum(
        count * math.log(max(part, 1e-300))
        for count, part in ((events, share), (number - events, 1.0 - share))
        if count > 0
    )


@given(
    counts=st.tuples(*[st.integers(1, 60)] * 2), shares=st.tuples(*[st.floats(0, 1)] * 2), supposed=st.floats(-0.9, 0.9)
)
def test_the_score_is_the_one_at_the_most_likely_shares_with_that_difference(
    counts: tuple[int, int], shares: tuple[float, float], supposed: float
) -> None:
    events = [round(share * count) for share, count in zip(shares, counts, strict=True)]
    given_shares = Shares(events[0], counts[0], events[1], counts[1])
    low, high = max(0.0, -supposed), min(1.0, 1.0 - supposed)

    def misfit(before: float) -> float:
        return -_log_likelihood(events[0], counts[0], before) - _log_likelihood(events[1], counts[1], before + supposed)

    before = minimize_scalar(misfit, bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x
    after = before + supposed
    variance = before * (1 - before) / counts[0] + after * (1 - after) / counts[1]
    assume(variance > 1e-4)
    expected = (given_shares.difference - supposed) / math.sqrt(variance * sum(counts) / (sum(counts) - 1))

    assert score(given_shares, supposed) == pytest.approx(expected, abs=2e-3, rel=2e-3)


@given(counts=a_pair(st.integers(1, 200)), shares=a_pair(st.floats(0, 1)), confidence=st.floats(0.5, 0.99))
def test_limits_hold_the_estimate_turn_with_the_groups_and_widen_with_confidence(
    counts: tuple[int, int], shares: tuple[float, float], confidence: float
) -> None:
    events = [round(share * count) for share, count in zip(shares, counts, strict=True)]
    forth = Shares(events[0], counts[0], events[1], counts[1])
    back = Shares(events[1], counts[1], events[0], counts[0])

    low, high = score_limits(forth, confidence)
    wider = score_limits(forth, min(confidence + 0.005, 0.995))

    assert -1.0 <= low <= forth.difference + 1e-12
    assert forth.difference - 1e-12 <= high <= 1.0
    assert score_limits(back, confidence) == pytest.approx((-high, -low), abs=1e-9)
    assert wider.low <= low + 1e-12
    assert high <= wider.high + 1e-12


@pytest.mark.parametrize("shares", [Shares(0, 0, 1, 2), Shares(3, 2, 1, 2), Shares(-1, 2, 1, 2)])
def test_what_is_no_share_is_refused(shares: Shares) -> None:
    with pytest.raises(ValueError, match="share"):
        score_limits(shares)
