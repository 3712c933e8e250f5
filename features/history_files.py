"""How does a municipality's export become a validated history, and what is said of every row that does not?

A file that cannot be trusted stops the reading (``HistoryRefused``); a row that cannot be read is refused and reported.
What is counted differently than it stands is among the report's notices: nothing is changed in silence.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from features.effort_rows import Entry
from features.effort_sources import non_case_work, spread_totals, work_of_entries
from features.history import History
from features.history_rows import Source, Taken, take_rows
from features.quality import QualityReport, quality_report
from features.quality_notices import Adjustments
from features.scheme import EffortSource, Scheme
from features.tables import Table, Wanted, read_table
from sagstyngde.judgement import Judgement

Progress = Callable[[str], None]


def read_history(scheme: Scheme, folder: Path, progress: Progress | None = None) -> tuple[History, QualityReport]:
    """Read a history's folder under a scheme; ``progress`` is told the name of each file before it is read.

    Raises:
        HistoryRefused: a file or a column is missing, a file carries CPR numbers or minutes for hours, or no case is
            left.
        SchemeRefused: the scheme asks for dated work on cases without dates.

    """

    def source(wanted: Wanted) -> Table:
        if progress is not None:
            progress(wanted.file)
        return read_table(folder, wanted)

    return take_history(scheme, source)


def take_history(scheme: Scheme, source: Source) -> tuple[History, QualityReport]:
    """Make a history of tables, wherever they come from.

    Raises:
        HistoryRefused: the tables carry minutes for hours, or no case is left.
        SchemeRefused: the scheme asks for dated work on cases without dates.

    """
    taken = take_rows(scheme, source)
    on_cases = [entry for entry in taken.effort if entry.case_id]
    history = _history(scheme, taken, on_cases)
    return history, quality_report(history, taken.tables, taken.refusals, _adjustments(scheme, taken, on_cases))


def _history(scheme: Scheme, taken: Taken, on_cases: Sequence[Entry]) -> History:
    if scheme.effort.source is EffortSource.TOTAL:
        totals = {str(item.case.case_id): item.total or 0.0 for item in taken.rows}
        work = spread_totals(scheme, taken.cases, totals, taken.ends_on)
    else:
        work = work_of_entries(scheme, taken.cases, on_cases)
    return History(
        scheme=scheme,
        cases=taken.cases,
        work=work,
        judgements=_ordered([judgement for _, judgement in taken.judgements]),
        ends_on=taken.ends_on,
        windows=taken.windows,
        has_dates=scheme.columns.received_on is not None,
        non_case=non_case_work([entry for entry in taken.effort if not entry.case_id]),
    )


def _ordered(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(judgements, key=lambda one: (one.case_id, one.judged_on, one.judged_by or "", one.category)))


def _adjustments(scheme: Scheme, taken: Taken, entries: Sequence[Entry]) -> Adjustments:
    """Count what the history tells differently than the rows."""
    pairs = list(zip(taken.rows, taken.cases, strict=True))
    by_id = {str(case.case_id): case for case in taken.cases}
    told_closed = scheme.columns.closed_on is not None
    activities = {entry.activity for entry in entries}
    closings = [(by_id[entry.case_id].closed_on, entry.day) for entry in entries]
    return Adjustments(
        planned_closings=sum(item.case.closed_on != case.closed_on for item, case in pairs),
        early_entries=sum(entry.day < by_id[entry.case_id].received_on for entry in entries),
        entries_after_closing=sum(closed is not None and day > closed for closed, day in closings),
        open_totals=sum(item.total is not None and told_closed and case.closed_on is None for item, case in pairs),
        unseen_activities=tuple(sorted(set(scheme.effort.minutes) - activities)) if entries else (),
    )
