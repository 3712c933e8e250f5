"""How well would so many weeks of so many caseworkers' diary tell the mean hours of a case a month?

A diary is a sample in three stages: some of the caseworkers, the cases they have open, some weeks of each. With d the
deviation of one open case-week's hours from the mean, split into what a caseworker's cases share (``caseworker``), what
one case keeps from week to week (``case``) and the rest (``week``), all variances, the mean of a diary of c of C
caseworkers with n open cases each, kept for w weeks, varies by (Cochran 1977, Sampling Techniques, chapters 9 to 11)

    V = caseworker (1 + u^2) (1 - c / C) / c  +  case m(w) / (c n w)  +  week / (c n w)

where u is the coefficient of variation of the caseworkers' numbers of cases, and m(w) the weeks that a case is open in
the diary, weighed by those weeks: w for cases that stay, less where they come and go. There is no uncertainty from the
choice of caseworkers where all take part; there always is from the cases, as the next ones will be others. The
half-width told is 1.96 sqrt(V) over the mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.catalogue import DAYS_PER_MONTH

MOST_WEEKS = 8
Z_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryBasis:
    """What a plan rests on: hours a case-week, their variances, and the caseworkers' open cases.

    ``weeks_open`` (MOST_WEEKS,) is m(w) for w = 1, 2, …; ``unevenness`` is u. ``case_weeks`` counts what was seen.
    """

    mean: float
    caseworker: float
    case: float
    week: float
    open_cases: float
    unevenness: float
    weeks_open: tuple[float, ...]
    case_weeks: int

    @property
    def mean_a_month(self) -> float:
        """Mean hours of an open case a month."""
        return self.mean * DAYS_PER_MONTH / 7.0

    def half_width(self, weeks: int, taking_part: int, caseworkers: int) -> float:
        """Return the relative half-width of the 95 per cent interval for the mean."""
        case_weeks = taking_part * self.open_cases * weeks
        chosen = self.caseworker * (1.0 + self.unevenness**2) * (1.0 - taking_part / caseworkers) / taking_part
        variance = chosen + (self.case * self.weeks_open[weeks - 1] + self.week) / case_weeks
        return float(Z_95 * np.sqrt(variance) / self.mean)


def _usual(mean: float, variances: tuple[float, float, float], open_cases: float, stays: float) -> DiaryBasis:
    """Return a basis whose cases are still open a week later with a chance of ``stays``."""
    weeks_open = [
        1.0 + 2.0 * sum((1.0 - later / weeks) * stays**later for later in range(1, weeks))
        for weeks in range(1, MOST_WEEKS + 1)
    ]
    caseworker, case, week = variances
    return DiaryBasis(
        mean=mean,
        caseworker=caseworker,
        case=case,
        week=week,
        open_cases=open_cases,
        unevenness=0.5,
        weeks_open=tuple(weeks_open),
        case_weeks=0,
    )


USUAL_BASES: Mapping[str, DiaryBasis] = {
    "": _usual(1.02, (0.063, 2.99, 3.86), 15.8, 0.973),
    "A": _usual(0.57, (0.001, 0.34, 2.14), 3.2, 0.94),
    "B": _usual(0.78, (0.009, 0.74, 3.01), 4.3, 0.965),
    "C": _usual(1.06, (0.045, 2.59, 4.20), 5.4, 0.984),
    "D": _usual(1.47, (0.110, 4.82, 5.64), 3.9, 0.991),
}
"""What a plan rests on before anything is recorded: the invented municipality (3,000 cases, seed 1), an assumption."""


def weeks_needed(basis: DiaryBasis, precision: float, taking_part: int, caseworkers: int) -> int | None:
    """Return the fewest weeks that give a precision; ``None`` where eight do not."""
    widths = (basis.half_width(weeks, taking_part, caseworkers) for weeks in range(1, MOST_WEEKS + 1))
    return next((weeks for weeks, width in enumerate(widths, start=1) if width <= precision), None)
