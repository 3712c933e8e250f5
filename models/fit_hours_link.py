"""How does the index become hours? A rising broken line learned from the hours, or one factor where tails are heavy."""

from dataclasses import replace

import numpy as np

from models.deviance import deviances
from models.effort import Link
from models.linear import EffortRows, fit_bends
from models.ordinal import Floats
from models.selection import cross_folds

STRAIGHT = Link(index=np.array([0.0, 1.0]), log_hours=np.array([0.0, 1.0]))
FEW_PIECES = (0.1, 0.5, 0.9)
"""Two pieces: knots further out would follow the few heaviest cases of the past instead of the next ones."""
MANY_PIECES = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
CLEARLY = 2.0
_LINK_SHRINKAGE = 10.0
SMEARING_QUANTILES = np.linspace(0.0, 1.0, 41)
_LEAST_INDEX = 0.05


def smearing(index: Floats) -> Link:
    """Turn log(1 + hours) back into log hours, up to the level: a broken line close to log(exp(index) - 1)."""
    knots = np.unique(np.maximum(np.quantile(index, SMEARING_QUANTILES), _LEAST_INDEX))
    return Link(index=knots, log_hours=np.log(np.expm1(knots))) if len(knots) > 1 else STRAIGHT


def bent_link(index: Floats, rows: EffortRows, power: float) -> Link:
    """Learn how log hours bend with the index; more pieces than two must be clearly better on rows left out."""
    gain = np.zeros(len(index))
    for others, own in cross_folds(len(index)):
        few, many = (
            levelled(link, index[others], rows.take(others))
            for link in (_bent(index[others], rows.take(others), power, at) for at in (FEW_PIECES, MANY_PIECES))
        )
        gain[own] = _losses(few, index[own], rows.take(own), power) - _losses(many, index[own], rows.take(own), power)
    is_clear = gain.mean() > CLEARLY * gain.std() / np.sqrt(len(gain))
    return _bent(index, rows, power, MANY_PIECES if is_clear else FEW_PIECES)


def _losses(link: Link, index: Floats, rows: EffortRows, power: float) -> Floats:
    return rows.weight * deviances(rows.hours, rows.exposure * np.exp(link(index)), power)


def _bent(index: Floats, rows: EffortRows, power: float, at: tuple[float, ...]) -> Link:
    """Fit a broken line with knots at quantiles of the index, shrunk towards the straight one."""
    knots = np.unique(np.quantile(index, at))
    if len(knots) < 2:
        return STRAIGHT
    steps = np.clip(index[:, None], knots[:-1], knots[1:]) - knots[:-1]
    # The end pieces run on beyond the outermost knots.
    steps[:, 0] += np.minimum(index - knots[0], 0.0)
    steps[:, -1] += np.maximum(index - knots[-1], 0.0)
    along = replace(rows, X=steps, exposure=rows.exposure * np.exp(index))
    bends = fit_bends(along, penalty=_LINK_SHRINKAGE, power=power)
    heights = knots[0] + np.concatenate([[0.0], np.cumsum((1.0 + bends) * np.diff(knots))])
    return Link(index=knots, log_hours=heights)


def levelled(link: Link, index: Floats, rows: EffortRows) -> Link:
    """Raise a link so that predicted and recorded hours agree in sum."""
    predicted = float(rows.weight @ (np.exp(link(index)) * rows.exposure))
    level = np.log(max(float(rows.weight @ rows.hours), 1e-9) / predicted)
    return replace(link, log_hours=link.log_hours + level)
