"""Which cases does an export hold? One row a case, with its facts, its dates and perhaps its total effort."""

from dataclasses import dataclass, replace
from datetime import date

from features.refusals import Reason, Refusal, Sifted, sift
from features.rows import NUMERIC_KINDS, Reader, repeated
from features.scheme import EffortSource, Scheme
from features.tables import Row, Table, Wanted
from sagstyngde.access import Sensitivity
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, FamilyId
from sagstyngde.errors import CaseRefused

NO_DATE = date(2000, 1, 1)
"""The day on which all cases of a table without dates count as received."""

EARLIEST = date(1980, 1, 1)
"""No case of a casework system is older; earlier days are fillers such as 1900-01-01."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case, the row it stood in, and what the row tells besides: total effort, KLE number, how sensitive it is."""

    row: Row
    case: Case
    total: float | None
    kle: str | None
    sensitivity: Sensitivity | None


def wanted_of_cases(scheme: Scheme) -> Wanted:
    """Name the columns of the cases table."""
    columns = scheme.columns
    names = ("case_id", "received_on", "closed_on", *_OPTIONAL, *_ASKED, *_MARKS)
    places = {column: f"columns.{name}" for name in names if (column := getattr(columns, name)) is not None}
    places |= {fact.column: f"fact {fact.name}" for fact in scheme.facts}
    numeric = {fact.column for fact in scheme.facts if fact.kind in NUMERIC_KINDS}
    if (total := total_column(scheme)) is not None:
        places[total] = "effort.total_column"
        numeric.add(total)
    return Wanted(file=scheme.tables.cases, columns=places, numeric=frozenset(numeric))


def total_column(scheme: Scheme) -> str | None:
    """Return the column with each case's total effort, where effort comes as a total."""
    return scheme.effort.total_column if scheme.effort.source is EffortSource.TOTAL else None


def read_cases(scheme: Scheme, table: Table) -> Sifted[CaseRow]:
    """Read the cases; of rows with one id, identical ones count once and differing ones are all refused.

    Which of two differing rows is right, nobody can tell from the file, and the first is only the first by chance.
    """
    reader = Reader.of(scheme, table)
    read = reader.read(lambda row: _case_row(scheme, reader, row))
    unique = _without_repetitions(scheme, reader, [item for _, item in read.kept])
    return Sifted(unique.kept, (*read.refusals, *unique.refusals))


def _case_row(scheme: Scheme, reader: Reader, row: Row) -> CaseRow:
    return CaseRow(
        row,
        _case(scheme, reader, row),
        _total(scheme, reader, row),
        reader.kle(row, scheme.columns.kle),
        reader.sensitivity(row, scheme.columns.sensitivity),
    )


def _case(scheme: Scheme, reader: Reader, row: Row) -> Case:
    columns = scheme.columns
    received = reader.day(row, columns.received_on) if columns.received_on is not None else NO_DATE
    closed = reader.optional_day(row, columns.closed_on)
    _check_order(columns.received_on or "", columns.closed_on or "", received, closed)
    facts = {fact.name: value for fact in scheme.facts if (value := reader.fact(row, fact)) is not None}
    ids = {name: reader.optional_name(row, getattr(columns, name)) for name in _OPTIONAL}
    return Case(
        case_id=CaseId(reader.name(row, columns.case_id)),
        received_on=received,
        closed_on=closed,
        child_id=ChildId(ids["child_id"]) if ids["child_id"] else None,
        family_id=FamilyId(ids["family_id"]) if ids["family_id"] else None,
        caseworker_id=CaseworkerId(ids["caseworker_id"]) if ids["caseworker_id"] else None,
        team=ids["team"],
        district=ids["district"],
        sibling_rule=reader.sibling_rule(row, columns.sibling_rule),
        required_competences=reader.names(row, columns.required_competences),
        language=ids["language"],
        birth_day=reader.day_of_month(row, columns.birth_day),
        decision_on=reader.optional_day(row, columns.decision_on),
        facts=facts,
    )


_OPTIONAL = ("child_id", "family_id", "caseworker_id", "team", "district", "language")
_ASKED = ("sibling_rule", "required_competences", "birth_day", "decision_on")
"""What only allocation asks about."""
_MARKS = ("kle", "sensitivity")
"""What only the casebook's rules of access ask about; no model sees it."""


def _check_order(received_column: str, closed_column: str, received: date, closed: date | None) -> None:
    if received < EARLIEST:
        raise CaseRefused(
            field=received_column,
            english=f"{received_column}: the date lies before {EARLIEST:%Y} and looks like a filler",
            danish=f"{received_column}: datoen ligger før {EARLIEST:%Y} og ligner en udfyldningsdato",
        )
    if closed is not None and closed < received:
        raise CaseRefused(
            field=closed_column,
            english=f"{closed_column}: the case is closed before it is received",
            danish=f"{closed_column}: sagen er lukket, før den er modtaget",
        )


def _total(scheme: Scheme, reader: Reader, row: Row) -> float | None:
    column = total_column(scheme)
    return None if column is None else reader.hours(row, column)


def _without_repetitions(scheme: Scheme, reader: Reader, rows: list[CaseRow]) -> Sifted[CaseRow]:
    column = scheme.columns.case_id
    twice = repeated(item.case.case_id for item in rows)
    readings: dict[str, list[CaseRow]] = {}
    for item in rows:
        if item.case.case_id in twice:
            readings.setdefault(item.case.case_id, []).append(replace(item, row=rows[0].row))
    seen: set[str] = set()

    def fault(item: CaseRow) -> Refusal | None:
        case_id = item.case.case_id
        if case_id not in twice:
            return None
        if any(other != readings[case_id][0] for other in readings[case_id]):
            return reader.refuse(item.row, column, _CONTRADICTED)
        if case_id in seen:
            return reader.refuse(item.row, column, _REPEATED)
        seen.add(case_id)
        return None

    return sift(rows, fault)


_CONTRADICTED = Reason(
    danish="sagens id står i flere rækker med forskelligt indhold; ingen af dem er taget med",
    english="the case id stands in several rows that differ; none of them was taken",
)
_REPEATED = Reason(
    danish="rækken gentager en tidligere række med samme indhold",
    english="the row repeats an earlier one with the same content",
)
