"""How many hours has a caseworker for cases, month by month?

    net hours = weekly hours × weeks × casework share × ramp × (1 − absence) − fixed duties, never below zero

Month *k* of a plan runs from the plan's day + *k* months to the day before + *k* + 1 months. A week is five working
days, Monday to Friday; public holidays are not known here and belong among the absences where they matter.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sagstyngde.caseworker import Caseworker
from sagstyngde.months import add_months

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

DAYS_PER_MONTH = 365.25 / 12.0
WORKDAYS_PER_WEEK = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRules:
    """How contract hours become hours for cases. A municipality sets its own; the defaults come from elsewhere.

    ``casework_share`` 0.68 is the case-related share of working time in Colorado's 2014 time study: another system, so
    a figure to replace (0.60 to 0.85 are sensible). ``ramp`` holds the newly employed's share of full casework at
    evenly spaced points over the first ``ramp_months``, after which it is 1. Six months are those of Dansk
    Socialrådgiverforening and of Copenhagen's trial; the curve is ours. So are the last four, by which nobody is
    flooded (``allocation.inflow``): an absence of ``leave_days`` or more is a leave, and in the ``weeks_after_leave``
    after it, as in the ramp months, a caseworker is to get no more new cases a week than stated.

    ``most_share`` is where a desk is full: a placement that would bring somebody's hours over the horizon above this
    share of her net hours is refused. Without it nothing is refused for fullness. A proposal shows overload and is
    bound by no limit: somebody must have the case.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    casework_share: float = 0.68
    ramp_months: float = 6.0
    ramp: tuple[float, ...] = (0.5, 1.0)
    leave_days: int = 30
    weeks_after_leave: int = 8
    new_per_week_after_leave: float = 1.0
    new_per_week_ramping: float = 1.0
    most_share: float | None = None


def capacity(caseworker: Caseworker, starts_on: date, months: int, rules: CapacityRules) -> tuple[float, ...]:
    """Return net hours for cases in each month of a plan. ``left_on`` is the last day of employment.

    >>> from sagstyngde.case import CaseworkerId
    >>> holm = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2015, 1, 1), fixed_monthly_hours=10.0)
    >>> [round(hours, 2) for hours in capacity(holm, date(2026, 2, 1), 2, CapacityRules())]
    [90.64, 100.7]
    """
    days, month_of = workdays(starts_on, months)
    gross = np.bincount(month_of, weights=daily(caseworker, days, rules), minlength=months)
    return tuple(np.maximum(gross - caseworker.fixed_monthly_hours, 0.0).tolist())


def daily(caseworker: Caseworker, days: Days, rules: CapacityRules) -> Floats:
    """Return the hours for cases on each of some workdays, before fixed duties."""
    full = _weekly(caseworker, days) / WORKDAYS_PER_WEEK * rules.casework_share
    return full * presence(caseworker, days) * _ramp(caseworker, days, rules)


@lru_cache(maxsize=64)
def workdays(starts_on: date, months: int) -> tuple[Days, Integers]:
    """Return every Monday to Friday of the months, and the index of the month each lies in.

    >>> days, month_of = workdays(date(2028, 2, 1), 1)
    >>> len(days), str(days[-1])
    (21, '2028-02-29')
    """
    edges = np.array([add_months(starts_on, month) for month in range(months + 1)], dtype="datetime64[D]")
    days = np.arange(edges[0], edges[-1])
    days = days[np.is_busday(days)]
    return days, np.searchsorted(edges, days, side="right") - 1


def presence(caseworker: Caseworker, days: Days) -> Floats:
    """Return, for each day, the share of the working time that the caseworker is employed and not absent."""
    away = np.zeros(len(days))
    for absence in caseworker.absences:
        away += absence.share * _between(days, absence.starts_on, absence.ends_on)
    employed = _between(days, caseworker.employed_on, caseworker.left_on)
    return np.where(employed, np.maximum(1.0 - away, 0.0), 0.0)


def _weekly(caseworker: Caseworker, days: Days) -> Floats:
    """Return the weekly hours of the contract that holds on each day."""
    hours = np.full(len(days), caseworker.weekly_hours)
    for change in sorted(caseworker.coming_hours, key=lambda one: one.starts_on):
        hours[days >= np.datetime64(change.starts_on)] = change.weekly_hours
    return hours


def _between(days: Days, first: date, last: date | None) -> NDArray[np.bool_]:
    begun = days >= np.datetime64(first)
    return begun if last is None else begun & (days <= np.datetime64(last))


def _ramp(caseworker: Caseworker, days: Days, rules: CapacityRules) -> Floats:
    employed_months = (days - np.datetime64(caseworker.employed_on)).astype(np.float64) / DAYS_PER_MONTH
    points = np.linspace(0.0, rules.ramp_months, len(rules.ramp))
    curve: Floats = np.interp(employed_months, points, rules.ramp, right=1.0)
    return curve
