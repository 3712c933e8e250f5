"""How do diaries become hours to learn from? Those of closed windows only, without the days that were left out.

A case's hours of a day are the sum over kinds of work. A window that holds days left out becomes the stretches between
them: nothing is assumed of a day of which nobody knows whether it was empty.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.diary_windows import counted_stretches
from features.scheme import EffortSource, Scheme
from features.scheme_toml import parse_scheme
from pipelines.importers.mapping import keys, wanted_tables
from pipelines.tables_out import Grid, Rename
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import SchemeRefused
from storage.diary import closed_windows
from storage.diary_entries import all_entries, all_marks
from storage.engine import Connection

Stretch = tuple[CaseworkerId, date, date]
_EFFORT = "[effort]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDiary:
    """Closed windows, cut where days were left out, and the minutes in them by case, caseworker and day."""

    stretches: Sequence[Stretch]
    minutes: Mapping[tuple[CaseId, CaseworkerId, date], int]


def tell_diary(connection: Connection) -> ToldDiary:
    """Return what stands in closed windows."""
    marks = all_marks(connection)
    stretches = [
        (window.caseworker_id, first, last)
        for window in closed_windows(connection)
        for first, last in counted_stretches(window, marks)
    ]
    of_whom: defaultdict[CaseworkerId, list[tuple[date, date]]] = defaultdict(list)
    for whom, first, last in stretches:
        of_whom[whom].append((first, last))
    minutes: defaultdict[tuple[CaseId, CaseworkerId, date], int] = defaultdict(int)
    for one in (recorded.entry for recorded in all_entries(connection)):
        if any(first <= one.worked_on <= last for first, last in of_whom[one.caseworker_id]):
            minutes[one.case_id, one.caseworker_id, one.worked_on] += one.minutes
    return ToldDiary(stretches=stretches, minutes={place: total for place, total in minutes.items() if total})


def diary_grids(diary: ToldDiary, known: frozenset[CaseId], scheme: Scheme, rename: Rename) -> tuple[Grid, Grid]:
    """Lay out the hours of known cases and the windows they were told in.

    Raises:
        SchemeRefused: the scheme does not say where it stands who worked; hours then count in nobody's window.

    """
    if scheme.columns.hours_caseworker is None:
        raise SchemeRefused(
            english=f"scheme {scheme.name}: name columns.hours_caseworker; a diary's hours count in the window of who "
            "worked",
            danish=f"skema {scheme.name}: angiv columns.hours_caseworker; en tidsdagbogs timer tæller i den periode, "
            "som den, der arbejdede, har",
        )
    tables = wanted_tables(scheme)
    hours = [
        {
            "hours_case_id": rename("sag", case_id),
            "worked_on": day.isoformat(),
            "hours": repr(minutes / 60),
            "hours_caseworker": rename("medarbejder", whom),
        }
        for (case_id, whom, day), minutes in diary.minutes.items()
        if case_id in known
    ]
    windows = [
        {
            "window_caseworker_id": rename("medarbejder", whom),
            "window_starts_on": first.isoformat(),
            "window_ends_on": last.isoformat(),
        }
        for whom, first, last in diary.stretches
    ]
    laid_out = []
    for name, rows in (("hours", hours), ("windows", windows)):
        named = keys(tables[name])
        cells = sorted([row[key] for key in named] for row in rows)
        laid_out.append(Grid(file=tables[name].file, header=tuple(named.values()), rows=cells))
    return laid_out[0], laid_out[1]


def as_diary(text: str, origin: str) -> tuple[Scheme, str]:
    """Return a scheme whose effort is a diary's, and its text; one that takes hours is changed in that line alone.

    Raises:
        SchemeRefused: it takes effort from something else.

    """
    lines, is_effort = [], False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            is_effort = line.strip() == _EFFORT
        is_source = is_effort and line.partition("=")[0].strip() == "source"
        lines.append(line.replace('"hours"', '"diary"', 1) if is_source else line)
    changed = "".join(lines)
    scheme = parse_scheme(changed, origin)
    if scheme.effort.source is not EffortSource.DIARY:
        raise SchemeRefused(
            english=f'scheme {scheme.name}: effort.source is {scheme.effort.source}; --diary needs "hours" or "diary"',
            danish=f'skema {scheme.name}: effort.source er {scheme.effort.source}; --diary kræver "hours" eller '
            '"diary"',
        )
    return scheme, changed
