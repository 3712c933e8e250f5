"""What can a person say of a case on its page? Her own category, or her answer to the suggestion: each sent once.

The same rules as in the API; only the key that tells a request sent twice comes in a hidden field. What cannot be used
comes back with the case and all that was typed.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.errors import CaseRefused, InputRefused, SagstyngdeError, StateRefused, VersionDiffers
from sagstyngde.judgement import NoCategoryReason, OverrideReason
from sagstyngde.operations import Operation
from serve.api.judgements import record_judgement
from serve.api.settlements import record_confirmation, record_override
from serve.case_clash import Answering, require_unsaid
from serve.case_said import Teller
from serve.case_view import NO_CATEGORY, Asked, AskedCase, show
from serve.form_once import KEY_PATTERN, case_address, once_sent
from serve.form_reading import Filling
from serve.language import _
from serve.settled_wording import NO_CATEGORY_REASONS
from serve.wire_word import JudgementIn, OverrideIn
from serve.work import Work
from serve.written import inside

router = APIRouter(include_in_schema=False)
_NAMES = {"category": "kategori", "reason": "grund", "note": "bemaerkning"}
_MOST_WORDS = 1_000_000
_Short = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]


class SayingForm(BaseModel):
    """What the forms of a case's page send, by the names the fields have there."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    vurdering: _Short = ""
    talt: Annotated[int | None, Field(ge=0, le=_MOST_WORDS)] = None
    kategori: _Short = ""
    grund: _Short = ""
    bemaerkning: Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True)] = ""

    @property
    def fields(self) -> dict[str, str]:
        """What was typed."""
        return self.model_dump(include=set(_NAMES.values()))

    @property
    def answer(self) -> dict[str, str]:
        """What was typed and what it answers: all that sends the form again."""
        return {name: text for name, text in {"vurdering": self.vurdering, **self.fields}.items() if text}


Saying = Annotated[SayingForm, Form()]


@router.post("/sager/{case_id:path}/egen-kategori", operation_id=Operation.JUDGEMENT_RECORD)
def judge(asked: AskedCase, sent: Saying) -> Response:
    """Store a professional's own category, or why she gives none, and go back to the case, whose suggestion is open."""
    reason = NoCategoryReason(sent.grund) if sent.grund in set(NoCategoryReason) else None
    if not sent.kategori and reason is None:
        return _again(asked, sent, {"kategori": _("vælg den kategori, du mener passer")})
    said = JudgementIn(category=sent.kategori or None, reason=reason, judged_on=None)
    return _said(asked, sent, lambda work: record_judgement(work, asked.case_id, said, asked.scheme))


@router.post("/sager/{case_id:path}/bekraeft", operation_id=Operation.ASSESSMENT_CONFIRM)
def confirm(asked: AskedCase, sent: Saying) -> Response:
    """Store that a person agrees with the suggestion she was shown."""
    return _said(asked, sent, lambda work: record_confirmation(work, AssessmentId(sent.vurdering), asked.scheme))


@router.post("/sager/{case_id:path}/tilsidesaet", operation_id=Operation.ASSESSMENT_OVERRIDE)
def override(asked: AskedCase, sent: Saying) -> Response:
    """Store that a person sets the suggestion she was shown aside, and why."""
    faults = {} if sent.kategori else {"kategori": _("vælg den kategori, du mener passer")}
    if sent.grund not in set(OverrideReason):
        faults |= {"grund": _("vælg en grund")}
    if faults:
        return _again(asked, sent, faults)
    category = None if sent.kategori == NO_CATEGORY else sent.kategori
    said = OverrideIn(category=category, reason=OverrideReason(sent.grund), note=sent.bemaerkning)
    return _said(asked, sent, lambda work: record_override(work, AssessmentId(sent.vurdering), said, asked.scheme))


def _said(asked: Asked, sent: SayingForm, act: Callable[[Work], object]) -> Response:
    """Carry out what a form asks for, once, and go back to the case; or show it with what stood in the way."""

    def whole(work: Work) -> tuple[CaseId, ...]:
        require_unsaid(work, asked.case_id, sent.talt)
        act(work)
        return (asked.case_id,)

    try:
        once_sent(asked.visit, sent.noegle, (asked.case_id, sent.vurdering, *sent.fields.values()), whole)
    except VersionDiffers:
        unsent = Answering(
            text=_told(asked, sent), action=asked.request.url.path.rsplit("/", 1)[-1], fields=sent.answer
        )
        return show(replace(asked, unsent=unsent, counted=sent.talt or 0), status=409)
    except (InputRefused, StateRefused) as refused:
        return _refused(asked, sent, refused)
    return RedirectResponse(case_address(asked.case_id), status_code=303)


def _told(asked: Asked, sent: SayingForm) -> str:
    """Say in words what she was about to store."""
    names = Teller(scheme=asked.scheme, reader="")
    if sent.grund in set(NoCategoryReason):
        return f"{names.name(None)} ({inside(_(NO_CATEGORY_REASONS[NoCategoryReason(sent.grund)]))})"
    if sent.kategori:
        return names.name(None if sent.kategori == NO_CATEGORY else sent.kategori)
    return _("Bekræftet forslag")


def _refused(asked: Asked, sent: SayingForm, refused: SagstyngdeError) -> Response:
    """Show the case again with the fault at its field, where there is such a field, otherwise above them all."""
    field = _NAMES.get(refused.field) if isinstance(refused, CaseRefused) else None
    if field is not None:
        return _again(asked, sent, {field: refused.danish})
    told = replace(asked, saying=Filling(values=sent.fields, general=refused.danish))
    return show(told, status=422 if isinstance(refused, InputRefused) else 409)


def _again(asked: Asked, sent: SayingForm, faults: dict[str, str]) -> Response:
    return show(replace(asked, saying=Filling(values=sent.fields, faults=faults)), status=422)
