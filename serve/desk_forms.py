"""How does a caseworker answer for her week, and object to a placement, on her own page? By the API's rules, once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sagstyngde.case import CaseId, is_id
from sagstyngde.errors import CaseRefused, InputRefused, StateRefused
from sagstyngde.operations import Operation
from serve.api.dissents import dissent_told
from serve.api.felt_loads import felt_told
from serve.api.wire_desk import DissentIn, FeltIn
from serve.dependencies import CaseScheme, HouseRules, today
from serve.desk_pages import ADDRESS, Shown, desk_page
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import Filling, told
from serve.language import _
from serve.long_text import LongText
from serve.visits import Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False)
DISSENT = {"reason": "grund", "note": "ord"}
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Short = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]


class FeltForm(BaseModel):
    """One click: which of the five words."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    oplevet: int = Field(ge=1, le=5)


class DissentForm(BaseModel):
    """Which case, and why."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    sag: _Short = ""
    grund: _Short = ""
    ord: LongText = ""

    def fields(self) -> dict[str, str]:
        """Return what was typed."""
        return self.model_dump(exclude={"noegle"})


@router.post(f"{ADDRESS}/oplevet", operation_id=Operation.FELT_LOAD_TELL)
def tell_felt(visit: Visiting, scheme: CaseScheme, *, sent: Annotated[FeltForm, Form()]) -> Response:
    """Write down how high the week's load was felt to be, and go back."""
    said, on = FeltIn(felt=sent.oplevet), today(scheme)

    def act(work: Work) -> tuple[CaseId, ...]:
        felt_told(work, said, on)
        return ()

    once_sent(visit, sent.noegle, (str(sent.oplevet),), act)
    return RedirectResponse(f"{ADDRESS}#oplevet", status_code=303)


@router.post(f"{ADDRESS}/uenig", operation_id=Operation.DISSENT_TELL)
def tell_dissent(
    request: Request, visit: Visiting, house: HouseRules, scheme: CaseScheme, *, sent: Annotated[DissentForm, Form()]
) -> Response:
    """Tell that she disagrees with having a case, and go back; what cannot be used is told at its field."""
    fields = sent.fields()
    read = told(DissentIn, fields, names=DISSENT)
    faults = dict(read.faults) | ({} if is_id(CaseId(sent.sag)) else {"sag": _("vælg en sag")})
    form = Filling(values=fields, faults=faults)
    if read.value is not None and not faults:
        body, case_id = read.value, CaseId(sent.sag)

        def act(work: Work) -> tuple[CaseId, ...]:
            return (dissent_told(work, case_id, body).case_id,)

        try:
            once_sent(visit, sent.noegle, tuple(fields.values()), act)
        except CaseRefused as refused:
            form = Filling(values=fields, faults={DISSENT.get(refused.field, "sag"): refused.danish})
        except (InputRefused, StateRefused) as refused:
            form = Filling(values=fields, general=refused.danish)
        else:
            return RedirectResponse(f"{ADDRESS}#uenig", status_code=303)
    return desk_page(request, visit, Shown(scheme=scheme, house=house, on=today(scheme), form=form))
