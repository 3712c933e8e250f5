"""How is a case assessed, and an answer read again?"""

from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, Response

from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.feed import Event, EventKind
from sagstyngde.operations import Operation
from serve.api.intake import known_or_created
from serve.api.typed import typed
from serve.blind import shown
from serve.dependencies import HouseRules, ReadyAssessor
from serve.replies import reply
from serve.visits import Visiting, Work, unseen
from serve.wire import CaseIn
from serve.wire_out import AssessmentOut, WaitingOut
from storage.answered import Reply
from storage.assessments import Answered, find_assessment, insert_assessment


def router(case_model: type[CaseIn]) -> APIRouter:
    """Return the routes of assessments, under a scheme's model of a case."""
    made = APIRouter(tags=["Vurdering"])

    def assess(case_in: CaseIn, visit: Visiting, assessor: ReadyAssessor, house: HouseRules) -> Response:
        """Assess a case and store it with its answer, both or neither. The same case again gives a new answer.

        While a case is drawn for blind judgement the answer is stored and kept back until a person has judged it.
        """
        case = case_in.case()
        assessment_id = AssessmentId(str(uuid4()))
        assessment = assessor.assess(case, assessment_id=assessment_id, at=datetime.now(UTC))

        def act(work: Work) -> Reply:
            connection, is_blind = work.connection, house.draws_blind(case.case_id)
            record, _ = known_or_created(work, case_in)
            insert_assessment(connection, record, assessment, by=work.stamp.by, is_blind=is_blind)
            answered = Answered(
                assessment=assessment, case_version=record.version, is_blind=is_blind, awaits_judgement=is_blind
            )
            work.tell(_assessed(assessment, awaits_judgement=is_blind))
            location = f"/api/v1/assessments/{assessment_id}"
            return reply(shown(answered), status=201, case_ids=(case.case_id,), location=location)

        return visit.effect(act)

    made.add_api_route(
        "/assessments",
        typed(assess, case_in=case_model),
        methods=["POST"],
        status_code=201,
        summary="Vurdér en sag",
        operation_id=Operation.ASSESSMENT_CREATE,
        response_model=AssessmentOut | WaitingOut,
    )
    made.add_api_route(
        "/assessments/{assessment_id}",
        read_assessment,
        summary="Læs en vurdering",
        operation_id=Operation.ASSESSMENT_READ,
    )
    return made


def _assessed(assessment: Assessment, *, awaits_judgement: bool) -> Event:
    return Event(
        kind=EventKind.ASSESSED,
        case_id=assessment.case_id,
        at=assessment.assessed_at,
        content={"assessment_id": assessment.assessment_id, "awaits_judgement": awaits_judgement},
    )


def read_assessment(assessment_id: str, visit: Visiting) -> AssessmentOut | WaitingOut:
    """Return an answer exactly as it was given, unless it is kept back for a blind judgement."""

    def act(work: Work) -> AssessmentOut | WaitingOut:
        answered = find_assessment(work.connection, AssessmentId(assessment_id))
        if answered is None:
            raise unseen()
        work.case(answered.assessment.case_id)
        return shown(answered)

    return visit.do(act)
