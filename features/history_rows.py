"""Which rows of an export are taken, and which are refused? Its tables read cell by cell, then held against each other.

A table may come from a history's folder or from an import; where it comes from is no matter here (``Source``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from features.case_rows import NO_DATE, CaseRow, read_cases, wanted_of_cases
from features.diary_windows import Windows, read_windows, wanted_of_windows
from features.effort_rows import HOURS_PER_DAY, Entry, read_effort, refuse_minutes, wanted_of_effort
from features.effort_sources import end_of_dateless
from features.export_end import last_recorded_day
from features.history_links import AFTER_END, Links
from features.judgement_rows import read_judgements, wanted_of_judgements
from features.refusals import Refusal, Sifted, refusal, sift
from features.scheme import CategorySource, EffortSource, Scheme
from features.tables import Row, Table, Wanted
from sagstyngde.case import Case
from sagstyngde.errors import HistoryRefused, SchemeRefused
from sagstyngde.judgement import Judgement

Source = Callable[[Wanted], Table]
"""Where the tables come from: asked for each table that the scheme wants, once."""

FILLER_YEAR = 2100
"""A closing date as far away as this means *not closed*."""

HOUR_UNITS = frozenset({"timer", "hours"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """All tables of an export, read cell by cell but not yet held against each other."""

    tables: tuple[Table, ...]
    cases: Sifted[CaseRow]
    effort: Sifted[Entry]
    judgements: Sifted[tuple[Row, Judgement]]
    windows: Windows
    window_refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an export is believed to say: the rows that agree with each other and with its end.

    ``rows`` and ``cases`` lie side by side, by day of receipt, then id; a case is as it stood when the export was made.
    ``ends_on`` is the first day of which nothing is known. ``refusals`` tell of every row that was not taken.
    """

    tables: tuple[Table, ...]
    rows: tuple[CaseRow, ...]
    cases: tuple[Case, ...]
    effort: tuple[Entry, ...]
    judgements: tuple[tuple[Row, Judgement], ...]
    windows: Windows
    ends_on: date
    refusals: tuple[Refusal, ...]


def take_rows(scheme: Scheme, source: Source) -> Taken:
    """Read every table the scheme wants and keep the rows that can be believed.

    Raises:
        HistoryRefused: a file cannot be used at all, or no case is left.
        SchemeRefused: the scheme asks for dated work on cases without dates.

    """
    if scheme.columns.received_on is None and scheme.effort.source is not EffortSource.TOTAL:
        raise SchemeRefused(
            english="columns.received_on: without a date of receipt effort can only be a total; name the column",
            danish="columns.received_on: uden modtagelsesdato kan tidsforbrug kun være et total; angiv kolonnen",
        )
    export = _read_export(scheme, source)
    ends_on = _ends_on(scheme, export)
    cases = sift(export.cases.kept, lambda item: _late(scheme, item, ends_on))
    if not cases.kept:
        raise _nothing_left(scheme, (*export.cases.refusals, *cases.refusals))
    _refuse_total_minutes(scheme, cases.kept)
    return _linked(scheme, export, cases, ends_on)


def _read_export(scheme: Scheme, source: Source) -> Export:
    tables: list[Table] = []

    def table(wanted: Wanted) -> Table:
        tables.append(source(wanted))
        return tables[-1]

    cases = read_cases(scheme, table(wanted_of_cases(scheme)))
    effort: Sifted[Entry] = Sifted((), ())
    judgements: Sifted[tuple[Row, Judgement]] = Sifted((), ())
    windows: Windows = {}
    window_refusals: tuple[Refusal, ...] = ()
    if (wanted := wanted_of_effort(scheme)) is not None:
        effort = read_effort(scheme, table(wanted))
    if scheme.effort.source is EffortSource.DIARY:
        windows, window_refusals = read_windows(scheme, table(wanted_of_windows(scheme)))
    if scheme.category.source is CategorySource.JUDGED:
        judgements = read_judgements(scheme, table(wanted_of_judgements(scheme)))
    return Export(
        tables=tuple(tables),
        cases=cases,
        effort=effort,
        judgements=judgements,
        windows=windows,
        window_refusals=window_refusals,
    )


def _ends_on(scheme: Scheme, export: Export) -> date:
    """Return the day after the last one with records.

    A closing counts only where nothing else is dated: closings are also entered ahead, as planned.
    """
    if scheme.columns.received_on is None:
        return end_of_dateless(NO_DATE, scheme)
    cases = [item.case for item in export.cases.kept]
    days = [case.received_on for case in cases]
    days += [entry.day for entry in export.effort.kept]
    days += [judgement.judged_on for _, judgement in export.judgements.kept]
    if scheme.effort.source is EffortSource.TOTAL:
        days += [case.closed_on for case in cases if case.closed_on and case.closed_on.year < FILLER_YEAR]
    if not days:
        raise _nothing_left(scheme, export.cases.refusals)
    return last_recorded_day(days) + timedelta(days=1)


def _late(scheme: Scheme, item: CaseRow, ends_on: date) -> Refusal | None:
    if item.case.received_on < ends_on:
        return None
    column = scheme.columns.received_on or ""
    return refusal(scheme.tables.cases, item.row.number, column, AFTER_END, text=item.row.text(column))


def _linked(scheme: Scheme, export: Export, read: Sifted[CaseRow], ends_on: date) -> Taken:
    """Hold the tables against each other and against the end of the export."""
    rows = tuple(sorted(read.kept, key=lambda item: (item.case.received_on, item.case.case_id)))
    cases = tuple(_as_at(item.case, ends_on) for item in rows)
    links = Links(
        scheme=scheme,
        cases={case.case_id: case for case in cases},
        exported_ids=frozenset(row.text(scheme.columns.case_id) for row in export.tables[0].rows),
        ends_on=ends_on,
        windows=export.windows,
    )
    effort = sift(export.effort.kept, links.fault_of_work)
    judgements = sift(export.judgements.kept, links.fault_of_judgement)
    parts = (export.cases, read, export.effort, effort, export.judgements, judgements)
    return Taken(
        tables=export.tables,
        rows=rows,
        cases=cases,
        effort=effort.kept,
        judgements=judgements.kept,
        windows=export.windows,
        ends_on=ends_on,
        refusals=(*(refused for part in parts for refused in part.refusals), *export.window_refusals),
    )


def _as_at(case: Case, ends_on: date) -> Case:
    """Return a case as it stood when the export was made: a closing planned for later has not happened."""
    return replace(case, closed_on=None) if case.closed_on is not None and case.closed_on >= ends_on else case


def _refuse_total_minutes(scheme: Scheme, rows: Sequence[CaseRow]) -> None:
    """Stop where totals of closed cases hold more hours than the days the cases were open."""
    column = scheme.effort.total_column
    if scheme.effort.source is not EffortSource.TOTAL or column is None or scheme.effort.unit not in HOUR_UNITS:
        return
    spans = [
        (item.total, (item.case.closed_on - item.case.received_on).days + 1)
        for item in rows
        if item.case.closed_on is not None and item.total is not None
    ]
    refuse_minutes([total > HOURS_PER_DAY * days for total, days in spans], scheme.tables.cases, column)


def _nothing_left(scheme: Scheme, refusals: Sequence[Refusal]) -> HistoryRefused:
    file = scheme.tables.cases
    first = refusals[0]
    return HistoryRefused(
        english=f"{file}: none of the {len(refusals)} cases could be read; row {first.row}: {first.reason_en}",
        danish=f"{file}: ingen af de {len(refusals)} sager kunne læses; række {first.row}: {first.reason_da}",
    )
