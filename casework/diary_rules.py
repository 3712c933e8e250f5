"""What may be written in a diary? Minutes on own cases, on days that have come, inside a window that stands open."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import MINUTES_OF_A_DAY, DayMark, DiaryEntry, DiaryWindow, RecordedEntry
from sagstyngde.work_kind import WorkKind
from storage.diary import windows_of
from storage.diary_entries import entries_of, mark_days, marks_of, record_entries
from storage.engine import Connection
from storage.placements import spells_of
from storage.staff import lock_staff
from storage.stamp import Stamp


class DiaryFault(StrEnum):
    """Why minutes are not written down."""

    NOT_HERS = "not_hers"
    NO_WINDOW = "no_window"
    CLOSED = "closed"
    IN_FUTURE = "in_future"
    TOO_MUCH = "too_much"
    REPEATED = "repeated"


FAULTS: Mapping[DiaryFault, str] = {
    DiaryFault.NOT_HERS: "sagen er ikke sagsbehandlerens den dag, eller du har ikke adgang til den",
    DiaryFault.NO_WINDOW: "dagen ligger uden for de uger, der er aftalt",
    DiaryFault.CLOSED: "perioden er afsluttet og kan ikke ændres",
    DiaryFault.IN_FUTURE: "dagen er ikke kommet endnu",
    DiaryFault.TOO_MUCH: "dagen ville få mere end 24 timer i alt",
    DiaryFault.REPEATED: "samme sag, dag og slags arbejde står to gange",
}
"""As people read it."""

Cell = tuple[CaseId, date, WorkKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What of one caseworker's diary the rules look at, between two days: windows, spells with cases, what stands."""

    windows: Sequence[DiaryWindow]
    spells: Sequence[tuple[CaseId, date, date]]
    recorded: Sequence[RecordedEntry]

    def window_on(self, day: date) -> DiaryWindow | None:
        """Return the window a day lies in."""
        return next((one for one in self.windows if one.holds(day)), None)

    def cases_on(self, day: date) -> frozenset[CaseId]:
        """Return the cases that were hers on a day."""
        return frozenset(case_id for case_id, starts_on, ends_on in self.spells if starts_on <= day <= ends_on)

    @property
    def minutes(self) -> dict[Cell, int]:
        """What stands, by case, day and kind of work."""
        entries = (one.entry for one in self.recorded)
        return {(one.case_id, one.worked_on, one.kind): one.minutes for one in entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Who writes, and on which day; ``is_imported``: from a spreadsheet or another system."""

    today: date
    stamp: Stamp
    is_imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of some entries: the numbers of those that were stored, and by their place why others were not."""

    numbers: tuple[int, ...]
    faults: Mapping[int, DiaryFault]


def pages_of(connection: Connection, caseworker_id: CaseworkerId, first: date, last: date) -> Pages:
    """Read a caseworker's diary between two days."""
    return Pages(
        windows=windows_of(connection, [caseworker_id], since=first),
        spells=spells_of(connection, caseworker_id, first, last),
        recorded=entries_of(connection, [caseworker_id], first, last),
    )


def write_entries(
    connection: Connection, entries: Sequence[DiaryEntry], pen: Pen, *, keeps: bool = True, whole: bool = False
) -> Written:
    """Store one caseworker's entries as far as the rules allow; an entry that says what stands already adds nothing.

    ``keeps``: false reckons and stores nothing. ``whole``: nothing is stored where any is refused. Her row is held
    until the transaction ends, so that of two that write at once neither is lost.
    """
    if not entries:
        return Written(numbers=(), faults={})
    whom, days = entries[0].caseworker_id, [one.worked_on for one in entries]
    lock_staff(connection, [whom])
    pages = pages_of(connection, whom, min(days), max(days))
    faults = dict(faults_of(pages, entries, pen.today))
    good = [one for place, one in enumerate(entries) if place not in faults]
    is_kept = keeps and not (whole and faults)
    known = pages.minutes
    new = [one for one in good if known.get(_cell(one), 0) != one.minutes] if is_kept else []
    if any(one.minutes for one in new):
        _take_marks_back(connection, whom, {one.worked_on for one in new if one.minutes}, pen)
    return Written(numbers=record_entries(connection, new, pen.stamp, is_imported=pen.is_imported), faults=faults)


def _take_marks_back(connection: Connection, whom: CaseworkerId, days: Iterable[date], pen: Pen) -> None:
    """A day with hours on cases is neither empty nor left out, whatever was said of it before."""
    ordered = sorted(days)
    marked = {day for _, day in marks_of(connection, [whom], ordered[0], ordered[-1])}
    gone = [day for day in ordered if day in marked]
    mark_days(connection, whom, gone, DayMark.TAKEN_BACK, stamp=pen.stamp)


def faults_of(pages: Pages, entries: Sequence[DiaryEntry], today: date) -> Iterator[tuple[int, DiaryFault]]:
    """Yield which of some entries of one caseworker may not be written, by their place, and why."""
    overfull = _overfull(pages, entries)
    seen: set[Cell] = set()
    for place, one in enumerate(entries):
        fault = _fault(pages, one, today)
        if fault is None and _cell(one) in seen:
            fault = DiaryFault.REPEATED
        if fault is None and one.worked_on in overfull:
            fault = DiaryFault.TOO_MUCH
        seen.add(_cell(one))
        if fault is not None:
            yield place, fault


def _fault(pages: Pages, one: DiaryEntry, today: date) -> DiaryFault | None:
    window = pages.window_on(one.worked_on)
    if window is None:
        return DiaryFault.NO_WINDOW
    if window.closed_at is not None:
        return DiaryFault.CLOSED
    if one.worked_on > today:
        return DiaryFault.IN_FUTURE
    return None if one.case_id in pages.cases_on(one.worked_on) else DiaryFault.NOT_HERS


def _overfull(pages: Pages, entries: Iterable[DiaryEntry]) -> frozenset[date]:
    """Return the days that would hold more than 24 hours."""
    totals: defaultdict[date, int] = defaultdict(int)
    wanted = {_cell(one): one.minutes for one in entries}
    for (_, day, _), minutes in (pages.minutes | wanted).items():
        totals[day] += minutes
    touched = {one[1] for one in wanted}
    return frozenset(day for day, minutes in totals.items() if day in touched and minutes > MINUTES_OF_A_DAY)


def _cell(one: DiaryEntry) -> Cell:
    return one.case_id, one.worked_on, one.kind
