"""How does a person answer a suggestion? She confirms it or sets it aside with a reason: two clicks, and it is kept."""

from fastapi import APIRouter, Response

from casework.disagreeing import tell_disagreement
from features.scheme import Scheme
from sagstyngde.assessment import AssessmentId
from sagstyngde.errors import CaseRefused, StateRefused
from sagstyngde.feed import Content, Event, EventKind
from sagstyngde.judgement import Confirmation, Override, OverrideReason
from sagstyngde.operations import Operation
from serve.api.disagreement import steps_apart
from serve.api.judgements import on_scale
from serve.dependencies import CaseScheme
from serve.replies import reply
from serve.visits import Visiting
from serve.wire_word import NothingIn, OverrideIn, SettlementOut
from serve.work import Work, unseen
from storage.answered import Reply
from storage.assessments import Answered, find_assessment, newest_assessment
from storage.words import insert_settlement

router = APIRouter(tags=["Faglig vurdering"])


@router.post(
    "/assessments/{assessment_id}/confirmation",
    status_code=201,
    summary="Bekræft et forslag",
    operation_id=Operation.ASSESSMENT_CONFIRM,
    response_model=SettlementOut,
)
def confirm(assessment_id: str, _said: NothingIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Agree with the newest suggestion for a case."""
    return visit.effect(lambda work: _replied(*record_confirmation(work, AssessmentId(assessment_id), scheme)))


@router.post(
    "/assessments/{assessment_id}/override",
    status_code=201,
    summary="Tilsidesæt et forslag",
    operation_id=Operation.ASSESSMENT_OVERRIDE,
    response_model=SettlementOut,
)
def override(assessment_id: str, said: OverrideIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Set the newest suggestion for a case aside, with a reason. The person's word counts."""
    return visit.effect(lambda work: _replied(*record_override(work, AssessmentId(assessment_id), said, scheme)))


def record_confirmation(work: Work, assessment_id: AssessmentId, scheme: Scheme) -> tuple[Answered, Confirmation]:
    """Store that a person agrees.

    Raises:
        StateRefused: there is no open suggestion to agree with.

    """
    answered = _open(work, assessment_id)
    if answered.assessment.suggestion.is_withheld:
        raise StateRefused(
            english="the model suggests no category; give one of your own",
            danish="modellen foreslår ingen kategori; giv din egen",
        )
    answer = Confirmation(assessment_id=assessment_id, confirmed_by=work.stamp.by, confirmed_at=work.stamp.at)
    insert_settlement(work.connection, answer)
    _tell(work, answered, SettlementOut.of(answer, answered.assessment.suggestion.code), scheme)
    return answered, answer


def record_override(
    work: Work, assessment_id: AssessmentId, said: OverrideIn, scheme: Scheme
) -> tuple[Answered, Override]:
    """Store that a person sets a suggestion aside; one far from it raises an alarm.

    Raises:
        StateRefused: there is no open suggestion to set aside.
        CaseRefused: the category is not on the scale, or the reason asks for a note.

    """
    answered = _open(work, assessment_id)
    if said.reason is OverrideReason.OTHER and not said.note:
        raise CaseRefused(
            field="note", english='the reason "andet" needs a note', danish="skal udfyldes, når grunden er andet"
        )
    answer = Override(
        assessment_id=assessment_id,
        category=None if said.category is None else on_scale(said.category, scheme),
        reason=said.reason,
        note=said.note,
        overridden_by=work.stamp.by,
        overridden_at=work.stamp.at,
    )
    insert_settlement(work.connection, answer)
    tell_disagreement(work.connection, answer.category, answered, scale=scheme.scale.codes, stamp=work.stamp)
    _tell(work, answered, SettlementOut.of(answer, answered.assessment.suggestion.code), scheme)
    return answered, answer


def _open(work: Work, assessment_id: AssessmentId) -> Answered:
    """Return a case's newest assessment, its row held, where it may be answered now."""
    answered = find_assessment(work.connection, assessment_id)
    if answered is None:
        raise unseen()
    case_id = work.case(answered.assessment.case_id, lock=True).case.case_id
    newest = newest_assessment(work.connection, case_id)
    if newest is None or newest.assessment.assessment_id != assessment_id:
        raise StateRefused(
            english="the case has been assessed anew since; answer the newest suggestion",
            danish="sagen er vurderet på ny i mellemtiden; tag stilling til det nyeste forslag",
        )
    if newest.awaits_judgement:
        raise StateRefused(
            english="the case awaits a blind judgement; give a category of your own first",
            danish="sagen afventer en blind vurdering; giv din egen kategori først",
        )
    return newest


def _tell(work: Work, answered: Answered, told: SettlementOut, scheme: Scheme) -> None:
    content: Content = {
        "assessment_id": told.assessment_id,
        "is_override": told.is_override,
        "category": told.category,
        "reason": None if told.reason is None else told.reason.value,
        "hours": answered.assessment.effort.hours,
        "steps_apart": steps_apart(told.category, answered, scheme.scale),
    }
    case_id = answered.assessment.case_id
    work.tell(Event(kind=EventKind.SETTLED, case_id=case_id, at=work.stamp.at, content=content))


def _replied(answered: Answered, answer: Confirmation | Override) -> Reply:
    told = SettlementOut.of(answer, answered.assessment.suggestion.code)
    return reply(told, status=201, case_ids=(answered.assessment.case_id,))
