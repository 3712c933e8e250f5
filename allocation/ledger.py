"""What does a case weigh on its caseworker, and what on others? The ledger: hours by month, and the same by week.

    a caseworker's hours = her cases' hours − what others do on them + what she does on others' cases

A case's hours never change hands unseen: what its helpers do and what is left to its caseworker add up to the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from allocation.capacity import workdays
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace

_DAYS_PER_WEEK = 7


def own_hours(case: CaseToPlace, months: int) -> tuple[float, ...]:
    """Return what a case asks of its own caseworker in each month of the horizon.

    >>> from sagstyngde.case import CaseId
    >>> from sagstyngde.plan import SharedWork
    >>> helped = CaseToPlace(case_id=CaseId("1"), monthly_hours=(8.0, 4.0, 2.0),
    ...                      shared=(SharedWork(caseworker_id=CaseworkerId("k2"), share=0.25),))
    >>> own_hours(helped, 2), help_hours([helped], 2)
    ((6.0, 3.0), {'k2': (2.0, 1.0)})
    """
    left = max(0.0, 1.0 - sum(work.share for work in case.shared))
    known = case.monthly_hours[:months]  # so few that arrays would take longer
    return (*(left * hours for hours in known), *(0.0,) * (months - len(known)))


def help_hours(cases: Iterable[CaseToPlace], months: int) -> dict[CaseworkerId, tuple[float, ...]]:
    """Return, for each caseworker who helps, her hours on others' cases in each month of the horizon."""
    helping: dict[CaseworkerId, np.ndarray] = defaultdict(lambda: np.zeros(months))
    for case in cases:
        for work in case.shared:
            helping[work.caseworker_id] += work.share * _within(case, months)
    return {helper: tuple(hours.tolist()) for helper, hours in sorted(helping.items())}


def with_helpers(cases: Sequence[CaseToPlace], known: Iterable[CaseworkerId]) -> tuple[CaseToPlace, ...]:
    """Return the cases without shares of people who are not on the staff list: their part falls back on the case's own.

    Otherwise the hours of somebody who has left would be nobody's.
    """
    there = frozenset(known)
    return tuple(
        replace(case, shared=tuple(work for work in case.shared if work.caseworker_id in there))
        if any(work.caseworker_id not in there for work in case.shared)
        else case
        for case in cases
    )


def weeks_of(monthly: Sequence[float], starts_on: date) -> tuple[float, ...]:
    """Return hours by week from a plan's day on, a month's hours lying evenly on its working days.

    Weeks are the seven days from the plan's day; the last may be cut short by the horizon's end.

    >>> weeks = weeks_of((21.0, 22.0), date(2026, 11, 2))
    >>> len(weeks), weeks[:2], round(sum(weeks), 9)
    (9, (4.7727..., 4.7727...), 43.0)
    """
    if not monthly:
        return ()
    days, month_of = workdays(starts_on, len(monthly))
    hours = np.asarray(monthly) / np.bincount(month_of, minlength=len(monthly))
    week = (days - np.datetime64(starts_on)).astype(np.intp) // _DAYS_PER_WEEK
    return tuple(np.bincount(week, weights=hours[month_of]).tolist())


def _within(case: CaseToPlace, months: int) -> np.ndarray:
    hours = np.zeros(months)
    known = case.monthly_hours[:months]
    hours[: len(known)] = known
    return hours
