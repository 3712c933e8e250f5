from datetime import date, timedelta

import pytest

from sagstyngde.case import CaseworkerId
from sagstyngde.weekly_load import WeeklyLoad
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from storage.weekly_loads import record_weekly_loads, weekly_loads_of
from tests.answers import STAMP, a_caseworker

MONDAY = date(2026, 11, 2)


def a_week(number: int = 0, who: str = "w0", *, hours: float = 90.0, team: str | None = "Øst") -> WeeklyLoad:
    return WeeklyLoad(
        week_of=MONDAY + timedelta(weeks=number),
        caseworker_id=CaseworkerId(who),
        team=team,
        hours=hours,
        capacity_hours=100.0,
        case_count=20,
        counts={"category.A": 12, "silent": 1},
    )


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w0"), a_caseworker("w1")], STAMP)
    return engine


def test_a_week_recorded_twice_stays_as_it_was_first(staffed: Engine) -> None:
    with writing(staffed) as connection:
        first = record_weekly_loads(connection, [a_week(), a_week(who="w1")], STAMP)
        again = record_weekly_loads(connection, [a_week(hours=40.0), a_week(1)], STAMP)

    with reading(staffed) as connection:
        found = weekly_loads_of(connection, since=MONDAY, until=MONDAY + timedelta(weeks=1))
    assert (first, again) == (2, 1)
    assert found == (a_week(), a_week(1), a_week(who="w1"))


def test_weeks_are_found_by_caseworker_team_and_period(staffed: Engine) -> None:
    moved = a_week(1, "w1", team="Vest")
    with writing(staffed) as connection:
        record_weekly_loads(connection, [a_week(0), a_week(1), a_week(2), a_week(0, "w1"), moved], STAMP)

    with reading(staffed) as connection:
        last = MONDAY + timedelta(weeks=2)
        own = weekly_loads_of(connection, since=MONDAY, until=last, caseworkers=[CaseworkerId("w1")])
        west = weekly_loads_of(connection, since=MONDAY, until=last, team="Vest")
        middle = weekly_loads_of(connection, since=moved.week_of, until=moved.week_of)
        nobody = weekly_loads_of(connection, since=MONDAY, until=last, caseworkers=[])

    assert own == (a_week(0, "w1"), moved)
    assert west == (moved,)
    assert middle == (a_week(1), moved)
    assert nobody == ()


def test_a_week_is_known_by_its_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        WeeklyLoad(
            week_of=date(2026, 11, 3),
            caseworker_id=CaseworkerId("w0"),
            team=None,
            hours=0.0,
            capacity_hours=0.0,
            case_count=0,
        )


def test_load_without_capacity_has_no_bound() -> None:
    none = WeeklyLoad(
        week_of=MONDAY, caseworker_id=CaseworkerId("w0"), team=None, hours=1.0, capacity_hours=0.0, case_count=1
    )

    assert none.share == float("inf")
