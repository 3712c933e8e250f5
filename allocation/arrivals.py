"""How many new cases will come, month by month? A level that drifts, a trend, a season, and more scatter than chance.

    count of month t  ~  Poisson(exp f(t))
    f(t) = level + trend · years + season(month of the year) + drift(t) + scatter(t)

Every term is Gaussian: the level is hardly held back at all, the trend has standard deviation ``TREND_SD`` a year, the
twelve seasonal effects share one (so that few years are drawn towards no season), the drift is a random walk and the
scatter is new each month. How large season, drift and scatter are is not chosen but averaged over, each combination
weighing as much as the counts bear it out (Laplace's approximation, Rasmussen & Williams 2006, algorithm 3.1).

Months are those of a plan: month 0 begins on the plan's day, the history's last month ends the day before. The season
goes by months before that day, whatever the calendar calls them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

MONTHS_PER_YEAR = 12
LONGEST_PAST = 84
"""Months of history that are looked at: what was seven years ago tells little of next year."""

LEVEL_SD = 3.0
TREND_SD = 0.05
SEASON_SDS = (0.0, 0.05, 0.12, 0.25)
DRIFT_SDS = (0.0, 0.02, 0.05, 0.1)
SCATTER_SDS = (0.01, 0.1, 0.25)
_STEPS = 50
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """How large the terms are, as standard deviations on the log scale; ``drift`` is a month's step."""

    season: float
    drift: float
    scatter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """One combination of scales fitted: the log evidence, and what forecasting needs of it."""

    evidence: float
    mean: Floats
    root: Floats


def season_and_trend(counts: Integers, months: int, rng: Generator, draws: int) -> Floats:
    """Draw expected numbers of new cases for the months ahead, (draws, months), given the counts of the past months.

    Each row is one possible future: level, trend, season, drift and scatter drawn together. What chance adds to a
    month's count comes on top (Poisson).

    >>> ahead = season_and_trend(np.full(36, 20), 3, np.random.default_rng(1), 2000)
    >>> ahead.mean(axis=0).round().tolist()
    [20.0, 20.0, 20.0]
    """
    past = np.asarray(counts, dtype=np.float64)[-LONGEST_PAST:]
    centre = float(np.log(past.mean() + 0.5))
    fits = [_fit(past, centre, months, scales) for scales in _scales()]
    evidence = np.array([fit.evidence for fit in fits])
    chance = np.exp(evidence - evidence.max())
    share = rng.multinomial(draws, chance / chance.sum())
    parts = [fit.mean + rng.standard_normal((size, months)) @ fit.root.T for fit, size in zip(fits, share, strict=True)]
    drawn = np.concatenate(parts)
    return np.asarray(np.exp(np.minimum(rng.permutation(drawn), centre + np.log(20.0))))


def _scales() -> Iterator[Scales]:
    for season, drift, scatter in product(SEASON_SDS, DRIFT_SDS, SCATTER_SDS):
        yield Scales(season=season, drift=drift, scatter=scatter)


def _fit(past: Floats, centre: float, months: int, scales: Scales) -> _Fit:
    """Fit the log rate of the past months and carry it on: its mean ahead, and a root of its covariance."""
    length = len(past)
    prior = _covariance(length + months, length, scales)
    seen, across, ahead = prior[:length, :length], prior[length:, :length], prior[length:, length:]
    rate, slope = _mode(past, centre, seen)
    root = np.sqrt(rate)
    lower = np.linalg.cholesky(np.eye(length) + root[:, None] * seen * root)
    log_rate = np.log(rate)
    fit = past @ log_rate - rate.sum() - 0.5 * slope @ (log_rate - centre) - np.log(np.diag(lower)).sum()
    half = np.linalg.solve(lower, root[:, None] * across.T)
    left = ahead - half.T @ half
    return _Fit(
        evidence=float(fit),
        mean=centre + across @ slope,
        root=np.linalg.cholesky(0.5 * (left + left.T) + 1e-9 * np.eye(months)),
    )


def _mode(past: Floats, centre: float, prior: Floats) -> tuple[Floats, Floats]:
    """Return the most probable rates, and the slope of the log likelihood there (Newton's steps, never too long)."""
    above = np.zeros(len(past))
    for _ in range(_STEPS):
        rate = np.exp(centre + above)
        root = np.sqrt(rate)
        wanted = rate * above + past - rate
        inner = np.linalg.solve(np.eye(len(past)) + root[:, None] * prior * root, root * (prior @ wanted))
        step = prior @ (wanted - root * inner) - above
        above = above + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < _TOLERANCE:
            break
    rate = np.exp(centre + above)
    return rate, past - rate


def _covariance(months: int, present: int, scales: Scales) -> Floats:
    """Return the prior covariance of the log rates of months, (months, months); ``present`` is the first one ahead."""
    month = np.arange(months)
    years = (month - present) / MONTHS_PER_YEAR
    same_season = (month[:, None] - month) % MONTHS_PER_YEAR == 0
    walked = np.minimum(month[:, None], month) + 1.0
    return np.asarray(
        LEVEL_SD**2
        + TREND_SD**2 * np.outer(years, years)
        + scales.season**2 * same_season
        + scales.drift**2 * walked
        + scales.scatter**2 * np.eye(months)
    )


def mean_of_last_year(counts: Integers, months: int, rng: Generator, draws: int) -> Floats:
    """Draw expected numbers around the mean of the last twelve months, (draws, months): the plainest forecast."""
    past = np.asarray(counts, dtype=np.float64)
    later = np.arange(MONTHS_PER_YEAR, len(past))
    before = np.array([past[place - MONTHS_PER_YEAR : place].mean() for place in later])
    spread = _spread(past[later], before, 1.0 + 1.0 / MONTHS_PER_YEAR)
    year = past[-MONTHS_PER_YEAR:]
    level = rng.gamma(year.sum() + 0.5, 1.0 / len(year), size=(draws, 1))
    return np.asarray(level * _scatter(rng, spread, (draws, months)))


def same_month_last_year(counts: Integers, months: int, rng: Generator, draws: int) -> Floats:
    """Draw expected numbers around the same month a year before, (draws, months): what leaders often do."""
    past = np.asarray(counts, dtype=np.float64)
    spread = _spread(past[MONTHS_PER_YEAR:], past[:-MONTHS_PER_YEAR], 2.0)
    back = past[-MONTHS_PER_YEAR:]
    level = rng.gamma(back[np.arange(months) % len(back)] + 0.5, size=(draws, months))
    return np.asarray(level * _scatter(rng, spread, (draws, months)))


def _spread(came: Floats, expected: Floats, chance: float) -> float:
    """Return by what share of its forecast a month missed beyond what chance explains, as a standard deviation."""
    beyond = ((came - expected) ** 2 - chance * expected).sum()
    return float(np.sqrt(max(beyond, 0.0) / max(float((expected**2).sum()), 1.0)))


def _scatter(rng: Generator, spread: float, shape: tuple[int, int]) -> Floats:
    """Draw factors of mean one."""
    sd = np.sqrt(np.log1p(spread**2))
    return np.asarray(np.exp(sd * rng.standard_normal(shape) - 0.5 * sd**2))
