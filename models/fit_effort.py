"""How are hours learned from closed and open cases? A line in log hours, what pairs add to it, and the months' shape.

A case seen for part of its course counts with that part: its recorded hours are compared with the expected hours times
``seen``, the share of the course that the months so far make up. Alternating two steps learns both: hours given the
shape, the shape given the hours.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from features.panel import Panel
from models.boosting import STAGE, Boosting, Correction, Design, Loss, corrections, fit_booster, stages
from models.category import conformal_limit
from models.effort import EffortModel, HoursInterval, Link
from models.fit_category import table_of
from models.linear import EffortRows, fit_bends, fit_log_line, fit_tweedie_line
from models.ordinal import Floats, Integers
from models.point_table import LinearPoints, PointTable
from models.selection import forward_folds, smallest_good

PENALTIES = (3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
LEAST_SEEN = 0.05
"""A case seen for less of its course tells more noise than hours."""
LEAST_PER_GROUP = 30
STRAIGHT = Link(index=np.array([0.0, 1.0]), log_hours=np.array([0.0, 1.0]))
LINK_QUANTILES = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
_LINK_SHRINKAGE = 10.0
SMEARING_QUANTILES = np.linspace(0.0, 1.0, 41)
_LEAST_INDEX = 0.05
_FREE, _FORBIDDEN = 1e-3, 1e9
_SHAPE_SHRINKAGE = 30.0
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
class EffortData:
    """Cases side by side: facts, cross-fitted complexity score and category probabilities, and the panel of hours.

    ``weight`` (cases,) says how much each case's hours teach, in every fit and every choice; one is an ordinary case.
    """

    design: Design
    score: Floats
    probability: Floats
    panel: Panel
    weight: Floats

    def rows(self, seen: Floats) -> EffortRows:
        """Return facts and score as one matrix, with hours and the share seen."""
        X = np.column_stack((self.design.X, self.score))
        return EffortRows(X=X, hours=self.panel.totals, exposure=seen, weight=self.weight)

    def take(self, rows: Integers) -> "EffortData":
        """Return some of the cases."""
        part = replace(self.panel, hours=self.panel.hours[rows], exposure=self.panel.exposure[rows])
        return EffortData(
            design=self.design.take(rows),
            score=self.score[rows],
            probability=self.probability[rows],
            panel=part,
            weight=self.weight[rows],
        )

    def seen(self, shape: Floats) -> Floats:
        """Return the share of each case's course that was observed, (rows,)."""
        horizon = self.panel.horizon
        course = self.probability @ shape[:, :horizon]
        return np.asarray((course * self.panel.exposure[:, :horizon]).sum(axis=1))


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


def pooled_shape(data: EffortData) -> Floats:
    """Return one course for all categories: mean hours of each month among the cases that were seen in it."""
    seen = data.weight @ data.panel.exposure
    course = np.divide(data.weight @ data.panel.hours, seen, out=np.zeros(len(seen)), where=seen > 0.0)
    return np.tile(_normalised(course, data.panel.horizon), (data.probability.shape[1], 1))


def learn_shape(data: EffortData, log_hours: Floats) -> Floats:
    """Return each category's course, (categories x months), shrunk towards the course of all."""
    categories = data.probability.shape[1]
    expected = (data.weight * np.exp(log_hours))[:, None] * data.panel.exposure
    hours = data.weight[:, None] * data.panel.hours
    seen = expected.sum(axis=0)
    all_cases = np.divide(hours.sum(axis=0), seen, out=np.zeros(len(seen)), where=seen > 0.0)
    level = float(np.average(np.exp(log_hours), weights=data.weight)) * _SHAPE_SHRINKAGE
    recorded = data.probability.T @ hours + level * all_cases
    shape = recorded / (data.probability.T @ expected + level)
    return np.array([_normalised(shape[category], data.panel.horizon) for category in range(categories)])


def fit_log_hours(data: EffortData, shape: Floats, size: EffortSize) -> LogHours:
    """Fit log hours on the cases seen for long enough, then set the level so that predicted = recorded in sum."""
    seen = data.seen(shape)
    rows = np.flatnonzero(seen >= LEAST_SEEN)
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


def choose_size(data: EffortData, largest: Boosting, power: float, *, use_score: bool) -> EffortSize:
    """Choose the target, the ridge penalty and the number of trees on later cases."""
    shape = pooled_shape(data)
    data = data.take(np.flatnonzero(data.seen(shape) >= LEAST_SEEN))
    line = EffortSize(penalty=0.0, boosting=replace(largest, trees=0), power=power, use_score=use_score)
    chosen = [_sized(data, shape, replace(line, target=target), largest) for target in Target]
    return chosen[smallest_good(np.array([losses for _, losses in chosen]))][0]


def _sized(data: EffortData, shape: Floats, line: EffortSize, largest: Boosting) -> tuple[EffortSize, Floats]:
    """Choose penalty and trees for one way; return them and their losses on later cases."""
    folds = list(forward_folds(len(data.design.X)))
    candidates = [replace(line, penalty=penalty) for penalty in PENALTIES]
    by_penalty = [np.concatenate([_stage_losses(data, shape, size, fold)[0] for fold in folds]) for size in candidates]
    size = replace(candidates[smallest_good(np.array(by_penalty))], boosting=largest)
    by_stage = np.concatenate([_stage_losses(data, shape, size, fold) for fold in folds], axis=1)
    stage = smallest_good(by_stage)
    return replace(size, boosting=replace(largest, trees=stage * STAGE)), by_stage[stage]


def effort_model(fitted: LogHours, shape: Floats, horizon: int, interval: HoursInterval) -> EffortModel:
    """Compile fitted log hours into the model that is served."""
    return EffortModel(
        beta=fitted.beta, table=fitted.table(), link=fitted.link, shape=shape, horizon=horizon, interval=interval
    )


def hours_interval(expected: Floats, recorded: Floats, level: float) -> HoursInterval:
    """Learn the interval from matured cases the model did not see.

    Groups are thirds of expected hours; they are merged until each holds ``LEAST_PER_GROUP`` cases.
    """
    groups = int(np.clip(len(expected) // LEAST_PER_GROUP, 1, 3))
    edges = np.quantile(expected, np.arange(1, groups) / groups)
    group = np.searchsorted(edges, expected, side="right")
    residual = np.log((recorded + 1.0) / (expected + 1.0))
    tail = (1.0 + level) / 2.0
    high = [conformal_limit(residual[group == g], tail) for g in range(groups)]
    low = [-conformal_limit(-residual[group == g], tail) for g in range(groups)]
    return HoursInterval(level=level, edges=edges, low=np.array(low), high=np.array(high))


def deviances(hours: Floats, expected: Floats, power: float) -> Floats:
    """Return each case's Tweedie deviance; power 1 is Poisson's. Hours may be zero."""
    expected = np.maximum(expected, 1e-9)
    if power == 1.0:
        return np.asarray(2.0 * (_xlogy(hours, hours / expected) - hours + expected))
    first = np.power(hours, 2.0 - power) / ((1.0 - power) * (2.0 - power))
    second = hours * np.power(expected, 1.0 - power) / (1.0 - power)
    return np.asarray(2.0 * (first - second + np.power(expected, 2.0 - power) / (2.0 - power)))


def _xlogy(x: Floats, ratio: Floats) -> Floats:
    return np.asarray(np.where(x > 0.0, x * np.log(np.where(x > 0.0, ratio, 1.0)), 0.0))


def _normalised(course: Floats, horizon: int) -> Floats:
    total = course[:horizon].sum()
    return np.asarray(course / total if total > 0.0 else np.full(len(course), 1.0 / horizon))


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
    link = _smearing(index) if size.target is Target.SMEARED_LOG_HOURS else _fit_link(index, rows, size.power)
    return _levelled(link, index, rows)


def _smearing(index: Floats) -> Link:
    """Turn log(1 + hours) back into log hours, up to the level: a broken line close to log(exp(index) - 1)."""
    knots = np.unique(np.maximum(np.quantile(index, SMEARING_QUANTILES), _LEAST_INDEX))
    return Link(index=knots, log_hours=np.log(np.expm1(knots))) if len(knots) > 1 else STRAIGHT


def _fit_link(index: Floats, rows: EffortRows, power: float) -> Link:
    """Learn how log hours bend with the index: a broken line, shrunk towards the straight one."""
    knots = np.unique(np.quantile(index, LINK_QUANTILES))
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


def _levelled(link: Link, index: Floats, rows: EffortRows) -> Link:
    """Raise a link so that predicted and recorded hours agree in sum."""
    predicted = float(rows.weight @ (np.exp(link(index)) * rows.exposure))
    level = np.log(max(float(rows.weight @ rows.hours), 1e-9) / predicted)
    return replace(link, log_hours=link.log_hours + level)


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


def _stage_losses(data: EffortData, shape: Floats, size: EffortSize, fold: tuple[Integers, Integers]) -> Floats:
    """Return (stages x later cases): squared error in log(1 + hours), each stage freed of its mean error.

    The level drifts from year to year and is set anew; what is chosen here is who takes more than whom, and how much.
    """
    fitted = fit_log_hours(data.take(fold[0]), shape, size)
    later = data.take(fold[1])
    seen = later.seen(shape)
    wanted = later.rows(seen).log_hours
    line = replace(fitted, booster=None).index(later.design.X, later.score)
    stages_ = [np.log1p(np.exp(fitted.link(line + added))) for added in stages(fitted.booster, later.design.X)]
    errors = np.array(stages_) - wanted
    counts = later.weight * seen
    means = np.average(errors, axis=1, weights=counts)
    return np.asarray(counts * (errors - means[:, None]) ** 2)
