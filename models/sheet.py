"""What does the learned point table look like on paper? For every fact its values with points, hours and cases behind.

A reader starts at the average, adds each fact's points and then those of the pairs, and arrives at the case's own
points. Hours are told as factors on the average case. ``models.fill_sheet`` fills one in. Standard library only.
"""

import math
from dataclasses import dataclass

FEW_CASES = 10
"""Behind fewer earlier cases a cell is printed grey: its points rest on the line, not on cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value: the points it adds, the factor on the average case's hours, and how many earlier cases had it."""

    text: str
    points: float
    hours_factor: float
    case_count: int

    @property
    def size(self) -> float:
        """How much it changes: points, and ten for each log hour."""
        return abs(self.points) + 10.0 * abs(math.log(self.hours_factor))

    @property
    def is_few(self) -> bool:
        """Whether too few cases stand behind it."""
        return self.case_count < FEW_CASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fact's values side by side; of several choices one row an option, named by ``label``."""

    column: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Everything one source fact or derived feature weighs on its own."""

    source: str
    label: str
    theme: str
    rows: tuple[Row, ...]

    @property
    def spread(self) -> float:
        """How many points lie between its lightest and its heaviest value; of several choices, over all of them."""
        known = [[cell.points for cell in row.cells[:-1]] for row in self.rows if len(row.cells) > 1]
        return sum(max(points) - min(points) for points in known)

    @property
    def weighs(self) -> bool:
        """Whether any value adds anything."""
        return any(cell.points or cell.hours_factor != 1.0 for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """What two columns add only together: a cell for each pair of their values, (first's values x second's)."""

    columns: tuple[str, str]
    labels: tuple[str, str]
    texts: tuple[tuple[str, ...], tuple[str, ...]]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def strength(self) -> float:
        """The mean size of its cells over earlier cases."""
        every = [cell for row in self.cells for cell in row]
        total = sum(cell.case_count for cell in every)
        return sum(cell.size * cell.case_count for cell in every) / max(total, 1)

    @property
    def strongest(self) -> tuple[Cell, str] | None:
        """The cell that changes most among those with cases behind them, and its value of the first column."""
        sound = [
            (cell, text) for text, row in zip(self.texts[0], self.cells, strict=True) for cell in row if not cell.is_few
        ]
        return max(sound, key=lambda one: one[0].size, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole point table as people read it."""

    bundle_hash: str
    case_count: int
    average_points: float
    average_hours: float
    first_category: str
    limits: tuple[tuple[str, float], ...]
    """The category suggested from so many points up; below them all it is ``first_category``."""
    strips: tuple[Strip, ...]
    heats: tuple[Heat, ...]

    def of(self, source: str) -> Strip | None:
        """Return a fact's strip."""
        return next((strip for strip in self.strips if strip.source == source), None)
