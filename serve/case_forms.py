"""What can a person say of a case on its page? Her own category, or her answer to the suggestion: each sent once.

The same rules as in the API; only the key that tells a request sent twice comes in a hidden field.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.api.judgements import record_judgement
from serve.api.settlements import record_confirmation, record_override
from serve.dependencies import CaseScheme
from serve.form_once import KEY_PATTERN, case_address, once_sent
from serve.visits import Visit, Visiting, Work
from serve.wire import Note, Reason
from serve.wire_word import JudgementIn, OverrideIn

router = APIRouter(include_in_schema=False)

NO_CATEGORY = "-"
"""What a form sends for *kan ikke målgruppevurderes*."""
Key = Annotated[str, Form(alias="noegle", pattern=KEY_PATTERN)]
Category = Annotated[str, Form(alias="kategori", min_length=1, max_length=64)]
Assessed = Annotated[str, Form(alias="vurdering", min_length=1, max_length=64)]


class OverrideForm(BaseModel):
    """The fields of the form that sets a suggestion aside, by the names they have there."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    vurdering: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    kategori: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    grund: Reason
    bemaerkning: Note = ""


@router.post("/sager/{case_id:path}/egen-kategori", operation_id=Operation.JUDGEMENT_RECORD)
def judge(case_id: str, visit: Visiting, scheme: CaseScheme, *, key: Key, category: Category) -> Response:
    """Store a professional's own category, and go back to the case, where the suggestion is now open."""
    said = JudgementIn(category=category, judged_on=None)
    return _said(visit, case_id, (key, category), lambda work: record_judgement(work, CaseId(case_id), said, scheme))


@router.post("/sager/{case_id:path}/bekraeft", operation_id=Operation.ASSESSMENT_CONFIRM)
def confirm(case_id: str, visit: Visiting, scheme: CaseScheme, *, key: Key, assessed: Assessed) -> Response:
    """Store that a person agrees with the suggestion she was shown."""
    assessment_id = AssessmentId(assessed)
    return _said(visit, case_id, (key, assessed), lambda work: record_confirmation(work, assessment_id, scheme))


@router.post("/sager/{case_id:path}/tilsidesaet", operation_id=Operation.ASSESSMENT_OVERRIDE)
def override(case_id: str, visit: Visiting, scheme: CaseScheme, answer: Annotated[OverrideForm, Form()]) -> Response:
    """Store that a person sets the suggestion she was shown aside, and why."""
    category = None if answer.kategori == NO_CATEGORY else answer.kategori
    said = OverrideIn(category=category, reason=answer.grund, note=answer.bemaerkning)
    sent = (answer.noegle, answer.vurdering, answer.kategori, answer.grund.value, answer.bemaerkning)
    assessment_id = AssessmentId(answer.vurdering)
    return _said(visit, case_id, sent, lambda work: record_override(work, assessment_id, said, scheme))


def _said(visit: Visit, case_id: str, sent: tuple[str, ...], act: Callable[[Work], object]) -> Response:
    """Carry out what a form asks for, once, and go back to the case."""

    def whole(work: Work) -> tuple[CaseId, ...]:
        act(work)
        return (CaseId(case_id),)

    once_sent(visit, sent[0], (case_id, *sent), whole)
    return RedirectResponse(case_address(case_id), status_code=303)
