"""Which measures does a report to Statistics Denmark hold (L231, *BoernMedHandicap*)? Every municipality must make one.

The form of a record (``BoernMedHandicapSagStruktur``) was read from the XML schema in the public code of OS2bos, where
a municipality made such reports: ``INDSATSFORLOEB_ID``, ``INDBERETNINGSTYPE``, ``CPR`` or ``UDL_NR``, ``KOEN``,
``FOEDDAG``, ``INDSATS_KODE`` (three digits), ``INDSATS_STARTDATO``, ``INDSATS_SLUTDATO``, ``SAGSBEHANDLER`` and the ids
a course had before. That code writes *Ny* and *Ændring* as the kind of report; the words for a deletion are a guess,
and a record with any other word is refused. What the codes of measures mean was seen for four of them (``MEASURES``);
the codes are Statistics Denmark's, and a mapping can name the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from features.days import parse_day
from features.refusals import Reason
from features.values import LONGEST_TEXT, is_plain_text, tidy
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.text_lines import opened_bytes
from sagstyngde.cpr import Cpr
from sagstyngde.errors import CprRefused, ImportRefused

ROOT = "BoernMedHandicapLeveranceL231Struktur"
RECORD = "BoernMedHandicapSagStruktur"

MEASURES = {"002": "hjemmetræning", "003": "særligt klubtilbud", "004": "aflastning", "007": "ledsagelse"}


class _Kind(Enum):
    """Whether a record states a course of measures or takes it back."""

    STATES = frozenset({"ny", "ændring"})
    WITHDRAWS = frozenset({"sletning", "slet", "slettet", "annullering", "annulleret"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One course of one measure (*indsatsforløb*), as last reported.

    ``child`` tells children apart inside the import and is never written; ``cpr`` is what it was made of, where there
    was a number. ``number`` is the record's place in the files.
    """

    course_id: str
    number: int
    child: str = field(repr=False)
    cpr: Cpr | None
    born_on: date | None = field(repr=False)
    is_male: bool | None
    code: str
    starts_on: date
    ends_on: date | None
    caseworker: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be taken: its place, the element at fault, its text for its class alone, and why."""

    number: int
    element: str
    reason: Reason
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The courses that several reports, read in order, leave standing, and the records that could not be taken."""

    source: str
    measures: tuple[Measure, ...]
    faults: tuple[Fault, ...]
    record_count: int


def is_l231(path: Path) -> bool:
    """Whether a file says that it is such a report."""
    try:
        with path.open("rb") as content:
            return ROOT.encode() in content.read(4096)
    except OSError:
        return False


def read_l231(paths: Sequence[Path], *, today: date, limits: Limits = LIMITS) -> Report:
    """Read reports, oldest first: a later record of a course takes the place of an earlier one.

    Raises:
        ImportRefused: a file is no such report, is cut short, too large or made to harm.

    """
    standing: dict[str, Measure] = {}
    faults: list[Fault] = []
    count = 0
    for path in paths:
        for record in _records(path, limits):
            count += 1
            try:
                _apply(standing, record, count, today)
            except _Refused as refused:
                faults.append(Fault(count, refused.element, refused.reason, record.get(refused.element, "")))
    return Report(
        source=", ".join(path.name for path in paths),
        measures=tuple(standing.values()),
        faults=tuple(faults),
        record_count=count,
    )


class _Refused(Exception):
    def __init__(self, element: str, danish: str, english: str) -> None:
        super().__init__(element)
        self.element, self.reason = element, Reason(danish=danish, english=english)


def _records(path: Path, limits: Limits) -> Iterator[dict[str, str]]:
    root: Element | None = None
    try:
        with opened_bytes(path, limits) as content:
            for moment, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
                name = element.tag.rpartition("}")[2]
                if root is None:
                    root = element
                    if name != ROOT:
                        raise _no_report(path)
                elif moment == "end" and name == RECORD:
                    yield {part.tag.rpartition("}")[2]: tidy(part.text or "") for part in element}
                    element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise ImportRefused(
            english=f"{path.name}: is not whole, well-formed XML; export it again",
            danish=f"{path.name}: er ikke hel, velformet XML; lav udtrækket igen",
        ) from error


def _no_report(path: Path) -> ImportRefused:
    return ImportRefused(
        english=f"{path.name}: is XML, but no report of children with disabilities ({ROOT})",
        danish=f"{path.name}: er XML, men ikke en indberetning om børn med handicap ({ROOT})",
    )


def _apply(standing: dict[str, Measure], record: dict[str, str], number: int, today: date) -> None:
    """Let a record change what stands."""
    course_id = _needed(record, "INDSATSFORLOEB_ID")
    kind = _needed(record, "INDBERETNINGSTYPE").casefold()
    if kind in _Kind.WITHDRAWS.value:
        standing.pop(course_id, None)
        return
    if kind not in _Kind.STATES.value:
        raise _Refused("INDBERETNINGSTYPE", "indberetningstypen er ukendt", "the kind of report is unknown")
    measure = _measure(record, course_id, number, today)
    # A course that was moved to another id is told once, under the new one.
    standing.pop(record.get("ORIGIN_INDSATSFORLOEB_ID", ""), None)
    standing[course_id] = measure


def _measure(record: dict[str, str], course_id: str, number: int, today: date) -> Measure:
    cpr = _cpr(record, today)
    starts_on, ends_on = _day(record, "INDSATS_STARTDATO"), _optional_day(record, "INDSATS_SLUTDATO")
    if starts_on is None:
        raise _Refused("INDSATS_STARTDATO", "startdatoen mangler", "the starting date is missing")
    if starts_on > today:
        raise _Refused("INDSATS_STARTDATO", "indsatsen er ikke begyndt endnu", "the measure has not begun yet")
    if ends_on is not None and ends_on < starts_on:
        raise _Refused("INDSATS_SLUTDATO", "indsatsen slutter, før den begynder", "the measure ends before it starts")
    code = _needed(record, "INDSATS_KODE")
    if len(code) != 3 or not code.isdecimal():
        raise _Refused("INDSATS_KODE", "der ventes en kode på tre cifre", "a code of three digits is expected")
    return Measure(
        course_id=course_id,
        number=number,
        child=cpr.digits if cpr is not None else record.get("ORIGIN_PERSON_ID") or record.get("UDL_NR") or course_id,
        cpr=cpr,
        born_on=_optional_day(record, "FOEDDAG"),
        is_male=_is_male(record, cpr),
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        caseworker=_plain(record, "SAGSBEHANDLER"),
    )


def _cpr(record: dict[str, str], today: date) -> Cpr | None:
    text = record.get("CPR", "")
    if not text.strip("0"):
        return None
    try:
        return Cpr.parse(text, today=today)
    except CprRefused as error:
        raise _Refused("CPR", error.danish, error.english) from error


def _is_male(record: dict[str, str], cpr: Cpr | None) -> bool | None:
    """Return the legal sex: from the number's last digit, else as Statistics Denmark codes it (1 male, 2 female)."""
    if cpr is not None and not cpr.is_replacement:
        return int(cpr.digits[-1]) % 2 == 1
    return {"1": True, "2": False}.get(record.get("KOEN", ""))


def _needed(record: dict[str, str], element: str) -> str:
    text = _plain(record, element)
    if not text:
        raise _Refused(element, "mangler", "is missing")
    return text


def _plain(record: dict[str, str], element: str) -> str:
    text = record.get(element, "")
    if text and not is_plain_text(text):
        raise _Refused(
            element,
            f"er længere end {LONGEST_TEXT} tegn eller har ulæselige tegn",
            f"is longer than {LONGEST_TEXT} characters or holds unprintable ones",
        )
    return text


def _optional_day(record: dict[str, str], element: str) -> date | None:
    return _day(record, element) if record.get(element) else None


def _day(record: dict[str, str], element: str) -> date | None:
    text = record.get(element, "")
    # xs:date may carry a time zone, which says nothing of a day.
    day = parse_day(text[:10]) if text else None
    if text and day is None:
        raise _Refused(element, "der ventes en dato (2026-03-31)", "a date is expected (2026-03-31)")
    return day
