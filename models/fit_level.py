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
from models.ordinal import Floats

NEWEST_SHARE = 0.25
"""The newest quarter: about a year of the four that a history holds at its usual length."""
CLEARLY = 2.0
"""So many standard errors a factor must lie from one before any of it is kept."""
LARGEST = 1.0
_PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)
_NEAR_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newest:
    """The newest cases' chances of each category, recorded hours, hours expected so far, and weights."""

    probability: Floats
    recorded: Floats
    expected: Floats
    weight: Floats


def recalibrated(fitted: LogHours, data: EffortData, shape: Floats) -> LogHours:
    """Return the fit with its link at the level of the newest cases; ``data`` is in order of time."""
    seen = data.seen(shape)
    index = fitted.index(data.design.X, data.score)
    rows = data.enough(seen)
    rows = rows[rows >= int(len(seen) * (1.0 - NEWEST_SHARE))]
    if not len(rows):
        return fitted
    newest = _Newest(
        probability=data.probability[rows],
        recorded=data.panel.totals[rows],
        expected=np.exp(fitted.link(index))[rows] * seen[rows],
        weight=data.weight[rows],
    )
    moved = log_factors(newest)
    return replace(fitted, link=_moved(fitted.link, index, data.probability @ moved)) if moved.any() else fitted


def log_factors(newest: _Newest) -> Floats:
    """Return the logarithm of each category's factor, (categories,)."""
    common = _kept(newest, np.ones(len(newest.recorded)))
    rest = replace(newest, expected=newest.expected * np.exp(common))
    return np.array([common + _kept(rest, share) for share in newest.probability.T])


def _kept(newest: _Newest, share: Floats) -> float:
    """Return what chance does not explain of log(recorded / expected): as James and Stein would shrink it."""
    weight = share * newest.weight
    expected = float(weight @ newest.expected)
    recorded = float(weight @ newest.recorded)
    if expected <= 0.0:
        return 0.0
    found = float(np.clip(np.log(max(recorded / expected, 1e-9)), -LARGEST, LARGEST))
    variance = float((weight**2 * (newest.recorded - newest.expected) ** 2).sum()) / expected**2
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
