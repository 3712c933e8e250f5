"""How is a case assessed as it stands in the casebook, and what has been answered and said of it so far?"""

from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, Response

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.judgement import Confirmation, Override
from sagstyngde.operations import Operation
from serve.api.answering import answer_case
from serve.blind import shown
from serve.dependencies import HouseRules, ReadyAssessor
from serve.visits import Visiting
from serve.wire_out import AssessmentOut, WaitingOut
from serve.wire_word import AnsweredOut, JudgementOut, NothingIn, SaidOut, SettlementOut
from serve.work import Work
from storage.answered import Reply
from storage.assessments import Answered, all_answers
from storage.words import judgements_of, settlements_of

router = APIRouter(tags=["Vurdering"])


@router.post(
    "/cases/{case_id:path}/assessments",
    status_code=201,
    summary="Vurdér en sag, som den står i sagsbogen",
    operation_id=Operation.CASE_ASSESS,
    response_model=AssessmentOut | WaitingOut,
)
def assess_stored(
    case_id: str, _asked: NothingIn, *, visit: Visiting, assessor: ReadyAssessor, house: HouseRules
) -> Response:
    """Assess the stored version of a case: after a change, for instance. The answer names the version."""
    assessment_id = AssessmentId(str(uuid4()))

    def act(work: Work) -> Reply:
        record = work.case(CaseId(case_id), lock=True)
        assessment = assessor.assess(record.case, assessment_id=assessment_id, at=datetime.now(UTC))
        return answer_case(work, record, assessment, is_blind=house.draws_blind(record.case.case_id))

    return visit.effect(act)


@router.get(
    "/cases/{case_id:path}/assessments",
    summary="Læs alle vurderinger af en sag",
    operation_id=Operation.ASSESSMENT_LIST,
)
def read_said(case_id: str, visit: Visiting) -> SaidOut:
    """Return every assessment of a case, what people answered, and the categories they have given of their own."""

    def act(work: Work) -> SaidOut:
        own = [work.case(CaseId(case_id)).case.case_id]
        settled = {answer.assessment_id: answer for _, answer in settlements_of(work.connection, own)}
        return SaidOut(
            assessments=[
                AnsweredOut(
                    assessment=shown(one),
                    case_version=one.case_version,
                    settlement=_settlement(one, settled.get(one.assessment.assessment_id)),
                )
                for one in all_answers(work.connection, own[0])
            ],
            judgements=[JudgementOut.of(judged) for judged in judgements_of(work.connection, own)],
        )

    return visit.do(act)


def _settlement(one: Answered, answer: Confirmation | Override | None) -> SettlementOut | None:
    return None if answer is None else SettlementOut.of(answer, one.assessment.suggestion.code)
