"""A casebook in which every child can be known again in whatever is shown of her, and visitors of every kind."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from sagstyngde.access import Classification, Role, Scope, Sensitivity
from sagstyngde.alarm import AlarmKind, Finding
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId, CaseworkerId, ChildId
from sagstyngde.plan import Plan
from storage.alarms import raise_alarms
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.decisions import insert_decision
from storage.diary import agree_windows
from storage.engine import Engine, writing
from storage.plans import PlanId, insert_plan
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, a_decision, a_plan, an_assessment
from tests.serve.visitors import a_principal

CASES = 24
CANARY = re.compile(r"KANARIE-(\d{2})")
EVERYTHING = a_principal(*Role, user_id="alt")
VISITORS = (
    a_principal(Role.CONSULTANT, user_id="overalt"),
    a_principal(Role.CONSULTANT, user_id="nord", scope=Scope(teams=frozenset({"Nord"}))),
    a_principal(Role.LEADER, user_id="syd", scope=Scope(teams=frozenset({"Syd"}))),
    a_principal(Role.LEADER, user_id="leder"),
    a_principal(Role.CASEWORKER, user_id="sagsbehandler", caseworker_id="w1"),
    a_principal(Role.SYSTEM, user_id="fagsystem", scope=Scope(sensitivities=frozenset({Sensitivity.SENSITIVE}))),
    a_principal(Role.AUDITOR, user_id="revisor"),
    a_principal(Role.ANALYST, user_id="analytiker"),
    a_principal(Role.CONSULTANT, user_id="ingenting", scope=Scope(teams=frozenset())),
    EVERYTHING,
)
_TEAMS = ("Nord", "Syd", None)
_WORKERS = (CaseworkerId("w1"), CaseworkerId("w2"), None)


def case_name(number: int) -> str:
    """Return a case's id, which is a canary."""
    return f"KANARIE-{number:02d}"


def child_name(number: int) -> str:
    """Return a child's id: two cases a child."""
    return f"barn-KANARIE-{number // 2 * 2:02d}"


def person(number: int) -> str:
    """Return whom a case is about: every sixth case names no child."""
    return case_name(number) if number % 6 == 5 else child_name(number)


def shown_in(text: str) -> set[str]:
    """Return everybody who can be known again in a text."""
    return {person(int(number)) for number in CANARY.findall(text)}


def known(number: int) -> dict[str, Any]:
    """Return what a route may ask for by, under the parameter's name; past ``CASES`` it is nobody's."""
    return {
        "case_id": case_name(number),
        "assessment_id": f"svar-{number}",
        "child_id": child_name(number),
        "plan_id": "p" if number % 2 else "q",
        "caseworker_id": f"w{number % 4}",
        "decision_id": f"afgoerelse-{number}",
        "version": number,
        "window_id": "ukendt",
        "alarm_id": f"advarsel-{number}",
    }


def fill_with_canaries(engine: Engine) -> None:
    """Store cases of every team, caseworker and sensitivity, an answer to each that names it, and a plan."""
    with writing(engine) as connection:
        for number in range(CASES):
            child = None if person(number) == case_name(number) else ChildId(child_name(number))
            team, worker = _TEAMS[number % 3], _WORKERS[number // 3 % 3]
            case = a_case(case_name(number), child_id=child, team=team, caseworker_id=worker)
            marks = Classification(sensitivity=tuple(Sensitivity)[number % 4])
            record = insert_case(connection, case, STAMP, classification=marks)
            told = f"Ikke B, fordi {case_name(number)} er sådan."  # an answer shows a child also where it names no case
            name = AssessmentId(f"svar-{number}")
            answer = an_assessment(case_name(number), assessment_id=name, contrast=told)
            insert_assessment(connection, record, answer, by="u1", is_blind=number % 7 == 0)
            made = a_decision(f"afgoerelse-{number}", case_id=case.case_id, provision_text=f"§ {case_name(number)}")
            insert_decision(connection, made, STAMP)
            raise_alarms(connection, [_finding(number)], STAMP)
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2")], STAMP)
        agree_windows(connection, [CaseworkerId("w1")], (date(2026, 11, 2), date(2026, 11, 29)), STAMP)
        insert_plan(connection, PlanId("p"), _plan(), STAMP)


def _finding(number: int) -> Finding:
    case_id = CaseId(case_name(number))
    text = f"Sag {case_id} har ventet længe."
    return Finding(kind=AlarmKind.NO_CONTACT, subject=f"no_contact:{case_id}", text=text, case_id=case_id)


def _plan() -> Plan:
    """Return a plan that places every other case, leaves one unplaced, and names one in what it says."""
    first, unplaced, violation = a_plan().placements[0], a_plan().unplaced[0], a_plan().violations[0]
    return a_plan(
        placements=tuple(replace(first, case_id=CaseId(case_name(number))) for number in range(0, CASES, 2)),
        unplaced=(replace(unplaced, case_id=CaseId(case_name(1))),),
        violations=(replace(violation, case_ids=(CaseId(case_name(0)),), text=f"Sag {case_name(0)} er for tung."),),
        floor=None,
    )
