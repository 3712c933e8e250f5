"""Which cases and events does a XES file hold (IEEE 1849)? Read element by element, and only if it is whole.

Written here rather than taken from ``rustxes`` 0.2.11, which reads the first half of a file that was cut short as if it
were the whole, leaves out cases without events, and drops the time zone of a moment without one.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from features.tables import TableFormat
from pipelines.importers.event_log import CASE_ID, EventLog
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.raw import RawRow, counted
from pipelines.importers.text_lines import opened_bytes
from sagstyngde.errors import ImportRefused

_NAME = "concept:name"
Attributes = dict[str, str]


def read_xes(path: Path, limits: Limits = LIMITS) -> EventLog:
    """Read a log, gzipped or not. Cases and events are numbered in the order they stand in.

    Raises:
        ImportRefused: the file is no XES, is cut short, too large or made to harm.

    """
    cases: list[Attributes] = []
    events: list[Attributes] = []
    try:
        with opened_bytes(path, limits) as content:
            for case, of_case in _traces(content, path.name):
                cases.append(case | {CASE_ID: case.get(_NAME, "")})
                events += [event | {CASE_ID: case.get(_NAME, "")} for event in of_case]
    except (ParseError, DefusedXmlException) as error:
        raise ImportRefused(
            english=f"{path.name}: is not whole, well-formed XES; export it again",
            danish=f"{path.name}: er ikke hel, velformet XES; lav udtrækket igen",
        ) from error
    case_header, event_header = _header(cases), _header(events)
    return EventLog(
        source=path.name,
        format=TableFormat(encoding="XES", delimiter="", decimal_comma=False),
        case_header=case_header,
        cases=list(counted(path.name, _rows(cases, case_header), limits)),
        event_header=event_header,
        events=list(counted(path.name, _rows(events, event_header), limits)),
    )


def _traces(content: object, name: str) -> Iterator[tuple[Attributes, list[Attributes]]]:
    """Yield each trace's own attributes with those of its events; an element is forgotten when it has been read."""
    events: list[Attributes] = []
    root: Element | None = None
    for moment, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
        kind = element.tag.rpartition("}")[2]
        if root is None:
            root = element
            if kind != "log":
                raise ImportRefused(
                    english=f"{name}: is XML, but no event log (XES)",
                    danish=f"{name}: er XML, men ikke en hændelseslog (XES)",
                )
        if moment == "start":
            continue
        if kind == "event":
            events.append(_attributes(element))
            element.clear()
        elif kind == "trace":
            yield _attributes(element), events
            events = []
            root.clear()


def _attributes(element: Element) -> Attributes:
    """Return an element's own attributes, as text; what is nested in them is left out."""
    return {key: value for part in element if (key := part.get("key")) and (value := part.get("value")) is not None}


def _header(rows: list[Attributes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([CASE_ID, *(name for row in rows for name in row)]))


def _rows(rows: list[Attributes], header: tuple[str, ...]) -> Iterator[RawRow]:
    for number, row in enumerate(rows, start=1):
        yield RawRow(number, tuple(row.get(name, "") for name in header))
