from datetime import UTC, date, datetime, time

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.effort import Effort
from sagstyngde.hours import HoursEntry
from storage.engine import Connection, Engine, reading, writing
from storage.hours import insert_entries
from storage.hours_beside import hours_beside
from tests.answers import STAMP, a_case, an_assessment, an_effort, store

RECEIVED = date(2025, 1, 31)
SINCE = date(2025, 6, 1)


def _expecting(hours: float) -> Effort:
    return an_effort(hours=hours, monthly_hours=(hours, *[0.0] * 11))


def closed(
    connection: Connection,
    case_id: str,
    worked: dict[date, float],
    *,
    expected: float = 10.0,
    closed_on: date | None = date(2026, 2, 3),
    received_on: date = RECEIVED,
    assessed_on: date | None = None,
) -> None:
    at = datetime.combine(assessed_on or received_on, time(12), UTC)
    case = a_case(case_id, received_on=received_on, closed_on=closed_on)
    first = an_assessment(case_id, assessed_at=at, effort=_expecting(expected))
    later = an_assessment(case_id, assessment_id=AssessmentId(f"anden-{case_id}"), effort=_expecting(999.0))
    store(connection, case, first, later)
    entries = [
        HoursEntry(source="tid", entry_id=f"{case_id}-{day}", case_id=CaseId(case_id), worked_on=day, hours=hours)
        for day, hours in worked.items()
    ]
    insert_entries(connection, entries, STAMP)


def test_the_first_answer_is_laid_beside_what_was_recorded_within_its_horizon(engine: Engine) -> None:
    with writing(engine) as connection:
        closed(connection, "a", {date(2025, 2, 1): 4.0, date(2026, 1, 30): 2.0, date(2026, 1, 31): 8.0})
        closed(connection, "b", {date(2025, 1, 31): 3.0}, expected=20.0)
        closed(connection, "senere", {date(2025, 3, 1): 5.0}, closed_on=date(2026, 4, 1))

    with reading(engine) as connection:
        first, second = hours_beside(connection, SINCE, horizon_months=12)

    assert (first.quarter, first.cases, first.recorded, first.expected) == ((2026, 1), 2, 9.0, 30.0)
    assert (first.recorded_squared, first.expected_squared, first.product) == (45.0, 500.0, 120.0)
    assert (second.quarter, second.cases) == ((2026, 2), 1)


def test_open_cases_those_without_hours_and_those_assessed_late_tell_nothing(engine: Engine) -> None:
    day = date(2025, 2, 1)
    with writing(engine) as connection:
        closed(connection, "åben", {day: 4.0}, closed_on=None)
        closed(connection, "uden timer", {})
        closed(connection, "for længe siden", {day: 4.0}, closed_on=date(2025, 5, 31))
        closed(connection, "vurderet sent", {day: 4.0}, assessed_on=date(2025, 3, 20))

    with reading(engine) as connection:
        assert hours_beside(connection, SINCE, horizon_months=12) == ()
