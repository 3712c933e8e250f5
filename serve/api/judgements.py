"""How does a professional say what a case is, by herself? Before the suggestion is shown, or after: the server knows.

She gives a category, or says why the case cannot be assessed for a target group. Said blind, it opens the suggestion
for everybody.
"""

from datetime import date
from typing import TypedDict
from uuid import uuid4

from fastapi import APIRouter, Response

from casework.disagreeing import tell_disagreement
from features.scheme import Scheme
from sagstyngde.case import Case, CaseId
from sagstyngde.errors import CaseRefused
from sagstyngde.feed import Content, Event, EventKind
from sagstyngde.judgement import Judgement, OwnWord, Unassessable
from sagstyngde.operations import Operation
from serve.api.disagreement import steps_apart
from serve.dependencies import CaseScheme, today
from serve.replies import reply
from serve.visits import Visiting
from serve.wire_word import JudgementIn, JudgementOut
from serve.work import Work
from storage.answered import Reply
from storage.assessments import newest_assessment
from storage.words import Judged, insert_judgement, may_be_blind

router = APIRouter(tags=["Faglig vurdering"])


@router.post(
    "/cases/{case_id:path}/judgements",
    status_code=201,
    summary="Giv din egen kategori",
    operation_id=Operation.JUDGEMENT_RECORD,
    response_model=JudgementOut,
)
def judge(case_id: str, said: JudgementIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Store a professional's own category, or why she gives none. A suggestion kept back for it then opens.

    ``is_blind`` is set here: true only while no suggestion for the case has been shown to anybody.
    """

    def act(work: Work) -> Reply:
        judged = record_judgement(work, CaseId(case_id), said, scheme)
        return reply(JudgementOut.of(judged), status=201, case_ids=(judged.judgement.case_id,))

    return visit.effect(act)


def record_judgement(work: Work, case_id: CaseId, said: JudgementIn, scheme: Scheme) -> Judged:
    """Store a judgement and tell of it; one far from the suggestion raises an alarm.

    Raises:
        CaseRefused: it holds not just one of a category of the scale and a reason, or the day is impossible.

    """
    record = work.case(case_id, lock=True)
    told: _Told = {
        "case_id": case_id,
        "judged_on": _day(said.judged_on, record.case, today(scheme)),
        "judged_by": work.stamp.by,
        "blind": may_be_blind(work.connection, case_id),
    }
    word = _word(said, told, scheme)
    answered = newest_assessment(work.connection, case_id)
    judged = insert_judgement(work.connection, str(uuid4()), word, work.stamp)
    tell_disagreement(work.connection, word.category, answered, scale=scheme.scale.codes, stamp=work.stamp)
    content: Content = {
        "judgement_id": judged.judgement_id,
        "category": word.category,
        "reason": None if said.reason is None else said.reason.value,
        "is_blind": word.blind,
        "steps_apart": steps_apart(word.category, answered, scheme.scale),
    }
    work.tell(Event(kind=EventKind.JUDGED, case_id=case_id, at=work.stamp.at, content=content))
    return judged


class _Told(TypedDict):
    case_id: CaseId
    judged_on: date
    judged_by: str
    blind: bool


def _word(said: JudgementIn, told: _Told, scheme: Scheme) -> OwnWord:
    if said.category is not None and said.reason is None:
        return Judgement(category=on_scale(said.category, scheme), **told)
    if said.category is None and said.reason is not None:
        return Unassessable(reason=said.reason, **told)
    raise CaseRefused(
        field="category",
        english="give a category or a reason why there is none, and not both",
        danish="giv enten en kategori eller en grund til, at sagen ikke kan målgruppevurderes",
    )


def on_scale(category: str, scheme: Scheme) -> str:
    """Return a category's code.

    Raises:
        CaseRefused: the scale has none such.

    """
    if category not in scheme.scale.codes:
        raise CaseRefused(
            field="category",
            english=f"is not on the scale; use one of {', '.join(scheme.scale.codes)}",
            danish=f"findes ikke på skalaen; brug en af {', '.join(scheme.scale.codes)}",
        )
    return category


def _day(said: date | None, case: Case, now: date) -> date:
    day = said or now
    if not case.received_on <= day <= now:
        raise CaseRefused(
            field="judged_on",
            english="the day must lie between the receipt and today",
            danish="dagen skal ligge mellem modtagelsen og i dag",
        )
    return day
