"""How is a decision made and recorded? Who may make it, what was decided, and what became of it."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Response

from casework.deciders import decider_of
from casework.deciding import record_decision, remarks, told_before
from casework.mandates import in_force
from mandate.route import route
from sagstyngde.case import Case, CaseId
from sagstyngde.errors import DecisionRefused, StateRefused
from sagstyngde.operations import Operation
from serve.api.wire_decisions import AppealIn, DecisionIn, DecisionOut, DecisionsOut, MistakeIn
from serve.api.wire_mandate import RouteIn, RouteOut
from serve.dependencies import CaseScheme, today
from serve.replies import reply
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.answered import Reply
from storage.decisions import (
    DecisionId,
    DecisionRecord,
    decisions_of,
    find_decision,
    insert_appeal,
    withdraw_decision,
)
from storage.staff import find_staff

router = APIRouter(tags=["Beslutningskompetence"])


@router.post(
    "/cases/{case_id:path}/routes",
    summary="Hvem må træffe afgørelsen?",
    operation_id=Operation.DECISION_ROUTE,
)
def find_route(case_id: str, asked: RouteIn, *, visit: Visiting, scheme: CaseScheme) -> RouteOut:
    """Return at which level a decision in a case is to be made on a day, by the case's caseworker, and why."""
    on = asked.on or today(scheme)
    return visit.do(lambda work: route_found(work, work.case(CaseId(case_id)).case, asked, on=on))


@router.post(
    "/cases/{case_id:path}/decisions",
    status_code=201,
    summary="Registrér en afgørelse",
    operation_id=Operation.DECISION_RECORD,
    response_model=DecisionOut,
)
def make_decision(case_id: str, told: DecisionIn, *, visit: Visiting, scheme: CaseScheme) -> Response:
    """Record a decision that was made in a case, with what the register adopted for the day says beside it.

    A decision at a lower level than that is recorded too, with a remark: it was made.
    """
    on = today(scheme)
    return visit.effect(lambda work: _replied(work, *decision_recorded(work, CaseId(case_id), told, on=on)))


@router.get("/cases/{case_id:path}/decisions", summary="Se sagens afgørelser", operation_id=Operation.DECISION_LIST)
def list_decisions(case_id: str, visit: Visiting) -> DecisionsOut:
    """Return a case's decisions in the order they were recorded, withdrawn ones too."""

    def act(work: Work) -> DecisionsOut:
        case = work.case(CaseId(case_id)).case
        found = decisions_of(work.connection, [case.case_id])
        return DecisionsOut(decisions=[_shown(one, case, found) for one in found])

    return visit.do(act)


@router.post(
    "/decisions/{decision_id}/appeals",
    status_code=201,
    summary="Registrér udfaldet af en klage",
    operation_id=Operation.DECISION_APPEAL,
    response_model=DecisionOut,
)
def record_appeal(decision_id: str, told: AppealIn, *, visit: Visiting, scheme: CaseScheme) -> Response:
    """Write down what became of an appeal of a decision. A decision can have several; the one told of last counts."""
    on = today(scheme)
    return visit.effect(lambda work: _replied(work, *appeal_recorded(work, DecisionId(decision_id), told, on=on)))


@router.post(
    "/decisions/{decision_id}/withdraw",
    status_code=201,
    summary="Træk en fejlregistreret afgørelse tilbage",
    operation_id=Operation.DECISION_WITHDRAW,
    response_model=DecisionOut,
)
def withdraw(decision_id: str, told: MistakeIn, visit: Visiting) -> Response:
    """Let a decision that was recorded by mistake no longer count. It can still be read, with the reason."""
    return visit.effect(lambda work: _replied(work, *decision_withdrawn(work, DecisionId(decision_id), told)))


def route_found(work: Work, case: Case, asked: RouteIn, *, on: date) -> RouteOut:
    """Return at which level a decision in a case is to be made on a day, by the case's caseworker."""
    known = None if case.caseworker_id is None else find_staff(work.connection, case.caseworker_id)
    house = in_force(work.connection, on)
    amount = None if asked.amount is None else asked.amount.amount()
    found = route(house.register, asked.provision, amount, None if known is None else decider_of(known), on)
    return RouteOut.of(found, house, None if known is None else known.caseworker_id)


def decision_recorded(work: Work, case_id: CaseId, told: DecisionIn, *, on: date) -> tuple[DecisionRecord, Case]:
    """Store a decision and return it with its case.

    Raises:
        DecisionRefused: it cannot have been made so.

    """
    case = work.case(case_id).case
    return record_decision(work.connection, case, told.made(), on=on, stamp=work.stamp), case


def appeal_recorded(work: Work, decision_id: DecisionId, told: AppealIn, *, on: date) -> tuple[DecisionRecord, Case]:
    """Store what became of an appeal, and return its decision as it now stands with its case.

    Raises:
        DecisionRefused: the appeal was settled before the decision, or is yet to be.

    """
    known, case = _standing(work, decision_id)
    if not known.decision.decided_on <= told.decided_on <= on:
        raise DecisionRefused(
            field="decided_on",
            english="an appeal is settled after the decision, and not after today",
            danish="en klage er afgjort efter afgørelsen og senest i dag",
        )
    insert_appeal(work.connection, decision_id, told.result, decided_on=told.decided_on, stamp=work.stamp)
    return _again(work, known), case


def decision_withdrawn(work: Work, decision_id: DecisionId, told: MistakeIn) -> tuple[DecisionRecord, Case]:
    """Let a decision no longer count, and return it with its case."""
    known, case = _standing(work, decision_id)
    withdraw_decision(work.connection, decision_id, told.reason, work.stamp)
    return _again(work, known), case


def _standing(work: Work, decision_id: DecisionId) -> tuple[DecisionRecord, Case]:
    """Return a decision that counts, and its case, whose row is held.

    Raises:
        Unseen: there is no such decision, or none in a case within reach.
        StateRefused: it has been withdrawn.

    """
    found = find_decision(work.connection, decision_id)
    if found is None:
        raise unseen()
    case = work.case(found.decision.case_id, lock=True).case
    known = _again(work, found)
    if known.withdrawn is not None:
        raise StateRefused(
            english="the decision was recorded by mistake, and has been withdrawn",
            danish="afgørelsen var registreret ved en fejl og er trukket tilbage",
        )
    return known, case


def _again(work: Work, known: DecisionRecord) -> DecisionRecord:
    return find_decision(work.connection, known.decision.decision_id) or known


def _shown(record: DecisionRecord, case: Case, all_of_case: Sequence[DecisionRecord]) -> DecisionOut:
    return DecisionOut.of(record, [*remarks(record, case), *told_before(record, all_of_case)])


def _replied(work: Work, record: DecisionRecord, case: Case) -> Reply:
    all_of_case = decisions_of(work.connection, [case.case_id])
    return reply(_shown(record, case, all_of_case), status=201, case_ids=(case.case_id,))
