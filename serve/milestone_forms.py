"""How is a step of a case recorded on its page, and taken back? By the API's rules, once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from sagstyngde.case import CaseId
from sagstyngde.errors import CaseRefused, StateRefused
from sagstyngde.milestone import MilestoneId
from sagstyngde.operations import Operation
from serve.api.milestones import step_recorded, step_withdrawn
from serve.api.wire_milestones import MilestoneIn
from serve.case_view import Asked, AskedCase, show
from serve.form_once import KEY_PATTERN, case_address, once_sent
from serve.form_reading import Filling, told
from serve.milestone_view import FIELDS
from serve.work import Work

router = APIRouter(include_in_schema=False)
SECTION = "#frister"
_Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]


class StepForm(BaseModel):
    """A step, by the names its fields have in the form."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    skridt: _Short = ""
    skridt_dag: _Short = ""
    skridt_naeste: _Short = ""


class TakenBackForm(BaseModel):
    """A step that was recorded by mistake."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]


@router.post("/sager/{case_id:path}/skridt", operation_id=Operation.MILESTONE_RECORD)
def record(asked: AskedCase, sent: Annotated[StepForm, Form()]) -> Response:
    """Write down that a step was taken, and go back to the case's clocks."""
    fields = sent.model_dump(exclude={"noegle"})
    read = told(MilestoneIn, fields, names=FIELDS)
    if (value := read.value) is None:
        return _again(asked, fields, read.faults)

    def whole(work: Work) -> tuple[CaseId, ...]:
        step_recorded(work, asked.case_id, value.step(), on=asked.on)
        return (asked.case_id,)

    try:
        once_sent(asked.visit, sent.noegle, (asked.case_id, *fields.values()), whole)
    except CaseRefused as refused:
        return _again(asked, fields, {FIELDS[refused.field]: refused.danish})
    return RedirectResponse(case_address(asked.case_id, SECTION), status_code=303)


@router.post("/sager/{case_id:path}/skridt/{milestone_id}/fejl", operation_id=Operation.MILESTONE_WITHDRAW)
def take_back(asked: AskedCase, milestone_id: str, sent: Annotated[TakenBackForm, Form()]) -> Response:
    """Let a step that was recorded by mistake no longer count, and go back to the case's clocks."""

    def whole(work: Work) -> tuple[CaseId, ...]:
        step_withdrawn(work, asked.case_id, MilestoneId(milestone_id))
        return (asked.case_id,)

    try:
        once_sent(asked.visit, sent.noegle, (asked.case_id, milestone_id), whole)
    except StateRefused as refused:
        return show(replace(asked, step=Filling(general=refused.danish)), status=409)
    return RedirectResponse(case_address(asked.case_id, SECTION), status_code=303)


def _again(asked: Asked, fields: Mapping[str, str], faults: Mapping[str, str]) -> Response:
    return show(replace(asked, step=Filling(values=fields, faults=faults)), status=422)
