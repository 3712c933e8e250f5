"""What does an event log say of cases and of the work on them? One log makes two tables: a row a case, a row an event.

A log in CSV repeats what is known of a case beside every event of it, by custom under names that begin with ``case:``.
What stands in the first event counts: it is what was known first. Where a log does not say when a case was received,
its first event does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from features.days import parse_day
from features.scheme import Scheme
from features.tables import TableFormat, Wanted
from pipelines.importers.mapping import ListMapping, TableMapping, keys
from pipelines.importers.raw import RawRow, RawTable
from sagstyngde.errors import ImportRefused

CASE_PREFIX = "case:"
CASE_ID = "case:concept:name"
FIRST_EVENT = "(første hændelse)"
"""The name, in reports, of the day that a case's first event gives."""

_CUSTOM = {
    "case_id": CASE_ID,
    "event_case_id": CASE_ID,
    "event_at": "time:timestamp",
    "event_activity": "concept:name",
    "event_resource": "org:resource",
    "received_on": FIRST_EVENT,
}
"""What logs call these things by custom (XES, IEEE 1849), where neither mapping nor scheme says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLog:
    """A log's cases and events, each with a header. Events carry their case's id in a column of its own."""

    source: str
    format: TableFormat
    case_header: tuple[str, ...]
    cases: Sequence[RawRow]
    event_header: tuple[str, ...]
    events: Sequence[RawRow]


Tables = Mapping[str, tuple[RawTable, TableMapping]]
"""Raw tables and how to read them, by the history's name for each table."""


def split_log(raw: RawTable, case_id: str) -> EventLog:
    """Make two tables of a log with a row an event; ``case_id`` is the column that names the case.

    Raises:
        ImportRefused: there is no such column.

    """
    if case_id not in raw.header:
        raise ImportRefused(
            english=f"{raw.source}: the column {case_id} is missing; name event_case_id in the mapping",
            danish=f"{raw.source}: kolonnen {case_id} mangler; angiv event_case_id i mappingen",
        )
    place = raw.header.index(case_id)
    first: dict[str, RawRow] = {}
    events: list[RawRow] = []
    for row in raw.rows:
        events.append(row)
        if row.fault is None and (name := row.cells[place].strip()):
            known = first.get(name)
            first[name] = row if known is None else _completed(known, row)
    header = tuple(name.removeprefix(CASE_PREFIX) if name != CASE_ID else name for name in raw.header)
    return EventLog(
        source=raw.source,
        format=raw.format,
        case_header=header,
        cases=tuple(first.values()),
        event_header=raw.header,
        events=events,
    )


def log_tables(log: EventLog, scheme: Scheme, wanted: Mapping[str, Wanted], mapping: ListMapping) -> Tables:
    """Return a log's tables of cases and events, with the names by which they are read.

    Raises:
        ImportRefused: the scheme's effort does not come from events.

    """
    if "events" not in wanted:
        raise ImportRefused(
            english=f"{log.source}: the scheme takes effort from {scheme.effort.source}, a log holds events; set "
            'source to "events" or "touch_days" under [effort]',
            danish=f"{log.source}: skemaet henter tidsforbrug fra {scheme.effort.source}, en log har hændelser; sæt "
            'source til "events" eller "touch_days" under [effort]',
        )
    events = _named(mapping.events, wanted["events"], log.event_header)
    cases = _named(mapping.cases, wanted["cases"], log.case_header)
    case_header, case_rows = log.case_header, log.cases
    if FIRST_EVENT in cases.columns.values():
        case_header, case_rows = _with_first_event(log, scheme, events, cases)
    return {
        "cases": (_table(log, case_header, case_rows), cases),
        "events": (_table(log, log.event_header, log.events), events),
    }


def _named(mapping: TableMapping | None, wanted: Wanted, header: Sequence[str]) -> TableMapping:
    """Fill in the names that logs have by custom, where neither mapping nor scheme names a column of the log."""
    mapping = mapping or TableMapping()
    custom = {
        key: _CUSTOM[key]
        for key, column in keys(wanted).items()
        if key in _CUSTOM and key not in mapping.columns and column not in header
    }
    return replace(mapping, columns={**custom, **mapping.columns})


def _with_first_event(
    log: EventLog, scheme: Scheme, events: TableMapping, cases: TableMapping
) -> tuple[tuple[str, ...], Sequence[RawRow]]:
    """Add the day of each case's first event to its row; empty where no event tells a day."""
    wanted_at, wanted_case = (
        events.columns.get("event_at", scheme.columns.event_at),
        events.columns.get("event_case_id", scheme.columns.event_case_id),
    )
    case_name = cases.columns.get("case_id", scheme.columns.case_id)
    if not {wanted_at, wanted_case} <= set(log.event_header) or case_name not in log.case_header:
        return (*log.case_header, FIRST_EVENT), [replace(row, cells=(*row.cells, "")) for row in log.cases]
    at, case = log.event_header.index(wanted_at), log.event_header.index(wanted_case)
    days = _first_days(((row.cells[case], row.cells[at]) for row in log.events if row.fault is None), scheme.time_zone)
    place = log.case_header.index(case_name)
    rows = [replace(row, cells=(*row.cells, days.get(row.cells[place].strip(), ""))) for row in log.cases]
    return (*log.case_header, FIRST_EVENT), rows


def _first_days(events: Iterable[tuple[str, str]], time_zone: str) -> dict[str, str]:
    zone = ZoneInfo(time_zone)
    first: dict[str, date] = {}
    for case, at in events:
        if (day := parse_day(at.strip(), zone)) is not None:
            first[case.strip()] = min(day, first.get(case.strip(), day))
    return {case: day.isoformat() for case, day in first.items()}


def _table(log: EventLog, header: tuple[str, ...], rows: Iterable[RawRow]) -> RawTable:
    return RawTable(source=log.source, header=header, rows=rows, format=log.format)


def _completed(known: RawRow, row: RawRow) -> RawRow:
    """Fill what the first event of a case left out with what a later one says."""
    if all(known.cells):
        return known
    return replace(known, cells=tuple(old or new for old, new in zip(known.cells, row.cells, strict=True)))
