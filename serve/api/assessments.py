"""How is a case assessed, and an answer read again?"""

from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, Response

from sagstyngde.assessment import AssessmentId
from sagstyngde.operations import Operation
from serve.api.answering import answer_case
from serve.api.intake import as_stored, known_or_created
from serve.api.typed import typed
from serve.blind import shown
from serve.dependencies import HouseRules, ReadyAssessor
from serve.visits import Visiting
from serve.wire import CaseIn
from serve.wire_out import AssessmentOut, WaitingOut
from serve.work import Work, unseen
from storage.answered import Reply
from storage.assessments import find_assessment


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
            record, _ = known_or_created(work, case_in, assessor.scheme)
            answer = as_stored(assessor, assessment, case, record)
            return answer_case(work, record, answer, is_blind=house.draws_blind(case.case_id))

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


def read_assessment(assessment_id: str, visit: Visiting) -> AssessmentOut | WaitingOut:
    """Return an answer exactly as it was given, unless it is kept back for a blind judgement."""

    def act(work: Work) -> AssessmentOut | WaitingOut:
        answered = find_assessment(work.connection, AssessmentId(assessment_id))
        if answered is None:
            raise unseen()
        work.case(answered.assessment.case_id)
        return shown(answered)

    return visit.do(act)
