"""How does a municipality change its register on a page? Write, check, read what it changes, and adopt: two steps.

Nothing that was typed is lost: whatever is wrong, or whoever was faster, the text comes back with what is to be known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.mandates import example, newest, parsed_for_adoption
from mandate.register_diff import RegisterChange, register_changes
from mandate.register_toml import LARGEST
from sagstyngde.allowed import reaches_everybody
from sagstyngde.errors import NotReady, RegisterRefused, VersionDiffers
from sagstyngde.operations import Operation
from serve.api.mandate import ORIGIN, adopted_now
from serve.api.wire_register import RegisterIn
from serve.dependencies import CaseScheme, today
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import Filling, told
from serve.language import _, later
from serve.register_excerpt import FaultyEntry, faulty_entries
from serve.register_pages import ADDRESS
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.registers import newest_register

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
NAMES = {"toml": "tekst", "holds_from": "gaelder_fra", "note": "bemaerkning"}
_FASTER = later("der er vedtaget en nyere udgave, siden du åbnede siden; din tekst står her, men er ikke vedtaget")
_Number = Annotated[int, Form(alias="udgave", ge=0, le=10**9)]


class AdoptForm(BaseModel):
    """The fields of the form that adopts, by the names they have there."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    udgave: int
    tekst: str = ""
    gaelder_fra: str = ""
    bemaerkning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text on its way to be adopted: on which version it rests, what is wrong with it or what it changes.

    ``changes`` is ``None`` while it is not checked. ``faults`` are of the fields, ``entries`` of the text.
    """

    text: str
    version: int
    key: str
    changes: tuple[RegisterChange, ...] | None = None
    entries: tuple[FaultyEntry, ...] = ()
    general: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@router.get(f"{ADDRESS}/rediger", operation_id=Operation.MANDATE_EDIT_PAGE)
def edit(request: Request, visit: Visiting, scheme: CaseScheme) -> Response:
    """Show the newest register's text to be changed, or the example's."""

    def act(work: Work) -> Draft:
        own = newest_register(work.connection)  # as text: one that cannot be read any more can be mended here
        text = example().toml if own is None else own.toml
        return Draft(text=text, version=0 if own is None else own.version, key=str(uuid4()))

    return _shown(request, visit, visit.do(act), today(scheme))


@router.post(f"{ADDRESS}/kontroller", operation_id=Operation.MANDATE_CHECK)
def check(
    request: Request, visit: Visiting, scheme: CaseScheme, *, version: _Number, tekst: Annotated[str, Form()] = ""
) -> Response:
    """Say what is wrong with a text, beside the entry it is about, or what it would change. Nothing is kept."""
    text = _plain(tekst)
    draft = visit.do(lambda work: _checked(work, text, version))
    return _shown(request, visit, draft, today(scheme), status=422 if draft.entries or draft.general else 200)


@router.post(f"{ADDRESS}/vedtag", operation_id=Operation.MANDATE_ADOPT)
def adopt(request: Request, visit: Visiting, scheme: CaseScheme, sent: Annotated[AdoptForm, Form()]) -> Response:
    """Adopt a text that was read through, where nobody was faster, and go to the register."""
    on = today(scheme)
    fields = {"tekst": _plain(sent.tekst), "gaelder_fra": sent.gaelder_fra, "bemaerkning": sent.bemaerkning.strip()}
    read = told(RegisterIn, fields, names=NAMES)
    if (value := read.value) is None:
        return _again(request, visit, sent, fields, faults=read.faults, on=on)

    def act(work: Work) -> tuple[()]:
        adopted_now(work, value, expected=sent.udgave, on=on)
        return ()

    try:
        once_sent(visit, sent.noegle, (str(sent.udgave), *fields.values()), act)
    except (RegisterRefused, VersionDiffers):
        return _again(request, visit, sent, fields, faults={}, on=on)
    return RedirectResponse(ADDRESS, status_code=303)


def _again(  # noqa: PLR0913  what the page shows again
    request: Request, visit: Visit, sent: AdoptForm, fields: Mapping[str, str], *, faults: Mapping[str, str], on: date
) -> Response:
    checked = visit.do(lambda work: _checked(work, fields["tekst"], sent.udgave))
    return _shown(request, visit, replace(checked, values=fields, faults=faults), on, status=422)


def _checked(work: Work, text: str, version: int) -> Draft:
    """Return a draft with its faults or its changes; one that rests on an older version is told what is newer."""
    known = newest_register(work.connection)
    now = 0 if known is None else known.version
    draft = Draft(text=text, version=now, key=str(uuid4()), general=_(_FASTER) if now != version else "")
    try:
        register = parsed_for_adoption(text, ORIGIN)
    except RegisterRefused as refused:
        return replace(draft, entries=faulty_entries(text, refused.faults))
    try:
        return replace(draft, changes=register_changes(newest(work.connection).register, register))
    except NotReady:  # what stands cannot be read by this version of the program: there is nothing to compare with
        return replace(draft, changes=())


def _shown(request: Request, visit: Visit, draft: Draft, on: date, *, status: int = 200) -> HTMLResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "form": Filling(values=draft.values, faults=draft.faults),
        "may_adopt": reaches_everybody(visit.principal, Operation.MANDATE_ADOPT),
        "today": on,
        "largest": LARGEST,
    }
    return page(request, "register_edit.html", context, status=status)


def _plain(text: str) -> str:
    """Return a text as it is stored: browsers end lines as Windows does."""
    return text.replace("\r\n", "\n").removeprefix("\ufeff")
