"""What stands in a caseworker's diary on a day? Her cases of the day with their minutes, and the days around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby
from uuid import uuid4

from casework.diary_rules import Pages, pages_of
from casework.diary_windows import hours_on, last_working_day, working_days
from sagstyngde.case import CaseId
from sagstyngde.caseworker import Caseworker
from sagstyngde.diary import DayMark, DiaryWindow
from sagstyngde.work_kind import WorkKind
from serve.diary_access import own_id
from serve.diary_strip import Tile, tiles_of
from serve.diary_wording import kind_names
from serve.work import Work
from storage.cases import in_ids, newest, records
from storage.diary import windows_of
from storage.diary_entries import marks_of

STEPS = (15, 30, 60, 120)
"""The minutes that one tap adds."""
NEAR = 8
"""So many cases are shown with all they hold; the others are links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Minutes of one kind of work on a case."""

    kind: WorkKind
    name: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case of the shown day. ``mark`` names its place on the page; ``version`` changes with whatever is written."""

    case_id: CaseId
    mark: str
    cells: tuple[Cell, ...]
    version: int
    last_worked: date | None

    @property
    def minutes(self) -> int:
        """All minutes of the day on the case."""
        return sum(cell.minutes for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryDay:
    """One day of a diary, and the days around it. ``elsewhere`` are minutes on cases that are hers no longer."""

    window: DiaryWindow
    day: date
    rows: tuple[CaseRow, ...]
    elsewhere: int
    contract_minutes: int
    mark: DayMark | None
    tiles: tuple[Tile, ...]
    today: date
    key: str

    @property
    def minutes(self) -> int:
        """All minutes of the day on cases."""
        return sum(row.minutes for row in self.rows) + self.elsewhere

    @property
    def may_write(self) -> bool:
        """Whether something can be written on this day."""
        return self.window.closed_at is None and self.day <= self.today

    @property
    def may_close(self) -> bool:
        """Whether the window's last working day has come."""
        return self.window.closed_at is None and self.today >= last_working_day(self.window)

    @property
    def missing(self) -> tuple[date, ...]:
        """The working days that have come and stand empty."""
        return tuple(tile.day for tile in self.tiles if tile.state == "missing")

    @property
    def weeks(self) -> tuple[tuple[Tile, ...], ...]:
        """The days of the strip week by week."""
        return tuple(tuple(week) for _, week in groupby(self.tiles, key=lambda tile: tile.day.isocalendar().week))

    @property
    def weekends(self) -> tuple[date, ...]:
        """The days of weekends that have come and are not in the strip."""
        shown = {tile.day for tile in self.tiles}
        first, last = self.window.starts_on, min(self.window.ends_on, self.today)
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return tuple(day for day in days if day not in shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where a caseworker's diary is opened: its window and day, or the next window to come, or neither."""

    who: Caseworker
    window: DiaryWindow | None
    day: date
    coming: DiaryWindow | None


def opened(work: Work, today: date, day: date | None) -> Opened:
    """Find where to begin: on the day asked for, on today, or where something is still to be told or closed."""
    whom = own_id(work)
    who = work.caseworker(whom).on(today)
    windows = windows_of(work.connection, [whom])
    begun = [one for one in windows if one.starts_on <= today]
    coming = next((one for one in windows if one.starts_on > today), None)
    asked = day or today
    untold = [one for one in begun if one.closed_at is None]
    chosen = next((one for one in begun if one.holds(asked)), None) or next(reversed(untold or begun), None)
    if chosen is None:
        return Opened(who=who, window=None, day=today, coming=coming)
    if day is None or not chosen.holds(asked) or asked > today:
        return Opened(who=who, window=chosen, day=_day_in_hand(who, chosen, today), coming=coming)
    return Opened(who=who, window=chosen, day=asked, coming=coming)


def _day_in_hand(who: Caseworker, window: DiaryWindow, today: date) -> date:
    """Return today where she works today, otherwise the working day before it."""
    if window.holds(today) and hours_on(who, today) > 0.0:
        return today
    return max((day for day in working_days(window) if day <= today), default=window.starts_on)


def diary_day(work: Work, found: Opened, window: DiaryWindow, today: date, *, only: CaseId | None = None) -> DiaryDay:
    """Lay out a day; ``only``: of its cases just this one, as after a tap, with what the day comes to."""
    whom = found.who.caseworker_id
    pages = pages_of(work.connection, whom, window.starts_on, window.ends_on)
    marks = marks_of(work.connection, [whom], window.starts_on, window.ends_on)
    hers = sorted(pages.cases_on(found.day) if only is None else {only} & pages.cases_on(found.day))
    seen = work.visible(records(work.connection, newest(in_ids(hers)))) if hers else ()
    rows = sorted((_row(pages, record.case.case_id, found.day) for record in seen), key=_nearness)
    of_day = sum(one.entry.minutes for one in pages.recorded if one.entry.worked_on == found.day)
    return DiaryDay(
        window=window,
        day=found.day,
        rows=tuple(rows),
        elsewhere=of_day - sum(row.minutes for row in rows),
        contract_minutes=round(60 * hours_on(found.who, found.day)),
        mark=marks.get((whom, found.day)),
        tiles=tuple(tiles_of(pages, window, found.who, marks, shown=found.day, today=today)),
        today=today,
        key=str(uuid4()),
    )


def place_of(case_id: str) -> str:
    """Return the name of a case's place on the page: an id may hold what an address may not.

    >>> place_of("27/24") == place_of("27/24"), len(place_of("27/24"))
    (True, 14)
    """
    return f"sag-{sha256(case_id.encode()).hexdigest()[:10]}"


def _row(pages: Pages, case_id: CaseId, day: date) -> CaseRow:
    minutes = pages.minutes
    own = [one for one in pages.recorded if one.entry.case_id == case_id]
    worked = [one.entry.worked_on for one in own if one.entry.minutes and one.entry.worked_on <= day]
    return CaseRow(
        case_id=case_id,
        mark=place_of(case_id),
        cells=tuple(
            Cell(kind=kind, name=name, minutes=minutes.get((case_id, day, kind), 0))
            for kind, name in kind_names().items()
        ),
        version=max((one.number for one in own if one.entry.worked_on == day), default=0),
        last_worked=max(worked, default=None),
    )


def _nearness(row: CaseRow) -> tuple[int, str]:
    """What was worked on lately is what is worked on today."""
    return (-row.last_worked.toordinal() if row.last_worked else 0, row.case_id)


def near_and_other(rows: Sequence[CaseRow], sought: str) -> tuple[tuple[CaseRow, ...], tuple[CaseRow, ...]]:
    """Part the cases, or those whose id holds what is sought, into those to show and those to lead to."""
    found = [row for row in rows if sought.casefold() in row.case_id.casefold()]
    return tuple(found[:NEAR]), tuple(found[NEAR:])
