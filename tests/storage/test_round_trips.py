from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, true
from sqlalchemy.exc import StatementError

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId, FactValue, SiblingRule
from storage.assessments import find_assessment, newest_answers, newest_assessment
from storage.cases import insert_case
from storage.codec import (
    assessment_from_json,
    assessment_to_json,
    facts_from_json,
    facts_to_json,
    plan_from_json,
    plan_to_json,
)
from storage.engine import Engine, reading, writing
from storage.listing import Filter, count_of, page_of
from storage.plans import PlanId, find_plan_record, insert_plan, plan_heads, plan_records
from storage.staff import all_staff, record_staff
from storage.stamp import Stamp
from storage.tables.casework import cases
from tests.answers import (
    NOON,
    STAMP,
    TOO_LITTLE,
    a_case,
    a_caseworker,
    a_plan,
    a_suggestion,
    an_assessment,
    store,
    stored_case,
)

FACTS: dict[str, FactValue] = {
    "born_on": date(2016, 2, 29),
    "complaint": False,
    "inquiry": "afdækning",
    "mobility": 3,
    "partners": frozenset({"ppr", "skole"}),
    "share": 0.1 + 0.2,
    "whole": 3.0,
}
FACT_VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.frozensets(st.text()),
)


def test_a_case_comes_back_exactly_as_it_was(engine: Engine) -> None:
    stored = a_case(
        facts=FACTS,
        district="Øst",
        family_id="f7",
        sibling_rule=SiblingRule.DIFFERENT,
        required_competences=frozenset({"tegnsprog"}),
        language="arabisk",
        birth_day=31,
        decision_on=date(2026, 9, 1),
    )

    with writing(engine) as connection:
        insert_case(connection, stored, STAMP)
    with reading(engine) as connection:
        found = stored_case(connection, stored.case_id)

    assert found == stored
    assert found is not None
    assert {name: type(value) for name, value in found.facts.items()} == {n: type(v) for n, v in FACTS.items()}


@given(facts=st.dictionaries(st.text(), FACT_VALUES))
def test_facts_of_every_kind_survive_json(facts: dict[str, FactValue]) -> None:
    back = facts_from_json(facts_to_json(facts))

    assert back == facts
    assert [type(back[name]) for name in facts] == [type(value) for value in facts.values()]


@given(points=st.floats(allow_nan=False, allow_infinity=False), at=st.datetimes(timezones=st.just(UTC)))
def test_an_assessment_keeps_every_digit_and_its_moment(points: float, at: datetime) -> None:
    assessment = an_assessment(points=points, assessed_at=at, suggestion=a_suggestion(abstentions=(TOO_LITTLE,)))

    assert assessment_from_json(assessment_to_json(assessment)) == assessment


def test_a_plan_survives_json() -> None:
    assert plan_from_json(plan_to_json(a_plan())) == a_plan()


def test_the_newest_assessment_is_the_one_stored_last_whatever_the_clock_said(engine: Engine) -> None:
    first = an_assessment(assessment_id=AssessmentId("first"), assessed_at=NOON)
    second = an_assessment(assessment_id=AssessmentId("second"), assessed_at=NOON.replace(hour=1))

    with writing(engine) as connection:
        store(connection, a_case(), first, second)

    with reading(engine) as connection:
        newest, earlier = (
            newest_assessment(connection, first.case_id),
            find_assessment(connection, AssessmentId("first")),
        )
        assert (newest and newest.assessment, earlier and earlier.assessment) == (second, first)
        assert newest_answers(connection, [first.case_id]) == {first.case_id: newest}


def test_the_queue_holds_open_cases_without_a_caseworker_newest_first(engine: Engine) -> None:
    expected = [a_case("old", received_on=date(2026, 10, 1)), a_case("new")]
    others = [
        a_case("placed", caseworker_id="w1"),
        a_case("closed", closed_on=date(2026, 11, 4)),
    ]

    with writing(engine) as connection:
        for stored in (*expected, *others):
            store(connection, stored, an_assessment(stored.case_id))

    with reading(engine) as connection:
        found, rest = page_of(connection, true(), Filter(is_waiting=True), after=None, limit=9)
        assert ([record.case.case_id for record in found], rest) == (["new", "old"], None)
        assert count_of(connection, true(), Filter(is_waiting=True)) == 2


def test_plans_and_staff_come_back_and_the_newest_counts(engine: Engine) -> None:
    newer = a_plan(policy="newer", violations=())

    with writing(engine) as connection:
        insert_plan(connection, PlanId("1"), a_plan(), STAMP)
        insert_plan(connection, PlanId("2"), newer, STAMP)
        record_staff(connection, [a_caseworker("w2"), a_caseworker("w1", weekly_hours=20)], STAMP)
        record_staff(connection, [a_caseworker("w2", absences=()), a_caseworker("w1")], STAMP)

    with reading(engine) as connection:
        [head] = plan_heads(connection, limit=1)
        [newest] = plan_records(connection, [head.plan_id])
        first = find_plan_record(connection, PlanId("1"))
        assert (newest.plan, first and first.plan) == (newer, a_plan())
        assert all_staff(connection) == (a_caseworker("w1"), a_caseworker("w2", absences=()))


def test_what_is_not_there_is_none(engine: Engine) -> None:
    with reading(engine) as connection:
        assert stored_case(connection, CaseId("x")) is None
        assert find_assessment(connection, AssessmentId("x")) is None
        assert newest_assessment(connection, CaseId("x")) is None
        assert find_plan_record(connection, PlanId("x")) is None
        assert plan_heads(connection, limit=1) == ()
        assert all_staff(connection) == ()


def test_a_moment_keeps_its_instant_and_must_have_a_zone(engine: Engine) -> None:
    local = NOON.astimezone(ZoneInfo("Europe/Copenhagen"))

    with writing(engine) as connection:
        insert_case(connection, a_case(), Stamp(by="u", at=local))
    with pytest.raises(StatementError, match="time zone"), writing(engine) as connection:
        insert_case(connection, a_case("other"), Stamp(by="u", at=NOON.replace(tzinfo=None)))

    with reading(engine) as connection:
        assert connection.execute(select(cases.c.created_at)).scalars().all() == [NOON]
