"""What may a monthly series be made of? A trend, a season, and from the start a step and a change of slope."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

import numpy as np

from mandate.panel import Floats, Integers

YEAR = 12
HOLIDAYS = (7, 12)
"""July and December: when committees do not meet. A swing over the year cannot follow them."""
KNOWN_SEASON = 24
"""As many months before the start, and each month of the year has a level of its own."""


class Season(Enum):
    """How the season is held."""

    EACH_MONTH = "each_month"
    """A level for each month of the year, seen twice before anything changed."""
    SWING = "swing"
    """One swing over the year, and July and December by themselves: all that a year before can carry."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """A regression's columns and what is read off its coefficients.

    Attributes:
        X: (months, columns).
        effect: the coefficients' weights in the mean effect over the months under the arrangement; (columns,).
        without: ``X`` as it would be had the arrangement never begun; (months, columns).
        season: how the season is held.

    """

    X: Floats
    effect: Floats
    without: Floats
    season: Season

    @property
    def is_estimable(self) -> bool:
        """Whether every column can be told from the others, with something left to judge chance by."""
        return len(self.X) > self.X.shape[1] + 1 and bool(np.linalg.matrix_rank(self.X) == self.X.shape[1])


def segments(at: Integers, start: int, first: date) -> Segments:
    """Return the columns for a series of the months ``at`` (0 is ``first``'s) whose arrangement began in ``start``."""
    season = Season.EACH_MONTH if int((at < start).sum()) >= KNOWN_SEASON else Season.SWING
    calendar = (first.month - 1 + at) % YEAR
    under, years = (at >= start).astype(np.float64), (at - start) / YEAR
    course = np.column_stack([np.ones(len(at)), years, *_season(season, calendar)])
    X = np.column_stack([course, under, under * years])
    without = np.column_stack([course, np.zeros((len(at), 2))])
    effect = np.asarray((X - without)[under == 1.0].mean(axis=0))
    return Segments(X=X, effect=effect, without=without, season=season)


def _season(season: Season, calendar: Integers) -> list[Floats]:
    """Return the season's columns; a month of the year in which nothing is ever decided needs none."""
    there = np.unique(calendar)
    if season is Season.EACH_MONTH:
        return [np.asarray(calendar == month, dtype=np.float64) for month in there[1:]]
    angle = 2.0 * np.pi * calendar / YEAR
    alone = [np.asarray(calendar == month - 1, dtype=np.float64) for month in HOLIDAYS if month - 1 in there]
    return [np.cos(angle), np.sin(angle), *alone]
