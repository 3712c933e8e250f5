"""Which cases does a batch of a Parquet file hold? Columns ready for the models, and every row that was refused.

The rules are those of a history's cases (``features.case_rows``), and so is the order in which a row's faults are
looked for: the first is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.case_rows import EARLIEST, NO_DATE, total_column, wanted_of_cases
from features.catalogue_columns import CaseColumns, Chosen, Days
from features.refusals import Reason, Refusal, ValueClass
from features.rows import Reader
from features.scheme import Fact, Kind, Scheme
from features.tables import Row, Wanted
from pipelines.parquet_cells import Cells, ColumnReader, Fault, empty_table, id_texts

Flags = NDArray[np.bool_]
Reading = Callable[[Reader, Row], Any]

REPEATED = Reason(
    danish="sagens id står i flere rækker af filen; ingen af dem er vurderet",
    english="the case id stands in several rows of the file; none of them was assessed",
)
_UNKNOWN_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """The cases of a batch that can be assessed, the numbers of their rows, and the rows that were refused."""

    case_ids: pa.Array
    row_numbers: NDArray[np.int64]
    cases: CaseColumns
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Check:
    """Which rows fail a rule, and what is said of one of them."""

    failed: Flags
    told: Callable[[int], Fault]


class CaseReader:
    """Reads the cases of one file, batch by batch. ``repeated`` are the ids that stand in more than one row."""

    def __init__(self, scheme: Scheme, file: str, repeated: frozenset[str] = frozenset()) -> None:
        self.scheme = scheme
        self.wanted = wanted_of(scheme, file)
        self._file = file
        self._repeated = pa.array(sorted(repeated), type=pa.string())
        self._reader = Reader.of(scheme, empty_table(file))
        self._readers = {role: self._column(column, read) for role, column, read in _readings(scheme)}

    def batch(self, table: pa.RecordBatch, first_row: int) -> Batch:
        """Read a batch whose first row has a number, the header being row 1.

        Raises:
            HistoryRefused: a cell looks like a CPR number.

        """
        read = {role: _read(role, reader, table.column(reader.column)) for role, reader in self._readers.items()}
        faults = self._faults(table, read)
        kept = np.array([fault is None for fault in faults], dtype=np.bool_)
        places = np.flatnonzero(kept)
        return Batch(
            case_ids=id_texts(table.column(self.scheme.columns.case_id)).take(pa.array(places)),
            row_numbers=(first_row + places).astype(np.int64),
            cases=self._cases({role: cells.take(places) for role, cells in read.items()}),
            refusals=tuple(
                _refusal(self._file, first_row + row, fault) for row, fault in enumerate(faults) if fault is not None
            ),
        )

    def _column(self, name: str, read: Reading) -> ColumnReader:
        is_numeric = name in self.wanted.numeric
        return ColumnReader(file=self._file, column=name, is_numeric=is_numeric, read=read, reader=self._reader)

    def _faults(self, table: pa.RecordBatch, read: dict[str, Cells]) -> list[Fault | None]:
        """Return each row's first fault."""
        found: list[Fault | None] = [None] * table.num_rows
        left = np.ones(table.num_rows, dtype=np.bool_)
        for check in self._checks(table, read):
            for row in np.flatnonzero(check.failed & left).tolist():
                found[row] = check.told(row)
            left &= ~check.failed
        return found

    def _checks(self, table: pa.RecordBatch, read: dict[str, Cells]) -> Iterator[_Check]:
        """Yield the rules in the order in which a row is read."""
        columns = self.scheme.columns
        dates = [role for role in (_RECEIVED, _CLOSED) if role in read]
        yield from (_unreadable(read[role]) for role in dates)
        yield from self._order(read)
        yield from (_unreadable(cells) for role, cells in read.items() if role not in dates)
        if len(self._repeated):
            ids = id_texts(table.column(columns.case_id))
            is_repeated = pc.is_in(ids, value_set=self._repeated).to_numpy(zero_copy_only=False)
            fault = Fault(column=columns.case_id, reason=REPEATED, value_class=ValueClass.TEXT)
            yield _Check(failed=np.asarray(is_repeated, dtype=np.bool_), told=lambda _row: fault)

    def _order(self, read: dict[str, Cells]) -> Iterator[_Check]:
        """Yield that a case is not older than any, and not closed before it is received."""
        columns = self.scheme.columns
        received = self._received(read, len(next(iter(read.values())).codes))
        too_old = Fault(
            column=columns.received_on or "",
            reason=Reason(
                danish=f"{columns.received_on}: datoen ligger før {EARLIEST:%Y} og ligner en udfyldningsdato",
                english=f"{columns.received_on}: the date lies before {EARLIEST:%Y} and looks like a filler",
            ),
            value_class=ValueClass.DATE,
        )
        yield _Check(failed=received < np.datetime64(EARLIEST, "D"), told=lambda _row: too_old)
        if columns.closed_on is not None:
            early = Fault(
                column=columns.closed_on,
                reason=Reason(
                    danish=f"{columns.closed_on}: sagen er lukket, før den er modtaget",
                    english=f"{columns.closed_on}: the case is closed before it is received",
                ),
                value_class=ValueClass.DATE,
            )
            yield _Check(failed=_days(read[_CLOSED]) < received, told=lambda _row: early)

    def _received(self, read: dict[str, Cells], rows: int) -> Days:
        return _days(read[_RECEIVED]) if _RECEIVED in read else np.full(rows, NO_DATE, dtype="datetime64[D]")

    def _cases(self, read: dict[str, Cells]) -> CaseColumns:
        facts = self.scheme.facts
        plain = [fact for fact in facts if not fact.has_options and fact.kind is not Kind.DATE]
        return CaseColumns(
            received=self._received(read, len(next(iter(read.values())).codes)),
            numbers={fact.name: _numbers(read[_FACT + fact.name]) for fact in plain},
            days={fact.name: _days(read[_FACT + fact.name]) for fact in facts if fact.kind is Kind.DATE},
            chosen={fact.name: _chosen(read[_FACT + fact.name]) for fact in facts if fact.has_options},
        )


def wanted_of(scheme: Scheme, file: str) -> Wanted:
    """Name the columns that a file of cases must have."""
    return replace(wanted_of_cases(scheme), file=file)


def _readings(scheme: Scheme) -> Iterator[tuple[str, str, Reading]]:
    """Yield every role that a column has, with the column and what reads its cell, in the order a row is read in."""
    yield from _roles(scheme, (_RECEIVED, _CLOSED))
    for fact in scheme.facts:
        yield _FACT + fact.name, fact.column, _fact_reading(fact)
    yield from _roles(scheme, (*_NAMES, *_ASKED, _CASE))
    if (total := total_column(scheme)) is not None:
        yield "total", total, _named(total, Reader.hours)
    yield from _roles(scheme, _MARKS)


def _roles(scheme: Scheme, roles: Iterable[str]) -> Iterator[tuple[str, str, Reading]]:
    for role in roles:
        column = getattr(scheme.columns, role)
        if column is not None:
            yield role, column, _named(column, _OTHERS.get(role, Reader.optional_name))


_RECEIVED, _CLOSED, _CASE, _FACT = "received_on", "closed_on", "case_id", "fact "
_NAMES = ("child_id", "family_id", "caseworker_id", "team", "district", "language")
_ASKED = ("sibling_rule", "required_competences", "birth_day", "decision_on")
_MARKS = ("kle", "sensitivity")
_OTHERS: Mapping[str, Callable[[Reader, Row, str], Any]] = MappingProxyType(
    {
        _RECEIVED: Reader.day,
        _CLOSED: Reader.optional_day,
        "sibling_rule": Reader.sibling_rule,
        "required_competences": Reader.names,
        "birth_day": Reader.day_of_month,
        "decision_on": Reader.optional_day,
        _CASE: Reader.name,
        "kle": Reader.kle,
        "sensitivity": Reader.sensitivity,
    }
)
_IDS = frozenset({_CASE, "child_id", "family_id"})
"""Where nearly all cells differ, and only whether they are in order matters."""


def _read(role: str, reader: ColumnReader, column: pa.Array) -> Cells:
    return reader.plain_ids(column) if role in _IDS else reader.cells(column)


def _fact_reading(fact: Fact) -> Reading:
    return lambda reader, row: reader.fact(row, fact)


def _named(column: str, read: Callable[[Reader, Row, str], Any]) -> Reading:
    return lambda reader, row: read(reader, row, column)


def _unreadable(cells: Cells) -> _Check:
    return _Check(failed=cells.faults(), told=lambda row: cells.values[cells.codes[row]])


def _refusal(file: str, row: int, fault: Fault) -> Refusal:
    return Refusal(
        file=file,
        row=row,
        column=fault.column,
        value_class=fault.value_class,
        reason_da=fault.reason.danish,
        reason_en=fault.reason.english,
    )


def _days(cells: Cells) -> Days:
    days = [np.datetime64(value, "D") if isinstance(value, date) else _UNKNOWN_DAY for value in cells.values]
    return np.array([*days, _UNKNOWN_DAY], dtype="datetime64[D]")[cells.codes]


def _numbers(cells: Cells) -> NDArray[np.float64]:
    numbers = [float(value) if isinstance(value, (bool, int, float)) else np.nan for value in cells.values]
    return np.array([*numbers, np.nan])[cells.codes]


def _chosen(cells: Cells) -> Chosen:
    """Lay the options of every different cell out once, and hand them to the rows that have it."""
    sets = [_options(value) for value in cells.values]
    options = tuple(sorted(set().union(*sets)))
    place_of = {option: place for place, option in enumerate(options)}
    places = [np.array(sorted(place_of[option] for option in one), dtype=np.intp) for one in sets]
    lengths = np.array([len(one) for one in places], dtype=np.intp)[cells.codes] if places else np.zeros(0, np.intp)
    known = np.array([value is not None and not isinstance(value, Fault) for value in cells.values], dtype=np.bool_)
    every = [places[code] for code in cells.codes.tolist()]
    return Chosen(
        options=options,
        rows=np.repeat(np.arange(len(cells.codes), dtype=np.intp), lengths),
        places=np.concatenate([*every, np.zeros(0, dtype=np.intp)]),
        known=known[cells.codes] if len(known) else np.zeros(0, dtype=np.bool_),
    )


def _options(value: object) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    return frozenset({value}) if isinstance(value, str) else frozenset()
