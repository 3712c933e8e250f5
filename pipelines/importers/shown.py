"""What does the person who takes files in see? Each table and how it was read, the refusals counted, and what to do."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from features.refusals import Reason
from pipelines.importers.report import ImportReport, TableReport
from sagstyngde.danish import number
from sagstyngde.errors import Language

_DELIMITERS = {",": ",", ";": ";", "\t": "tab", "": "–"}
SHOWN_ROWS = 10


def show(report: ImportReport, console: Console, language: Language) -> None:
    """Print an import's report in the reader's language."""
    console.print(_tables(report, language))
    if report.refusals:
        console.print(_refused(report, language))
    for masked in report.masked:
        line = _say(
            language,
            f"{masked.source}, {masked.column}: {len(masked.rows)} felter lignede CPR-numre og er tømt; "
            "hører kolonnen til i udtrækket?",
            f"{masked.source}, {masked.column}: {len(masked.rows)} cells looked like CPR numbers and were emptied; "
            "does the column belong in the export?",
        )
        console.print(Text(line, style="yellow"))
    for notice in (*map(_absent, report.tables), *report.notices):
        if notice.danish:
            console.print(Text(_say(language, notice.danish, notice.english), style="yellow"))


def _tables(report: ImportReport, language: Language) -> Table:
    heading = _say(
        language,
        "Tabel|Kilde|Tegnsæt|Skilletegn|Decimaltegn|Læst|Taget med|Afvist",
        "Table|Source|Encoding|Delimiter|Decimal|Read|Taken|Refused",
    )
    table = _table(heading)
    for one in report.tables:
        comma = _say(language, "komma", "comma") if one.format.decimal_comma else _say(language, "punktum", "point")
        counts = (one.rows_read, one.rows_taken, one.rows_refused)
        table.add_row(
            Text(one.table),
            Text(one.source),
            one.format.encoding,
            _DELIMITERS[one.format.delimiter],
            comma,
            *(_count(count, language) for count in counts),
        )
    return table


def _refused(report: ImportReport, language: Language) -> Table:
    table = _table(_say(language, "Fil|Grund|Antal|Rækker", "File|Reason|Count|Rows"))
    for file, reason, count in report.counts(language):
        rows = [one.row for one in report.refusals if (one.file, one.reason(language)) == (file, reason)]
        numbers = ", ".join(map(str, rows[:SHOWN_ROWS])) + (" …" if len(rows) > SHOWN_ROWS else "")
        table.add_row(Text(file), Text(reason), _count(count, language), numbers)
    return table


def _absent(table: TableReport) -> Reason:
    names = ", ".join(table.absent)
    if not names:
        return Reason("", "")
    return Reason(
        danish=f"{table.source} har ingen kolonne til: {names}; de står tomme i historikken",
        english=f"{table.source} has no column for: {names}; they are empty in the history",
    )


def _table(headings: str) -> Table:
    table = Table()
    for heading in headings.split("|"):
        table.add_column(heading, overflow="fold")
    return table


def _count(value: int, language: Language) -> str:
    return number(value) if language is Language.DANISH else f"{value:,}"


def _say(language: Language, danish: str, english: str) -> str:
    return danish if language is Language.DANISH else english
