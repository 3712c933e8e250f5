"""How many hours did each case take in each month since it was received, and how much of that month was seen?

Hours after a case closed are zero and seen; hours after the history ends are not seen. An open case therefore counts
with the months it has shown, and nothing is imputed (training on closed cases only is biased by 5-11 per cent). What a
diary shows of a month is said in ``features.diary_exposure``.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from features.catalogue import DAYS_PER_MONTH
from features.diary_exposure import diary_exposure
from features.history import History
from features.scheme import EffortSource

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Case by month since receipt: recorded ``hours`` and the share of each month that was observed (0-1).

    Both are (cases x profile months). ``horizon`` counts the months that make up a case's total. ``sampled`` says that
    the months are a sample (a diary): every case shows some of its course, and none shows all of it.
    """

    hours: Floats
    exposure: Floats
    horizon: int
    sampled: bool = False

    @property
    def matured(self) -> NDArray[np.bool_]:
        """Cases observed over the whole horizon: their total is known."""
        return np.asarray((self.exposure[:, : self.horizon] > 1.0 - 1e-9).all(axis=1))

    @property
    def totals(self) -> Floats:
        """Recorded hours within the horizon, so far."""
        return np.asarray(self.hours[:, : self.horizon].sum(axis=1))

    def take(self, rows: NDArray[np.intp]) -> "Panel":
        """Return some of the cases, in the order given."""
        return replace(self, hours=self.hours[rows], exposure=self.exposure[rows])


def panel(history: History) -> Panel:
    """Lay a history out by case and month."""
    effort = history.scheme.effort
    months = effort.profile_months
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    exposure = _exposure(history, received, months)
    hours = np.zeros((len(history.cases), months))
    since = (history.work.day - received[history.work.case_index]).astype(np.float64)
    month = np.floor(since / DAYS_PER_MONTH).astype(np.intp)
    inside = (month >= 0) & (month < months)
    np.add.at(hours, (history.work.case_index[inside], month[inside]), history.work.hours[inside])
    hours[exposure <= 0.0] = 0.0
    if (sampled := effort.source is EffortSource.DIARY) and effort.working_share < 1.0:
        hours *= effort.working_share
    return Panel(hours=hours, exposure=exposure, horizon=effort.horizon_months, sampled=sampled)


def _exposure(history: History, received: NDArray[np.datetime64], months: int) -> Floats:
    """Share of each month since receipt that lies before the end of the history."""
    seen_days = (np.datetime64(history.ends_on) - received).astype(np.float64)
    seen = np.clip(seen_days[:, None] / DAYS_PER_MONTH - np.arange(months), 0.0, 1.0)
    match history.scheme.effort.source:
        case EffortSource.TOTAL if history.has_dates:
            return np.asarray(np.where(_total_is_known(history, seen)[:, None], seen, 0.0))
        case EffortSource.DIARY:
            return diary_exposure(history, months)
        case _:
            return np.asarray(seen)


def _total_is_known(history: History, seen: Floats) -> NDArray[np.bool_]:
    """A running total says nothing of months: it counts when the case has closed, or its whole horizon has passed."""
    if history.scheme.columns.closed_on is None:
        return np.asarray((seen[:, : history.scheme.effort.horizon_months] >= 1.0).all(axis=1))
    return np.array([case.closed_on is not None for case in history.cases])
