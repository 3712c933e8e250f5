"""What the casebook counts of a model in use, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from sagstyngde.assessment import AbstentionReason
from storage.assessments import insert_assessment, known_or_new
from storage.engine import Engine, reading, writing
from storage.known_models import answering_models
from storage.model_in_use import newly_received, response_by_quarter, silence_by_quarter
from storage.stamp import Stamp
from storage.tables.casework import judgements, settlements
from tests.answers import TOO_LITTLE, a_case, a_suggestion, an_assessment

LONG_AGO = date(2000, 1, 1)
HASH, OTHER = "a" * 64, "b" * 64


def stamp(day: date) -> Stamp:
    return Stamp(by="u1", at=datetime.combine(day, datetime.min.time(), UTC))


def receive(engine: Engine, case_id: str, day: date, *, told: date | None = None, **answer: object) -> None:
    with writing(engine) as connection:
        record = known_or_new(connection, replace(a_case(case_id), received_on=day), stamp(told or day))
        insert_assessment(connection, record, an_assessment(case_id, assessment_id=f"s{case_id}", **answer), by="u1")


def test_silence_is_counted_by_the_quarter_a_case_came_in_and_by_reason(engine: Engine) -> None:
    receive(engine, "1", date(2026, 3, 31))
    receive(engine, "2", date(2026, 4, 1), suggestion=a_suggestion(abstentions=(TOO_LITTLE,)))
    receive(engine, "3", date(2026, 6, 30))

    with reading(engine) as connection:
        first, second = silence_by_quarter(connection, LONG_AGO)

    assert (first.quarter, first.answered, first.withheld) == ((2026, 1), 1, 0)
    assert (second.quarter, second.answered, second.withheld) == ((2026, 2), 2, 1)
    assert second.reasons[AbstentionReason.TOO_LITTLE_KNOWN] == 1
    assert second.reasons[AbstentionReason.TOO_CLOSE] == 0


def test_what_people_said_is_counted_by_quarter(engine: Engine) -> None:
    for name in ("1", "2"):
        receive(engine, name, date(2026, 4, 1))
    said = {"settled_by": "u1", "settled_at": datetime(2026, 5, 1, tzinfo=UTC)}
    judged = {"is_blind": True, "judged_on": date(2026, 7, 1), "judged_by": "u1"}
    at = datetime(2026, 7, 1, tzinfo=UTC)
    own = an_assessment("1").suggestion.code
    with writing(engine) as connection:
        for name, is_override in (("s1", True), ("s2", False)):
            reason = {"reason": "andet", "category": "A"} if is_override else {}
            row = {"assessment_id": name, "is_override": is_override} | said | reason
            connection.execute(insert(settlements).values(**row))
        for name, category in (("1", own), ("2", "A" if own != "A" else "B")):
            row = {"judgement_id": f"j{name}", "case_id": name, "category": category, "judged_at": at} | judged
            connection.execute(insert(judgements).values(**row))

        unassessable = {"judgement_id": "j3", "case_id": "2", "reason": "for_lidt_er_oplyst", "judged_at": at} | judged
        connection.execute(insert(judgements).values(**unassessable))

    with reading(engine) as connection:
        second, third = response_by_quarter(connection, datetime(2026, 1, 1, tzinfo=UTC))

    assert (second.quarter, second.settled, second.overridden, second.blind) == ((2026, 2), 2, 1, 0)
    assert (third.quarter, third.settled, third.blind, third.same, third.without) == ((2026, 3), 0, 2, 1, 1)


def test_cases_that_were_taken_over_late_do_not_count_as_what_comes(engine: Engine) -> None:
    day = date(2026, 4, 1)
    receive(engine, "soon", day, told=day + timedelta(days=31))
    receive(engine, "late", day, told=day + timedelta(days=32))
    receive(engine, "newest", day + timedelta(days=1))

    with reading(engine) as connection:
        assert newly_received(connection, LONG_AGO, 10) == ("newest", "soon")
        assert newly_received(connection, LONG_AGO, 1) == ("newest",)
        assert newly_received(connection, day + timedelta(days=1), 10) == ("newest",)


def test_models_are_known_by_what_they_answered(engine: Engine) -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    receive(engine, "1", date(2026, 1, 1), bundle_hash=OTHER, assessed_at=first)
    receive(engine, "2", date(2026, 1, 1), bundle_hash=HASH, assessed_at=first)
    receive(engine, "3", date(2026, 1, 1), bundle_hash=HASH, assessed_at=last)

    with reading(engine) as connection:
        newest, older = answering_models(connection)

    assert (newest.bundle_hash, newest.answers, newest.first_at, newest.last_at) == (HASH, 2, first, last)
    assert (older.bundle_hash, older.answers) == (OTHER, 1)
