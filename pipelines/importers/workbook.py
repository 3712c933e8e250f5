"""Which rows does a sheet of a workbook hold (Excel, OpenDocument)? As the text a CSV file would hold.

What Excel shows is taken: a formula's value, not the formula. A cell without a value to show (a formula that was never
calculated, an error such as ``#N/A``) reads as empty to every library; in Excel's own format such a row is refused
(``pipelines.importers.workbook_faults``).
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from features.tables import TableFormat
from features.values import tidy
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.raw import RawRow, RawTable, counted
from pipelines.importers.workbook_faults import empty_shown
from sagstyngde.errors import ImportRefused

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_ZIPPED = (".xlsx", ".xlsm", ".xlsb", ".ods")
_HOUR = timedelta(hours=1)


def read_workbook(path: Path, *, sheet: str = "", header_row: int = 1, limits: Limits = LIMITS) -> RawTable:
    """Read a sheet, the first one unless another is named.

    Raises:
        ImportRefused: the extra ``sagstyngde[import]`` is not installed, the file is no workbook, is locked or too
            large, or has no such sheet or header.

    """
    _check_size(path, limits)
    found, values = _sheet(path, sheet)
    texts = [tuple(map(text_of, row)) for row in values]
    header = tuple(map(tidy, texts[header_row - 1])) if len(texts) >= header_row else ()
    if not any(header):
        raise ImportRefused(
            english=f"{path.name}, sheet {found.name}: there is no header in row {header_row}; correct header_row in "
            "the mapping",
            danish=f"{path.name}, ark {found.name}: der er ingen overskrift i række {header_row}; ret header_row i "
            "mappingen",
        )
    source = f"{path.name}, ark {found.name}"
    faults = empty_shown(path, found.name)
    first_column = found.start[1] if found.start else 0

    def rows() -> Iterator[RawRow]:
        for number, cells in enumerate(texts[header_row:], start=header_row + 1):
            if any(cell.strip() for cell in cells) or number in faults:
                places = {place - first_column for place in faults.get(number, ())}
                yield RawRow(number, cells, None, frozenset(places))

    return RawTable(
        source=source,
        header=header,
        rows=counted(source, rows(), limits),
        format=TableFormat(encoding=path.suffix[1:], delimiter="", decimal_comma=False),
        lost_zeros=True,
    )


def text_of(value: object) -> str:
    """Return a cell's value as text; a duration in hours.

    >>> text_of(12345.0), text_of(datetime(2025, 12, 31)), text_of(timedelta(hours=30, minutes=30)), text_of(True)
    ('12345', '2025-12-31', '30.5', 'ja')
    """
    match value:
        case bool():
            text = "ja" if value else "nej"
        case float():
            text = str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            text = (value if value.time() != time() else value.date()).isoformat()
        case timedelta():
            text = repr(value / _HOUR)
        case time():
            text = repr(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _HOUR)
        case _:
            text = str(value)
    return text


def _sheet(path: Path, sheet: str) -> tuple[Any, list[list[object]]]:
    calamine = _calamine()
    try:
        with calamine.load_workbook(path) as book:
            names = book.sheet_names
            if sheet and sheet not in names:
                raise _no_sheet(path, names)
            found = book.get_sheet_by_name(sheet or names[0])
            return found, list(found.iter_rows())
    except calamine.PasswordError as error:
        raise ImportRefused(
            english=f"{path.name}: is locked with a password; save it without one",
            danish=f"{path.name}: er låst med adgangskode; gem filen uden",
        ) from error
    except (calamine.CalamineError, OSError) as error:
        raise _no_workbook(path) from error


def _calamine() -> Any:
    try:
        return import_module("python_calamine")
    except ModuleNotFoundError as error:
        raise ImportRefused(
            english="workbooks are read with the extra sagstyngde[import]; install it, or save the list as CSV",
            danish="regneark læses med tilvalget sagstyngde[import]; installér det, eller gem listen som CSV",
        ) from error


def _check_size(path: Path, limits: Limits) -> None:
    """Stop before anything is unpacked where the archive says that it unpacks to more than may be read."""
    try:
        size = path.stat().st_size
        if path.suffix.lower() in _ZIPPED:
            with ZipFile(path) as packed:
                size = max(size, sum(member.file_size for member in packed.infolist()))
    except (OSError, BadZipFile) as error:
        raise _no_workbook(path) from error
    if size > limits.file_bytes:
        raise ImportRefused(
            english=f"{path.name}: unpacks to more than may be read; divide the workbook",
            danish=f"{path.name}: fylder udpakket mere, end der må læses; del regnearket",
        )


def _no_workbook(path: Path) -> ImportRefused:
    return ImportRefused(
        english=f"{path.name}: cannot be read as a workbook; save it again, or as CSV",
        danish=f"{path.name}: kan ikke læses som regneark; gem filen igen, eller som CSV",
    )


def _no_sheet(path: Path, names: list[str]) -> ImportRefused:
    known = ", ".join(names)
    return ImportRefused(
        english=f"{path.name}: has no such sheet; there are {known}",
        danish=f"{path.name}: har ikke det ark; der er {known}",
    )
