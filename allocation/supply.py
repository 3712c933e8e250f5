"""How many hours for cases does each caseworker have, week by week, and what is known of it beforehand?

A replay runs in weeks from a Monday. Absences stand in the staff file and count as known; that somebody leaves is known
a month ahead, which is an employee's notice (funktionærloven § 2, stk. 6). Before that a plan counts on her.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from allocation.capacity import DAYS_PER_MONTH, CapacityRules, Floats, daily
from allocation.columns import Flags
from sagstyngde.caseworker import Caseworker

DAYS_PER_WEEK = 7
NOTICE = timedelta(days=31)
LONG_WEEKS = 8
"""From so many weeks in a row without hours her cases are handed over; a shorter absence is waited out."""

_WORKDAYS_PER_MONTH = DAYS_PER_MONTH * 5.0 / DAYS_PER_WEEK


def weekly_hours(staff: Sequence[Caseworker], starts_on: date, weeks: int, rules: CapacityRules) -> Floats:
    """Return the net hours of W caseworkers in each of so many weeks, (weeks, W).

    Fixed duties are spread evenly over a month's workdays.

    >>> from sagstyngde.case import CaseworkerId
    >>> holm = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2015, 1, 1))
    >>> weekly_hours([holm], date(2026, 2, 2), 2, CapacityRules()).round(2).tolist()
    [[25.16], [25.16]]
    """
    if starts_on.weekday():
        raise ValueError("a replay's weeks begin on a Monday")
    days = np.datetime64(starts_on, "D") + np.arange(weeks * DAYS_PER_WEEK)
    days = days[np.is_busday(days)]
    hours = np.zeros((weeks, len(staff)))
    for place, caseworker in enumerate(staff):
        net = daily(caseworker, days, rules) - caseworker.fixed_monthly_hours / _WORKDAYS_PER_MONTH
        hours[:, place] = np.maximum(net, 0.0).reshape(weeks, -1).sum(axis=1)
    return hours


def long_away(staff: Sequence[Caseworker], starts_on: date, weeks: int, rules: CapacityRules) -> Flags:
    """Return who cannot have cases in each week, (weeks, W): on long leave, not yet or no longer employed."""
    hours = weekly_hours(staff, starts_on, weeks + LONG_WEEKS, rules)
    away = np.zeros(hours.shape, dtype=bool)
    for seat in range(len(staff)):
        working = np.concatenate(([-LONG_WEEKS], np.flatnonzero(hours[:, seat] > 0.0), [len(hours)]))
        for before, after in zip(working[:-1].tolist(), working[1:].tolist(), strict=True):
            if after - before > LONG_WEEKS:
                away[max(before + 1, 0) : after, seat] = True
    return away[:weeks]


def as_known(staff: Sequence[Caseworker], on: date) -> tuple[Caseworker, ...]:
    """Return the staff as a plan on a day knows it: that somebody leaves is known a month ahead."""
    return tuple(
        replace(one, left_on=None) if one.left_on is not None and one.left_on > on + NOTICE else one for one in staff
    )
