"""How are a case's facts put right? In the form a case is written in, from the version that was read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from features.scheme import Scheme
from sagstyngde.access import Sensitivity
from sagstyngde.allowed import reaches
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId, SiblingRule
from sagstyngde.errors import CaseRefused, VersionDiffers
from sagstyngde.operations import Operation
from serve.api.answering import keep_answer
from serve.api.cases import changed_case
from serve.case_fields import Section
from serve.case_models import Models
from serve.case_reading import Typed, told_case, typed, values_of
from serve.current import current_of
from serve.dependencies import CaseScheme
from serve.draft_pages import Key
from serve.draft_view import differences, ids_of
from serve.draft_work import FormSent, Sent, parts_of
from serve.form_once import case_address, once_sent
from serve.form_reading import Filling
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.wire_patch import CasePatch
from serve.work import Work
from storage.cases import CaseRecord

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_ADDRESS = "/sager/{case_id:path}/ret"
_ASSESS = "vurder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that is open to be put right: as it stands, its form, and whether one may have it assessed anew."""

    record: CaseRecord
    parts: tuple[Section, ...]
    may_assess: bool

    @property
    def values(self) -> dict[str, str]:
        """How the case would have been typed."""
        return values_of(self.parts, self.record.case, self.record.classification)


@router.get(_ADDRESS, operation_id=Operation.CASE_EDIT_PAGE)
def edit(request: Request, case_id: str, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show what is known of a case in the form it can be put right in."""
    opened = visit.do(lambda work: _opened(request, work, case_id, scheme))
    return _drawn(request, opened, Filling(values=opened.values), version=opened.record.version)


@router.post(_ADDRESS, operation_id=Operation.CASE_UPDATE)
def put_right(  # noqa: PLR0913  what a change rests on
    request: Request, case_id: str, visit: Visiting, scheme: CaseScheme, *, models: Models, sent: FormSent, key: Key
) -> Response:
    """Store what was changed, and have the case assessed anew where that was asked; then go back to it."""
    opened = visit.do(lambda work: _opened(request, work, case_id, scheme))
    values = sent.values(opened.parts)
    read = typed(opened.parts, values)
    told = told_case(models.patch, opened.parts, _changes(read, typed(opened.parts, opened.values)))
    if (patch := told.value) is None:
        return _drawn(request, opened, Filling(values=values, faults=told.faults), version=sent.version)
    try:
        _stored(request, visit, opened, replace(sent, key=key), patch)
    except VersionDiffers:
        return _conflict(request, opened, sent)
    except CaseRefused as refused:
        fields = {one.api: one.name for section in opened.parts for one in section.fields}
        faults = {fields.get(refused.field, refused.field): refused.danish}
        return _drawn(request, opened, Filling(values=values, faults=faults), version=sent.version)
    return RedirectResponse(case_address(opened.record.case.case_id), status_code=303)


def _opened(request: Request, work: Work, case_id: str, scheme: Scheme) -> Opened:
    record = work.case(CaseId(case_id))
    is_reached = reaches(work.visit.principal, Operation.CASE_ASSESS, record.marks)
    may_assess = is_reached and current_of(request).assessor is not None
    return Opened(record=record, parts=parts_of(work, scheme, for_new=False), may_assess=may_assess)


def _changes(now: Typed, before: Typed) -> Typed:
    """Return what is told now and was not told so before; what is told no longer is told to be unknown."""
    return Typed(body=_other(now.body, before.body), facts=_other(now.facts, before.facts), faults=now.faults)


def _other(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in {**before, **now} if now.get(name) != before.get(name)]
    return {name: now.get(name, _EMPTY.get(name)) for name in names}


_EMPTY: Mapping[str, Any] = {
    "required_competences": [],
    "sibling_rule": SiblingRule.FREE.value,
    "sensitivity": Sensitivity.SENSITIVE.value,
}
"""What is said where nothing is told of these: a case always has them."""


def _stored(request: Request, visit: Visit, opened: Opened, sent: Sent, patch: CasePatch) -> None:  # noqa: PLR0917
    current = current_of(request)
    assessor = current.assessor
    scheme: Scheme = request.app.state.scheme
    case_id = opened.record.case.case_id

    def act(work: Work) -> tuple[CaseId, ...]:
        record = changed_case(work, case_id, patch, expected=sent.version, scheme=scheme)
        if assessor is not None and opened.may_assess and sent.step == _ASSESS:
            assessment_id = AssessmentId(str(uuid4()))
            answer = assessor.assess(record.case, assessment_id=assessment_id, at=datetime.now(UTC))
            keep_answer(work, record, answer, is_blind=current.house.draws_blind(case_id))
        return (case_id,)

    said = [f"{name}={text}" for name, text in sorted(sent.values(opened.parts).items())]
    once_sent(visit, sent.key, (case_id, sent.step, str(sent.version), *said), act)


def _drawn(request: Request, opened: Opened, form: Filling, *, version: int) -> HTMLResponse:
    context = {
        "case": opened.record.case,
        "parts": opened.parts,
        "form": form,
        "ids": ids_of(opened.parts),
        "version": version,
        "key": str(uuid4()),
        "may_assess": opened.may_assess,
    }
    return page(request, "case_edit.html", context, status=422 if form.faults else 200)


def _conflict(request: Request, opened: Opened, sent: Sent) -> HTMLResponse:
    """Show what was typed here beside what somebody else has stored, and let the person choose."""
    here = sent.values(opened.parts)
    context = {
        "case": opened.record.case,
        "here": here,
        "version": opened.record.version,
        "key": str(uuid4()),
        "differences": differences(opened.parts, here, opened.values),
    }
    return page(request, "case_conflict.html", context, status=409)
