"""How is an answer stored and given? Together with the case it answers, told to the feed, and kept back where blind."""

from sagstyngde.assessment import Assessment
from sagstyngde.feed import Content, Event, EventKind
from serve.blind import shown
from serve.replies import reply
from serve.work import Work
from storage.answered import Reply
from storage.assessments import Answered, insert_assessment
from storage.cases import CaseRecord
from storage.words import is_judged


def answer_case(work: Work, record: CaseRecord, assessment: Assessment, *, is_blind: bool) -> Reply:
    """Store an assessment of a stored case, tell of it, and answer with what may be shown."""
    answered = keep_answer(work, record, assessment, is_blind=is_blind)
    location = f"/api/v1/assessments/{assessment.assessment_id}"
    return reply(shown(answered), status=201, case_ids=(assessment.case_id,), location=location)


def keep_answer(work: Work, record: CaseRecord, assessment: Assessment, *, is_blind: bool) -> Answered:
    """Store an assessment of a stored case, and tell of it.

    A case drawn for blind judgement that a person has judged already is judged: nothing is kept back any more.
    """
    insert_assessment(work.connection, record, assessment, by=work.stamp.by, is_blind=is_blind)
    awaits = is_blind and not is_judged(work.connection, assessment.case_id)
    content: Content = {"assessment_id": assessment.assessment_id, "awaits_judgement": awaits}
    at = assessment.assessed_at
    work.tell(Event(kind=EventKind.ASSESSED, case_id=assessment.case_id, at=at, content=content))
    work.gave(record.case, assessment)
    return Answered(assessment=assessment, case_version=record.version, is_blind=is_blind, awaits_judgement=awaits)
