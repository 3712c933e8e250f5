"""How far apart do whole courses lie, where a diary shows only parts of them?

No case's total is known, but its parts tell how totals spread. With mu(m) the expected hours of month m, e(m) the share
seen and r(m) = recorded - e(m) mu(m), for one case

    E r(m) r(n) = e(m) e(n) mu(m) mu(n) between                    m and n different months
    E r(m)^2    = e(m)^2 mu(m)^2 between + within e(m) mu(m)

``between`` is what a case keeps from month to month (heavy or light, soon closed or not), over what is expected,
squared; ``within`` what comes and goes, in hours. Both are estimated by the method of moments, as for a quasi-Poisson
model with a random effect (McCullagh and Nelder 1989, chapter 9). A whole course of T expected hours then varies by

    V = between T^2 + within T

and is taken as gamma distributed with that mean and variance: positive, skewed, and near zero where little is
expected. On the invented municipality, recorded all year, ``between`` is the same for months near and far apart (0.42
to 0.5), and the tenth and ninetieth percentiles of the gamma lie where those of the totals do.

Two weeks of diary hold few pairs of months. ``between`` is therefore drawn towards ``USUAL_BETWEEN``, the more the less
the diary says of it itself.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from features.panel import Panel
from models.ordinal import Floats, Integers

USUAL_BETWEEN, USUAL_SD = 0.5, 0.2
"""What is expected of ``between`` before a diary is read, and how surely."""

DRAWS = 20
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSpread:
    """How courses spread: what a case keeps (a share, squared) and what comes and goes (hours)."""

    between: float
    within: float

    def variance(self, total: Floats) -> Floats:
        """Return the variance of whole courses from expected hours (cases,)."""
        return np.asarray(self.between * total**2 + self.within * total)


def course_spread(monthly: Floats, panel: Panel) -> CourseSpread:
    """Estimate the spread from expected hours (cases x months) of cases the model had not seen, and their panel."""
    months = monthly.shape[1]
    expected = monthly * panel.exposure[:, :months]
    residual = panel.hours[:, :months] - expected
    # Between sums of hours, which a few heavy cases decide, and of shares, which the lightest do.
    weight = 1.0 / np.maximum(monthly.sum(axis=1), _LEAST)
    within = _within(residual, expected, weight, USUAL_BETWEEN)
    found, possible = weight @ _pairs(residual), weight @ _pairs(expected)
    noise = weight**2 @ _pairs(USUAL_BETWEEN * expected**2 + within * expected)
    # Two estimates, weighed by their precision: the diary's own, found / possible with variance noise / possible^2.
    own, usual = possible / max(float(noise), _LEAST), USUAL_SD**-2
    between = max(float((own * found + usual * USUAL_BETWEEN) / (own * possible + usual)), 0.0)
    return CourseSpread(between=between, within=_within(residual, expected, weight, between))


def whole_courses(expected: Floats, spread: CourseSpread) -> tuple[Integers, Floats]:
    """Return totals that whole courses of expected hours may have had, and the rows of the cases whose they are.

    Both are (cases * DRAWS,), evenly spread over each case's distribution. Nothing is drawn at random, so that the same
    history gives the same interval.
    """
    total = np.maximum(expected, _LEAST)
    scale = np.maximum(spread.variance(total) / total, _LEAST)
    shares = (np.arange(DRAWS) + 0.5) / DRAWS
    hours = gamma.ppf(shares[None, :], a=(total / scale)[:, None], scale=scale[:, None])
    return np.repeat(np.arange(len(total)), DRAWS), np.asarray(hours, dtype=np.float64).ravel()


def _pairs(values: Floats) -> Floats:
    """Return the sum over all pairs of different months of their products, (cases,)."""
    return np.asarray((values.sum(axis=1) ** 2 - (values**2).sum(axis=1)) / 2.0)


def _within(residual: Floats, expected: Floats, weight: Floats, between: float) -> float:
    left = weight @ (residual**2 - between * expected**2).sum(axis=1)
    return max(float(left), 0.0) / max(float(weight @ expected.sum(axis=1)), _LEAST)
