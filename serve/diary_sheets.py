"""How does a caseworker write her window in a spreadsheet? She fetches the sheet, fills it in, and sends it back.

A file is read by the page's script into the field that cells can be pasted into as well: without script it is pasted.
It is checked first; it is kept whole or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.diary_rules import Pages, Pen, pages_of
from casework.diary_sheet import HEADER, TakenIn, read_sheet, rows_of, take_in, template
from sagstyngde.case import CaseId
from sagstyngde.diary import DiaryWindow, WindowId
from sagstyngde.duration import time_spent
from sagstyngde.errors import InputRefused
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.diary_access import own_id, own_window
from serve.diary_pages import ADDRESS as DIARY
from serve.form_once import KEY_PATTERN, once_sent
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from serve.written import count
from storage.cases import in_ids, newest, records
from storage.diary import windows_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = f"{DIARY}/regneark"
FILE = f"{ADDRESS}.csv"
LARGEST = 100_000
MOST_SHOWN = 50
Window = Annotated[str, Query(max_length=64)]
Kept = Annotated[int, Query(ge=0)]


class SheetForm(BaseModel):
    """A sheet as text; ``gem``: it is to be kept."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    periode: Annotated[str, StringConstraints(max_length=64)] = ""
    ark: Annotated[str, StringConstraints(max_length=LARGEST)] = ""
    gem: Annotated[str, StringConstraints(max_length=10)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A sheet on its way: its text, what came of checking it, and what is wrong with all of it."""

    window: str
    text: str = ""
    found: TakenIn | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    general: str = ""


@router.get(ADDRESS, operation_id=Operation.DIARY_SHEET_PAGE)
def sheet(
    request: Request, visit: Visiting, *, periode: Window = "", gemt: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """Show how a window is written in a spreadsheet."""
    return _shown(request, visit, Sending(window=periode), kept=min(gemt, 10**6))


@router.get(FILE, operation_id=Operation.DIARY_SHEET)
def sheet_file(visit: Visiting, *, periode: Window = "") -> Response:
    """Hand out a window's sheet, with her own cases and days and what stands already."""

    def act(work: Work) -> tuple[DiaryWindow, str]:
        window, who = own_window(work, WindowId(periode or _newest(work)))
        pages = pages_of(work.connection, who.caseworker_id, window.starts_on, window.ends_on)
        hers = sorted(_hers(pages))
        seen = work.visible(records(work.connection, newest(in_ids(hers)))) if hers else ()
        return window, template(window, pages, [record.case.case_id for record in seen])

    window, text = visit.do(act)
    name = f"tidsdagbog-{window.starts_on.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(ADDRESS, operation_id=Operation.DIARY_RECORD)
def sent(request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[SheetForm, Form()]) -> Response:
    """Check a sheet, or keep it."""
    on = today(scheme)
    if not sent.ark.strip():
        return _shown(request, visit, Sending(window=sent.periode, faults={"ark": "er tomt"}))
    try:
        found = _taken_in(visit, sent, on)
    except InputRefused as refused:
        return _shown(request, visit, Sending(window=sent.periode, text=sent.ark, faults={"ark": refused.danish}))
    if not found.kept:
        return _shown(request, visit, Sending(window=sent.periode, text=sent.ark, found=found))
    return RedirectResponse(
        f"{ADDRESS}?{urlencode({'periode': sent.periode, 'gemt': len(found.entries)})}", status_code=303
    )


def _taken_in(visit: Visit, sent: SheetForm, on: date) -> TakenIn:
    found: list[TakenIn] = []

    def act(work: Work) -> tuple[CaseId, ...]:
        read = read_sheet(*rows_of(sent.ark), whom=own_id(work))
        named = [one.case_id for _, one in read.entries]
        reached = frozenset(work.cases(named))
        pen = Pen(today=on, stamp=work.stamp, is_imported=True)
        found[:] = [take_in(work.connection, read, reached, pen, keeps=bool(sent.gem))]
        return tuple(sorted(reached)) if found[0].kept else ()

    if sent.gem:
        once_sent(visit, sent.noegle, (sent.ark,), act)
    else:
        visit.do(act)
    return found[0] if found else TakenIn(entries=(), faults=(), kept=True)  # it was kept when it was sent before


def _shown(request: Request, visit: Visit, sending: Sending, *, kept: int = 0) -> Response:
    visit.do(lambda work: own_window(work, WindowId(sending.window)) if sending.window else None)
    refused = sending.faults or (sending.found and sending.found.faults)
    return page(request, "diary_sheet.html", _context(sending, kept), status=422 if refused else 200)


def _context(sending: Sending, kept: int) -> dict[str, Any]:
    found = sending.found
    return {
        "sending": sending,
        "found": found,
        "kept": kept,
        "columns": HEADER,
        "entries": count(len(found.entries), "tid", "tider") if found else "",
        "total": time_spent(found.minutes) if found else "",
        "shown": found.faults[:MOST_SHOWN] if found else (),
        "key": str(uuid4()),
    }


def _newest(work: Work) -> str:
    """Return the window she writes in, where none is named: the last that is not closed, otherwise none."""
    windows = windows_of(work.connection, [own_id(work)])
    return next((one.window_id for one in reversed(windows) if one.closed_at is None), "")


def _hers(pages: Pages) -> set[CaseId]:
    return {case_id for case_id, _, _ in pages.spells}
