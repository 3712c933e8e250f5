"""Has a fact, or the model's score, moved since the model was learned? A bet on each new case, against a noise floor.

The earlier cases say how often each value comes. Values are put as normal scores of their rank (so that no heavy tail
rules) with mean 0 and deviation 1, and the earlier distribution is tilted (exponentially, Esscher 1932) until its mean
has moved: to ``floor``, which is no news, and to ``MOVED``, which is. The e-value of a case is the ratio of the two.

The floor is what a municipality cannot tell from nothing: a twentieth of a deviation, or more where the earlier cases
are few, since their own mean is then uncertain. Numpy and the standard library only.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from models.ordinal import Floats

MOVED = 0.5
"""Deviations: so great a move is bet on."""
FLOOR = 0.05
"""Deviations: so small a move is nobody's business."""
_FLOOR_ERRORS = 2.0
_LEAST_REACH = 0.25
"""A direction in which values cannot move so many deviations is not watched."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watched:
    """What is bet on a column: its rising known values, their scores, and the log e-value of each, up and down.

    All are (values,) but ``mean``, the earlier cases' own. ``up`` or ``down`` is all zeros where values cannot move so.
    """

    values: Floats
    scores: Floats
    up: Floats
    down: Floats
    mean: float

    @property
    def ways(self) -> tuple[bool, bool]:
        """Whether a move up and a move down is watched."""
        return bool(self.up.any()), bool(self.down.any())

    def log_e(self, column: Floats) -> Floats:
        """Return the log e-values of new cases, (cases x 2): up and down. What is not known says nothing.

        A value between two known ones lies between them; one beyond all counts as the last.
        """
        found = np.zeros((len(column), 2))
        known = ~np.isnan(column)
        for place, bets in enumerate((self.up, self.down)):
            found[known, place] = np.interp(column[known], self.values, bets)
        return found

    def mean_score(self, column: Floats) -> float:
        """Return how many deviations new cases' mean lies above the earlier ones'."""
        known = column[~np.isnan(column)]
        return float(np.interp(known, self.values, self.scores).mean()) if len(known) else 0.0


def watched(column: Floats) -> Watched | None:
    """Learn what to bet from earlier cases' values, (cases,); ``None`` where all are alike."""
    values, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    if len(values) < 2:
        return None
    return _bets(values, counts.astype(np.float64))


def watched_share(happened: float, of: int) -> Watched:
    """Learn what to bet on something that happened in some of so many earlier cases, or in none or all.

    >>> watched_share(30.0, 100).ways
    (True, True)
    """
    return _bets(np.array([0.0, 1.0]), np.array([of - happened + 0.5, happened + 0.5]))


def _bets(values: Floats, counts: Floats) -> Watched:
    weight = counts / counts.sum()
    scores = _normal_scores(weight)
    floor = max(FLOOR, _FLOOR_ERRORS / np.sqrt(counts.sum()))
    return Watched(
        values=values,
        scores=scores,
        mean=float((weight * values).sum()),
        up=_against(scores, weight, floor),
        down=_against(-scores, weight, floor),
    )


def _normal_scores(weight: Floats) -> Floats:
    """Return the normal scores of the middles of ranks, with mean 0 and deviation 1."""
    middles = np.cumsum(weight) - weight / 2.0
    normal = NormalDist()
    scores = np.array([normal.inv_cdf(float(middle)) for middle in middles])
    scores -= (weight * scores).sum()
    return np.asarray(scores / np.sqrt((weight * scores**2).sum()))


def _against(scores: Floats, weight: Floats, floor: float) -> Floats:
    """Return the log ratio of the distribution moved to what is bet on, to the one moved to the floor."""
    reach = float(scores.max())
    if reach < _LEAST_REACH:
        return np.zeros(len(scores))
    moved = min(MOVED, 0.7 * reach)
    return _tilted(scores, weight, moved) - _tilted(scores, weight, min(floor, moved / 2.0))


def _tilted(scores: Floats, weight: Floats, mean: float) -> Floats:
    """Return the log ratio to itself of a distribution tilted until its mean is so much, (values,)."""
    low, high = 0.0, 1.0
    while _tilted_mean(scores, weight, high) < mean:
        low, high = high, 2.0 * high
    for _ in range(_ROUNDS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _tilted_mean(scores, weight, middle) < mean else (low, middle)
    slope = (low + high) / 2.0
    top = float(slope * scores.max())
    return np.asarray(slope * scores - top - np.log((weight * np.exp(slope * scores - top)).sum()))


def _tilted_mean(scores: Floats, weight: Floats, slope: float) -> float:
    tilted = weight * np.exp(slope * (scores - scores.max()))
    return float((tilted * scores).sum() / tilted.sum())
