"""What do files hold for a history, by the scheme's own rules? Read, converted, and held against each other.

Nothing is written here. The rules by which a row is taken are those of every history (``features.history_rows``); what
is told of it is in the list's own words: its file, its row, its column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from features.history_rows import Taken, take_rows
from features.refusals import Reason, Refusal, all_refusals, refusal
from features.tables import Row, Table, TableFormat, Wanted
from pipelines.importers.convert import Converted, Intake, convert
from pipelines.importers.event_log import Tables
from pipelines.importers.l231 import Report
from pipelines.importers.mapping import ListMapping, wanted_tables
from pipelines.importers.report import ImportReport, TableReport
from pipelines.importers.sources import is_log, is_report, open_l231, open_list, open_log
from sagstyngde.errors import ImportRefused

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What an import would write: the rows taken of each table by its name, in the scheme's columns; and a report."""

    wanted: Mapping[str, Wanted]
    rows: Mapping[str, tuple[Row, ...]]
    taken: Taken
    report: ImportReport


def take_in(paths: Sequence[Path], mapping: ListMapping, intake: Intake, progress: Progress) -> TakenIn:
    """Read files and keep the rows that can be believed.

    Raises:
        ImportRefused: a file or a column is missing or unreadable, or nothing in the files can be taken.
        HistoryRefused: amounts are minutes for hours, or no case is left.

    """
    wanted = wanted_tables(intake.scheme)
    tables, report = _open(paths, wanted, mapping, intake)
    converted: dict[str, Converted] = {}
    for name, (raw, table) in tables.items():
        progress(raw.source)
        converted[name] = convert(raw, wanted[name], table, intake)
    if not converted.get("cases", _NOTHING).table.row_count:
        raise ImportRefused(
            english="there are no cases in the files; hours and judgements belong to cases, so take them in together",
            danish="der er ingen sager i filerne; timer og vurderinger hører til sager, så tag dem ind sammen",
        )
    by_file = {wanted[name].file: one for name, one in converted.items()}
    taken = take_rows(intake.scheme, lambda one: by_file[one.file].table if one.file in by_file else _empty(one))
    told = [_in_list_words(refused, by_file) for refused in taken.refusals] + _of_records(report)
    rows = {name: _kept(one.table, taken.refusals) for name, one in converted.items()}
    return TakenIn(
        wanted=wanted,
        rows=rows,
        taken=taken,
        report=ImportReport(
            tables=tuple(_table_report(name, one, len(rows[name])) for name, one in converted.items()),
            refusals=all_refusals(told),
            masked=tuple(masked for one in converted.values() for masked in one.masked),
            notices=tuple(_missing(wanted[name]) for name in wanted if name not in converted),
        ),
    )


def _open(
    paths: Sequence[Path], wanted: Mapping[str, Wanted], mapping: ListMapping, intake: Intake
) -> tuple[Tables, Report | None]:
    if all(map(is_report, paths)):
        return open_l231(paths, wanted, mapping, intake)
    if len(paths) == 1 and is_log(paths[0], mapping):
        return open_log(paths[0], wanted, mapping, intake), None
    return open_list(paths, wanted, mapping, intake.limits), None


def _kept(table: Table, refusals: Sequence[Refusal]) -> tuple[Row, ...]:
    refused = {one.row for one in refusals if one.file == table.file}
    return tuple(row for row in table.rows if row.number not in refused)


def _in_list_words(refused: Refusal, by_file: Mapping[str, Converted]) -> Refusal:
    """Name the list's file and column instead of the history's."""
    one = by_file.get(refused.file)
    if one is None:
        return refused
    return replace(refused, file=one.source, column=one.headers.get(refused.column, refused.column))


def _of_records(report: Report | None) -> list[Refusal]:
    if report is None:
        return []
    return [
        refusal(report.source, fault.number, fault.element, fault.reason, text=fault.text) for fault in report.faults
    ]


def _table_report(name: str, one: Converted, taken_count: int) -> TableReport:
    return TableReport(
        table=name,
        source=one.source,
        format=one.written,
        rows_read=one.table.row_count,
        rows_taken=taken_count,
        rows_refused=one.table.row_count - taken_count,
        absent=one.absent,
    )


def _empty(wanted: Wanted) -> Table:
    return Table(file=wanted.file, rows=(), format=_UNWRITTEN, row_count=0, refusals=())


def _missing(wanted: Wanted) -> Reason:
    return Reason(
        danish=f"{wanted.file} er ikke i filerne; læg den i mappen, før der trænes",
        english=f"{wanted.file} is not in the files; put it into the folder before training",
    )


_UNWRITTEN = TableFormat(encoding="", delimiter="", decimal_comma=False)
_NOTHING = Converted(
    table=Table(file="", rows=(), format=_UNWRITTEN, row_count=0, refusals=()),
    source="",
    written=_UNWRITTEN,
    headers={},
    absent=(),
    masked=(),
)
