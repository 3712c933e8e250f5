"""How is a decision in a case recorded? Under which provision, by whom it could be made, granted or not."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Response
from pydantic import Field

from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.replies import reply
from serve.visits import Visiting, Work
from serve.wire import Day, PlainText, Strict
from serve.wire_out import Out
from storage.answered import Reply
from storage.decisions import Decision, DecisionId, insert_decision

router = APIRouter(tags=["Sager"])


class DecisionIn(Strict):
    """A decision."""

    provision: PlainText = Field(title="Bestemmelse", examples=["barnets lov § 85"])
    decided_on: Day = Field(title="Afgjort")
    decided_alone: bool = Field(title="Af sagsbehandleren alene", description="false = af visitationsudvalget.")
    granted: bool = Field(title="Bevilget")
    yearly_amount: Annotated[float, Field(ge=0.0, le=100_000_000.0)] | None = Field(
        None, title="Beløb om året", description="Kroner; udeladt, hvor intet beløb hører til."
    )


class DecisionOut(Out):
    """A decision as it is stored."""

    decision_id: str
    case_id: str


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
        record = work.case(CaseId(case_id))
        decision = Decision(
            decision_id=DecisionId(str(uuid4())),
            case_id=record.case.case_id,
            provision=told.provision,
            decided_on=told.decided_on,
            decided_alone=told.decided_alone,
            granted=told.granted,
            yearly_amount=told.yearly_amount,
        )
        insert_decision(work.connection, decision, work.stamp)
        shown = DecisionOut(decision_id=decision.decision_id, case_id=decision.case_id)
        return reply(shown, status=201, case_ids=(decision.case_id,))

    return visit.effect(act)
