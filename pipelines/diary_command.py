"""What happens when a filled-in diary sheet is taken in? Row by row by the rules; then all of it, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from casework.diary_rules import Pen
from casework.diary_sheet import CASEWORKER, HEADER, RowFault, Sheet, TakenIn, read_sheet, take_in
from pipelines.importers.csv_list import read_csv_list
from pipelines.importers.limits import LIMITS
from pipelines.importers.raw import RawTable
from pipelines.importers.workbook import SUFFIXES, read_workbook
from pipelines.operators import Errand
from sagstyngde.danish import count
from sagstyngde.duration import time_spent
from sagstyngde.errors import Language
from storage.audit import append
from storage.cases import in_ids, newest, records
from storage.engine import Connection, Engine
from storage.transactions import write

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an operator asks for: which sheet, on which day, and whether to keep it."""

    file: Path
    today: date
    dry_run: bool = False
    language: Language = Language.DANISH


def run(asked: Asked, engine: Engine, errand: Errand, console: Console) -> TakenIn:
    """Take a sheet in, log the cases it is about, and say what came of it.

    Raises:
        ImportRefused: the file cannot be read.
        InputRefused: a column is missing or stands twice, or there are too many rows.

    """
    sheet = _read(asked.file)

    def do(connection: Connection) -> TakenIn:
        named = sorted({one.case_id for _, one in sheet.entries})
        known = [record.case for record in records(connection, newest(in_ids(named)))]
        pen = Pen(today=asked.today, stamp=errand.stamp, is_imported=True)
        reached = frozenset(case.case_id for case in known)
        found = take_in(connection, sheet, reached, pen, keeps=not asked.dry_run)
        append(connection, errand.looks(known))
        return found

    found = write(engine, do)
    _tell(found, asked, console)
    return found


def _read(file: Path) -> Sheet:
    wanted = frozenset((CASEWORKER, *HEADER))
    if file.name.lower().endswith(SUFFIXES):
        table = read_workbook(file, limits=LIMITS)
    else:
        table = read_csv_list(file, wanted, limits=LIMITS)
    rows, faults = _parted(table)
    sheet = read_sheet(table.header, rows)
    return Sheet(entries=sheet.entries, faults=(*faults, *sheet.faults))


def _parted(table: RawTable) -> tuple[list[tuple[int, tuple[str, ...]]], list[RowFault]]:
    """Part rows that can be read from those whose line cannot."""
    rows, faults = [], []
    for row in table.rows:
        if row.fault is None:
            rows.append((row.number, row.cells))
        else:
            faults.append(RowFault(row=row.number, column="", text=row.fault.danish))
    return rows, faults


def _tell(found: TakenIn, asked: Asked, console: Console) -> None:
    say = _DANISH if asked.language is Language.DANISH else _ENGLISH
    for one in found.faults[:MOST_SHOWN]:
        console.print(Text(f"{asked.file.name}: {say.row(one)}"))
    if len(found.faults) > MOST_SHOWN:
        console.print(Text(say.more(len(found.faults) - MOST_SHOWN)))
    console.print(Text(say.sum(found, is_dry=asked.dry_run)))


@dataclass(frozen=True, slots=True)
class _Words:
    row: Callable[[RowFault], str]
    more: Callable[[int], str]
    sum: Callable[..., str]


def _sum_in_danish(found: TakenIn, *, is_dry: bool) -> str:
    entries = f"{count(len(found.entries), 'tid', 'tider')}, i alt {time_spent(found.minutes)}"
    if found.faults:
        return f"Intet er gemt: {count(len(found.faults), 'sted', 'steder')} skal rettes. {entries} kunne læses."
    return f"Prøvekørsel, intet er gemt: {entries}." if is_dry else f"{entries} står nu i tidsdagbogen."


def _sum_in_english(found: TakenIn, *, is_dry: bool) -> str:
    entries = f"entries {len(found.entries)}, minutes {found.minutes}"
    if found.faults:
        return f"nothing was kept, places to correct: {len(found.faults)}; could be read: {entries}"
    return f"dry run, nothing was kept: {entries}" if is_dry else f"written in the diary: {entries}"


def _where(one: RowFault, parts: Sequence[str]) -> str:
    return ", ".join(filter(None, (f"{parts[0]} {one.row}", one.column and f"{parts[1]} {one.column}")))


_DANISH = _Words(
    row=lambda one: f"{_where(one, ('række', 'kolonne'))}: {one.text}",
    more=lambda more: f"… og {count(more, 'sted', 'steder')} mere",
    sum=_sum_in_danish,
)
_ENGLISH = _Words(
    row=lambda one: f"{_where(one, ('row', 'column'))}: {one.text}",
    more=lambda more: f"… and {more} more",
    sum=_sum_in_english,
)
