"""The forecast of new cases knows level, trend and season of a known process, and how sure it may be."""

import numpy as np
import pytest
from numpy.random import default_rng

from allocation.arrivals import (
    Integers,
    mean_of_last_year,
    same_month_last_year,
    season_and_trend,
)
from allocation.arrivals_check import METHODS, check_arrivals, crps, held

SEASON = np.exp(0.3 * np.sin(2.0 * np.pi * np.arange(12) / 12.0))


def counts(seed: int, months: int, level: float = 40.0, growth: float = 1.0) -> Integers:
    month = np.arange(months)
    return np.asarray(default_rng(seed).poisson(level * growth ** (month / 12.0) * SEASON[month % 12]), dtype=np.intp)


def test_a_strong_season_is_found_again() -> None:
    ahead = season_and_trend(counts(1, 72), 12, default_rng(0), 2000).mean(axis=0)

    assert np.corrcoef(ahead, SEASON)[0, 1] > 0.95
    assert ahead.mean() == pytest.approx(40.0 * SEASON.mean(), rel=0.07)


def test_a_trend_goes_on() -> None:
    growing = np.round(40.0 * 1.05 ** (np.arange(60) / 12.0)).astype(np.intp)

    ahead = season_and_trend(growing, 12, default_rng(0), 2000).mean(axis=0)

    assert growing[-12:].mean() < ahead.mean() < 1.08 * growing[-12:].mean()


def test_a_few_months_tell_a_level_and_leave_much_open() -> None:
    few, many = (season_and_trend(np.full(length, 30), 12, default_rng(0), 2000) for length in (6, 72))

    assert few.mean() == pytest.approx(30.0, rel=0.1)
    assert few[:, -1].std() > 1.5 * many[:, -1].std()


def test_months_without_cases_can_be_forecast() -> None:
    assert season_and_trend(np.zeros(24, dtype=np.intp), 6, default_rng(0), 500).max() < 10.0


def test_after_a_sudden_fall_the_forecast_follows_it_down() -> None:
    fallen = np.concatenate([counts(2, 48, 60.0), counts(3, 12, 30.0)])

    assert season_and_trend(fallen, 6, default_rng(0), 1000).mean() < 40.0


def test_the_intervals_hold_on_a_known_process() -> None:
    came = [
        held(
            default_rng(seed).poisson(season_and_trend(past[:60], 12, default_rng(seed), 500)).astype(float),
            past[60:].astype(float),
        )
        for seed in range(20)
        for past in [counts(seed, 72, growth=1.03)]
    ]

    # 240 months, 80 per cent wanted: five standard errors of an independent share are 13 points.
    assert 0.7 < np.concatenate(came).mean() < 0.95


def test_the_naive_ones_forecast_what_their_names_say() -> None:
    past = counts(4, 36)

    mean = mean_of_last_year(past, 6, default_rng(0), 4000).mean(axis=0)
    same = same_month_last_year(past, 6, default_rng(0), 4000).mean(axis=0)

    assert mean == pytest.approx(np.full(6, past[-12:].mean()), rel=0.03)
    assert same == pytest.approx(past[-12:-6] + 0.5, rel=0.05)


def test_where_season_rules_the_mean_of_last_year_is_not_chosen() -> None:
    strong = default_rng(5).poisson(60.0 * SEASON[np.arange(72) % 12] ** 2)

    check = check_arrivals(strong, 12, seed=0)

    assert check.used == "saeson_og_tendens"
    assert set(check.scores) == set(METHODS)
    assert check.scores[check.used].crps == min(score.crps for score in check.scores.values())


def test_a_short_history_has_nothing_to_choose_by() -> None:
    check = check_arrivals(np.full(14, 30), 12, seed=0)

    assert check.scores == {}
    assert check.used == next(iter(METHODS))


def test_the_score_of_a_forecast_without_spread_is_its_absolute_error() -> None:
    assert crps(np.full((10, 2), 7.0), np.array([4.0, 9.0])) == pytest.approx([3.0, 2.0])


@pytest.mark.parametrize("method", METHODS.values())
def test_the_same_seed_draws_the_same(method: object) -> None:
    assert callable(method)
    first, second = (method(counts(1, 40), 5, default_rng(9), 50) for _ in range(2))

    assert first.tolist() == second.tolist()
