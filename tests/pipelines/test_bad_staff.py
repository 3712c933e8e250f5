"""What happens when nobody is there, or not for long? It is said in words; never a traceback, never an empty plan."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from allocation.policy_toml import read_policy
from allocation.solve import allocate
from pipelines.staff import read_staff
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.errors import StaffRefused
from sagstyngde.plan import Plan
from tests.allocation.factories import MONDAY, a_case, a_caseworker, who_has

STANDARD = read_policy("standard")
HALF_A_YEAR = timedelta(days=200)
HEADER = "caseworker_id,employed_on,weekly_hours,fixed_monthly_hours\n"


def planned(*staff: Caseworker, on: date = MONDAY) -> Plan:
    return allocate([a_case("1"), a_case("2"), a_case("3", at="k1")], staff, STANDARD, on)


def test_when_everyone_is_on_leave_each_case_is_said_to_have_nobody() -> None:
    leave = Absence(starts_on=MONDAY, ends_on=MONDAY + HALF_A_YEAR)

    plan = planned(a_caseworker("k1", absences=(leave,)), a_caseworker("k2", absences=(leave,)))

    assert plan.placements == ()
    assert [item.case_id for item in plan.unplaced] == ["1", "2"]
    assert all(item.reason and item.ways_out for item in plan.unplaced)


def test_without_any_caseworker_every_case_is_unplaced() -> None:
    plan = planned()

    assert [item.case_id for item in plan.unplaced] == ["1", "2", "3"]
    assert plan.loads == ()


def test_absences_that_overlap_or_lie_beyond_the_horizon_change_nothing_they_should_not() -> None:
    week = Absence(starts_on=MONDAY, ends_on=MONDAY + timedelta(days=6))
    beyond = Absence(starts_on=MONDAY + HALF_A_YEAR, ends_on=MONDAY + 2 * HALF_A_YEAR)
    past = Absence(starts_on=date(2025, 1, 6), ends_on=date(2025, 1, 10))

    once, twice = (
        planned(a_caseworker("k1", absences=absences)).loads[0].capacity_hours
        for absences in ((week,), (week, week, beyond, past))
    )

    assert twice == once


@pytest.mark.parametrize("on", [date(2028, 1, 31), date(2028, 2, 29), date(2027, 12, 31), date(2026, 8, 31)])
def test_a_plan_can_be_made_on_the_last_day_of_any_month(on: date) -> None:
    plan = planned(a_caseworker("k1"), a_caseworker("k2"), on=on)

    assert len(plan.placements) == 2
    assert all(min(load.capacity_hours) > 0.0 for load in plan.loads)


def test_who_leaves_or_comes_inside_the_horizon_has_hours_for_the_days_she_is_there() -> None:
    leaving = a_caseworker("k1", left_on=MONDAY + timedelta(days=13))
    coming = a_caseworker("k2", employed_on=MONDAY + timedelta(days=60))

    first, second = planned(leaving, coming, a_caseworker("k3")).loads[:2]

    assert [hours > 0.0 for hours in first.capacity_hours] == [True] + [False] * 5
    assert [hours > 0.0 for hours in second.capacity_hours] == [False] + [True] * 5


def test_nobody_gets_a_case_who_has_left_or_comes_too_late() -> None:
    gone = a_caseworker("k1", left_on=MONDAY - timedelta(days=1))
    late = a_caseworker("k2", employed_on=MONDAY + timedelta(days=60))

    assert set(who_has(planned(gone, late, a_caseworker("k3"))).values()) == {"k3"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("k1,2015-01-01,-37,0", "kolonne weekly_hours: værdien er ikke et antal timer fra 0 til 60"),
        ("k1,2015-01-01,nan,0", "kolonne weekly_hours: værdien er ikke et antal timer fra 0 til 60"),
        ("k1,2015-01-01,37,-1", "kolonne fixed_monthly_hours: værdien er ikke et antal timer fra 0 til 200"),
        ("k1,2015-02-29,37,0", "kolonne employed_on: værdien er ikke en dato; skriv 2026-03-01"),
        ("", "der er en overskrift og ingen sagsbehandler"),
    ],
)
def test_hours_and_days_that_cannot_be_are_refused_by_row_and_column(tmp_path: Path, row: str, says: str) -> None:
    (tmp_path / "staff.csv").write_text(HEADER + row, "utf-8")

    with pytest.raises(StaffRefused) as refused:
        read_staff(tmp_path / "staff.csv")

    assert says in refused.value.danish
