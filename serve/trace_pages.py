"""Who has looked, and who was refused? The log of looks for an auditor, a page at a time and as a spreadsheet.

The whole log is for whoever's grant has no limit; an auditor of some teams gets the report of a child of theirs.
"""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from features.scheme import Scheme
from sagstyngde.access_report import HEADER
from sagstyngde.allowed import reaches_everything
from sagstyngde.operations import Operation
from sagstyngde.spreadsheet import spreadsheet
from serve.dependencies import CaseScheme, HouseRules
from serve.house import House
from serve.rendering import page
from serve.trace_asked import Asked, Asking, read_asked
from serve.trace_view import (
    child_address,
    note_shown,
    operation_choices,
    outcome_choices,
    purposed,
    refusals,
    seen_looks,
    state_of,
    with_names_of,
)
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.audit_browse import Found, Sought, actor_of, browse

ADDRESS = "/sporing"
FILE = f"{ADDRESS}/regneark.csv"
SHOWN = 50
MOST_ROWS = 5_000
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_Number = Annotated[int | None, Query(ge=1, le=2**62)]
_Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class SearchForm(BaseModel):
    """The search as it was sent."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    barn: _Short = ""
    sag: _Short = ""
    medarbejder: _Short = ""
    hvad: _Short = ""
    udfald: _Short = ""
    fra: _Short = ""
    til: _Short = ""
    navne: _Short = ""
    grund: _Short = ""


class ChildForm(BaseModel):
    """The child whose report is asked for."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    barn: _Short = ""


@router.get(ADDRESS, operation_id=Operation.TRACE_PAGE)
def trace(  # noqa: PLR0913  what may be asked for, and by which rules
    request: Request,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    *,
    typed: Asking,
    foer: _Number = None,
) -> HTMLResponse:
    """Show the newest looks that are sought, refused attempts before them, and how the log stands."""
    if not _sees_all(visit):
        visit.do(lambda work: work.noted())
        return page(request, "trace.html", {"sees_all": False, "form": typed.filling({})})
    context = purposed(visit, typed).do(lambda work: _context(work, house, scheme, (typed, foer)))
    return page(request, "trace.html", context, status=422 if context["form"].faults else 200)


@router.post(ADDRESS, operation_id=Operation.TRACE_SEARCH)
def search(_visit: Visiting, sent: Annotated[SearchForm, Form()]) -> Response:
    """Take a search: sent as a form, what looks like a CPR number never becomes part of an address."""
    query = Asked(**sent.model_dump()).query
    return RedirectResponse(f"{ADDRESS}?{query}#opslag" if query else ADDRESS, 303)


@router.post(f"{ADDRESS}/barn", operation_id=Operation.TRACE_SEARCH)
def find_child(_visit: Visiting, sent: Annotated[ChildForm, Form()]) -> Response:
    """Lead to the access report of a child."""
    return RedirectResponse(child_address(sent.barn) if sent.barn else ADDRESS, 303)


@router.get(FILE, operation_id=Operation.TRACE_FILE)
def trace_file(visit: Visiting, scheme: CaseScheme, typed: Asking) -> Response:
    """Hand over what is sought as a spreadsheet, with the words of the command's; at most ``MOST_ROWS``."""

    def act(work: Work) -> str:
        work.everything()
        sought, faults = _read(work, typed, scheme)
        found = Found(looks=()) if faults else browse(work.connection, sought, limit=MOST_ROWS)
        note_shown(work, found.looks)
        seen = seen_looks(found.looks, named=typed.names_employees)
        return spreadsheet((*HEADER, "barn"), ((*one.line.cells, one.child_id or "") for one in seen))

    told = purposed(visit, typed).do(act)
    headers = {"Content-Disposition": 'attachment; filename="log-over-opslag.csv"'}
    return Response(f"\ufeff{told}", media_type="text/csv", headers=headers)


def _context(work: Work, house: House, scheme: Scheme, asked: tuple[Asked, int | None]) -> dict[str, Any]:
    typed, before = asked
    sought, faults = _read(work, typed, scheme)
    found = Found(looks=()) if faults else browse(work.connection, sought, before=before, limit=SHOWN)
    refused = refusals(work) if typed.is_empty and before is None and not faults else ()
    note_shown(work, (*refused, *found.looks))
    named = typed.names_employees and not faults
    lines = seen_looks((*refused, *found.looks), named=named)  # numbered together: one employee, one number
    lines = with_names_of(work, lines) if named else lines
    return {
        "sees_all": True,
        "form": typed.filling(faults),
        "typed": typed,
        "refused": lines[: len(refused)],
        "looks": lines[len(refused) :],
        "found": found,
        "is_first": before is None,
        "is_named": named,
        "state": state_of(work, house) if before is None else None,
        "is_anchored": house.anchorage is not None,
        "operations": operation_choices(),
        "outcomes": outcome_choices(),
        "most_rows": MOST_ROWS,
    }


def _read(work: Work, typed: Asked, scheme: Scheme) -> tuple[Sought, dict[str, str]]:
    actor = actor_of(work.connection, int(typed.som)) if typed.som.isascii() and typed.som.isdigit() else None
    return read_asked(typed, actor, ZoneInfo(scheme.time_zone))


def _sees_all(visit: Visit) -> bool:
    return reaches_everything(visit.principal, visit.operation)
