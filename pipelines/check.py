"""Is a history good enough to learn from? The report an analyst reads before training, as tables or as JSON."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from features.history_files import read_history
from features.quality import QualityReport, TableQuality
from features.quality import as_json as report_as_json
from features.quality_notices import FactQuality, Notice
from features.recorded_time import RecordedTime
from features.refusals import Refusal
from features.scheme_toml import read_scheme
from sagstyngde.errors import Language

SHOWN_ROWS = 20
"""Refused rows shown of each kind; the JSON report holds all of them."""

_DANISH_MARKS = str.maketrans({",": ".", ".": ","})
_DELIMITERS = {",": ",", ";": ";", "\t": "tab", "": "–"}


def check(scheme_source: str, folder: Path, *, as_json: bool, console: Console, language: Language) -> bool:
    """Read a history, print its report, and return whether training would run.

    Raises:
        SchemeRefused: the scheme cannot be used.
        HistoryRefused: a file cannot be used at all.

    """
    scheme = read_scheme(scheme_source)
    if as_json:
        _, report = read_history(scheme, folder)
        console.out(json.dumps(report_as_json(report), ensure_ascii=False, indent=2), highlight=False)
        return report.can_train
    with console.status("") as status:
        _, report = read_history(scheme, folder, status.update)
    print_report(report, console, language)
    return report.can_train


def print_report(report: QualityReport, console: Console, language: Language) -> None:
    """Print a report as tables, in the reader's language."""
    words = _Words(language)
    console.print(Text(f"{report.scheme} {report.scheme_version}", style="bold"))
    console.print(_files(report.tables, words))
    console.print(_overview(report, words))
    console.print(_facts(report.facts, words))
    if report.refusals:
        console.print(_refusals(report.refusals, words))
    if report.warnings:
        console.print(Text(words("Vær opmærksom på", "Be aware"), style="bold yellow"))
        console.print(_notices(report.warnings, language))
    if report.stops:
        console.print(Text(words("Træning ville standse", "Training would stop"), style="bold red"))
        console.print(_notices(report.stops, language))
    if report.can_train:
        console.print(Text(words("Historikken kan bruges til træning.", "The history can be trained on."), "green"))


class _Words:
    """Chooses the reader's words and writes numbers as the reader does."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, danish: str, english: str) -> str:
        return danish if self.language is Language.DANISH else english

    def number(self, value: float, decimals: int = 0) -> str:
        text = f"{value:,.{decimals}f}"
        return text.translate(_DANISH_MARKS) if self.language is Language.DANISH else text

    def share(self, value: float) -> str:
        return f"{self.number(100.0 * value, 1)} %"


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _files(tables: Sequence[TableQuality], words: _Words) -> Table:
    headings = words(
        "Fil|Tegnsæt|Skilletegn|Decimaltegn|Læst|Taget med|Afvist", "File|Encoding|Delimiter|Decimal|Read|Kept|Refused"
    )
    table = _table(words("Filer", "Files"), headings.split("|"))
    for one in tables:
        table.add_row(
            Text(one.file),
            one.format.encoding,
            _DELIMITERS[one.format.delimiter],
            words("komma", "comma") if one.format.decimal_comma else words("punktum", "point"),
            *(words.number(count) for count in (one.rows_read, one.rows_kept, one.rows_refused)),
        )
    return table


def _overview(report: QualityReport, words: _Words) -> Table:
    table = _table(words("Historikken", "The history"), ("", ""))
    for name, value in _figures(report, words):
        table.add_row(Text(name), Text(value))
    return table


def _figures(report: QualityReport, words: _Words) -> Iterator[tuple[str, str]]:
    yield words("Sager", "Cases"), words.number(report.case_count)
    yield words("Sager at lære af", "Cases to learn from"), words.number(report.labelled_count)
    yield words("Modtaget fra", "Received from"), report.first_received_on.isoformat()
    yield words("Udtrækket slutter før", "The export ends before"), report.ends_on.isoformat()
    if report.open_share is not None:
        yield words("Åbne sager", "Open cases"), words.share(report.open_share)
    for year, count in report.cases_per_year.items():
        yield words(f"Sager i {year}", f"Cases in {year}"), words.number(count)
    for code, count in report.categories.items():
        yield words(f"Kategori {code}", f"Category {code}"), words.number(count)
    if report.time is not None:
        yield from _time(report.time, words)
    if (effort := report.effort) is not None:
        months = effort.horizon_months
        scope = words(f"{effort.unit} pr. sag, {months} mdr.", f"{effort.unit} per case, {months} months")
        yield f"{scope}: {words('gennemsnit', 'mean')}", words.number(effort.mean, 1)
        for share, hours in effort.quantiles.items():
            percent = words.number(100.0 * float(share))
            yield f"{scope}: {words(f'{percent} %-fraktil', f'{percent} % quantile')}", words.number(hours, 1)


def _time(time: RecordedTime, words: _Words) -> Iterator[tuple[str, str]]:
    """Tell how the recorded time is shared, for all caseworkers together."""
    yield words("Tid på egne sager", "Time on own cases"), words.share(time.own)
    yield words("Tid på andres sager", "Time on others' cases"), words.share(time.others)
    other = words.share(time.non_case) if time.non_case > 0.0 else words("ikke registreret", "not recorded")
    yield words("Andet arbejde end sager", "Work on no case"), other
    if time.casework_low is not None and time.casework_high is not None:
        middle = f"{words.share(time.casework_low)} – {words.share(time.casework_high)}"
        yield words("Sagsandel, halvdelen af månederne", "Casework share, half of the months"), middle


def _facts(facts: Sequence[FactQuality], words: _Words) -> Table:
    headings = words("Oplysning|Mangler|Forskellige værdier|Sjældne valg", "Fact|Missing|Distinct values|Rare options")
    table = _table(words("Oplysninger", "Facts"), headings.split("|"))
    for fact in facts:
        counts = (words.number(fact.distinct_count), words.number(fact.rare_option_count))
        table.add_row(Text(fact.fact), words.share(fact.missing_share), *counts)
    return table


def _refusals(refusals: Sequence[Refusal], words: _Words) -> Table:
    def kind(refused: Refusal) -> tuple[str, str, str, str]:
        return refused.file, refused.column, refused.reason(words.language), refused.value_class

    headings = words("Fil og kolonne|Antal|Værdien er|Grund|Rækker", "File and column|Count|The value is|Reason|Rows")
    table = _table(words("Afviste rækker", "Refused rows"), headings.split("|"))
    for (file, column, reason, _), group in groupby(sorted(refusals, key=kind), key=kind):
        rows = list(group)
        numbers = ", ".join(str(refused.row) for refused in rows[:SHOWN_ROWS])
        place = f"{file}, {column or words('hele rækken', 'the whole row')}"
        value = rows[0].value_class.label(words.language)
        more = words(" … (alle med --json)", " … (all with --json)") if len(rows) > SHOWN_ROWS else ""
        table.add_row(Text(place), words.number(len(rows)), value, Text(reason), numbers + more)
    return table


def _notices(notices: Sequence[Notice], language: Language) -> Text:
    return Text("\n".join(f"  {notice.code}: {notice.text(language)}" for notice in notices))
