"""How many hours for cases does each caseworker have, week by week, and how many can be seen coming?

A replay runs in weeks from a Monday. Absences stand in the staff file and count as known; that somebody leaves is known
a month ahead, which is an employee's notice (funktionærloven § 2, stk. 6). Before that a plan counts on her.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from allocation.capacity import DAYS_PER_MONTH, CapacityRules, Days, Floats, daily
from sagstyngde.caseworker import Caseworker

DAYS_PER_WEEK = 7
NOTICE_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supply:
    """Net hours of W caseworkers over T weeks.

    ``hours`` (T, W) are those of each week. ``outlook`` (T, W, H) are those that a plan made on the week's first day
    counts on, in each of the H months ahead.
    """

    hours: Floats
    outlook: Floats


def supply(staff: Sequence[Caseworker], starts_on: date, weeks: int, *, months: int, rules: CapacityRules) -> Supply:
    """Return the net hours of the staff over so many weeks, and as seen ``months`` ahead.

    Fixed duties are spread evenly over a month's workdays on which she has hours for cases.

    >>> from sagstyngde.case import CaseworkerId
    >>> holm = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2015, 1, 1))
    >>> supply([holm], date(2026, 2, 2), 2, months=1, rules=CapacityRules()).hours.round(2).tolist()
    [[25.16], [25.16]]
    """
    if starts_on.weekday():
        raise ValueError("a replay's weeks begin on a Monday")
    reach = weeks * DAYS_PER_WEEK + int(np.ceil(months * DAYS_PER_MONTH)) + 1
    days = np.datetime64(starts_on, "D") + np.arange(reach)
    known = _upto(staff, days, rules)
    staying = _upto([replace(one, left_on=None) for one in staff], days, rules)
    first = DAYS_PER_WEEK * np.arange(weeks)
    return Supply(
        hours=np.maximum(known[first + DAYS_PER_WEEK] - known[first], 0.0),
        outlook=np.where(
            _leaving_is_known(staff, days[first])[:, :, None],
            _ahead(known, first, months),
            _ahead(staying, first, months),
        ),
    )


def _upto(staff: Sequence[Caseworker], days: Days, rules: CapacityRules) -> Floats:
    """Return each caseworker's net hours before each day, (days + 1, W)."""
    working = np.is_busday(days)
    net = np.zeros((len(days), len(staff)))
    for place, caseworker in enumerate(staff):
        gross = daily(caseworker, days[working], rules)
        fixed = caseworker.fixed_monthly_hours / (DAYS_PER_MONTH * 5.0 / DAYS_PER_WEEK)
        net[working, place] = np.maximum(gross - fixed, 0.0)
    return np.concatenate((np.zeros((1, len(staff))), np.cumsum(net, axis=0)))


def _ahead(upto: Floats, first: np.ndarray[tuple[int], np.dtype[np.intp]], months: int) -> Floats:
    """Return the hours of each month from each day on, (T, W, months)."""
    edges = first[:, None] + np.round(np.arange(months + 1) * DAYS_PER_MONTH).astype(np.intp)
    ahead: Floats = np.diff(upto[edges], axis=1).transpose(0, 2, 1)
    return np.ascontiguousarray(np.maximum(ahead, 0.0))


def _leaving_is_known(staff: Sequence[Caseworker], days: Days) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    last = np.array([one.left_on or date.max for one in staff], dtype="datetime64[D]")
    return np.asarray(days[:, None] + np.timedelta64(NOTICE_DAYS, "D") >= last[None, :])
