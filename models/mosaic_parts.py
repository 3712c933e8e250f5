"""What is a mosaic made of? Lines of numbers, tiles of cells, and what reading them gives. Needs numpy only."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.point_table import Floats, Integers, curve

Codes = NDArray[np.signedinteger[Any]]

SCORE, INDEX = 0, 1
"""What a cell holds, side by side: points to the complexity score, and what is added to the index of hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The columns that hold numbers: their places, sources, seen range, thresholds, and lines in both tables.

    ``columns`` and ``sources`` are (numbers,), ``lowest`` and ``highest`` (numbers, 1). To the score in points and to
    the index a value x adds ``weights`` x + ``curves`` curve(x) + ``constants``, and a gap ``gaps``; (2, numbers, 1).
    """

    columns: Integers
    sources: Integers
    lowest: Floats
    highest: Floats
    thresholds: tuple[Floats, ...]
    weights: Floats
    curves: Floats
    constants: Floats
    gaps: Floats

    def write_lines(self, lines: Floats, values: Floats, gaps: NDArray[np.bool_]) -> None:
        """Write what values within the seen range (numbers, rows) add to score and index, (2, numbers, rows)."""
        np.multiply(self.weights, values, out=lines)
        lines += self.curves * curve(values)
        lines += self.constants
        np.copyto(lines, self.gaps, where=gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Cells of points, tile after tile; the tiles with most columns come first.

    Step ``k`` of naming a cell concerns the tiles that have a ``k``-th column, the first so many: ``digits[k]`` are
    those columns and ``widths[k]`` (tiles, 1) how many codes each has. ``sources`` says whom a tile's points belong to,
    ``cells`` (all cells x 2) holds them, and tile ``t`` starts at ``starts[t]``. ``code`` is the narrowest type of
    whole number that names every cell of a tile.
    """

    digits: tuple[Integers, ...]
    widths: tuple[Codes, ...]
    sources: Integers
    cells: Floats
    starts: Integers
    code: np.dtype[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceParts:
    """Which tiles and which numbers one source's points are the sum of."""

    tiles: tuple[int, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a mosaic says of rows.

    ``points`` and ``index_points`` (rows x sources) are what each source adds to the score, in points, and to the
    index; ``score`` and ``index`` (rows,) are what all of them come to, from the average case.
    """

    points: Floats
    index_points: Floats
    score: Floats
    index: Floats
