"""What do the cells of a Parquet column say? Each different cell is read once, by the rules of a history.

A column of a million cases has few different cells, or it is one of ids. Reading each different cell by the same rules
that read a history row by row (``features.rows``) gives the same values and refusals, at the cost of a look-up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.parquet_files import cell_of
from features.refusals import Reason, ValueClass, value_class
from features.rows import Reader
from features.tables import Cell, Row, Table, TableFormat, is_amount
from features.values import LONGEST_TEXT, tidy
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import CaseRefused, HistoryRefused

Integers = NDArray[np.intp]

MOST_REMEMBERED = 100_000
"""So many different cells of a column are remembered from one batch to the next."""

_TEN_DIGITS = "([0-9][^0-9]*){10}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a cell cannot be used; of the cell only its class is kept."""

    column: str
    reason: Reason
    value_class: ValueClass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """A column's different cells as they were read, and which of them each row has; (rows,).

    ``values`` holds a value or a ``Fault``.
    """

    values: Sequence[Any]
    codes: Integers

    def take(self, rows: Integers) -> "Cells":
        """Return some rows."""
        return Cells(values=self.values, codes=self.codes[rows])

    def faults(self) -> NDArray[np.bool_]:
        """Return which rows have a cell that cannot be used, (rows,)."""
        bad = np.array([isinstance(value, Fault) for value in self.values], dtype=np.bool_)
        return bad[self.codes] if len(bad) else np.zeros(len(self.codes), dtype=np.bool_)


@dataclass(slots=True, kw_only=True)
class ColumnReader:
    """Reads one column of many batches. ``read`` reads a row's cell, and raises ``CaseRefused``."""

    file: str
    column: str
    is_numeric: bool
    read: Callable[[Reader, Row], Any]
    reader: Reader
    remembered: dict[Cell, Any] = field(default_factory=dict)

    def cells(self, column: pa.Array) -> Cells:
        """Read a column's cells.

        Raises:
            HistoryRefused: one of them looks like a CPR number; nothing of the file may be kept.

        """
        different, codes = different_cells(column)
        if len(self.remembered) > MOST_REMEMBERED:
            self.remembered.clear()
        return Cells(values=[self._value(cell) for cell in different], codes=codes)

    def plain_ids(self, column: pa.Array) -> Cells:
        """Read a column of ids, where nearly all cells differ: those that are plainly in order are taken as they are.

        ``values`` holds faults only; a row without one has the code 0.
        """
        suspect = np.flatnonzero(~_plainly_ids(column))
        found = self.cells(column.take(pa.array(suspect)))
        codes = np.zeros(len(column), dtype=np.intp)
        codes[suspect] = found.codes + 1
        return Cells(values=[None, *found.values], codes=codes)

    def _value(self, cell: Cell) -> Any:
        if cell not in self.remembered:
            self.remembered[cell] = self._read_one(cell)
        return self.remembered[cell]

    def _read_one(self, cell: Cell) -> Any:
        row = Row(0, (cell,), {self.column: 0})
        text = row.text(self.column)
        if looks_like_cpr(text) and not is_amount(text, self.is_numeric):
            raise cpr_in(self.file, self.column)
        try:
            return self.read(self.reader, row)
        except CaseRefused as error:
            reason = Reason(danish=error.danish, english=error.english)
            return Fault(column=self.column, reason=reason, value_class=value_class(text))


def cpr_in(file: str, column: str) -> HistoryRefused:
    """Refuse a file that carries CPR numbers: none of it is assessed."""
    return HistoryRefused(
        english=f"{file}, column {column}: holds what looks like a CPR number. Replace it by another key in the "
        "export. Nothing of the file was assessed",
        danish=f"{file}, kolonne {column}: indeholder, hvad der ligner et CPR-nummer. Erstat det med en anden nøgle i "
        "udtrækket. Intet af filen er vurderet",
    )


def empty_table(file: str) -> Table:
    """Return what a reader of Parquet cells needs to know of its table."""
    written = TableFormat(encoding="parquet", delimiter="", decimal_comma=False)
    return Table(file=file, rows=(), format=written, row_count=0, refusals=())


def different_cells(column: pa.Array) -> tuple[list[Cell], Integers]:
    """Return a column's different cells, as a CSV file would hold them, and which of them each row has.

    >>> different_cells(pa.array([2, None, 2]))
    (['2', ''], array([0, 1, 0]))
    """
    if pa.types.is_nested(column.type) or pa.types.is_dictionary(column.type):
        return _different_objects([cell_of(value) for value in column.to_pylist()])
    coded = column.dictionary_encode()
    cells = [cell_of(value) for value in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(len(cells)).to_numpy(zero_copy_only=False).astype(np.intp)
    return ([*cells, ""] if column.null_count else cells), codes


def _different_objects(cells: Sequence[Cell]) -> tuple[list[Cell], Integers]:
    places: dict[Cell, int] = {}
    codes = np.array([places.setdefault(cell, len(places)) for cell in cells], dtype=np.intp)
    return list(places), codes


def id_texts(column: pa.Array) -> pa.Array:
    """Return a column of ids as tidy texts; empty where there is none.

    What is not plain ASCII is made tidy here: Arrow's own NFC leaves an å in two pieces.
    """
    is_plain = _plainly_ids(column)
    if is_plain.all():
        return column.cast(pa.string())
    other = column.filter(pa.array(~is_plain)).to_pylist()
    tidied = pa.array([tidy(str(cell_of(value))) for value in other], type=pa.string())
    texts = column.cast(pa.string())
    return pc.replace_with_mask(texts, pa.array(~is_plain), tidied)


def _plainly_ids(column: pa.Array) -> NDArray[np.bool_]:
    """Return which cells are short printable ASCII without blanks around them and nothing like a CPR number."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return np.zeros(len(column), dtype=np.bool_)
    length = pc.utf8_length(column)
    checks = (
        pc.string_is_ascii(column),
        pc.ascii_is_printable(column),
        pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), length),
        pc.and_(pc.greater(length, 0), pc.less_equal(length, LONGEST_TEXT)),
        pc.invert(pc.match_substring_regex(column, _TEN_DIGITS)),
    )
    plain = checks[0]
    for check in checks[1:]:
        plain = pc.and_(plain, check)
    return np.asarray(plain.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)
