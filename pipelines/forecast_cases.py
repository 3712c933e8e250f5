"""How has each case of a history gone so far: when was it open, what did it take, and which category is it?

Rates are taken from the newest three years, so that practice as it was counts no longer. A diary shows too little for
that: of it everything counts.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from allocation.arrivals import Floats, Integers
from allocation.capacity import DAYS_PER_MONTH
from allocation.courses import SeenCases
from features.diary_exposure import diary_exposure
from features.history import FEWEST_FOLLOWED, History
from features.scheme import CategorySource, EffortSource
from sagstyngde.case import Case
from sagstyngde.months import add_months

Days = NDArray[np.datetime64]

AGES = 60
"""Months since receipt that are told apart; older cases go on as these end."""

WINDOW_MONTHS = 36


def is_diary(history: History) -> bool:
    """Whether only a sample of the time was registered."""
    return history.scheme.effort.source is EffortSource.DIARY


def seen_cases(history: History, category: Integers) -> SeenCases:
    """Lay out by month since receipt what was seen until the history's end."""
    effort = history.scheme.effort
    first = np.datetime64(add_months(history.ends_on, -WINDOW_MONTHS))
    received = days_of(history.cases)
    dated = _exposure(received, np.datetime64(history.ends_on)) - _exposure(received, first)
    closed_on = np.array([case.closed_on or "NaT" for case in history.cases], dtype="datetime64[D]")
    lasted = (closed_on - received).astype(np.float64) / DAYS_PER_MONTH
    month = np.arange(AGES)
    is_open = np.where(np.isnat(closed_on)[:, None], 1.0, month <= lasted[:, None])
    closes = (month == np.floor(lasted)[:, None]) & (closed_on >= first)[:, None]
    sampled = is_diary(history)
    return SeenCases(
        hours=_hours(history, received, None if sampled else first) * (effort.working_share if sampled else 1.0),
        exposure=diary_exposure(history, AGES) if sampled else dated,
        at_risk=dated * is_open,
        closed=closes.astype(np.float64),
        category=category,
        sampled=sampled,
    )


def _exposure(received: Days, until: np.datetime64) -> Floats:
    """Return the share of each month since receipt that lies before a day, (cases, ages)."""
    months = (until - received).astype(np.float64) / DAYS_PER_MONTH
    return np.asarray(np.clip(months[:, None] - np.arange(AGES), 0.0, 1.0))


def _hours(history: History, received: Days, first: np.datetime64 | None) -> Floats:
    """Return the hours recorded from a day on by case and month since receipt, (cases, ages)."""
    work = history.work
    month = np.floor((work.day - received[work.case_index]).astype(np.float64) / DAYS_PER_MONTH).astype(np.intp)
    kept = (month >= 0) & (month < AGES) & ((work.day >= first) if first is not None else True)
    hours = np.zeros((len(received), AGES))
    np.add.at(hours, (work.case_index[kept], month[kept]), work.hours[kept])
    return hours


def days_of(cases: Sequence[Case]) -> Days:
    """Return the days of receipt, (cases,)."""
    return np.array([case.received_on for case in cases], dtype="datetime64[D]")


def lasted(history: History, on: date) -> Floats:
    """Return how many months each case has been open on a day, (cases,)."""
    days = [((case.closed_on or on) - case.received_on).days for case in history.cases]
    return np.array(days, dtype=np.float64) / DAYS_PER_MONTH


def recorded_hours(history: History) -> Floats:
    """Return all hours recorded by case and month since receipt, (cases, ages); the last month takes later ones in."""
    received = days_of(history.cases)
    work = history.work
    month = np.floor((work.day - received[work.case_index]).astype(np.float64) / DAYS_PER_MONTH)
    hours = np.zeros((len(received), AGES))
    np.add.at(hours, (work.case_index, np.clip(month, 0, AGES - 1).astype(np.intp)), work.hours)
    return hours


def known_categories(history: History) -> Integers:
    """Return each case's category as judged, newest judgement last; -1 where nobody did.

    Where bands of recorded effort stand in for judgements, a case has one when its whole horizon was seen.
    """
    if history.scheme.category.source is CategorySource.EFFORT_BANDS:
        return _bands(history)
    scale = history.scheme.scale
    judged: Mapping[str, int] = {item.case_id: scale.index(item.category) for item in history.judgements}
    return np.array([judged.get(case.case_id, -1) for case in history.cases], dtype=np.intp)


def _bands(history: History) -> Integers:
    received = days_of(history.cases)
    horizon = history.scheme.effort.horizon_months
    followed = _exposure(received, np.datetime64(history.ends_on))[:, :horizon].all(axis=1)
    followed &= _exposure(received, np.datetime64(history.ends_on))[:, horizon - 1] >= 1.0
    category = np.full(len(received), -1, dtype=np.intp)
    if followed.sum() < FEWEST_FOLLOWED:
        return category
    totals = _hours(history, received, None)[followed, :horizon].sum(axis=1)
    cuts = np.quantile(totals, history.scheme.category.quantiles)
    category[followed] = np.searchsorted(cuts, totals, side="right")
    return category
