"""How many hours will a case take within the horizon, in which months, and within what range? Needs numpy only.

index = beta * complexity score + a point table of the facts, and log hours = link(index), a rising broken line. As the
score is a table itself, the index is one additive table, and a case's contributions to it stay exact.
"""

from dataclasses import dataclass

import numpy as np

from models.ordinal import Floats, Integers
from models.point_table import PointTable


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursInterval:
    """Limits for log((hours + 1) / (expected + 1)) by predicted category: conformal, Mondrian; both (categories,).

    ``measured_on`` says in Danish on which cases.
    """

    level: float
    low: Floats
    high: Floats
    measured_on: str = ""

    def limits(self, expected: Floats, category: Integers) -> tuple[Floats, Floats]:
        """Return the low and the high limit in hours of cases with their likeliest category, (rows,)."""
        low = (expected + 1.0) * np.exp(self.low[category]) - 1.0
        high = (expected + 1.0) * np.exp(self.high[category]) - 1.0
        # Rounding must not put a limit on the wrong side of what it holds.
        return np.clip(low, 0.0, expected), np.maximum(high, expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A rising broken line from the index to log hours, through (``index``, ``log_hours``), straight on at both ends.

    Heavy cases take more than a straight line says, since they also last longer; one line for all facts keeps the
    index additive.

    >>> line = Link(index=np.array([0.0, 1.0, 2.0]), log_hours=np.array([0.0, 1.0, 3.0]))
    >>> line(np.array([-1.0, 0.5, 4.0]))
    array([-1. ,  0.5,  7. ])
    """

    index: Floats
    log_hours: Floats

    @property
    def slopes(self) -> Floats:
        """The slope of each piece."""
        return np.asarray(np.diff(self.log_hours) / np.diff(self.index))

    def pieces(self, index: Floats) -> Integers:
        """Return on which piece each index lies."""
        return np.searchsorted(self.index[1:-1], index, side="right")

    def __call__(self, index: Floats) -> Floats:
        """Return log hours."""
        piece = self.pieces(index)
        return np.asarray(self.log_hours[piece] + self.slopes[piece] * (index - self.index[piece]))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortModel:
    """Hours over the horizon and month by month.

    ``shape`` (categories x months) is the course of a case of each category; its first ``horizon`` add up to one.
    """

    beta: float
    table: PointTable
    link: Link
    shape: Floats
    horizon: int
    interval: HoursInterval

    def average(self, category_average: float) -> float:
        """The index of the average case, given the complexity table's average."""
        return self.beta * category_average + self.table.average

    def hours(self, index: Floats) -> Floats:
        """Return hours over the horizon for indices (rows,)."""
        return np.asarray(np.exp(self.link(index)))

    def contributions(self, X: Floats, category_contributions: Floats) -> Floats:
        """Return what each column adds to the index, (rows x columns)."""
        return np.asarray(self.beta * category_contributions + self.table.contributions(X))

    def monthly(self, hours: Floats, probability: Floats) -> Floats:
        """Spread hours (rows,) over the months by the probable categories' courses, (rows x months)."""
        # Not "@": BLAS would add up one row in another order than many, and alone or not the answer must be the same.
        # Along rows that lie next to each other einsum adds category after category; of one alone, another way round.
        shares = np.zeros((len(self.shape), max(2, len(hours))))
        np.multiply(probability.T, hours, out=shares[:, : len(hours)])
        return np.asarray(np.einsum("kr,km->mr", shares, self.shape)[:, : len(hours)].T)
