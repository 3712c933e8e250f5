import numpy as np
import pytest

from models.uncertainty import Share, detectable, difference, effective_count, ratio, share, wilson


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_newcombes_difference_is_the_published_one() -> None:
    """Newcombe (1998), table II, method 10: 56/70 less 48/80 gives 0.0524 to 0.3339."""
    first, second = (Share(value=k / n, low=w[0], high=w[1], count=n) for k, n, w in _of((56, 70), (48, 80)))

    assert difference(first, second) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def _of(*pairs: tuple[int, int]) -> list[tuple[int, int, tuple[float, float]]]:
    return [(k, n, wilson(k / n, n)) for k, n in pairs]


def test_two_cases_of_each_child_that_end_alike_are_worth_one() -> None:
    hits = np.repeat([1.0, 0.0, 1.0, 1.0, 0.0] * 20, 2)
    pairs = np.repeat(np.arange(100), 2)

    worth = effective_count(hits - hits.mean(), np.ones(200), pairs)

    assert worth == pytest.approx(99.0)
    assert effective_count(hits - hits.mean(), np.ones(200), np.arange(200)) == pytest.approx(199.0)


def test_a_share_that_nobody_missed_still_has_an_interval() -> None:
    found = share(np.ones(30), np.ones(30), np.arange(30))

    assert found.value == 1.0
    assert found.high == pytest.approx(1.0)
    assert 0.85 < found.low < 0.9


def test_the_interval_of_a_ratio_covers_it_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        recorded = rng.gamma(2.0, 10.0, size=150)
        predicted = 0.9 * 20.0 * np.ones(150)
        _, low, high = ratio(predicted, recorded, np.arange(150))
        covered += low <= 0.9 <= high

    assert 180 <= covered <= 200


def test_a_larger_group_shows_a_smaller_difference() -> None:
    assert detectable(0.9, 1000.0, 1000.0) < detectable(0.9, 100.0, 1000.0)
