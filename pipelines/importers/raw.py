"""What does a file hand over, before anything is made of it? A header, and rows of text, each with its number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from features.refusals import Reason
from features.tables import TableFormat
from pipelines.importers.limits import Limits
from sagstyngde.errors import ImportRefused


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the number a person finds it under, and its cells as text.

    ``fault``: why none of it can be believed. ``hollow``: places of cells that hold something but show nothing.
    """

    number: int
    cells: tuple[str, ...]
    fault: Reason | None = None
    hollow: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A table as it stands in a file. ``rows`` can be read once.

    ``source`` is what reports call it (``liste.xlsx, ark Sager``). ``lost_zeros``: numbers are numbers there and cannot
    begin with a zero, so a CPR number may have lost its first digit.
    """

    source: str
    header: tuple[str, ...]
    rows: Iterable[RawRow]
    format: TableFormat
    lost_zeros: bool = False


def counted(source: str, rows: Iterable[RawRow], limits: Limits) -> Iterator[RawRow]:
    """Pass rows on until there are more of them than anybody's casework makes.

    Raises:
        ImportRefused: the file has more rows than the limit.

    """
    for count, row in enumerate(rows, start=1):
        if count > limits.rows:
            most = f"{limits.rows:,}"
            raise ImportRefused(
                english=f"{source}: more than {most} rows; divide the file",
                danish=f"{source}: mere end {most.replace(',', '.')} rækker; del filen",
            )
        yield row
