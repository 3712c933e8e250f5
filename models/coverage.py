"""Do likely sets hold what they promise, overall and for each category, as far as so few cases can tell?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import betabinom

from models.category import LikelySets
from models.labels import Labels
from models.ordinal import Floats
from sagstyngde.category import CategoryScale

_OUTSIDE = 0.01

Figures = dict[str, Any]


def coverage_figures(
    sets: LikelySets, likely: Sequence[tuple[int, ...]], labels: Labels, scale: CategoryScale
) -> Figures:
    """Return how often the sets of judged cases held the judgement, overall and by category, and what chance allows.

    ``likely`` holds each case's set, by row.
    """
    covered = np.array(
        [category in likely[row] for row, category in zip(labels.rows, labels.category, strict=True)], dtype=np.float64
    )
    learned_from = int(sets.cases[np.unique(sets.groups, return_index=True)[1]].sum())
    by_category = {}
    for place, category in enumerate(scale):
        mine = labels.category == place
        by_category[category.code] = _held(covered[mine], int(sets.cases[place]), sets.level)
    return {
        "coverage": round(float(np.average(covered, weights=labels.weight)), 6),
        "coverage_overall": _held(covered, learned_from, sets.level),
        "coverage_by_category": by_category,
        "merged": [
            [scale[int(place)].code for place in np.flatnonzero(sets.groups == group)]
            for group in np.unique(sets.groups)
            if (sets.groups == group).sum() > 1
        ],
    }


def coverage_band(count: int, learned_from: int, level: float, *, outside: float = _OUTSIDE) -> tuple[float, float]:
    """Return between which shares the coverage of ``count`` new cases lies in 99 of 100 samples: beta-binomial.

    ``outside`` is how rarely it may lie beyond, other than one in 100.

    A limit that is an order statistic of ``learned_from`` scores covers a Beta-distributed share, near ``level``.

    >>> [round(limit, 2) for limit in coverage_band(100, 300, 0.9)], coverage_band(10, 5, 0.9)
    ([0.8, 0.98], (1.0, 1.0))
    """
    rank = int(np.ceil((learned_from + 1) * level))
    if rank > learned_from:
        return 1.0, 1.0
    chance = betabinom(count, rank, learned_from + 1 - rank)
    return float(chance.ppf(outside / 2.0)) / count, float(chance.ppf(1.0 - outside / 2.0)) / count


def _held(covered: Floats, learned_from: int, level: float) -> Figures:
    if not len(covered):
        return {"n": 0}
    share = float(covered.mean())
    low, high = coverage_band(len(covered), learned_from, level)
    return {
        "n": len(covered),
        "coverage": round(share, 6),
        "band": [round(low, 6), round(high, 6)],
        "inside": low <= share <= high,
    }
