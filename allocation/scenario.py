"""What if someone leaves, someone is hired, the law changes, fewer cases come, or teams become one?

Each is a small value; together they are a ``Scenario``, which changes the staff and multiplies hours and arrivals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from allocation.arrivals import Floats
from allocation.outlook import Factors, unchanged
from allocation.staffing import Period
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import FULL_TIME_WEEKLY_HOURS, Caseworker
from sagstyngde.errors import InputRefused
from sagstyngde.months import add_months


class Shifted(StrEnum):
    """What a change of law or practice multiplies: the hours of cases, or how many come."""

    HOURS = "hours"
    INFLOW = "inflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A caseworker's post stands empty from a day on."""

    caseworker_id: CaseworkerId
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """So many new caseworkers start on a day, and ramp up as the policy says."""

    count: int
    starts_on: date
    weekly_hours: float = FULL_TIME_WEEKLY_HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From a day on hours or arrivals are multiplied; no ``categories`` means all of them."""

    starts_on: date
    shifted: Shifted
    factor: float
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that is asked at once. ``merges`` name teams that become one."""

    vacancies: tuple[Vacancy, ...] = ()
    hires: tuple[Hire, ...] = ()
    shifts: tuple[Shift, ...] = ()
    merges: tuple[frozenset[str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.vacancies or self.hires or self.shifts or self.merges)


def check_scenario(scenario: Scenario, staff: Sequence[Caseworker], codes: Sequence[str], period: Period) -> None:
    """Refuse what cannot be meant.

    Raises:
        InputRefused: an unknown caseworker, category or team, one who has left, or a day outside the plan's months.
    """
    faults = (*_day_faults(scenario, period), *_staff_faults(scenario, staff), *_code_faults(scenario, codes))
    for english, danish in faults:
        raise InputRefused(english=english, danish=danish)


def _day_faults(scenario: Scenario, period: Period) -> Iterator[tuple[str, str]]:
    days = [asked.starts_on for asked in scenario.vacancies]
    days += [asked.starts_on for asked in scenario.hires] + [asked.starts_on for asked in scenario.shifts]
    starts_on, last = period.starts_on, add_months(period.starts_on, period.months) - timedelta(days=1)
    if days and min(days) < starts_on:
        yield (
            f"what-if: {min(days)} lies before the plan's day, {starts_on}",
            f"hvad nu hvis: {min(days)} ligger før planens dag, {starts_on}",
        )
    if days and max(days) > last:
        yield (
            f"what-if: {max(days)} lies after the plan's last day, {last}; choose more --months",
            f"hvad nu hvis: {max(days)} ligger efter planens sidste dag, {last}; vælg flere --months",
        )


def _code_faults(scenario: Scenario, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    if any(code not in codes for shift in scenario.shifts for code in shift.categories):
        known = ", ".join(codes)
        yield f"--law: unknown category; known are {known}", f"--law: ukendt kategori; kendte er {known}"


def _staff_faults(scenario: Scenario, staff: Sequence[Caseworker]) -> Iterator[tuple[str, str]]:
    leaves = {one.caseworker_id: one.left_on or date.max for one in staff}
    for vacancy in scenario.vacancies:
        if vacancy.caseworker_id not in leaves:
            yield (
                "--vacancy: no such caseworker in the staff file",
                "--vacancy: sagsbehandleren står ikke i medarbejderfilen",
            )
        elif (left_on := leaves[vacancy.caseworker_id]) < vacancy.starts_on:
            yield (
                f"--vacancy: the caseworker leaves before that, on {left_on}",
                f"--vacancy: sagsbehandleren fratræder før, den {left_on}",
            )
    teams = {one.team for one in staff if one.team is not None}
    named = [team for merge in scenario.merges for team in merge]
    if not teams.issuperset(named):
        yield "--merge: no such team in the staff file", "--merge: teamet står ikke i medarbejderfilen"
    if len(named) > len(set(named)):
        yield "--merge: a team is named twice", "--merge: et team er nævnt to gange"


def staff_under(scenario: Scenario, staff: Sequence[Caseworker]) -> tuple[Caseworker, ...]:
    """Return the staff as the scenario has it: leavers leave the day before, newcomers come last."""
    leaves = {vacancy.caseworker_id: vacancy.starts_on - timedelta(days=1) for vacancy in scenario.vacancies}
    left = [replace(one, left_on=leaves.get(one.caseworker_id, one.left_on)) for one in staff]
    return (*left, *_newcomers(scenario.hires))


def _newcomers(hires: Sequence[Hire]) -> Iterator[Caseworker]:
    for place, hire in enumerate(hires, start=1):
        for number in range(1, hire.count + 1):
            name = CaseworkerId(f"ny {place}.{number}")
            yield Caseworker(caseworker_id=name, employed_on=hire.starts_on, weekly_hours=hire.weekly_hours)


def factors_of(scenario: Scenario, codes: Sequence[str], starts_on: date, months: int) -> Factors:
    """Return by what hours and arrivals of each category are multiplied; a month that a shift cuts counts in parts.

    >>> shift = Shift(starts_on=date(2027, 2, 15), shifted=Shifted.HOURS, factor=1.2, categories=frozenset("D"))
    >>> factors_of(Scenario(shifts=(shift,)), "CD", date(2027, 1, 1), 3).hours.tolist()
    [[1.0, 1.0, 1.0], [1.0, 1.1, 1.2]]
    """
    factors = unchanged(len(codes), months)
    for shift in scenario.shifts:
        table = factors.hours if shift.shifted is Shifted.HOURS else factors.inflow
        rows = [not shift.categories or code in shift.categories for code in codes]
        table[rows] *= 1.0 + (shift.factor - 1.0) * _share_after(shift.starts_on, starts_on, months)
    return factors


def _share_after(day: date, starts_on: date, months: int) -> Floats:
    """Return the share of each month's days from a day on."""
    edges = np.array([add_months(starts_on, month).toordinal() for month in range(months + 1)], dtype=np.float64)
    return np.asarray(np.clip((edges[1:] - day.toordinal()) / np.diff(edges), 0.0, 1.0))
