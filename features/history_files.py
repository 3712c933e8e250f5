"""How does a municipality's export become a validated history, and what is said of every row that does not?

A file that cannot be trusted stops the reading (``HistoryRefused``); a row that cannot be read is refused and reported.
What is counted differently than it stands is among the report's notices: nothing is changed in silence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from features.case_rows import NO_DATE, CaseRow, read_cases, wanted_of_cases
from features.diary_windows import Windows, read_windows, wanted_of_windows
from features.effort_rows import HOURS_PER_DAY, Entry, read_effort, refuse_minutes, wanted_of_effort
from features.effort_sources import end_of_dateless, non_case_work, spread_totals, work_of_entries
from features.export_end import last_recorded_day
from features.history import History
from features.history_links import AFTER_END, Links
from features.judgement_rows import read_judgements, wanted_of_judgements
from features.quality import QualityReport, quality_report
from features.quality_notices import Adjustments
from features.refusals import Refusal, Sifted, refusal, sift
from features.scheme import CategorySource, EffortSource, Scheme
from features.tables import Row, Table, Wanted, read_table
from sagstyngde.case import Case
from sagstyngde.errors import HistoryRefused, SchemeRefused
from sagstyngde.judgement import Judgement

Progress = Callable[[str], None]

FILLER_YEAR = 2100
"""A closing date as far away as this means *not closed*."""

HOUR_UNITS = frozenset({"timer", "hours"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    """All tables of an export, read cell by cell but not yet held against each other."""

    tables: tuple[Table, ...]
    cases: Sifted[CaseRow]
    effort: Sifted[Entry]
    judgements: Sifted[tuple[Row, Judgement]]
    windows: Windows
    window_refusals: tuple[Refusal, ...]


def read_history(scheme: Scheme, folder: Path, progress: Progress | None = None) -> tuple[History, QualityReport]:
    """Read a history's folder under a scheme; ``progress`` is told the name of each file before it is read.

    Raises:
        HistoryRefused: a file or a column is missing, a file carries CPR numbers or minutes for hours, or no case is
            left.
        SchemeRefused: the scheme asks for dated work on cases without dates.

    """
    if scheme.columns.received_on is None and scheme.effort.source is not EffortSource.TOTAL:
        raise SchemeRefused(
            english="columns.received_on: without a date of receipt effort can only be a total; name the column",
            danish="columns.received_on: uden modtagelsesdato kan tidsforbrug kun være et total; angiv kolonnen",
        )
    export = _read_export(scheme, folder, progress or (lambda _: None))
    ends_on = _ends_on(scheme, export)
    cases = sift(export.cases.kept, lambda item: _late(scheme, item, ends_on))
    if not cases.kept:
        raise _nothing_left(scheme, (*export.cases.refusals, *cases.refusals))
    _refuse_total_minutes(scheme, cases.kept)
    return _linked(scheme, export, cases, ends_on)


def _read_export(scheme: Scheme, folder: Path, progress: Progress) -> _Export:
    tables: list[Table] = []

    def table(wanted: Wanted) -> Table:
        progress(wanted.file)
        tables.append(read_table(folder, wanted))
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
    return _Export(
        tables=tuple(tables),
        cases=cases,
        effort=effort,
        judgements=judgements,
        windows=windows,
        window_refusals=window_refusals,
    )


def _ends_on(scheme: Scheme, export: _Export) -> date:
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


def _linked(scheme: Scheme, export: _Export, read: Sifted[CaseRow], ends_on: date) -> tuple[History, QualityReport]:
    """Hold the tables against each other and against the end of the export."""
    rows = sorted(read.kept, key=lambda item: (item.case.received_on, item.case.case_id))
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
    on_cases = [entry for entry in effort.kept if entry.case_id]
    if scheme.effort.source is EffortSource.TOTAL:
        totals = {str(item.case.case_id): item.total or 0.0 for item in rows}
        work = spread_totals(scheme, cases, totals, ends_on)
    else:
        work = work_of_entries(scheme, cases, on_cases)
    history = History(
        scheme=scheme,
        cases=cases,
        work=work,
        judgements=_ordered([judgement for _, judgement in judgements.kept]),
        ends_on=ends_on,
        windows=export.windows,
        has_dates=scheme.columns.received_on is not None,
        non_case=non_case_work([entry for entry in effort.kept if not entry.case_id]),
    )
    parts = (export.cases, read, export.effort, effort, export.judgements, judgements)
    refusals = [refused for part in parts for refused in part.refusals] + list(export.window_refusals)
    return history, quality_report(history, export.tables, refusals, _adjustments(scheme, rows, cases, on_cases))


def _as_at(case: Case, ends_on: date) -> Case:
    """Return a case as it stood when the export was made: a closing planned for later has not happened."""
    return replace(case, closed_on=None) if case.closed_on is not None and case.closed_on >= ends_on else case


def _ordered(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(judgements, key=lambda one: (one.case_id, one.judged_on, one.judged_by or "", one.category)))


def _adjustments(
    scheme: Scheme, rows: Sequence[CaseRow], cases: Sequence[Case], entries: Sequence[Entry]
) -> Adjustments:
    """Count what the history tells differently than the rows."""
    by_id = {str(case.case_id): case for case in cases}
    told_closed = scheme.columns.closed_on is not None
    activities = {entry.activity for entry in entries}
    closings = [(by_id[entry.case_id].closed_on, entry.day) for entry in entries]
    return Adjustments(
        planned_closings=sum(item.case.closed_on != case.closed_on for item, case in zip(rows, cases, strict=True)),
        early_entries=sum(entry.day < by_id[entry.case_id].received_on for entry in entries),
        entries_after_closing=sum(closed is not None and day > closed for closed, day in closings),
        open_totals=sum(
            item.total is not None and told_closed and case.closed_on is None
            for item, case in zip(rows, cases, strict=True)
        ),
        unseen_activities=tuple(sorted(set(scheme.effort.minutes) - activities)) if entries else (),
    )


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
