"""Which cells of an Excel sheet show nothing although something stands in them? Errors, and formulas never calculated.

Read from the sheet's own XML, since no library tells them from empty cells. Other formats than ``.xlsx`` are not looked
into.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sagstyngde.errors import ImportRefused

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def empty_shown(path: Path, sheet: str) -> Mapping[int, frozenset[int]]:
    """Return the columns (from 0) of such cells by row number (from 1), of a sheet in a ``.xlsx`` or ``.xlsm`` file.

    Raises:
        ImportRefused: the file's XML cannot be read, or is made to harm.

    """
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return {}
    faults: dict[int, set[int]] = {}
    try:
        with ZipFile(path) as packed, packed.open(_member(packed, sheet)) as content:
            for row, column in _faulty(content):
                faults.setdefault(row, set()).add(column)
    except (ParseError, DefusedXmlException, BadZipFile, KeyError) as error:
        raise ImportRefused(
            english=f"{path.name}: cannot be read as a workbook; save it again, or as CSV",
            danish=f"{path.name}: kan ikke læses som regneark; gem filen igen, eller som CSV",
        ) from error
    return {row: frozenset(columns) for row, columns in faults.items()}


def _member(packed: ZipFile, sheet: str) -> str:
    """Return the archive's member that holds a sheet: workbook.xml knows its number, the relations its place."""
    with packed.open("xl/workbook.xml") as content:
        relations = {item.get("name"): item.get(_RELATION) for item in _elements(content, "sheet")}
    with packed.open("xl/_rels/workbook.xml.rels") as content:
        targets = {item.get("Id"): item.get("Target") or "" for item in _elements(content, "Relationship")}
    target = targets[relations[sheet]]
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _faulty(content: IO[bytes]) -> Iterator[tuple[int, int]]:
    for cell in _elements(content, "c"):
        parts = {part.tag.rpartition("}")[2]: part.text or "" for part in cell}
        is_uncalculated = "f" in parts and not parts.get("v") and cell.get("t") != "str"
        if (cell.get("t") == "e" or is_uncalculated) and (place := _PLACE.fullmatch(cell.get("r", ""))):
            yield int(place[2]), _column(place[1])


def _elements(content: IO[bytes], name: str) -> Iterator[Element]:
    """Yield the elements of a name; a cell is forgotten when it has been looked at."""
    for _, element in iterparse(content, forbid_dtd=True):
        if element.tag.rpartition("}")[2] == name:
            yield element
            element.clear()
        elif element.tag.rpartition("}")[2] == "row":
            element.clear()


def _column(letters: str) -> int:
    """Return a column's number.

    >>> _column("A"), _column("Z"), _column("AA")
    (0, 25, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
