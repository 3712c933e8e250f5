"""Which work does an export record, and on which day of which case? Rows of hours, or of events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from features.refusals import Reason, Sifted, sift
from features.rows import Reader
from features.scheme import EffortSource, Scheme
from features.tables import Row, Table, Wanted
from sagstyngde.errors import HistoryRefused

UNKNOWN_PERSON = ""
"""Events without a person count as one unknown person: the work was done by somebody."""

HOURS_PER_DAY = 24.0
MOST_IMPOSSIBLE = 0.2
"""A few typing errors above 24 hours are refused row by row; a fifth of the rows means another unit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Work on one day, on one case, or on none (``case_id`` empty).

    ``person`` and ``activity`` are empty where the export does not say.
    """

    row: Row
    case_id: str
    day: date
    hours: float
    person: str = UNKNOWN_PERSON
    activity: str = ""


def wanted_of_effort(scheme: Scheme) -> Wanted | None:
    """Name the table and the columns that record work; ``None`` where the total stands on the case row."""
    columns = scheme.columns
    names: tuple[str, ...]
    match scheme.effort.source:
        case EffortSource.TOTAL:
            return None
        case EffortSource.HOURS | EffortSource.DIARY:
            names, file = ("hours_case_id", "worked_on", "hours", "hours_caseworker"), scheme.tables.hours
        case EffortSource.EVENTS:
            names, file = ("event_case_id", "event_at", "event_activity"), scheme.tables.events
        case EffortSource.TOUCH_DAYS:
            names, file = ("event_case_id", "event_at", "event_resource"), scheme.tables.events
    places = {column: f"columns.{name}" for name in names if (column := getattr(columns, name)) is not None}
    return Wanted(file=file, columns=places, numeric=frozenset(places) & {columns.hours})


def read_effort(scheme: Scheme, table: Table) -> Sifted[Entry]:
    """Read the rows of recorded work.

    Raises:
        HistoryRefused: so many rows hold more than 24 hours that they must be minutes.

    """
    reader = Reader.of(scheme, table)
    make = _MAKERS[scheme.effort.source]
    read = reader.read(lambda row: make(scheme, reader, row))
    entries = [entry for _, entry in read.kept]
    if make is not _hours:
        return Sifted(tuple(entries), read.refusals)
    column = scheme.columns.hours
    refuse_minutes([_too_long(entry) for entry in entries], table.file, column)
    possible = sift(entries, lambda entry: reader.refuse(entry.row, column, TOO_LONG) if _too_long(entry) else None)
    return Sifted(possible.kept, (*read.refusals, *possible.refusals))


def refuse_minutes(is_impossible: list[bool], file: str, column: str) -> None:
    """Stop where too many amounts are more than a day holds.

    Raises:
        HistoryRefused: they are minutes for hours.

    """
    if sum(is_impossible) > MOST_IMPOSSIBLE * len(is_impossible):
        share = sum(is_impossible) / len(is_impossible)
        raise HistoryRefused(
            english=f"{file}, column {column}: {share:.0%} of the rows hold more hours than the days have; are they "
            "minutes instead of hours? Divide by 60 in the export. Nothing was read",
            danish=f"{file}, kolonne {column}: {share:.0%} af rækkerne har flere timer, end døgnet rummer; er det "
            "minutter i stedet for timer? Del med 60 i udtrækket. Intet er læst ind",
        )


def _too_long(entry: Entry) -> bool:
    return entry.hours > HOURS_PER_DAY


TOO_LONG = Reason(
    danish="mere end 24 timer på én dag; er det minutter?",
    english="more than 24 hours on one day; are they minutes?",
)


def _hours(scheme: Scheme, reader: Reader, row: Row) -> Entry:
    """Read hours on a case; without a case they are somebody's other work, where the export tells whose."""
    columns = scheme.columns
    person, case_id = reader.optional_name(row, columns.hours_caseworker), ""
    if person is None or row.text(columns.hours_case_id):
        case_id = reader.name(row, columns.hours_case_id)
    return Entry(
        row,
        case_id,
        reader.day(row, columns.worked_on),
        reader.hours(row, columns.hours),
        person=person or UNKNOWN_PERSON,
    )


def _event(scheme: Scheme, reader: Reader, row: Row) -> Entry:
    columns, effort = scheme.columns, scheme.effort
    activity = row.text(columns.event_activity)
    return Entry(
        row,
        reader.name(row, columns.event_case_id),
        reader.day(row, columns.event_at),
        effort.minutes.get(activity, effort.minutes_default) / 60.0,
        activity=activity,
    )


def _touch(scheme: Scheme, reader: Reader, row: Row) -> Entry:
    columns = scheme.columns
    return Entry(
        row,
        reader.name(row, columns.event_case_id),
        reader.day(row, columns.event_at),
        scheme.effort.hours_per_touch_day,
        person=reader.optional_name(row, columns.event_resource) or UNKNOWN_PERSON,
    )


_MAKERS: Mapping[EffortSource, Callable[[Scheme, Reader, Row], Entry]] = {
    EffortSource.HOURS: _hours,
    EffortSource.DIARY: _hours,
    EffortSource.EVENTS: _event,
    EffortSource.TOUCH_DAYS: _touch,
}
