"""What does a caseworker see of her diary? Today's cases first, and the days of the window."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from sagstyngde.case import CaseId
from sagstyngde.diary import RecordedEntry
from sagstyngde.duration import clock, time_spent
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.diary_view import STEPS, DiaryDay, Opened, diary_day, near_and_other, opened
from serve.diary_wording import kind_meanings, kind_names, short_weekday, spoken_day
from serve.form_reading import BLANK, Filling
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from serve.written import NO_BREAK
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


@router.get(ADDRESS, operation_id=Operation.DIARY_PAGE)
def diary(  # noqa: PLR0913  what the address may say
    request: Request, visit: Visiting, scheme: CaseScheme, *, dag: Text = "", find: Text = "", ny: Text = ""
) -> Response:
    """Show the day asked for, or the one where something is to be told."""
    number = int(ny) if ny.isascii() and ny.isdecimal() and len(ny) < 19 else 0
    shown = Shown(day=day_of(dag), sought=find.strip(), newest=number)
    return diary_shown(request, visit, today(scheme), shown)


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
        "steps": [(minutes, time_spent(minutes).replace(NO_BREAK, " ")) for minutes in STEPS],  # breaks on a phone
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
