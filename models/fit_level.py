"""Has the level of hours moved lately? A factor for each category from the newest cases, put into the link.

Levels drift from year to year, with the law, with staff and with habits of recording, while who takes more than whom
holds. The newest cases count with what has been seen of them. A factor is kept only so far as chance does not explain
it, first the one that all categories share, then each category's own beside it; and it moves the link where cases of
that category lie, so that the index stays additive and hours still never fall when it rises.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.effort import Link
from models.effort_data import EffortData
from models.fit_effort import LogHours
from models.ordinal import Floats, Integers

NEWEST_SHARE = 0.25
"""The newest quarter: about a year of the four that a history holds at its usual length."""
CLEARLY = 2.0
"""So many standard errors a factor must lie from one before any of it is kept."""
LARGEST = 1.0
_PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)
_NEAR_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Cases' chances of each category, recorded hours, hours expected so far, and weights, side by side."""

    probability: Floats
    recorded: Floats
    expected: Floats
    weight: Floats

    def take(self, rows: Integers) -> "Followed":
        """Return some of the cases."""
        return Followed(
            probability=self.probability[rows],
            recorded=self.recorded[rows],
            expected=self.expected[rows],
            weight=self.weight[rows],
        )


def recalibrated(fitted: LogHours, data: EffortData, shape: Floats) -> LogHours:
    """Return the fit with its link at the level of the newest cases; ``data`` is in order of time."""
    seen = data.seen(shape)
    index = fitted.index(data.design.X, data.score)
    rows = data.enough(seen)
    first = int(np.searchsorted(rows, int(len(seen) * (1.0 - NEWEST_SHARE))))
    if first == len(rows):
        return fitted
    followed = Followed(
        probability=data.probability,
        recorded=data.panel.totals,
        expected=np.exp(fitted.link(index)) * seen,
        weight=data.weight,
    ).take(rows)
    moved = log_factors(followed, first)
    return replace(fitted, link=_moved(fitted.link, index, data.probability @ moved)) if moved.any() else fitted


def log_factors(followed: Followed, first: int) -> Floats:
    """Return the logarithm of each category's factor, (categories,); the cases from ``first`` on are the newest."""
    common = _kept(followed, first, np.ones(len(followed.recorded)))
    rest = replace(followed, expected=followed.expected * np.exp(common))
    return np.array([common + _kept(rest, first, share) for share in followed.probability.T])


def _kept(followed: Followed, first: int, share: Floats) -> float:
    """Return what chance does not explain of log(recorded / expected): as James and Stein would shrink it."""
    weight, expected = share * followed.weight, followed.expected
    total = float(weight[first:] @ expected[first:])
    if total <= 0.0:
        return 0.0
    found = np.log(max(float(weight[first:] @ followed.recorded[first:]) / total, 1e-9))
    found = float(np.clip(found, -LARGEST, LARGEST))
    squares, errors = (weight * expected) ** 2, (weight * (followed.recorded - expected)) ** 2
    # Hours have heavy tails: a year that lacked the heaviest cases by luck looks low and even at once. How uneven cases
    # are is therefore learned from all of them.
    spread = max(errors[first:].sum() / squares[first:].sum(), errors.sum() / squares.sum())
    variance = float(spread * squares[first:].sum()) / total**2
    return found * max(0.0, 1.0 - CLEARLY**2 * variance / found**2) if found else 0.0


def _moved(link: Link, index: Floats, moves: Floats) -> Link:
    """Move a link by the mean of ``moves`` (rows,) among the cases nearest on the index; level beyond the outermost."""
    knots = np.concatenate((link.index, np.quantile(index, _PLACES), [index.min() - 1.0, index.max() + 1.0]))
    knots = np.unique(knots)
    order = np.argsort(index, kind="stable")
    near = max(int(len(index) * _NEAR_SHARE), 1)
    centre = np.searchsorted(index[order], np.clip(knots, *np.quantile(index, (_PLACES[0], _PLACES[-1]))))
    first = np.clip(centre - near // 2, 0, len(index) - near)
    step = np.array([moves[order[start : start + near]].mean() for start in first])
    return Link(index=knots, log_hours=np.maximum.accumulate(link(knots) + step))
