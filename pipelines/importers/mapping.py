"""What do a list's own columns and words mean? A mapping says it in the scheme's terms; it is no second scheme.

The scheme says what a municipality records and how a case is read. A mapping only says where in a particular list each
of those things stands: the scheme's key on the left, the list's header on the right. What it does not name is looked
for under the name the scheme gives it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from features.case_rows import wanted_of_cases
from features.diary_windows import wanted_of_windows
from features.effort_rows import wanted_of_effort
from features.judgement_rows import wanted_of_judgements
from features.scheme import CategorySource, EffortSource, Scheme
from features.strict import STRICT
from features.tables import Wanted


class Shape(StrEnum):
    """What a file's rows are."""

    LIST = "list"
    """One table: a row a case, an entry of hours, a judgement."""
    LOG = "log"
    """An event log: a row an event, with what is known of its case beside it."""


class Unit(StrEnum):
    """How a list writes an amount of work."""

    HOURS = "hours"
    MINUTES = "minutes"
    CLOCK = "clock"
    """Hours and minutes: ``1:30``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """Where one of a history's tables stands.

    ``file`` is a pattern that tells it among several files, ``sheet`` a workbook's sheet, ``header_row`` the row of the
    header. ``columns`` gives the list's header for the scheme's key, ``values`` the scheme's word for the list's, by
    key. ``dates`` is how the list writes days where nobody could tell otherwise (``%d/%m/%Y``). ``cpr`` is the column
    that holds the child's CPR number, which becomes a pseudonym, and ``born`` the fact that gets its month of birth.
    """

    __pydantic_config__: ClassVar = STRICT

    file: str = ""
    sheet: str = ""
    header_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = ""
    unit: Unit = Unit.HOURS
    cpr: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMapping:
    """A list's tables. ``None``: the list holds no such table."""

    __pydantic_config__: ClassVar = STRICT

    shape: Shape = Shape.LIST
    cases: TableMapping | None = None
    hours: TableMapping | None = None
    events: TableMapping | None = None
    categories: TableMapping | None = None
    windows: TableMapping | None = None

    @property
    def tables(self) -> dict[str, TableMapping]:
        """The tables the mapping names, by name."""
        named = {name: getattr(self, name) for name in ("cases", "hours", "events", "categories", "windows")}
        return {name: table for name, table in named.items() if table is not None}


_WANTED: Mapping[str, Callable[[Scheme], Wanted | None]] = {
    "cases": wanted_of_cases,
    "hours": wanted_of_effort,
    "events": wanted_of_effort,
    "categories": wanted_of_judgements,
    "windows": wanted_of_windows,
}


def wanted_tables(scheme: Scheme) -> dict[str, Wanted]:
    """Return what a scheme wants of each table it needs, by the table's name."""
    by_hours = scheme.effort.source in {EffortSource.HOURS, EffortSource.DIARY}
    names = ["cases"]
    if scheme.effort.source is not EffortSource.TOTAL:
        names.append("hours" if by_hours else "events")
    if scheme.category.source is CategorySource.JUDGED:
        names.append("categories")
    if scheme.effort.source is EffortSource.DIARY:
        names.append("windows")
    return {name: wanted for name in names if (wanted := _WANTED[name](scheme)) is not None}


def keys(wanted: Wanted) -> dict[str, str]:
    """Return the name under which the scheme gives each column, by the key a mapping uses for it.

    A key is that of ``[columns]``, the fact's name, or ``total_column``. Where a fact and a column share a name, the
    mapping speaks of the column.
    """
    named: dict[str, str] = {}
    for column, place in wanted.columns.items():
        named.setdefault(place.replace(".", " ").split()[-1], column)
    return named
