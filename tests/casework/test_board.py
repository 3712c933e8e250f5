from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from allocation.capacity import CapacityRules, capacity
from casework.board import View, cases_on_board
from casework.caseload import board_of, caseloads, gross_hours
from casework.placing import Order, place
from casework.weighing import BY_COURSES, CaseWeight
from sagstyngde.case import CaseId
from sagstyngde.caseworker import HoursChange
from storage.assessments import insert_assessment
from storage.engine import Engine, reading, writing
from storage.placements import open_records
from storage.staff import find_staff, record_terms
from storage.tables.casework import hours
from storage.tables.staff import TermKind
from storage.terms import Employment, Term, on_terms
from tests.answers import PROFILE, STAMP, a_case, a_caseworker, an_assessment, store
from tests.casework.casebook import TODAY, a_policy, add_case, fill, worker

VIEW = View(on=TODAY, months=6, employed={worker(0), worker(1)})


def test_a_case_weighs_what_its_course_says_of_the_months_to_come() -> None:
    weight = CaseWeight(monthly_hours=PROFILE, hours=sum(PROFILE[:12]), probabilities=(1.0,))
    new, old = a_case("new", received_on=TODAY), a_case("old", received_on=TODAY - timedelta(days=3650))

    at_once, later, unknown = BY_COURSES.hours_left([new, old, new], [weight, weight, CaseWeight()], TODAY, 6)

    assert at_once == pytest.approx(PROFILE[:6])
    assert all(0.0 < hours < PROFILE[-1] for hours in later), "an old case is not weightless"
    assert unknown == ()


def test_what_awaits_a_judgement_has_no_hours_of_its_own(engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=1)
        blind = add_case(connection, "blind", assessed=False)
        record = next(one for one in open_records(connection) if one.case.case_id == blind)
        insert_assessment(connection, record, an_assessment(blind), by="t", is_blind=True)

        found = {one.case_id: one for one in cases_on_board(connection, open_records(connection), VIEW)}

    assert (found[blind].monthly_hours, found[blind].category, found[blind].spread) == ((), None, 0.0)
    assert found[CaseId("c0")].category == "C"


def test_without_any_model_the_board_counts_by_norms(engine: Engine) -> None:
    """R54: cases that nobody has assessed can be placed, and their load is the policy's norm."""
    policy = replace(a_policy().policy, norm_hours={"B": 5.0})
    with writing(engine) as connection:
        fill(connection, cases=0, caseworkers=2)
        case_id = add_case(connection, "c0", assessed=False)
        place(connection, Order(case_id=case_id, caseworker_id=worker(0)), policy, on=TODAY, stamp=STAMP)

        board = board_of(connection, policy, TODAY, BY_COURSES)

    assert board.norms[case_id].startswith("sagen er uden skøn")
    assert board.held == {case_id: worker(0)}


def test_others_who_work_on_a_case_share_its_hours(engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=2)
        place(
            connection, Order(case_id=CaseId("c0"), caseworker_id=worker(0)), a_policy().policy, on=TODAY, stamp=STAMP
        )
        for number, (whom, worked) in enumerate((("w0", 10.0), ("w1", 20.0), (None, 0.0), ("gone", 10.0))):
            row = {"entry_id": str(number), "source": "t", "case_id": "c0", "caseworker_id": whom, "worked_on": TODAY}
            connection.execute(insert(hours).values(hours=worked, **row, **STAMP.on("recorded")))

        loads = {
            one.caseworker.caseworker_id: one
            for one in caseloads(board_of(connection, a_policy().policy, TODAY, BY_COURSES), {worker(0), worker(1)})
        }

    assert loads[worker(1)].cases[0].share == pytest.approx(20.0 / 50.0)
    assert loads[worker(0)].cases[0].share == pytest.approx(30.0 / 50.0)
    both = [sum(loads[worker(number)].load.hours_before) for number in (0, 1)]
    assert both[1] == pytest.approx(both[0] * 2.0 / 3.0)


def test_a_contract_that_changes_changes_the_capacity_from_that_day() -> None:
    half = a_caseworker(absences=(), coming_hours=(HoursChange(starts_on=date(2027, 1, 1), weekly_hours=18.5),))
    whole = a_caseworker(absences=())

    changed, same = (capacity(one, date(2026, 12, 1), 2, CapacityRules()) for one in (half, whole))

    assert changed[0] == same[0]
    assert changed[1] == pytest.approx(same[1] / 2.0)


def test_terms_hold_on_their_days_and_who_begins_later_stands_on_her_first() -> None:
    own = Employment(caseworker_id=worker(0), name="W", employed_on=date(2027, 2, 1))
    terms = [
        Term(TermKind.CONTRACT, None, 37.0, date(2027, 2, 1), date(2027, 3, 31)),
        Term(TermKind.TEAM, "Nord", None, date(2027, 2, 1), date(2027, 2, 28)),
        Term(TermKind.TEAM, "Syd", None, date(2027, 3, 1), None),
    ]

    before, after = on_terms(own, terms, date(2027, 1, 1)), on_terms(own, terms, date(2027, 3, 5))

    assert (before.team, before.weekly_hours) == ("Nord", 0.0)
    assert before.coming_hours == (
        HoursChange(starts_on=date(2027, 2, 1), weekly_hours=37.0),
        HoursChange(starts_on=date(2027, 4, 1), weekly_hours=0.0),
    )
    assert (after.team, after.weekly_hours) == ("Syd", 37.0)


def test_terms_that_come_back_unchanged_stand_as_they_stood(engine: Engine) -> None:
    own = Employment(caseworker_id=worker(0), name="W", employed_on=date(2020, 1, 1))
    terms = (Term(TermKind.CONTRACT, None, 37.0, date(2020, 1, 1), None),)
    with writing(engine) as connection:
        for _ in range(2):
            record_terms(connection, own, terms, STAMP)
        known = find_staff(connection, worker(0))

    assert known is not None
    assert (known.version, [term for _, term in known.terms]) == (2, list(terms))
    assert sum(gross_hours(known.on(TODAY), TODAY, 6)) > sum(capacity(known.on(TODAY), TODAY, 6, CapacityRules()))


def test_the_newest_answer_counts_and_only_that(engine: Engine) -> None:
    effort = an_assessment().effort
    hours_doubled = tuple(2 * month for month in effort.monthly_hours)
    double = replace(effort, hours=effort.hours * 2, monthly_hours=hours_doubled)
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=1)
        case = open_records(connection)[0].case
        store(connection, case, an_assessment("c0", assessment_id="newer", effort=double))

    with reading(engine) as connection:
        (found,) = cases_on_board(connection, open_records(connection), VIEW)
    weight = CaseWeight(monthly_hours=hours_doubled, hours=1.0, probabilities=(1.0,))
    assert found.monthly_hours == pytest.approx(BY_COURSES.hours_left([case], [weight], TODAY, 6)[0])
