"""Who works here? ``staff.csv`` and ``absences.csv`` beside it, read row by row; a row that cannot be right is refused.

Unknown columns are refused: a misspelt one would silently count for nothing, and a column about a caseworker's speed or
person has no place in an allocation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from features.csv_text import read_csv_text
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import FULL_TIME_WEEKLY_HOURS, Absence, Caseworker
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import HistoryRefused, StaffRefused

ABSENCES = "absences.csv"
MOST_WEEKLY_HOURS = 60.0
MOST_MONTHLY_HOURS = 200.0
SEPARATOR = ";"

_STAFF_NEEDS = ("caseworker_id", "employed_on")
_STAFF_MAY = (
    "name", "team", "districts", "competences", "languages", "weekly_hours", "fixed_monthly_hours", "left_on",
)  # fmt: skip
_ABSENCE_NEEDS = ("caseworker_id", "starts_on", "ends_on")
_ABSENCE_MAY = ("share",)

_WANTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("is empty; fill it in", "er tom; udfyld den"),
        "date": ("is not a date; write 2026-03-01", "er ikke en dato; skriv 2026-03-01"),
        "hours": ("is not a number of hours from 0 to {most:g}", "er ikke et antal timer fra 0 til {most:g}"),
        "share": ("is not a share above 0 and at most 1", "er ikke en andel over 0 og højst 1"),
        "twice": ("stands on an earlier row too; keep one of them", "står også på en tidligere række; behold én"),
        "unknown": ("is no caseworker of the staff file", "er ikke en sagsbehandler i medarbejderfilen"),
        "order": ("lies before the row's first date", "ligger før rækkens første dato"),
        "cpr": ("looks like a CPR number; remove it", "ligner et CPR-nummer; fjern det"),
    }
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row's cells by column, and where they stand."""

    file: str
    number: int
    cells: Mapping[str, str]

    def refused(self, column: str, why: str, most: float = 0.0) -> StaffRefused:
        english, danish = (text.format(most=most) for text in _WANTED[why])
        return StaffRefused(
            english=f"{self.file}, row {self.number}, column {column}: the value {english}",
            danish=f"{self.file}, række {self.number}, kolonne {column}: værdien {danish}",
        )

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def needed(self, column: str) -> str:
        if not (text := self.text(column)):
            raise self.refused(column, "missing")
        return text

    def day(self, column: str) -> date | None:
        if not (text := self.text(column)):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refused(column, "date") from None

    def needed_day(self, column: str) -> date:
        self.needed(column)
        day = self.day(column)
        assert day is not None  # noqa: S101  needed() has refused an empty cell
        return day

    def number_of(self, column: str, default: float) -> float | None:
        """Return a number, the default where the cell is empty, ``None`` where it holds no finite number."""
        try:
            value = float(self.text(column).replace(",", ".") or default)
        except ValueError:
            return None
        return value if abs(value) < float("inf") else None

    def hours(self, column: str, default: float, most: float) -> float:
        value = self.number_of(column, default)
        if value is None or not 0.0 <= value <= most:
            raise self.refused(column, "hours", most)
        return value

    def share(self, column: str) -> float:
        value = self.number_of(column, 1.0)
        if value is None or not 0.0 < value <= 1.0:
            raise self.refused(column, "share")
        return value

    def several(self, column: str) -> frozenset[str]:
        return frozenset(part.strip() for part in self.text(column).split(SEPARATOR) if part.strip())


def read_staff(path: Path) -> tuple[Caseworker, ...]:
    """Read a municipality's caseworkers, with the absences that stand in ``absences.csv`` beside the file.

    Returns the caseworkers in the file's order, those who have left among them.

    Raises:
        StaffRefused: a file or column is missing, or a row cannot be right; file, row and column are named.

    """
    rows = _rows(path, _STAFF_NEEDS, _STAFF_MAY)
    if not rows:
        raise StaffRefused(
            english=f"{path.name}: there is a header and no caseworker; export the staff again",
            danish=f"{path.name}: der er en overskrift og ingen sagsbehandler; lav udtrækket igen",
        )
    _refuse_twice(rows)
    absences = _absences(path.with_name(ABSENCES), {row.text("caseworker_id") for row in rows})
    return tuple(_caseworker(row, absences) for row in rows)


def _rows(path: Path, needs: tuple[str, ...], may: tuple[str, ...]) -> list[_Row]:
    try:
        table = read_csv_text(path, frozenset(needs + may))
    except HistoryRefused as error:
        raise StaffRefused(english=error.english, danish=error.danish) from error
    _check_header(path.name, list(table.header), needs, may)
    rows = []
    for number, record in table.records:
        if len(record) != len(table.header):
            raise StaffRefused(
                english=f"{path.name}, row {number}: {len(record)} cells where the header has {len(table.header)}",
                danish=f"{path.name}, række {number}: {len(record)} celler, hvor overskriften har {len(table.header)}",
            )
        rows.append(_without_cpr(_Row(path.name, number, dict(zip(table.header, record, strict=True)))))
    return rows


def _check_header(file: str, header: list[str], needs: tuple[str, ...], may: tuple[str, ...]) -> None:
    missing = [name for name in needs if name not in header]
    if missing:
        raise StaffRefused(
            english=f"{file}: the column {missing[0]} is missing; the file needs {', '.join(needs)}",
            danish=f"{file}: kolonnen {missing[0]} mangler; filen skal have {', '.join(needs)}",
        )
    known = set(needs + may)
    for place, name in enumerate(header, start=1):
        if name not in known or header.count(name) > 1:
            raise StaffRefused(
                english=f"{file}: column number {place} is unknown or stands twice; known are {', '.join(needs + may)}",
                danish=f"{file}: kolonne nummer {place} er ukendt eller står to gange; "
                f"kendte er {', '.join(needs + may)}",
            )


def _without_cpr(row: _Row) -> _Row:
    for column, cell in row.cells.items():
        if looks_like_cpr(cell):
            raise row.refused(column, "cpr")
    return row


def _refuse_twice(rows: list[_Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if (caseworker_id := row.needed("caseworker_id")) in seen:
            raise row.refused("caseworker_id", "twice")
        seen.add(caseworker_id)


def _absences(path: Path, known: set[str]) -> dict[str, list[Absence]]:
    found: dict[str, list[Absence]] = {caseworker_id: [] for caseworker_id in known}
    for row in _rows(path, _ABSENCE_NEEDS, _ABSENCE_MAY) if path.exists() else ():
        if (caseworker_id := row.needed("caseworker_id")) not in known:
            raise row.refused("caseworker_id", "unknown")
        found[caseworker_id].append(_absence(row))
    return found


def _absence(row: _Row) -> Absence:
    starts_on, ends_on = row.needed_day("starts_on"), row.needed_day("ends_on")
    if ends_on < starts_on:
        raise row.refused("ends_on", "order")
    return Absence(starts_on=starts_on, ends_on=ends_on, share=row.share("share"))


def _caseworker(row: _Row, absences: Mapping[str, list[Absence]]) -> Caseworker:
    employed_on, left_on = row.needed_day("employed_on"), row.day("left_on")
    if left_on is not None and left_on < employed_on:
        raise row.refused("left_on", "order")
    caseworker_id = row.needed("caseworker_id")
    return Caseworker(
        caseworker_id=CaseworkerId(caseworker_id),
        employed_on=employed_on,
        name=row.text("name"),
        team=row.text("team") or None,
        districts=row.several("districts"),
        competences=row.several("competences"),
        languages=row.several("languages"),
        weekly_hours=row.hours("weekly_hours", FULL_TIME_WEEKLY_HOURS, MOST_WEEKLY_HOURS),
        fixed_monthly_hours=row.hours("fixed_monthly_hours", 0.0, MOST_MONTHLY_HOURS),
        absences=tuple(sorted(absences[caseworker_id], key=lambda absence: absence.starts_on)),
        left_on=left_on,
    )
