"""How does a spreadsheet become entries of a diary? A row a day and case, a column a kind of work.

An empty cell says nothing: what stands stays. ``0`` says that there was none.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from casework.diary_rules import FAULTS, DiaryFault, Pages, Pen, write_entries
from casework.diary_windows import working_days
from features.csv_cells import unguarded
from features.days import parse_day
from sagstyngde.case import CaseId, CaseworkerId, is_id
from sagstyngde.diary import DiaryEntry, DiaryWindow
from sagstyngde.duration import clock, minutes_of
from sagstyngde.errors import InputRefused
from sagstyngde.spreadsheet import spreadsheet
from sagstyngde.work_kind import WorkKind
from storage.engine import Connection

DAY, CASE, CASEWORKER = "Dag", "Sag", "Sagsbehandler"
KINDS: Mapping[str, WorkKind] = {
    "Familien": WorkKind.FAMILY,
    "Samarbejde": WorkKind.PARTNERS,
    "Skrivebord": WorkKind.DESK,
    "Transport": WorkKind.TRAVEL,
}
HEADER = (DAY, CASE, *KINDS)
MOST_ROWS = 2_000
_TIME = "skal være en tid som 1:30, 1,5 t eller 90 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """Why a cell or a row is not written down, by the row's number in the sheet; the header is row 1."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a sheet says: entries with the number of their row, and what in it cannot be read."""

    entries: tuple[tuple[int, DiaryEntry], ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of a sheet: what can be written, what cannot, and whether it was kept."""

    entries: tuple[DiaryEntry, ...]
    faults: tuple[RowFault, ...]
    kept: bool

    @property
    def minutes(self) -> int:
        """All the minutes that can be written."""
        return sum(one.minutes for one in self.entries)


def template(window: DiaryWindow, pages: Pages, case_ids: Iterable[CaseId]) -> str:
    """Write a window's sheet: a row for each working day and case of hers, with what stands already."""
    shown, minutes = frozenset(case_ids), pages.minutes
    rows = [
        (day.isoformat(), case_id, *(_cell(minutes.get((case_id, day, kind), 0)) for kind in KINDS.values()))
        for day in working_days(window)
        for case_id in sorted(pages.cases_on(day) & shown)
    ]
    return "\ufeff" + spreadsheet(HEADER, rows)


def rows_of(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    r"""Part a text, as a file holds it or as cells are copied, into its header and numbered rows.

    >>> rows_of("Dag;Sag\n2026-11-09;s1")
    (('Dag', 'Sag'), ((2, ('2026-11-09', 's1')),))
    """
    plain = text.removeprefix("\ufeff")
    delimiter = "\t" if "\t" in plain.split("\n", 1)[0] else ";"
    try:
        found = [tuple(row) for row in csv.reader(StringIO(plain, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise InputRefused(
            english="the sheet cannot be read: a quotation mark is not closed", danish="et anførselstegn er ikke lukket"
        ) from error
    header, *rows = found or [()]
    numbered = [(number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    return tuple(cell.strip() for cell in header), tuple(numbered)


def read_sheet(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], whom: CaseworkerId | None = None
) -> Sheet:
    """Read the rows of a sheet; without ``whom`` a column says whose each is.

    Raises:
        InputRefused: a column is missing or stands twice, or there are too many rows.

    """
    places = _places(header, HEADER if whom else (CASEWORKER, *HEADER))
    if len(rows) > MOST_ROWS:
        raise InputRefused(
            english=f"more than {MOST_ROWS} rows; divide the sheet", danish=f"mere end {MOST_ROWS} rækker; del arket"
        )
    entries: list[tuple[int, DiaryEntry]] = []
    faults: list[RowFault] = []
    for number, row in rows:
        cells = {name: unguarded(row[place].strip()) if place < len(row) else "" for name, place in places.items()}
        found = list(_row(number, cells, whom))
        entries += [(number, one) for one in found if isinstance(one, DiaryEntry)]
        faults += [one for one in found if isinstance(one, RowFault)]
    return Sheet(entries=tuple(entries), faults=tuple(faults))


def take_in(connection: Connection, sheet: Sheet, reached: frozenset[CaseId], pen: Pen, *, keeps: bool) -> TakenIn:
    """Write all of a sheet, or nothing where anything in it is refused; ``reached`` are the cases that may be seen."""
    faults = list(sheet.faults)
    good: defaultdict[CaseworkerId, list[tuple[int, DiaryEntry]]] = defaultdict(list)
    for number, one in sheet.entries:
        if one.case_id in reached:
            good[one.caseworker_id].append((number, one))
        else:
            faults.append(_told(number, one, DiaryFault.NOT_HERS))
    tried = {whom: write_entries(connection, [one for _, one in good[whom]], pen, keeps=False) for whom in sorted(good)}
    for whom, written in tried.items():
        faults += [_told(*good[whom][place], fault) for place, fault in written.faults.items()]
    kept = keeps and not faults
    if kept:
        for whom in tried:
            write_entries(connection, [one for _, one in good[whom]], pen)
    wanted = tuple(
        one
        for whom, written in tried.items()
        for place, (_, one) in enumerate(good[whom])
        if place not in written.faults
    )
    ordered = sorted(dict.fromkeys(faults), key=lambda one: (one.row, one.column))
    return TakenIn(entries=wanted, faults=tuple(ordered), kept=kept)


def _row(number: int, cells: Mapping[str, str], whom: CaseworkerId | None) -> Iterator[DiaryEntry | RowFault]:
    day, case_id = parse_day(cells[DAY]), cells[CASE]
    if day is None:
        yield RowFault(row=number, column=DAY, text="skal være en dag som 2026-11-23 eller 23-11-2026")
        return
    for column, text in ((CASE, case_id), (CASEWORKER, whom or cells.get(CASEWORKER, ""))):
        if not is_id(text):
            yield RowFault(row=number, column=column, text="mangler eller kan ikke være et id")
            return
    for name, kind in KINDS.items():
        if cells[name]:
            yield _entry(number, name, cells[name], _Place(day, CaseId(case_id), whom or _owner(cells), kind))


@dataclass(frozen=True, slots=True)
class _Place:
    day: date
    case_id: CaseId
    whom: CaseworkerId
    kind: WorkKind


def _entry(number: int, column: str, text: str, place: _Place) -> DiaryEntry | RowFault:
    minutes = minutes_of(text)
    if minutes is None or minutes > 24 * 60:
        return RowFault(row=number, column=column, text=_TIME)
    return DiaryEntry(
        case_id=place.case_id, caseworker_id=place.whom, worked_on=place.day, kind=place.kind, minutes=minutes
    )


def _owner(cells: Mapping[str, str]) -> CaseworkerId:
    return CaseworkerId(cells[CASEWORKER])


def _told(number: int, one: DiaryEntry, fault: DiaryFault) -> RowFault:
    if fault is DiaryFault.NOT_HERS:
        return RowFault(row=number, column=CASE, text=FAULTS[fault])
    if fault in {DiaryFault.TOO_MUCH, DiaryFault.REPEATED}:
        column = next(name for name, kind in KINDS.items() if kind is one.kind)
        return RowFault(row=number, column=column, text=FAULTS[fault])
    return RowFault(row=number, column=DAY, text=FAULTS[fault])


def _places(header: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    named = [cell.strip().casefold() for cell in header]
    wrong = [name for name in wanted if named.count(name.casefold()) != 1]
    if wrong:
        columns = ", ".join(wrong)
        raise InputRefused(
            english=f"the header must have each of these columns once: {columns}",
            danish=f"overskriften skal have hver af disse kolonner én gang: {columns}",
        )
    return {name: named.index(name.casefold()) for name in wanted}


def _cell(minutes: int) -> str:
    return clock(minutes) if minutes else ""
