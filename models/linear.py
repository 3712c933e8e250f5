"""How are linear points learned from few cases? Ridge-penalised, with the sign a fact's direction allows.

On a few hundred cases a ridge score beats every booster; it is therefore the start, and boosting corrects it only
where that pays. Both fits are small convex problems solved by L-BFGS-B. Libraries with ordinal regression carry no
ridge penalty with sign bounds, hence these two.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from models.ordinal import Floats, Integers
from models.point_table import LinearPoints, curve

_MAX_ITERATIONS = 500
_LEAST_GAP = 1e-3
_FEWEST_AMOUNTS = 4
"""A column with fewer values is a yes or no, or too short a scale to bend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """Columns centred, scaled and with missing values at the centre, remembering how.

    Z holds the columns of X and then the curves of those in ``curved``; ``centres`` and ``scales`` are those of Z.
    """

    Z: Floats
    centres: Floats
    scales: Floats
    curved: Integers

    @classmethod
    def of(cls, X: Floats, weight: Floats) -> "Standardised":
        """Standardise by weighted mean and spread; a column without spread stays zero.

        A yes/no column is halved instead, as if it were evenly split: dividing a rare option by its small spread would
        let it off the penalty that it needs most (Gelman 2008). A column of amounts gets a curve beside its line.
        """
        curved = _amounts(X)
        X = np.column_stack((X, curve(X[:, curved])))
        seen = np.where(np.isnan(X), 0.0, weight[:, None])
        mass = np.maximum(seen.sum(axis=0), 1e-12)
        filled = np.where(np.isnan(X), 0.0, X)
        centres = (filled * seen).sum(axis=0) / mass
        deviations = np.where(np.isnan(X), 0.0, X - centres)
        spread = np.sqrt((deviations**2 * seen).sum(axis=0) / mass)
        is_binary = ((filled == 0.0) | (filled == 1.0)).all(axis=0)
        scales = np.where(spread > 1e-9, np.where(is_binary, 0.5, spread), np.inf)
        return cls(Z=deviations / scales, centres=centres, scales=scales, curved=curved)

    def with_curves(self, by_column: NDArray[Any]) -> NDArray[Any]:
        """Give each curve what its column has: a direction, a penalty."""
        return np.concatenate((by_column, by_column[self.curved]))

    def points(self, slopes: Floats) -> LinearPoints:
        """Return points on the columns' own scale from slopes on the standardised one."""
        columns = len(slopes) - len(self.curved)
        weights, centres = slopes / self.scales, self.centres
        curves, curve_centres = np.zeros(columns), np.zeros(columns)
        curves[self.curved], curve_centres[self.curved] = weights[columns:], centres[columns:]
        return LinearPoints(
            weights=weights[:columns],
            centres=centres[:columns],
            fills=centres[:columns],
            curves=curves,
            curve_centres=curve_centres,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRows:
    """Rows to fit hours to: facts, recorded hours (zero allowed), the share of the course observed, and weights."""

    X: Floats
    hours: Floats
    exposure: Floats
    weight: Floats

    def take(self, rows: Integers) -> "EffortRows":
        """Return some of the rows."""
        return EffortRows(
            X=self.X[rows], hours=self.hours[rows], exposure=self.exposure[rows], weight=self.weight[rows]
        )

    @property
    def log_hours(self) -> Floats:
        """log(1 + hours for a full exposure)."""
        return np.log1p(self.hours / self.exposure)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortLine:
    """A fitted line: points and intercept."""

    points: LinearPoints
    intercept: float


def fit_ordinal(  # noqa: PLR0913  data, weights and two constraints: each is one thing
    X: Floats, category: Integers, *, weight: Floats, signs: NDArray[np.int8], penalty: float, categories: int
) -> tuple[LinearPoints, Floats]:
    """Fit ridge proportional odds; return the points and the cut points (categories - 1,).

    ``penalty`` is the ridge on standardised slopes, per row of average weight one.
    """
    table = Standardised.of(X, weight)
    weight = weight * (len(weight) / weight.sum())
    columns = table.Z.shape[1]
    start = np.concatenate([np.zeros(columns), _start_cuts(category, weight, categories)])
    bounds = [*_bounds(table.with_curves(signs)), (None, None), *[(None, None)] * (categories - 2)]

    def loss(theta: Floats) -> tuple[float, Floats]:
        return _ordinal_loss(theta, table.Z, (category, weight), penalty)

    theta = _minimised(loss, start, bounds)
    slopes, free_cuts = theta[:columns], theta[columns:]
    return table.points(slopes), _cuts(free_cuts)


def fit_cuts(score: Floats, category: Integers, weight: Floats, categories: int) -> tuple[float, Floats]:
    """Fit the slope and the cut points of a given score: P(category <= k) = sigma(cut_k - slope * score)."""
    start = np.concatenate([[1.0], _start_cuts(category, weight, categories)])
    bounds: list[tuple[float | None, float | None]] = [(1e-3, None), *[(None, None)] * (categories - 1)]

    def loss(theta: Floats) -> tuple[float, Floats]:
        return _ordinal_loss(theta, score[:, None], (category, weight), 0.0)

    theta = _minimised(loss, start, bounds)
    return float(theta[0]), _cuts(theta[1:])


def fit_tweedie_line(data: EffortRows, signs: NDArray[np.int8], penalties: Floats, power: float) -> EffortLine:
    """Fit log expected hours for a full exposure, with Tweedie variance ~ mean ** power (from 1 up to 2)."""
    table = Standardised.of(data.X, data.weight * data.exposure)
    # Working with hours over their mean keeps the penalty's meaning whatever the unit of effort.
    level = max(float((data.weight @ data.hours) / (data.weight @ data.exposure)), 1e-9)
    relative = replace(data, X=table.Z, hours=data.hours / level)
    bounds = [*_bounds(table.with_curves(signs)), (None, None)]
    penalties = table.with_curves(penalties)

    def loss(theta: Floats) -> tuple[float, Floats]:
        return _tweedie_loss(theta, relative, penalties, power)

    theta = _minimised(loss, np.zeros(table.Z.shape[1] + 1), bounds)
    return EffortLine(points=table.points(theta[:-1]), intercept=float(theta[-1] + np.log(level)))


def fit_log_line(data: EffortRows, signs: NDArray[np.int8], penalties: Floats) -> EffortLine:
    """Fit log(1 + hours for a full exposure) by squared error: sturdy where a few cases outweigh all others."""
    table = Standardised.of(data.X, data.weight * data.exposure)
    wanted = data.log_hours
    bounds = [*_bounds(table.with_curves(signs)), (None, None)]
    penalties = table.with_curves(penalties)

    def loss(theta: Floats) -> tuple[float, Floats]:
        error = table.Z @ theta[:-1] + theta[-1] - wanted
        weighed = data.weight * data.exposure * error
        total = 0.5 * float(weighed @ error + (penalties * theta[:-1] ** 2).sum())
        return total, np.concatenate([weighed @ table.Z + penalties * theta[:-1], [weighed.sum()]])

    theta = _minimised(loss, np.append(np.zeros(table.Z.shape[1]), wanted.mean()), bounds)
    return EffortLine(points=table.points(theta[:-1]), intercept=float(theta[-1]))


def fit_bends(along: EffortRows, *, penalty: float, power: float) -> Floats:
    """Fit by how much a broken line's pieces bend away from slope one, (pieces,); no piece falls.

    ``along.X`` (rows x pieces) is how far each row runs along each piece, ``along.exposure`` its hours on the straight
    line.
    """
    level = float(along.hours.mean()) or 1.0
    relative = replace(along, hours=along.hours / level, exposure=along.exposure / level)
    penalties = penalty * along.X.var(axis=0)

    def loss(theta: Floats) -> tuple[float, Floats]:
        return _tweedie_loss(theta, relative, penalties, power)

    bounds: list[tuple[float | None, float | None]] = [*[(-1.0, None)] * along.X.shape[1], (None, None)]
    return _minimised(loss, np.zeros(along.X.shape[1] + 1), bounds)[:-1]


def _tweedie_loss(theta: Floats, rows: EffortRows, penalties: Floats, power: float) -> tuple[float, Floats]:
    """Tweedie quasi-deviance / 2 and its gradient, in log mean."""
    slopes = theta[:-1]
    eta = np.clip(rows.X @ slopes + theta[-1] + np.log(rows.exposure), -20.0, 20.0)
    mean = np.exp(eta)
    part = mean ** (1.0 - power)
    value = mean - rows.hours * eta if power == 1.0 else mean * part / (2.0 - power) - rows.hours * part / (1.0 - power)
    slope = rows.weight * part * (mean - rows.hours)
    total = float(rows.weight @ value + 0.5 * (penalties * slopes**2).sum())
    return total, np.concatenate([slope @ rows.X + penalties * slopes, [slope.sum()]])


def _ordinal_loss(theta: Floats, Z: Floats, labels: tuple[Integers, Floats], penalty: float) -> tuple[float, Floats]:
    """Negative log likelihood of proportional odds with its gradient; cuts as first cut and log gaps."""
    category, weight = labels
    columns = Z.shape[1]
    slopes, free = theta[:columns], theta[columns:]
    edges = np.concatenate([[-np.inf], _cuts(free), [np.inf]])
    score = Z @ slopes
    upper, lower = expit(edges[category + 1] - score), expit(edges[category] - score)
    chance = np.maximum(upper - lower, 1e-12)
    by_upper = weight * upper * (1.0 - upper) / chance
    by_lower = weight * lower * (1.0 - lower) / chance
    loss = -float((weight * np.log(chance)).sum()) + 0.5 * penalty * float(slopes @ slopes)
    to_slopes = Z.T @ (by_upper - by_lower) + penalty * slopes
    upward = np.bincount(category + 1, by_upper, minlength=len(edges))
    downward = np.bincount(category, by_lower, minlength=len(edges))
    to_cuts = (downward - upward)[1:-1]
    to_first = to_cuts.sum()
    to_gaps = np.cumsum(to_cuts[::-1])[::-1][1:] * np.exp(free[1:])
    return loss, np.concatenate([to_slopes, [to_first], to_gaps])


def _cuts(free: Floats) -> Floats:
    """Turn a first cut and log gaps into rising cuts."""
    return np.asarray(free[0] + np.concatenate([[0.0], np.cumsum(np.exp(free[1:]) + _LEAST_GAP)]))


def _start_cuts(category: Integers, weight: Floats, categories: int) -> Floats:
    """Start at the cuts of the marginal distribution."""
    share = np.bincount(category, weight, minlength=categories) + 0.5
    upto = np.cumsum(share / share.sum())[:-1]
    cuts = np.log(upto / (1.0 - upto))
    return np.concatenate([cuts[:1], np.log(np.maximum(np.diff(cuts) - _LEAST_GAP, 1e-2))])


def _amounts(X: Floats) -> Integers:
    """Return the columns of amounts, as counts, levels and years are: never below zero, and of some values."""
    lowest = np.fmin.reduce(np.where(np.isnan(X), np.inf, X), axis=0, initial=np.inf)
    values = [len(np.unique(column[~np.isnan(column)])) for column in X.T]
    return np.flatnonzero((lowest >= 0.0) & (np.array(values, dtype=np.intp) >= _FEWEST_AMOUNTS))


def _bounds(signs: NDArray[np.int8]) -> list[tuple[float | None, float | None]]:
    """Keep a slope from going against its fact's declared direction."""
    return [(0.0 if sign > 0 else None, 0.0 if sign < 0 else None) for sign in signs.tolist()]


def _minimised(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, bounds: list[tuple[float | None, float | None]]
) -> Floats:
    options = {"maxiter": _MAX_ITERATIONS, "ftol": 1e-11, "gtol": 1e-7}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x)
