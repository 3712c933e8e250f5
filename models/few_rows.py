"""How is a mosaic read for one case and the ways it could be different? All its tiles at once, without a loop.

A handful of rows costs what the calls cost, not the look-ups. Codes read as the digits of a cell's number are a product
with one matrix: all of them are whole and small, so that floats hold them exactly. Needs numpy only.
"""

from dataclasses import dataclass
from itertools import count, takewhile

import numpy as np

from models.mosaic_parts import INDEX, SCORE, Numbers, Tiles
from models.point_table import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class FewRows:
    """A mosaic's tiles in layers: the first tile of every source, then the second of those that have one, and so on.

    ``highest`` and ``missing`` (columns, 1) are the highest code seen and that of a gap. A row's cells are ``strides``
    (tiles x columns) times its codes, plus ``starts`` (tiles, 1). ``layers`` are the sources of each layer, one after
    another along the tiles. ``thresholds`` (numbers x most thresholds x 1) say where a number's code rises, then
    infinity; ``gap_codes`` (numbers, 1) is its code where it is missing.
    """

    sources: int
    highest: Floats
    missing: Floats
    strides: Floats
    starts: Floats
    layers: tuple[Integers, ...]
    cells: Floats
    numbers: Numbers
    thresholds: Floats
    gap_codes: Floats

    @classmethod
    def of(cls, tiles: Tiles, numbers: Numbers, highest: Floats, missing: Floats, *, sources: int) -> "FewRows":
        """Lay tiles out in layers; all columns' highest codes and those of gaps are (columns, 1)."""
        depth = _depths(tiles.sources)
        order = np.argsort(depth, kind="stable")
        layers = takewhile(len, (tiles.sources[depth == layer] for layer in count()))
        widest = max(map(len, numbers.thresholds), default=0)
        thresholds = np.full((len(numbers.columns), widest, 1), np.inf)
        for place, own in enumerate(numbers.thresholds):
            thresholds[place, : len(own), 0] = own
        return cls(
            sources=sources,
            highest=highest,
            missing=missing,
            strides=_strides(tiles, len(highest))[order],
            starts=tiles.starts[:-1, None][order].astype(np.float64),
            layers=tuple(layers),
            cells=tiles.cells,
            numbers=numbers,
            thresholds=thresholds,
            gap_codes=np.array([[len(own) + 1.0] for own in numbers.thresholds]).reshape(-1, 1),
        )

    def read(self, by_column: Floats) -> tuple[Floats, Floats]:
        """Return what each source adds, (sources x rows x 2), and what all add, (rows x 2), for (columns x rows)."""
        numbers = self.numbers
        codes = np.minimum(np.maximum(by_column, 0.0), self.highest)
        np.fmin(codes, self.missing, out=codes)
        values = by_column[numbers.columns]
        gaps = np.isnan(values)
        np.maximum(np.minimum(values, numbers.highest), numbers.lowest, out=values)
        codes[numbers.columns] = np.where(
            gaps, self.gap_codes, np.count_nonzero(values[:, None] > self.thresholds, axis=1)
        )
        lines = np.empty((2, *values.shape))
        numbers.write_lines(lines, values, gaps)
        return self._added((self.strides @ codes + self.starts).astype(np.intp), lines)

    def _added(self, names: Integers, lines: Floats) -> tuple[Floats, Floats]:
        """Add up the cells named (tiles x rows) source by source, then the lines (2 x numbers x rows)."""
        points = self.cells.take(names, axis=0)
        added = np.zeros((self.sources, names.shape[1], 2))
        start = 0
        for layer in self.layers:
            added[layer] += points[start : start + len(layer)]
            start += len(layer)
        added[self.numbers.sources, :, SCORE] += lines[SCORE]
        added[self.numbers.sources, :, INDEX] += lines[INDEX]
        # Unlike a sum, an accumulation adds one after another.
        return added, np.add.accumulate(added, axis=0)[-1]


def _depths(sources: Integers) -> Integers:
    """Return for each tile how many tiles of its source come before it."""
    return np.array([int((sources[:place] == source).sum()) for place, source in enumerate(sources)], dtype=np.intp)


def _strides(tiles: Tiles, columns: int) -> Floats:
    """Return what a step of each column's code adds to the number of each tile's cell, (tiles x columns)."""
    strides = np.zeros((len(tiles.sources), columns))
    for digits, widths in zip(tiles.digits, tiles.widths, strict=True):
        own = np.arange(len(digits))
        strides[own] *= widths
        strides[own, digits] += 1.0
    return strides
