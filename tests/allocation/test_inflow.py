"""New cases come slowly to who is back from a leave, and to who is new."""

from datetime import date, timedelta

import pytest

from allocation.capacity import CapacityRules
from allocation.inflow import inflow_cap
from sagstyngde.caseworker import Absence
from tests.allocation.factories import a_caseworker

RULES = CapacityRules(new_per_week_after_leave=2.0, new_per_week_ramping=1.0)
LEAVE = Absence(starts_on=date(2026, 8, 3), ends_on=date(2026, 10, 4))


@pytest.mark.parametrize(
    ("on", "cap"),
    [
        (date(2026, 8, 2), None),
        (date(2026, 8, 3), 2.0),  # what she gets meanwhile waits for her
        (date(2026, 10, 5), 2.0),
        (date(2026, 11, 29), 2.0),  # eight weeks to the day
        (date(2026, 11, 30), None),
    ],
)
def test_the_cap_holds_from_the_leaves_first_day_until_weeks_after_its_last(on: date, cap: float | None) -> None:
    assert inflow_cap(a_caseworker("k", absences=(LEAVE,)), on, RULES) == cap


@pytest.mark.parametrize(("days", "cap"), [(29, None), (30, 2.0)])
def test_a_holiday_is_no_leave(days: int, cap: float | None) -> None:
    away = Absence(starts_on=LEAVE.starts_on, ends_on=LEAVE.starts_on + timedelta(days=days - 1))

    assert inflow_cap(a_caseworker("k", absences=(away,)), date(2026, 9, 7), RULES) == cap


def test_absences_that_overlap_or_have_only_a_weekend_between_are_one() -> None:
    parts = (
        Absence(starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 18)),  # a Friday
        Absence(starts_on=date(2026, 9, 21), ends_on=date(2026, 10, 2)),
        Absence(starts_on=date(2026, 9, 28), ends_on=date(2026, 10, 9)),
        Absence(starts_on=date(2026, 9, 29), ends_on=date(2026, 9, 30)),
    )
    worked_between = (parts[0], Absence(starts_on=date(2026, 9, 22), ends_on=date(2026, 10, 9)))

    assert inflow_cap(a_caseworker("k", absences=parts[::-1]), date(2026, 10, 12), RULES) == 2.0
    assert inflow_cap(a_caseworker("k", absences=worked_between), date(2026, 10, 12), RULES) is None


def test_who_works_half_the_time_is_not_on_leave() -> None:
    half = Absence(starts_on=LEAVE.starts_on, ends_on=LEAVE.ends_on, share=0.5)

    assert inflow_cap(a_caseworker("k", absences=(half,)), date(2026, 10, 5), RULES) is None


@pytest.mark.parametrize(
    ("employed_on", "cap"), [(date(2026, 12, 1), 1.0), (date(2026, 5, 4), 1.0), (date(2026, 5, 1), None)]
)
def test_the_newly_employed_are_capped_while_they_ramp(employed_on: date, cap: float | None) -> None:
    assert inflow_cap(a_caseworker("k", employed_on=employed_on), date(2026, 11, 2), RULES) == cap


def test_where_two_caps_hold_the_lower_counts() -> None:
    new_and_back = a_caseworker("k", employed_on=date(2026, 7, 1), absences=(LEAVE,))

    assert inflow_cap(new_and_back, date(2026, 10, 5), RULES) == 1.0
