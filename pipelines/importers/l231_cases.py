"""Which cases stand behind a report of measures? A child's unbroken course of measures is one case.

The unit is the child, not the grant (Socialstyrelsen, Tema 2, 2016): a caseworker has a child's case, and each measure
that begins or ends is work on it. A course is over when no measure has run for ``QUIET_DAYS``; what begins later is a
new case. A report tells neither hours nor when help was asked for: the case counts as received on the day its first
measure began, and the events are beginnings and endings of measures, nothing more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from features.tables import TableFormat
from pipelines.importers.event_log import EventLog
from pipelines.importers.l231 import MEASURES, Measure, Report
from pipelines.importers.pseudonyms import Pseudonyms
from pipelines.importers.raw import RawRow

QUIET_DAYS = 90
"""A grant that is renewed often begins some weeks after the last one ended."""

FORMAT = TableFormat(encoding="XML", delimiter="", decimal_comma=False)
CASE_HEADER = (
    "case_id",
    "child_id",
    "received_on",
    "closed_on",
    "caseworker_id",
    "birth_day",
    "born_on",
    "gender",
    "measures",
    "earlier_courses",
)
EVENT_HEADER = ("case_id", "at", "activity", "resource")


def cases_of(report: Report, pseudonyms: Pseudonyms, today: date) -> EventLog:
    """Return the cases and the events of a report's measures, in the columns of the embedded scheme ``l231``.

    Measures without a number of a person (``UDL_NR``) keep their cases apart, and the cases carry no child.
    """
    cases: list[RawRow] = []
    events: list[RawRow] = []
    ordered = sorted(report.measures, key=lambda one: (one.child, one.starts_on, one.number))
    for _, of_child in groupby(ordered, key=lambda one: one.child):
        for earlier, course in enumerate(_courses(tuple(of_child))):
            case_id = course[0].course_id
            cases.append(RawRow(course[0].number, _case_cells(case_id, course, earlier, pseudonyms)))
            events += [RawRow(number, (case_id, *cells)) for number, cells in _events(course, today)]
    return EventLog(
        source=report.source,
        format=FORMAT,
        case_header=CASE_HEADER,
        cases=sorted(cases, key=lambda row: row.number),
        event_header=EVENT_HEADER,
        events=sorted(events, key=lambda row: row.number),
    )


def _courses(measures: Sequence[Measure]) -> Iterator[list[Measure]]:
    """Part a child's measures, by day of beginning, where none ran for a while."""
    course: list[Measure] = []
    runs_until: date | None = date.min
    for measure in measures:
        if course and runs_until is not None and measure.starts_on > runs_until + timedelta(days=QUIET_DAYS):
            yield course
            course, runs_until = [], date.min
        course.append(measure)
        runs_until = None if runs_until is None or measure.ends_on is None else max(runs_until, measure.ends_on)
    yield course


def _case_cells(case_id: str, course: Sequence[Measure], earlier: int, pseudonyms: Pseudonyms) -> tuple[str, ...]:
    first, newest = course[0], max(course, key=lambda one: (one.starts_on, one.number))
    told: Mapping[str, str] = {
        "case_id": case_id,
        "child_id": "" if first.cpr is None else str(pseudonyms.pseudonym_of(first.cpr)),
        "received_on": first.starts_on.isoformat(),
        "closed_on": _closed_on(course),
        "caseworker_id": newest.caseworker,
        "birth_day": "" if first.cpr is None else str(first.cpr.birth_day),
        "born_on": _birth_month(first),
        "gender": "" if first.is_male is None else ("dreng" if first.is_male else "pige"),
        "measures": ";".join(sorted({_named(one) for one in course if one.starts_on == first.starts_on})),
        "earlier_courses": str(earlier),
    }
    return tuple(told[name] for name in CASE_HEADER)


def _events(course: Sequence[Measure], today: date) -> Iterator[tuple[int, tuple[str, str, str]]]:
    for measure in course:
        yield measure.number, (measure.starts_on.isoformat(), f"bevilling: {_named(measure)}", measure.caseworker)
        if measure.ends_on is not None and measure.ends_on <= today:
            yield measure.number, (measure.ends_on.isoformat(), f"ophør: {_named(measure)}", measure.caseworker)


def _closed_on(course: Sequence[Measure]) -> str:
    ends = [measure.ends_on for measure in course]
    return "" if None in ends else max(end for end in ends if end is not None).isoformat()


def _birth_month(measure: Measure) -> str:
    month = None if measure.cpr is None else measure.cpr.birth_month
    if month is None and measure.born_on is not None:
        month = measure.born_on.replace(day=1)
    return "" if month is None else month.isoformat()


def _named(measure: Measure) -> str:
    return MEASURES.get(measure.code, f"kode {measure.code}")
