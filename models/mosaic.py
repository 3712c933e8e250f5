"""How are both tables of a bundle read at once, for one case or for thousands?

A *mosaic* says the same as a bundle's two point tables, laid out for reading. Every column of a case becomes a *code*:
a yes/no fact, an option or a level is its own code, a number has the number of thresholds below it, and missing comes
last. Columns that meet in pairs are put together into *tiles*: few columns whose codes name one cell, and in the cell
what all their strips and grids add to one source, in points to the score and to the hours' index side by side. One
look-up thus stands for many. ``models.lay_mosaic`` makes a mosaic; training compares it with the tables it was made
from. Evaluating needs numpy only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.explain import POINTS_PER_UNIT
from models.few_rows import FewRows
from models.mosaic_parts import INDEX, SCORE, Codes, Numbers, Reading, SourceParts, Tiles
from models.point_table import Floats, Integers

SmallFloats = NDArray[np.float32]

_FEW_ROWS = 256
"""Below this many rows one gather from all tiles is faster than a pass over the rows of each tile."""
_CHUNK_ROWS = 2000
"""So many rows at once spread the cost of each tile; a power of two would crowd them into a part of the cache."""
_FEW_THRESHOLDS = 6
"""Up to this many thresholds, comparing with each is faster than searching among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mosaic:
    """A bundle's two tables, laid out for reading.

    ``coded`` are the runs of columns whose value is their code; ``highest`` and ``missing`` (columns, 1) are the
    highest code seen and that of a gap. ``averages`` are the average case's score and index. ``parts`` are (sources,);
    ``spaces`` wait between calls. Rows must come from the bundle's frame: a level of 2.5 has no code.
    """

    coded: tuple[slice, ...]
    highest: SmallFloats
    missing: SmallFloats
    numbers: Numbers
    tiles: Tiles
    few: FewRows
    averages: tuple[float, float]
    parts: tuple[SourceParts, ...]
    spaces: list["_Space"] = field(default_factory=list, compare=False, repr=False)

    def read(self, X: Floats) -> Reading:
        """Read rows of floats (rows x columns).

        A row's sums run in one order, whether it stands alone or among many. What sources add lies source after source,
        score and index side by side, as cells do: a reading is a view of it, for nothing is copied on the way.
        """
        added, total = self.few.read(X.T) if len(X) < _FEW_ROWS else self._read_by_tile(X)
        score, index = self.averages
        return Reading(
            points=added[:, :, SCORE].T,
            index_points=added[:, :, INDEX].T,
            score=score + total[:, SCORE] / POINTS_PER_UNIT,
            index=index + total[:, INDEX],
        )

    def _read_by_tile(self, X: Floats) -> tuple[Floats, Floats]:
        """Return what each source adds, (sources x rows x 2), and what all add, (rows x 2)."""
        added, total = np.empty((len(self.parts), len(X), 2)), np.empty((len(X), 2))
        for start in range(0, len(X), _CHUNK_ROWS):
            rows = slice(start, min(start + _CHUNK_ROWS, len(X)))
            with self._space(rows.stop - start) as space:
                self._write_codes(X[rows].T, space)
                self._name_cells(space)
                self.numbers.write_lines(space.lines, space.values, space.gaps)
                self._gather(space, added[:, rows], total[rows])
        return added, total

    @contextmanager
    def _space(self, rows: int) -> Iterator["_Space"]:
        """Lend space to work in, to one caller at a time."""
        whole = self.spaces.pop() if self.spaces else _Space.of(self, _CHUNK_ROWS)
        yield whole.first(rows)
        self.spaces.append(whole)

    def _write_codes(self, by_column: Floats, space: "_Space") -> None:
        """Turn values into codes; a value beyond those seen becomes the nearest seen one."""
        for run in self.coded:
            block = space.block[: run.stop - run.start]
            np.copyto(block, by_column[run])
            np.maximum(block, 0.0, out=block)
            np.minimum(block, self.highest[run], out=block)
            np.fmin(block, self.missing[run], out=space.codes[run], casting="unsafe")
        numbers, values = self.numbers, space.values
        for place, column in enumerate(numbers.columns.tolist()):
            np.copyto(values[place], by_column[column])
        np.minimum(values, numbers.highest, out=values)
        np.maximum(values, numbers.lowest, out=values)
        gaps = np.isnan(values, out=space.gaps)
        for place, column in enumerate(numbers.columns.tolist()):
            thresholds, codes = numbers.thresholds[place], space.codes[column]
            _write_number(values[place], thresholds, codes)
            np.copyto(codes, len(thresholds) + 1, where=gaps[place])

    def _name_cells(self, space: "_Space") -> None:
        """Name each tile's cell: its columns' codes read as the digits of one number."""
        for place, (columns, widths) in enumerate(zip(self.tiles.digits, self.tiles.widths, strict=True)):
            names, digits = space.names[: len(columns)], space.digits[: len(columns)]
            if place == 0:
                np.take(space.codes, columns, axis=0, out=names, mode="clip")
                continue
            np.take(space.codes, columns, axis=0, out=digits, mode="clip")
            np.multiply(names, widths, out=names)
            np.add(names, digits, out=names)

    def _gather(self, space: "_Space", added: Floats, total: Floats) -> None:
        """Pass over the rows once a tile, source after source: their sums stay in the processor's cache."""
        total[:] = 0.0
        for own, parts in zip(added, self.parts, strict=True):
            self._gather_source(parts, space, own)
            total += own

    def _gather_source(self, parts: SourceParts, space: "_Space", own: Floats) -> None:
        cell, points = space.cell, space.points
        starts, cells = self.tiles.starts, self.tiles.cells
        if not parts.tiles:
            own[:] = 0.0
        for place, tile in enumerate(parts.tiles):
            np.copyto(cell, space.names[tile])
            # Cells lie inside the tile by construction; clip only spares numpy a copy.
            cells[starts[tile] : starts[tile + 1]].take(cell, axis=0, out=points if place else own, mode="clip")
            if place:
                own += points
        for number in parts.numbers:
            own[:, SCORE] += space.lines[SCORE, number]
            own[:, INDEX] += space.lines[INDEX, number]


def _write_number(values: Floats, thresholds: Floats, codes: Codes) -> None:
    """Write each value's code: the number of thresholds below it."""
    if len(thresholds) > _FEW_THRESHOLDS:
        codes[:] = np.searchsorted(thresholds, values, side="left")
    else:
        codes[:] = 0
        for threshold in thresholds:
            codes += values > threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """Arrays to work in, kept from one call to the next: fresh memory from the system costs more than the look-ups."""

    block: SmallFloats
    values: Floats
    gaps: NDArray[np.bool_]
    lines: Floats
    codes: Codes
    names: Codes
    digits: Codes
    cell: Integers
    points: Floats

    @classmethod
    def of(cls, mosaic: Mosaic, rows: int) -> "_Space":
        """Return space for so many rows."""
        numbers, tiles, code = len(mosaic.numbers.columns), len(mosaic.tiles.sources), mosaic.tiles.code
        return cls(
            block=np.empty((max((run.stop - run.start for run in mosaic.coded), default=0), rows), dtype=np.float32),
            values=np.empty((numbers, rows)),
            gaps=np.empty((numbers, rows), dtype=np.bool_),
            lines=np.empty((2, numbers, rows)),
            codes=np.empty((len(mosaic.missing), rows), dtype=code),
            names=np.empty((tiles, rows), dtype=code),
            digits=np.empty((tiles, rows), dtype=code),
            cell=np.empty(rows, dtype=np.intp),
            points=np.empty((rows, 2)),
        )

    def first(self, rows: int) -> "_Space":
        """Return the space of the first rows."""
        if rows == len(self.cell):
            return self
        flat = {name: getattr(self, name)[..., :rows] for name in _ROW_LAST}
        return _Space(**flat, points=self.points[:rows])


_ROW_LAST = ("block", "values", "gaps", "lines", "codes", "names", "digits", "cell")
