"""What does a caseworker see of her diary? Today's cases first, the days of the window, and how a window is closed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from casework.diary_rules import pages_of
from casework.diary_windows import empty_days, last_working_day, working_days
from sagstyngde.case import CaseId
from sagstyngde.diary import DiaryWindow, RecordedEntry, WindowId
from sagstyngde.duration import clock, time_spent
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.diary_access import own_window
from serve.diary_view import STEPS, DiaryDay, Opened, diary_day, near_and_other, opened
from serve.diary_wording import kind_meanings, kind_names, short_weekday, spoken_day
from serve.form_reading import BLANK, Filling
from serve.rendering import page
from serve.visits import Visit, Visiting, Work
from storage.diary_entries import entry_before

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/tidsdagbog"
Text = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The newest entry, as long as nothing newer stands in its place: it can be taken back with one tap."""

    number: int
    case_id: CaseId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of a diary is shown, and how it was asked for: the sought case, an entry to take back, a form sent back."""

    day: date | None = None
    sought: str = ""
    newest: int = 0
    only: CaseId | None = None
    about: str = ""
    form: Filling = BLANK


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A window about to be closed: what stands in it, by kind of work, and which days stand empty."""

    window: DiaryWindow
    minutes: tuple[tuple[str, int], ...]
    empty: tuple[date, ...]
    working_days: int
    is_over: bool
    key: str


@router.get(ADDRESS, operation_id=Operation.DIARY_PAGE)
def diary(  # noqa: PLR0913  what the address may say
    request: Request, visit: Visiting, scheme: CaseScheme, *, dag: Text = "", find: Text = "", ny: Text = ""
) -> Response:
    """Show the day asked for, or the one where something is to be told."""
    number = int(ny) if ny.isascii() and ny.isdecimal() and len(ny) < 19 else 0
    shown = Shown(day=day_of(dag), sought=find.strip(), newest=number)
    return diary_shown(request, visit, today(scheme), shown)


@router.get(f"{ADDRESS}/perioder/{{window_id}}", operation_id=Operation.DIARY_CLOSING_PAGE)
def closing(request: Request, window_id: str, visit: Visiting, scheme: CaseScheme) -> Response:
    """Show what closing a window says, before it is said."""
    on = today(scheme)
    found = visit.do(lambda work: closing_of(work, WindowId(window_id), on))
    return page(request, "diary_closing.html", closing_context(found, BLANK))


def diary_shown(request: Request, visit: Visit, on: date, shown: Shown, *, status: int = 200) -> Response:
    """Show a day of the diary; after a form that could not be used, with all that was typed."""
    if visit.principal.caseworker_id is None:
        return page(request, "diary_none.html", {"coming": None, "is_linked": False})

    def act(work: Work) -> tuple[Opened, DiaryDay | None, Undo | None]:
        found = opened(work, on, shown.day)
        laid_out = diary_day(work, found, found.window, on, only=shown.only) if found.window else None
        return found, laid_out, _undo(work, laid_out, shown.newest)

    found, laid_out, undo = visit.do(act)
    if laid_out is None:
        return page(request, "diary_none.html", {"coming": found.coming, "is_linked": True})
    template = "diary.html" if shown.only is None else "diary_tapped.html"
    return page(request, template, _context(laid_out, undo, shown), status=status)


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


def day_of(text: str) -> date | None:
    """Return the day an address names, or ``None`` where it names none."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _context(laid_out: DiaryDay, undo: Undo | None, shown: Shown) -> dict[str, Any]:
    near, other = near_and_other(laid_out.rows, shown.sought)
    return {
        "diary": laid_out,
        "near": near,
        "other": other,
        "sought": shown.sought,
        "undo": undo,
        "about": shown.about,
        "form": shown.form,
        "steps": [(minutes, time_spent(minutes)) for minutes in STEPS],
        "meanings": [(name, kind_meanings()[kind]) for kind, name in kind_names().items()],
        "time_spent": time_spent,
        "clock": clock,
        "spoken_day": spoken_day,
        "short_weekday": short_weekday,
    }


def _undo(work: Work, laid_out: DiaryDay | None, number: int) -> Undo | None:
    """Offer to take back an entry, where it stands among what is shown."""
    found = entry_before(work.connection, number) if number and laid_out else None
    if found is None or laid_out is None or not laid_out.may_write:
        return None
    entry = found[0].entry
    is_shown = entry.worked_on == laid_out.day and entry.case_id in {row.case_id for row in laid_out.rows}
    if not is_shown or entry.caseworker_id != laid_out.window.caseworker_id:
        return None
    return Undo(number=number, case_id=entry.case_id, text=_change(found[0], found[1]))


def _change(one: RecordedEntry, before: int) -> str:
    name = kind_names()[one.entry.kind].lower()
    return f"{name} {clock(before)} → {clock(one.entry.minutes)}"
