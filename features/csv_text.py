"""How is a CSV file written? Encoding and delimiter are detected and told, never guessed in silence."""

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from features.csv_cells import unguarded
from features.values import tidy
from sagstyngde.errors import HistoryRefused

DELIMITERS = (",", ";", "\t")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SINGLE_BYTE = ("cp1252", "latin-1")
"""Windows' Western European code page, and Latin-1 for the five bytes that page leaves open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """A file's header and its records, each with its row number. Rows without anything in them are left out."""

    encoding: str
    delimiter: str
    header: Sequence[str]
    records: Sequence[tuple[int, list[str]]]


def read_csv_text(path: Path, wanted: frozenset[str]) -> CsvText:
    """Read a CSV file, gzipped or not. ``wanted`` column names help to tell the delimiter.

    Raises:
        HistoryRefused: the file is empty, is no text, or its quotes do not balance.

    """
    text, encoding = _decoded(path.name, _content(path))
    if not text.strip():
        raise HistoryRefused(
            english=f"{path.name}: the file is empty; export the table again",
            danish=f"{path.name}: filen er tom; lav udtrækket igen",
        )
    delimiter = detect_delimiter(text.lstrip().splitlines()[0], wanted)
    records = _records(path.name, text, delimiter)
    header = [tidy(name) for name in records[0][1]] if records else []
    return CsvText(encoding=encoding, delimiter=delimiter, header=header, records=records[1:])


def detect_delimiter(header: str, wanted: frozenset[str]) -> str:
    r"""Return the delimiter that finds most of the wanted columns in a header, then the one that finds most columns.

    >>> detect_delimiter("case_id;timer, i alt", frozenset({"case_id"}))
    ';'
    """

    def found(delimiter: str) -> tuple[int, int]:
        names = [tidy(name) for name in next(csv.reader([header], delimiter=delimiter), [])]
        return len(wanted & set(names)), len(names)

    return max(DELIMITERS, key=found)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise HistoryRefused(
            english=f"{path.name}: the file cannot be read or unpacked; export or copy it again",
            danish=f"{path.name}: filen kan ikke læses eller pakkes ud; lav udtrækket eller kopien igen",
        ) from error


def _decoded(file: str, content: bytes) -> tuple[str, str]:
    """Return the text and its encoding: what a mark says, else UTF-8, else a single-byte Western European one."""
    marked = [name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in marked or ("utf-8", *_SINGLE_BYTE):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise HistoryRefused(
        english=f"{file}: the file is not text; save it as CSV in UTF-8",
        danish=f"{file}: filen er ikke tekst; gem den som CSV i UTF-8",
    )


def _records(file: str, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [
            (number, [unguarded(cell) for cell in record])
            for number, record in enumerate(reader, start=1)
            if any(map(str.strip, record))
        ]
    except csv.Error as error:
        raise HistoryRefused(
            english=f"{file}: cannot be read as CSV near line {reader.line_num}; "
            "look for a quotation mark too many or too few",
            danish=f"{file}: kan ikke læses som CSV omkring linje {reader.line_num}; "
            "se efter et anførselstegn for meget eller for lidt",
        ) from error
