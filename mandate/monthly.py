"""How did an outcome run from month to month in the teams that began together, whoever decided most?

An interrupted time series has one start. Where teams began at different times, the series is of those that began
together and decided most before they did; the others are told of and left to the staggered design.
"""

from dataclasses import dataclass

import numpy as np

from mandate.finding import OutcomeName
from mandate.panel import Floats, Integers, Panel
from mandate.trial_faults import LEAST_AFTER, LEAST_BEFORE, LEAST_IN_ALL


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Monthly:
    """A series of the months in which something was decided.

    Attributes:
        at: the months' columns in the panel, rising; (months,).
        values: the outcome's mean on the scale it is analysed on; (months,).
        counts: how many decisions it rests on; (months,).
        start: the column from which the arrangement holds.
        rows: the panel's rows that are in it.

    """

    at: Integers
    values: Floats
    counts: Integers
    start: int
    rows: Integers

    @property
    def before(self) -> int:
        """How many months there are before the arrangement."""
        return int((self.at < self.start).sum())

    @property
    def after(self) -> int:
        """How many months there are under it."""
        return len(self.at) - self.before

    def teams(self, panel: Panel) -> set[str]:
        """Return the teams that are in it."""
        return {panel.units[row].team for row in self.rows}

    @property
    def is_long_enough(self) -> bool:
        """Whether there are enough months before, under and in all."""
        return self.before >= LEAST_BEFORE and self.after >= LEAST_AFTER and len(self.at) >= LEAST_IN_ALL


def monthly(panel: Panel, outcome: OutcomeName) -> Monthly | None:
    """Return the series of those who began together; ``None`` where nobody has begun.

    Of several starts that leave months enough, or else of all, the one with most decisions a month before it is taken:
    which one that is, what came after cannot change.
    """
    begun = np.unique(panel.starts[panel.starts < len(panel.months)])
    found = [series for start in begun if (series := _series(panel, outcome, int(start))) is not None]
    return max(found, key=_standing, default=None)


def _standing(series: Monthly) -> tuple[bool, float, int]:
    a_month_before = float(series.counts[: series.before].sum()) / max(series.before, 1)
    return series.is_long_enough, a_month_before, -series.start


def _series(panel: Panel, outcome: OutcomeName, start: int) -> Monthly | None:
    # In the units' own order, so that the same panel with its rows shuffled gives the same bits.
    begun = np.flatnonzero(panel.starts == start)
    rows = np.array(sorted(begun, key=lambda row: (panel.units[row].team, panel.units[row].provision)))
    counts = np.where(np.isnan(panel.values[rows]), 0, panel.counts[rows])
    at = np.flatnonzero(counts.sum(axis=0))
    if not len(at):
        return None
    values, counts = panel.values[np.ix_(rows, at)], counts[:, at]
    if outcome is OutcomeName.SPENDING:
        # Kroner in all: that more is applied for is spending too.
        series = np.log(np.exp(np.where(counts > 0, values, -np.inf)).sum(axis=0))
    else:
        series = month_means(np.where(counts > 0, values, 0.0), counts)
    return Monthly(at=at, values=series, counts=counts.sum(axis=0), start=start, rows=rows)


def month_means(values: Floats, counts: Integers) -> Floats:
    """Return the months' means with the units' own levels held: who decides more this month is no change; (months,).

    Least squares of the cells, weighted by their decisions, on a level for each unit and one for each month; the month
    levels' weighted mean is that of the cells. NaN where the months hang together in no unit.

    >>> month_means(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[9, 1], [1, 9]])).round(9).tolist()
    [2.0, 3.0]
    """
    weight = counts.astype(np.float64)
    share = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1.0)
    information = np.diag(weight.sum(axis=0)) - weight.T @ share
    known = (weight * values).sum(axis=0) - share.T @ (weight * values).sum(axis=1)
    levels, _, rank, _ = np.linalg.lstsq(information, known, rcond=1e-10)
    if rank < len(levels) - 1:
        return np.full(len(levels), np.nan)
    in_month = weight.sum(axis=0)
    return np.asarray(levels + ((weight * values).sum() - in_month @ levels) / in_month.sum())
