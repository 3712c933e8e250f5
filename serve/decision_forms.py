"""How does a person record a decision, an appeal's result or a mistake on a case's page? By the API's rules, once.

What cannot be used is told beside its field, with all that was typed still there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from sagstyngde.case import Case, CaseId
from sagstyngde.errors import CaseRefused, InputRefused, SagstyngdeError, StateRefused
from sagstyngde.operations import Operation
from serve.api.decisions import appeal_recorded, decision_recorded, decision_withdrawn
from serve.api.wire_decisions import AppealIn, DecisionIn, MistakeIn
from serve.decisions_view import CaseDecisions, Filled, case_decisions
from serve.dependencies import CaseScheme, today
from serve.form_once import KEY_PATTERN, case_address, once_sent
from serve.form_reading import Filling, told
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work, unseen
from storage.decisions import DecisionId, DecisionRecord

M = TypeVar("M", bound=BaseModel)
router = APIRouter(include_in_schema=False)
DECISION = {
    "provision": "bestemmelse",
    "applied_on": "ansoegt",
    "decided_on": "afgjort",
    "level": "niveau",
    "outcome": "udfald",
    "caseworker_id": "sagsbehandler",
}
APPEAL = {"result": "resultat", "decided_on": "klage_afgjort"}
MISTAKE = {"reason": "aarsag"}
SECTION = "#afgoerelser"
_Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
_Long = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True)]
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]


class _Sent(BaseModel):
    """Fields by the names they have in the form: whether they can be used is asked afterwards, one by one."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key

    def fields(self) -> dict[str, str]:
        """Return what was typed."""
        return self.model_dump(exclude={"noegle"})


class DecisionForm(_Sent):
    """A decision that was made."""

    bestemmelse: _Short = ""
    ansoegt: _Short = ""
    afgjort: _Short = ""
    niveau: _Short = ""
    udfald: _Short = ""
    antal: _Short = ""
    enhed: _Short = ""
    sagsbehandler: _Short = ""


class AppealForm(_Sent):
    """What became of an appeal."""

    resultat: _Short = ""
    klage_afgjort: _Short = ""


class MistakeForm(_Sent):
    """Why a decision does not count."""

    aarsag: _Long = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending(Generic[M]):
    """A form on its way: what it is about, what was typed in it, and as what body of the API it is read."""

    request: Request
    visit: Visit
    on: date
    case_id: CaseId
    sent: _Sent
    kind: type[M]
    names: Mapping[str, str]
    shown_again: Callable[[Filling], Filled]
    about: str = ""


@router.post("/sager/{case_id:path}/afgoerelser", operation_id=Operation.DECISION_RECORD)
def record(
    request: Request, case_id: str, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[DecisionForm, Form()]
) -> Response:
    """Record a decision, and go back to the case."""
    on, own = today(scheme), CaseId(case_id)
    sending = _Sending(
        request=request,
        visit=visit,
        on=on,
        case_id=own,
        sent=sent,
        kind=DecisionIn,
        names=DECISION,
        shown_again=lambda form: Filled(told=form),
    )
    return _carried_out(sending, lambda work, value: decision_recorded(work, own, value, on=on))


@router.post("/sager/{case_id:path}/afgoerelser/{decision_id}/klage", operation_id=Operation.DECISION_APPEAL)
def appeal(  # noqa: PLR0913, PLR0917  the address has two ids
    request: Request,
    case_id: str,
    decision_id: str,
    visit: Visiting,
    scheme: CaseScheme,
    *,
    sent: Annotated[AppealForm, Form()],
) -> Response:
    """Write down what became of an appeal, and go back to the case."""
    on, own = today(scheme), CaseId(case_id)
    sending = _Sending(
        request=request,
        visit=visit,
        on=on,
        case_id=own,
        sent=sent,
        kind=AppealIn,
        names=APPEAL,
        shown_again=lambda form: Filled(appealed=form, about=decision_id),
        about=decision_id,
    )
    return _carried_out(
        sending, lambda work, value: _in_case(own, appeal_recorded(work, DecisionId(decision_id), value, on=on))
    )


@router.post("/sager/{case_id:path}/afgoerelser/{decision_id}/fejl", operation_id=Operation.DECISION_WITHDRAW)
def mistake(  # noqa: PLR0913, PLR0917  the address has two ids
    request: Request,
    case_id: str,
    decision_id: str,
    visit: Visiting,
    scheme: CaseScheme,
    *,
    sent: Annotated[MistakeForm, Form()],
) -> Response:
    """Let a decision that was recorded by mistake no longer count, and go back to the case."""
    own = CaseId(case_id)
    sending = _Sending(
        request=request,
        visit=visit,
        on=today(scheme),
        case_id=own,
        sent=sent,
        kind=MistakeIn,
        names=MISTAKE,
        shown_again=lambda form: Filled(mistaken=form, about=decision_id),
        about=decision_id,
    )
    return _carried_out(
        sending, lambda work, value: _in_case(own, decision_withdrawn(work, DecisionId(decision_id), value))
    )


def _in_case(case_id: CaseId, found: tuple[DecisionRecord, Case]) -> None:
    """Go on only where a decision is one of the case that the address names."""
    if found[1].case_id != case_id:
        raise unseen()


def _carried_out(sending: _Sending[M], act: Callable[[Work, M], object]) -> Response:
    """Do what a form asks for and go back to the case, or show the form again with what is wrong."""
    fields = sending.sent.fields()
    read = told(sending.kind, fields, names=sending.names)
    if (value := read.value) is None:
        return _again(sending, Filling(values=fields, faults=read.faults))

    def whole(work: Work) -> tuple[CaseId, ...]:
        act(work, value)
        return (sending.case_id,)

    key = sending.sent.noegle
    try:
        once_sent(sending.visit, key, (sending.case_id, sending.about, *fields.values()), whole)
    except (InputRefused, StateRefused) as refused:
        return _again(sending, _refused(refused, fields, sending.names))
    return RedirectResponse(case_address(sending.case_id, SECTION), status_code=303)


def _refused(refused: SagstyngdeError, fields: Mapping[str, str], names: Mapping[str, str]) -> Filling:
    """Return a form with the fault at its field, where there is such a field, otherwise above them all."""
    api = refused.field if isinstance(refused, CaseRefused) else ""
    at = {**names, "amount": "antal"}.get(api, "")
    if at in fields:
        return Filling(values=fields, faults={at: refused.danish})
    return Filling(values=fields, general=refused.danish)


def _again(sending: _Sending[M], form: Filling) -> Response:
    filled = sending.shown_again(form)

    def act(work: Work) -> tuple[Case, CaseDecisions]:
        case = work.case(sending.case_id).case
        return case, case_decisions(work, case, sending.on, filled)

    case, found = sending.visit.do(act)
    return page(sending.request, "decisions.html", {"case": case, "decisions": found}, status=422)
