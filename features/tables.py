"""What stands in one file of an export? Its rows as text, row by row, and how the file was written.

A table keeps the columns the scheme asks for and forgets the rest. Row numbers are those a spreadsheet shows: the
header is row 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

from features.csv_text import CsvText, read_csv_text
from features.refusals import Reason, Refusal, refusal
from features.values import parse_number, tidy
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import HistoryRefused

Cell: TypeAlias = str | tuple[str, ...]
"""One cell: text, or several texts where a Parquet column holds lists."""

CSV_SUFFIXES = (".csv", ".csv.gz")
PARQUET_SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, its cells, and which place each column has."""

    number: int
    cells: tuple[Cell, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> Cell:
        """Return the cell of a column."""
        return self.cells[self.places[column]]

    def text(self, column: str) -> str:
        """Return a cell as tidy text; several texts are joined."""
        cell = self[column]
        return tidy(cell if isinstance(cell, str) else ", ".join(cell))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat:
    """How a file was written, as far as it was detected. ``delimiter`` is empty for Parquet."""

    encoding: str
    delimiter: str
    decimal_comma: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's rows. ``row_count`` counts every row with something in it, the refused ones too."""

    file: str
    rows: tuple[Row, ...]
    format: TableFormat
    row_count: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a scheme asks of a file: the columns, each with its place in the scheme, and which of them hold numbers."""

    file: str
    columns: Mapping[str, str]
    numeric: frozenset[str] = frozenset()


def read_table(folder: Path, wanted: Wanted) -> Table:
    """Read a CSV, gzipped CSV or Parquet file.

    Raises:
        HistoryRefused: the file is missing, empty, unreadable or without a wanted column, or carries a CPR number.

    """
    path = _existing(folder, wanted.file)
    if path.name.endswith(CSV_SUFFIXES):
        table = _csv_table(wanted, read_csv_text(path, frozenset(wanted.columns)))
    elif path.name.endswith(PARQUET_SUFFIX):
        table = _parquet_table(path, wanted)
    else:
        raise HistoryRefused(
            english=f"{wanted.file}: only .csv, .csv.gz and .parquet can be read; correct tables in the scheme",
            danish=f"{wanted.file}: kun .csv, .csv.gz og .parquet kan læses; ret tables i skemaet",
        )
    if not table.rows and not table.refusals:
        raise HistoryRefused(
            english=f"{wanted.file}: has a header but no rows; export the table again",
            danish=f"{wanted.file}: har en overskrift, men ingen rækker; lav udtrækket igen",
        )
    _refuse_cpr(table, wanted)
    return table


def _existing(folder: Path, file: str) -> Path:
    path = folder / file
    if path.is_file():
        return path
    others = [other for other in _other_forms(path) if other.is_file()]
    if len(others) == 1:
        return others[0]
    present = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    english, danish = _nearest(file, present)
    raise HistoryRefused(
        english=f"{file}: there is no such file in the history's folder{english}; put it there, or correct tables "
        "in the scheme",
        danish=f"{file}: filen findes ikke i historikkens mappe{danish}; læg den der, eller ret tables i skemaet",
    )


def _other_forms(path: Path) -> list[Path]:
    """Return where the same table would lie as CSV, gzipped CSV or Parquet."""
    endings = (*CSV_SUFFIXES, PARQUET_SUFFIX)
    stem = next((path.name.removesuffix(one) for one in endings if path.name.endswith(one)), path.name)
    return [path.with_name(stem + one) for one in endings if stem != path.name]


def _nearest(name: str, present: Sequence[str]) -> tuple[str, str]:
    folded = {entry.casefold(): entry for entry in present}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if not close:
        return "", ""
    return f" (the nearest is {folded[close[0]]})", f" (det nærmeste er {folded[close[0]]})"


def check_header(wanted: Wanted, header: Sequence[str]) -> None:
    """Refuse a table in which a wanted column is missing or stands twice; raises ``HistoryRefused``."""
    for column, place in wanted.columns.items():
        if header.count(column) > 1:
            raise HistoryRefused(
                english=f"{wanted.file}: the column {column} stands twice in the header; rename or remove one of them",
                danish=f"{wanted.file}: kolonnen {column} står to gange i overskriften; omdøb eller fjern den ene",
            )
        if column not in header:
            english, danish = _nearest(column, [name for name in header if name not in wanted.columns])
            raise HistoryRefused(
                english=f"{wanted.file}: the column {column} is missing{english}; add it, or correct {place} in the "
                "scheme",
                danish=f"{wanted.file}: kolonnen {column} mangler{danish}; tilføj den, eller ret {place} i skemaet",
            )


def _csv_table(wanted: Wanted, text: CsvText) -> Table:
    check_header(wanted, text.header)
    sources = [text.header.index(column) for column in wanted.columns]
    places = {column: place for place, column in enumerate(wanted.columns)}
    rows, refusals = [], []
    for number, record in text.records:
        if len(record) == len(text.header):
            rows.append(Row(number, tuple(record[source] for source in sources), places))
        else:
            refusals.append(_ragged(wanted.file, number, len(record), len(text.header)))
    comma = uses_decimal_comma(rows, wanted.numeric)
    return Table(
        file=wanted.file,
        rows=tuple(rows),
        format=TableFormat(encoding=text.encoding, delimiter=text.delimiter, decimal_comma=comma),
        row_count=len(text.records),
        refusals=tuple(refusals),
    )


def _ragged(file: str, number: int, found: int, expected: int) -> Refusal:
    reason = Reason(
        danish=f"rækken har {found} felter, overskriften {expected}",
        english=f"the row has {found} fields, the header {expected}",
    )
    return refusal(file, number, "", reason)


def _parquet_table(path: Path, wanted: Wanted) -> Table:
    # Only a Parquet file needs pyarrow, which a server that reads CSV does without.
    from features.parquet_files import read_parquet  # noqa: PLC0415

    header, columns = read_parquet(path, frozenset(wanted.columns))
    check_header(wanted, header)
    places = {column: place for place, column in enumerate(wanted.columns)}
    cells = zip(*(columns[column] for column in wanted.columns), strict=True)
    rows = tuple(Row(number, row, places) for number, row in enumerate(cells, start=2))
    return Table(
        file=wanted.file,
        rows=rows,
        format=TableFormat(encoding="parquet", delimiter="", decimal_comma=False),
        row_count=len(rows),
        refusals=(),
    )


def uses_decimal_comma(rows: Sequence[Row], numeric: frozenset[str]) -> bool:
    """Whether more numbers can only be read with a decimal comma than only with a decimal point."""
    votes = 0
    for column in numeric:
        for text in {row.text(column) for row in rows}:
            with_point = parse_number(text, decimal_comma=False) is not None
            with_comma = parse_number(text, decimal_comma=True) is not None
            votes += with_comma - with_point
    return votes > 0


def _refuse_cpr(table: Table, wanted: Wanted) -> None:
    """Stop at the first CPR number: such a file should not have been handed over, and nothing of it is kept."""
    for column in wanted.columns:
        innocent = set()
        for row in table.rows:
            text = row.text(column)
            if text in innocent:
                continue
            if looks_like_cpr(text) and not is_amount(text, column in wanted.numeric):
                raise _cpr_found(table.file, row.number, column)
            innocent.add(text)


def _cpr_found(file: str, row: int, column: str) -> HistoryRefused:
    return HistoryRefused(
        english=f"{file}, row {row}, column {column}: holds what looks like a CPR number. CPR numbers do not belong in "
        "a history; replace them by other keys in the export. Nothing was read",
        danish=f"{file}, række {row}, kolonne {column}: indeholder, hvad der ligner et CPR-nummer. CPR-numre hører "
        "ikke til i en historik; erstat dem med andre nøgler i udtrækket. Intet er læst ind",
    )


def is_amount(text: str, is_numeric: bool) -> bool:
    """Whether ten digits in a column of numbers are an amount: a CPR number is none, and may begin with a zero."""
    return is_numeric and not text.startswith("0") and parse_number(text, decimal_comma=False) is not None
