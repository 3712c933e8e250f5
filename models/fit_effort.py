"""How are hours learned from closed and open cases? A line in log hours, what pairs add to it, and the months' shape.

A case seen for part of its course counts with that part: its recorded hours are compared with the expected hours times
``seen``, the share of the course that the months so far make up. Alternating two steps learns both: hours given the
shape, the shape given the hours.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from models.boosting import Boosting, Correction, Loss, corrections, fit_booster
from models.effort import EffortModel, HoursInterval, Link
from models.effort_data import EffortData, learn_shape, pooled_shape
from models.fit_category import table_of
from models.fit_hours_link import STRAIGHT, bent_link, levelled, smearing
from models.linear import EffortRows, fit_log_line, fit_tweedie_line
from models.ordinal import Floats
from models.point_table import LinearPoints, PointTable

_FREE, _FORBIDDEN = 1e-3, 1e9
_ROUNDS = 2


class Target(StrEnum):
    """What the index is fitted to, in order of preference: a later one must be better by a standard error.

    Expected hours themselves (Tweedie); log hours where tails are very heavy, with a link learned from the hours; or
    log hours with one factor for all (Duan's smearing, 1983), where even the link would follow a few huge cases.
    """

    HOURS = "hours"
    LOG_HOURS = "log_hours"
    SMEARED_LOG_HOURS = "smeared_log_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortSize:
    """What validation chose. ``power`` is Tweedie's: variance of hours ~ mean ** power.

    ``use_score`` is false where the complexity score adds nothing to the facts themselves.
    """

    penalty: float
    boosting: Boosting
    power: float
    use_score: bool
    target: Target = Target.HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHours:
    """Fitted log hours over the horizon: beta on the score, linear points, intercept, a booster or none, the link."""

    beta: float
    points: LinearPoints
    intercept: float
    booster: HistGradientBoostingRegressor | None = None
    link: Link = STRAIGHT

    def index(self, X: Floats, score: Floats) -> Floats:
        """Return the additive index (rows,)."""
        line = self.points.contributions(X).sum(axis=1) + self.beta * score + self.intercept
        return np.asarray(line + corrections(self.booster, X))

    def __call__(self, X: Floats, score: Floats) -> Floats:
        """Return log hours (rows,)."""
        return self.link(self.index(X, score))

    def table(self) -> PointTable:
        """Compile everything but beta times the score."""
        table = table_of(self.points, self.booster, len(self.points.weights))
        return replace(table, base=self.intercept)


def fit_log_hours(data: EffortData, shape: Floats, size: EffortSize) -> LogHours:
    """Fit log hours on the cases seen for long enough, then set the level so that predicted = recorded in sum."""
    seen = data.seen(shape)
    rows = data.enough(seen)
    part, seen = data.take(rows), seen[rows]
    line = _fit_line(part, seen, size)
    fitted = replace(line, booster=fit_booster(_correction(part, seen, line, size), size.boosting))
    index = fitted.index(part.design.X, part.score)
    return replace(fitted, link=_link(index, part.rows(seen), size))


def fit_course(data: EffortData, size: EffortSize) -> tuple[LogHours, Floats]:
    """Fit log hours and the categories' courses in turn."""
    shape = pooled_shape(data)
    for _ in range(_ROUNDS):
        fitted = fit_log_hours(data, shape, replace(size, boosting=replace(size.boosting, trees=0)))
        shape = learn_shape(data, fitted(data.design.X, data.score))
    return fit_log_hours(data, shape, size), shape


def effort_model(fitted: LogHours, shape: Floats, horizon: int, interval: HoursInterval) -> EffortModel:
    """Compile fitted log hours into the model that is served."""
    return EffortModel(
        beta=fitted.beta, table=fitted.table(), link=fitted.link, shape=shape, horizon=horizon, interval=interval
    )


def _fit_line(part: EffortData, seen: Floats, size: EffortSize) -> LogHours:
    """Fit the line on facts and score together; the score, a low-noise summary of the facts, is hardly penalised."""
    signs = np.append(part.design.signs, 1).astype(np.int8)
    penalties = np.append(np.full(part.design.X.shape[1], size.penalty), _FREE if size.use_score else _FORBIDDEN)
    rows = part.rows(seen)
    if size.target is Target.HOURS:
        line = fit_tweedie_line(rows, signs, penalties, size.power)
    else:
        line = fit_log_line(rows, signs, penalties)
    points = line.points
    beta = float(points.weights[-1]) if size.use_score else 0.0
    facts = LinearPoints(**{field.name: getattr(points, field.name)[:-1] for field in fields(points)})
    return LogHours(beta=beta, points=facts, intercept=line.intercept - beta * float(points.centres[-1]))


def _link(index: Floats, rows: EffortRows, size: EffortSize) -> Link:
    link = smearing(index) if size.target is Target.SMEARED_LOG_HOURS else bent_link(index, rows, size.power)
    return levelled(link, index, rows)


def _correction(part: EffortData, seen: Floats, line: LogHours, size: EffortSize) -> Correction:
    """Say what the line leaves: hours over expected hours with the stated variance, or the error in logs."""
    index = line.index(part.design.X, part.score)
    if size.target is not Target.HOURS:
        left = part.rows(seen).log_hours - index
        return Correction(design=part.design, target=left, weight=part.weight * seen, loss=Loss.SQUARED)
    expected = np.maximum(np.exp(index) * seen, 1e-9)
    weight = part.weight * expected ** (2.0 - size.power)
    target = part.panel.totals / expected
    return Correction(design=part.design, target=target, weight=weight / weight.mean(), loss=Loss.POISSON)
