"""Which forecast of new cases would have been best so far? Each is asked again and again, from earlier months.

A forecast made from what was known at an earlier month is held against the counts that came. The score is the
continuous ranked probability score, which for a forecast without spread is its absolute error: it pays neither to be
vague nor to be too sure (Gneiting & Raftery 2007). The best one is used, and all are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import Generator, default_rng

from allocation.arrivals import (
    MONTHS_PER_YEAR,
    Floats,
    Integers,
    mean_of_last_year,
    same_month_last_year,
    season_and_trend,
)

Method = Callable[[Integers, int, Generator, int], Floats]

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "saeson_og_tendens": season_and_trend,
        "gennemsnit_af_seneste_aar": mean_of_last_year,
        "samme_maaned_sidste_aar": same_month_last_year,
    }
)
"""Every way of forecasting by its name; the first is used where there is nothing to choose by."""

FEWEST_MONTHS = 6
"""Whole months of history without which nothing is forecast."""

FEWEST_TO_CHECK = 2 * MONTHS_PER_YEAR
MOST_ORIGINS = 12
LEVEL = 0.8
_DRAWS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodScore:
    """How one forecast did: its mean score and absolute error in cases a month, and how often ``LEVEL`` held.

    ``total_coverage`` is the same for the sum of the months; of so few sums it says little.
    """

    crps: float
    absolute_error: float
    coverage: float
    total_coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsCheck:
    """The method that is used, and each one's score from so many earlier months; no scores where none could be had."""

    used: str
    origins: int
    scores: Mapping[str, MethodScore]

    @property
    def method(self) -> Method:
        """The forecast that is used."""
        return METHODS[self.used]


def check_arrivals(counts: Integers, months: int, seed: int) -> ArrivalsCheck:
    """Ask every method from earlier months, and choose the one with the smallest mean score.

    ``counts`` are new cases in each past month, the newest last; ``months`` is how far ahead the plan looks.

    >>> check_arrivals(np.full(20, 30), 12, seed=0)
    ArrivalsCheck(used='saeson_og_tendens', origins=0, scores={})
    """
    origins = _origins(len(counts), months)
    if not origins:
        return ArrivalsCheck(used=next(iter(METHODS)), origins=0, scores={})
    scores = {
        name: _score([_ask(method, counts[:origin], counts[origin : origin + months], seed) for origin in origins])
        for name, method in METHODS.items()
    }
    best = min(scores, key=lambda name: scores[name].crps)
    return ArrivalsCheck(used=best, origins=len(origins), scores=scores)


def _origins(length: int, months: int) -> list[int]:
    """Return from which months to ask: each with two years before it, and the whole time ahead where that can be."""
    first = FEWEST_TO_CHECK
    last = max(length - months, min(first, length - 3))
    if last < first:
        return []
    return sorted({int(place) for place in np.linspace(first, last, min(MOST_ORIGINS, last - first + 1))})


def _ask(method: Method, past: Integers, came: Integers, seed: int) -> tuple[Floats, Floats]:
    """Return what a method would have drawn then, (draws, months), and what came."""
    rng = default_rng([seed, len(past)])
    return rng.poisson(method(past, len(came), rng, _DRAWS)).astype(np.float64), came.astype(np.float64)


def _score(asked: list[tuple[Floats, Floats]]) -> MethodScore:
    return MethodScore(
        crps=_mean([crps(drawn, came) for drawn, came in asked]),
        absolute_error=_mean([np.abs(np.median(drawn, axis=0) - came) for drawn, came in asked]),
        coverage=_mean([held(drawn, came) for drawn, came in asked]),
        total_coverage=_mean([held(drawn.sum(axis=1)[:, None], came.sum()[None]) for drawn, came in asked]),
    )


def _mean(parts: list[Floats]) -> float:
    return float(np.concatenate(parts).mean())


def crps(drawn: Floats, came: Floats) -> Floats:
    """Return the score of draws (draws, months) against what came (months,): mean distance less half their own.

    >>> crps(np.array([[1.0], [3.0]]), np.array([2.0])).tolist()
    [0.5]
    """
    ordered, size = np.sort(drawn, axis=0), len(drawn)
    rank = 2.0 * np.arange(1, size + 1) - size - 1.0
    own = (rank[:, None] * ordered).sum(axis=0) / size**2
    return np.asarray(np.abs(drawn - came).mean(axis=0) - own)


def held(drawn: Floats, came: Floats) -> Floats:
    """Return for each month whether the interval of the draws held what came, 1 or 0."""
    low, high = np.quantile(drawn, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0)
    return np.asarray(((low <= came) & (came <= high)).astype(np.float64))
