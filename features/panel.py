"""How many hours did each case take in each month since it was received, and how much of that month was seen?

Hours after a case closed are zero and seen; hours after the history ends are not seen. An open case therefore counts
with the months it has shown, and nothing is imputed (training on closed cases only is biased by 5-11 per cent).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.catalogue import DAYS_PER_MONTH
from features.history import History, Window
from features.scheme import EffortSource

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Case by month since receipt: recorded ``hours`` and the share of each month that was observed (0-1).

    Both are (cases x profile months). ``horizon`` counts the months that make up a case's total.
    """

    hours: Floats
    exposure: Floats
    horizon: int

    @property
    def matured(self) -> NDArray[np.bool_]:
        """Cases observed over the whole horizon: their total is known."""
        return np.asarray((self.exposure[:, : self.horizon] > 1.0 - 1e-9).all(axis=1))

    @property
    def totals(self) -> Floats:
        """Recorded hours within the horizon, so far."""
        return np.asarray(self.hours[:, : self.horizon].sum(axis=1))


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
    return Panel(hours=hours, exposure=exposure, horizon=effort.horizon_months)


def _exposure(history: History, received: NDArray[np.datetime64], months: int) -> Floats:
    """Share of each month since receipt that lies before the end of the history."""
    seen_days = (np.datetime64(history.ends_on) - received).astype(np.float64)
    seen = np.clip(seen_days[:, None] / DAYS_PER_MONTH - np.arange(months), 0.0, 1.0)
    match history.scheme.effort.source:
        case EffortSource.TOTAL if history.has_dates:
            return np.asarray(np.where(_total_is_known(history, seen)[:, None], seen, 0.0))
        case EffortSource.DIARY:
            return _diary_exposure(history, received, seen)
        case _:
            return np.asarray(seen)


def _total_is_known(history: History, seen: Floats) -> NDArray[np.bool_]:
    """A running total says nothing of months: it counts when the case has closed, or its whole horizon has passed."""
    if history.scheme.columns.closed_on is None:
        return np.asarray((seen[:, : history.scheme.effort.horizon_months] >= 1.0).all(axis=1))
    return np.array([case.closed_on is not None for case in history.cases])


def _diary_exposure(history: History, received: NDArray[np.datetime64], seen: Floats) -> Floats:
    """While a case is open it is seen only inside its caseworker's diary windows; once closed it is seen as empty."""
    exposure = np.zeros_like(seen)
    month_starts = np.arange(seen.shape[1] + 1) * DAYS_PER_MONTH
    end = np.datetime64(history.ends_on)
    for index, case in enumerate(history.cases):
        closed = np.datetime64(case.closed_on) if case.closed_on is not None else end
        windows = history.windows.get(case.caseworker_id or "", ())
        spans = [_span(window, received[index], closed) for window in windows]
        spans.append((float((closed - received[index]).astype(int)), float((end - received[index]).astype(int))))
        reached = 0.0
        for start, stop in sorted(spans):
            # Windows may overlap: a day is seen once.
            overlap = np.minimum(stop, month_starts[1:]) - np.maximum(max(start, reached), month_starts[:-1])
            exposure[index] += np.clip(overlap, 0.0, None) / DAYS_PER_MONTH
            reached = max(reached, stop)
    return np.asarray(np.clip(exposure, 0.0, 1.0))


def _span(window: Window, received: np.datetime64, closed: np.datetime64) -> tuple[float, float]:
    """Return a window cut to a case's open days, as days since receipt."""
    start = max(np.datetime64(window.starts_on), received)
    stop = min(np.datetime64(window.ends_on) + 1, closed)
    return float((start - received).astype(int)), float((stop - received).astype(int))
