"""What is a learned point table, and how is a case looked up in it?

A table is *linear points* plus *binned tables*: per feature one strip, per pair of features one grid that says what the
pair adds to each of the two. Both are additive, so the contributions of a case are read off, not estimated: they are
the exact path-dependent TreeSHAP values of the boosters the tables were compiled from (``models.compile_booster``).
Evaluating needs numpy only.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

_FEW_ROWS = 48
"""Below this many rows a gather over all grids of a row is faster than a pass over the rows of each grid."""
_CHUNK_ROWS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPoints:
    """w_j (x_j - centre_j) per column; a missing value takes the learned constant ``fills``, as a rule the centre.

    All three are (columns,).
    """

    weights: Floats
    centres: Floats
    fills: Floats

    def contributions(self, X: Floats) -> Floats:
        """Return (rows x columns); each row adds up to the linear score less its average."""
        filled = np.where(np.isnan(X), self.fills, X)
        return np.asarray((filled - self.centres) * self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class BinnedTables:
    """Strips and grids over the columns that the booster used, laid end to end.

    Column ``j`` has thresholds ``thresholds[threshold_starts[j]:threshold_starts[j + 1]]``; value x lies in bin
    *number of thresholds below x*, and missing has the bin after the last. Its strip starts at ``strip_starts[j]``.
    Grid ``q`` belongs to columns ``pairs[q] = (a, b)``, starts at ``grid_starts[q]`` and is laid out with b fastest;
    ``grid_first`` holds what it adds to a, ``grid_second`` what it adds to b.
    """

    base: float
    thresholds: Floats
    threshold_starts: Integers
    strips: Floats
    strip_starts: Integers
    pairs: Integers
    grid_first: Floats
    grid_second: Floats
    grid_starts: Integers

    @property
    def bin_counts(self) -> Integers:
        """Bins of each column: one more than its thresholds, and one for missing."""
        return np.diff(self.threshold_starts) + 2

    def bins(self, by_column: Floats) -> Integers:
        """Return each value's bin for values laid out (columns x rows), in that layout."""
        found = np.zeros(by_column.shape, dtype=np.intp)
        starts = self.threshold_starts.tolist()
        for column, (start, stop) in enumerate(pairwise(starts)):
            if stop > start:
                found[column] = np.searchsorted(self.thresholds[start:stop], by_column[column], side="left")
        return np.asarray(np.where(np.isnan(by_column), self.bin_counts[:, None] - 1, found))

    def contributions(self, X: Floats) -> Floats:
        """Return what each column adds, (rows x columns). A row's sums run in one order, alone or not."""
        total = np.empty(X.shape)
        add_grids = self._add_grids_by_row if len(X) < _FEW_ROWS else self._add_grids_by_grid
        for start in range(0, len(X), _CHUNK_ROWS):
            chunk = slice(start, start + _CHUNK_ROWS)
            bins = self.bins(np.ascontiguousarray(X[chunk].T))
            added = self.strips[self.strip_starts[:-1, None] + bins]
            add_grids(added, bins)
            total[chunk] = added.T
        return total

    def _add_grids_by_row(self, added: Floats, bins: Integers) -> None:
        """Gather all grids of a row at once: no loop over grids, which is what costs when there are few rows."""
        columns = self.pairs.ravel()
        first, second = self.pairs.T
        for row in range(bins.shape[1]):
            mine = bins[:, row]
            cells = self.grid_starts[:-1] + mine[first] * self.bin_counts[second] + mine[second]
            pair_points = np.column_stack((self.grid_first[cells], self.grid_second[cells])).ravel()
            np.add.at(added[:, row], columns, pair_points)

    def _add_grids_by_grid(self, added: Floats, bins: Integers) -> None:
        """Pass over the rows once a grid, in buffers that stay in the processor's cache."""
        cells = np.empty(bins.shape[1], dtype=np.intp)
        points = np.empty(bins.shape[1])
        widths = self.bin_counts.tolist()
        for (first, second), (start, stop) in zip(
            self.pairs.tolist(), pairwise(self.grid_starts.tolist()), strict=True
        ):
            np.multiply(bins[first], widths[second], out=cells)
            np.add(cells, bins[second], out=cells)
            # Bins lie inside the grid by construction; clip only spares numpy a copy.
            self.grid_first[start:stop].take(cells, out=points, mode="clip")
            added[first] += points
            self.grid_second[start:stop].take(cells, out=points, mode="clip")
            added[second] += points


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTable:
    """A score as a table: ``base`` + linear points + binned tables."""

    base: float
    linear: LinearPoints
    binned: BinnedTables

    @property
    def average(self) -> float:
        """The score an average case starts from, before its own facts are read."""
        return self.base + self.binned.base

    def contributions(self, X: Floats) -> Floats:
        """Return what each column adds to the average, (rows x columns)."""
        return self.linear.contributions(X) + self.binned.contributions(X)


def score_of(average: float, contributions: Floats) -> Floats:
    """Add a table's average and contributions (rows x columns) up to scores (rows,)."""
    return np.asarray(average + contributions.sum(axis=1))
