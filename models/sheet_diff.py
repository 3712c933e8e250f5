"""What changed since the last model? Facts that came or went, and values that weigh otherwise.

Both models are read at the newer one's values, so that tenths of other cases do not look like changes. Numpy only.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.bundle import ModelBundle
from models.fill_sheet import sheet_of
from models.purified import Rows
from models.sheet import Cell, Sheet
from models.typical import typical_values
from sagstyngde.danish import inside

Values = Mapping[tuple[str, str], Cell]
"""Cells by what they are called."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """One value that weighs otherwise than before."""

    label: str
    before: Cell
    after: Cell

    @property
    def points(self) -> float:
        """How many more points it gives."""
        return self.after.points - self.before.points

    @property
    def hours_ratio(self) -> float:
        """Its factor on hours over what it was."""
        return self.after.hours_factor / self.before.hours_factor

    @property
    def size(self) -> float:
        """How large the change is, as a cell's size is counted."""
        return abs(self.points) + 10.0 * abs(math.log(self.hours_ratio))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDiff:
    """All that differs between an older and a newer sheet; ``changes`` are the largest first."""

    older: Sheet
    newer: Sheet
    came: tuple[str, ...]
    went: tuple[str, ...]
    pairs_came: tuple[str, ...]
    pairs_went: tuple[str, ...]
    changes: tuple[ValueChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        same_start = math.isclose(self.older.average_hours, self.newer.average_hours, rel_tol=_SAME) and math.isclose(
            self.older.average_points, self.newer.average_points, abs_tol=_SAME
        )
        others = (self.came, self.went, self.pairs_came, self.pairs_went, self.changes)
        return same_start and not any(others)


def compare(older: ModelBundle, older_rows: Rows, newer: ModelBundle, newer_rows: Rows) -> SheetDiff:
    """Read both models at the newer one's typical values and tell them apart; rows are each one's earlier cases."""
    typical = typical_values(newer.frame, newer_rows)
    readings = {column.name: one for column, one in zip(newer.frame.columns, typical, strict=True)}
    return difference(sheet_of(older, older_rows, readings), sheet_of(newer, newer_rows))


def difference(older: Sheet, newer: Sheet) -> SheetDiff:
    """Tell two sheets apart that were read at the same values."""
    facts = [dict(_fact_values(sheet)) for sheet in (older, newer)]
    pairs = [dict(_pair_values(sheet)) for sheet in (older, newer)]
    before, after = facts[0] | pairs[0], facts[1] | pairs[1]
    changes = [
        ValueChange(label=key[0], before=before[key], after=after[key])
        for key in after
        if key in before and _differs(before[key], after[key])
    ]
    return SheetDiff(
        older=older,
        newer=newer,
        came=_only(facts[1], facts[0]),
        went=_only(facts[0], facts[1]),
        pairs_came=_only(pairs[1], pairs[0]),
        pairs_went=_only(pairs[0], pairs[1]),
        changes=tuple(sorted(changes, key=lambda change: -change.size)),
    )


def _only(mine: Values, others: Values) -> tuple[str, ...]:
    known = {label for label, _ in others}
    return tuple(dict.fromkeys(label for label, _ in mine if label not in known))


def _fact_values(sheet: Sheet) -> Iterator[tuple[tuple[str, str], Cell]]:
    """Yield every cell under what it is called: a fact and a value."""
    for strip in sheet.strips:
        for row in strip.rows:
            label = f"{strip.label}: {row.label}" if row.label else strip.label
            yield from (((label, cell.text), cell) for cell in row.cells)


def _pair_values(sheet: Sheet) -> Iterator[tuple[tuple[str, str], Cell]]:
    for heat in sheet.heats:
        label = f"{heat.labels[0]} sammen med {inside(heat.labels[1])}"
        for text, cells in zip(heat.texts[0], heat.cells, strict=True):
            yield from (((label, f"{text} og {cell.text}"), cell) for cell in cells)


def _differs(before: Cell, after: Cell) -> bool:
    return abs(after.points - before.points) > _SAME or abs(after.hours_factor / before.hours_factor - 1.0) > _SAME
