"""How is a decision in a case recorded? Under which provision, at which level, by whom, and with what outcome."""

from uuid import uuid4

from fastapi import APIRouter, Response

from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.api.wire_decisions import DecisionIn, DecisionOut
from serve.replies import reply
from serve.visits import Visiting, Work
from storage.answered import Reply
from storage.decisions import Decision, DecisionId, DecisionRecord, insert_decision

router = APIRouter(tags=["Afgørelser"])


@router.post(
    "/cases/{case_id:path}/decisions",
    status_code=201,
    summary="Registrér en afgørelse",
    operation_id=Operation.DECISION_RECORD,
    response_model=DecisionOut,
)
def record_decision(case_id: str, told: DecisionIn, visit: Visiting) -> Response:
    """Record a decision that was made in a case. It is only ever added to."""

    def act(work: Work) -> Reply:
        case = work.case(CaseId(case_id)).case
        decision = Decision(
            decision_id=DecisionId(str(uuid4())),
            case_id=case.case_id,
            provision=told.provision,
            applied_on=told.applied_on,
            decided_on=told.decided_on,
            level=told.level,
            outcome=told.outcome,
            amount=None if told.amount is None else told.amount.amount(),
            caseworker_id=told.caseworker_id or case.caseworker_id,
            team=case.team,
        )
        insert_decision(work.connection, decision, work.stamp)
        shown = DecisionOut.of(DecisionRecord(decision=decision, recorded=work.stamp), [])
        return reply(shown, status=201, case_ids=(decision.case_id,))

    return visit.effect(act)
