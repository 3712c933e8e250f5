"""How does a caseworker close her window? She sees what stands, says what empty days mean, and that all is told."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.diary_rules import Pen, pages_of
from casework.diary_windows import close, empty_days, last_working_day, working_days
from sagstyngde.case import CaseId
from sagstyngde.diary import DayMark, DiaryWindow, WindowId
from sagstyngde.duration import time_spent
from sagstyngde.errors import InputRefused, StateRefused
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.diary_access import own_window
from serve.diary_pages import ADDRESS
from serve.diary_wording import kind_names, spoken_day
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import BLANK, Filling
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
EMPTY = {"intet": DayMark.NOTHING, "udelad": DayMark.LEFT_OUT}


class CloseForm(BaseModel):
    """What the empty days of a window mean, where there are any."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    tomme: Annotated[str, StringConstraints(pattern="^(?:intet|udelad)?$")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A window about to be closed: what stands in it, by kind of work, and which days stand empty."""

    window: DiaryWindow
    minutes: tuple[tuple[str, int], ...]
    empty: tuple[date, ...]
    working_days: int
    is_over: bool
    key: str


@router.get(f"{ADDRESS}/perioder/{{window_id}}", operation_id=Operation.DIARY_CLOSING_PAGE)
def closing(request: Request, window_id: str, visit: Visiting, scheme: CaseScheme) -> Response:
    """Show what closing a window says, before it is said."""
    on = today(scheme)
    found = visit.do(lambda work: closing_of(work, WindowId(window_id), on))
    return page(request, "diary_closing.html", closing_context(found, BLANK))


@router.post(f"{ADDRESS}/perioder/{{window_id}}", operation_id=Operation.DIARY_CLOSE)
def close_own(
    request: Request, window_id: str, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[CloseForm, Form()]
) -> Response:
    """Close a window of hers."""
    on, own = today(scheme), WindowId(window_id)

    def act(work: Work) -> tuple[CaseId, ...]:
        window, who = own_window(work, own)
        pen = Pen(today=on, stamp=work.stamp)
        close(work.connection, window, who, pen, empty=EMPTY.get(sent.tomme))
        return ()

    try:
        once_sent(visit, sent.noegle, (window_id, sent.tomme), act)
    except (InputRefused, StateRefused) as refused:
        found = visit.do(lambda work: closing_of(work, own, on))
        is_about_days = isinstance(refused, InputRefused)
        form = Filling(
            faults={"tomme": refused.danish} if is_about_days else {}, general="" if is_about_days else refused.danish
        )
        return page(request, "diary_closing.html", closing_context(found, form), status=422)
    return RedirectResponse(f"{ADDRESS}/perioder/{window_id}", status_code=303)


def closing_of(work: Work, window_id: WindowId, on: date) -> Closing:
    """Reckon up a window of hers.

    Raises:
        Unseen: there is no such window, or it is not hers.

    """
    window, who = own_window(work, window_id)
    pages = pages_of(work.connection, who.caseworker_id, window.starts_on, window.ends_on)
    totals = [
        (name, sum(one.entry.minutes for one in pages.recorded if one.entry.kind is kind))
        for kind, name in kind_names().items()
    ]
    return Closing(
        window=window,
        minutes=tuple(totals),
        empty=empty_days(work.connection, window, who),
        working_days=len(working_days(window)),
        is_over=on >= last_working_day(window),
        key=str(uuid4()),
    )


def closing_context(found: Closing, form: Filling) -> dict[str, Any]:
    """Return what the page that closes shows."""
    return {"found": found, "form": form, "spoken_day": spoken_day, "time_spent": time_spent}
