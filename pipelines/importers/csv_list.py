"""Which rows does a CSV list hold? A row that cannot be read is passed on with its fault, so that it can be named.

Delimiter and encoding are detected and told.
"""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from features.csv_text import DELIMITERS, detect_delimiter
from features.refusals import Reason
from features.tables import TableFormat
from features.values import tidy
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.raw import RawRow, RawTable, counted
from pipelines.importers.text_lines import detect_encoding, encoding_fault, opened_text
from sagstyngde.errors import ImportRefused

_HINT = "sep="
"""What Excel writes in a first line to tell itself the delimiter."""

_TALLEST_HEADER = 20
"""How many lines one header may run over, where its names are broken into several."""


def read_csv_list(path: Path, wanted: frozenset[str], *, header_row: int = 1, limits: Limits = LIMITS) -> RawTable:
    """Read a list's header, and its rows as they are asked for. ``wanted`` names help to tell the delimiter.

    Raises:
        ImportRefused: the file is empty, is no text or too large; later, as rows are read: a line is too long or a
            quotation mark is not closed.

    """
    encoding = detect_encoding(path, limits)
    with opened_text(path, encoding, limits) as lines:
        delimiter, header = _header(path.name, lines, wanted, header_row)
    written = TableFormat(encoding=encoding, delimiter=delimiter, decimal_comma=False)
    rows = _rows(path, written, header_row, limits)
    return RawTable(
        source=path.name,
        header=header,
        rows=counted(path.name, _faulted(rows, header, encoding), limits),
        format=written,
    )


def _header(name: str, lines: Iterator[str], wanted: frozenset[str], header_row: int) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter and the header, which may stand under lines of title."""
    top = [line for _, line in zip(range(header_row + _TALLEST_HEADER), lines, strict=False)]
    hinted = _hinted(top[0]) if top else None
    top = top[1:] if hinted else top
    shown = top[header_row - 1] if len(top) >= header_row else ""
    if not shown.strip() or "\0" in shown:
        raise ImportRefused(
            english=f"{name}: there is no header in row {header_row}; correct header_row in the mapping, or save the "
            "file as CSV in UTF-8",
            danish=f"{name}: der er ingen overskrift i række {header_row}; ret header_row i mappingen, eller gem "
            "filen som CSV i UTF-8",
        )
    delimiter = hinted or detect_delimiter(shown, wanted)
    records = csv.reader(top, delimiter=delimiter)
    return delimiter, tuple(tidy(cell) for cell in next(islice(records, header_row - 1, None)))


def _hinted(line: str) -> str | None:
    told = line.strip().removeprefix(_HINT)
    return told if line.startswith(_HINT) and told in DELIMITERS else None


def _rows(path: Path, written: TableFormat, header_row: int, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each record below the header with the number a spreadsheet shows it under."""
    with opened_text(path, written.encoding, limits) as lines:
        reader = csv.reader(lines, delimiter=written.delimiter, strict=True)
        started = 0
        try:
            for number, record in enumerate(reader, start=1):
                started = reader.line_num
                if number == 1 and _hinted(written.delimiter.join(record)):
                    header_row += 1
                elif number > header_row:
                    yield number, tuple(record)
        except csv.Error as error:
            raise ImportRefused(
                english=f"{path.name}: cannot be read from line {started + 1}; "
                "look for a quotation mark that is not closed",
                danish=f"{path.name}: kan ikke læses fra linje {started + 1}; "
                "se efter et anførselstegn, der ikke er lukket",
            ) from error


def _faulted(rows: Iterator[tuple[int, tuple[str, ...]]], header: tuple[str, ...], encoding: str) -> Iterator[RawRow]:
    for number, record in rows:
        cells = record
        # Some systems close every line with a delimiter, which leaves an empty cell behind the last column.
        while len(cells) > len(header) and not cells[-1]:
            cells = cells[:-1]
        if any(cell.strip() for cell in cells):
            yield RawRow(number, cells, _fault(cells, header, encoding))


def _fault(cells: tuple[str, ...], header: tuple[str, ...], encoding: str) -> Reason | None:
    if tuple(tidy(cell) for cell in cells) == header:
        return _HEADER
    if len(cells) != len(header):
        return Reason(
            danish=f"rækken har {len(cells)} felter, overskriften {len(header)}",
            english=f"the row has {len(cells)} fields, the header {len(header)}",
        )
    return encoding_fault(cells, encoding)


_HEADER = Reason(
    danish="overskriften står igen; er to udtræk sat sammen?",
    english="the header stands here again; are two exports put together?",
)
