"""What is a learned point table, and how is a case looked up in it?

A table is *linear points* plus *binned tables*: per feature one strip, per pair of features one grid that says what the
pair adds to each of the two. Both are additive, so the contributions of a case are read off, not estimated: they are
the exact path-dependent TreeSHAP values of the boosters the tables were compiled from (``models.compile_booster``).
Evaluating needs numpy only.
"""

from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

_FEW_ROWS = 48
"""Below this many rows comparing with all thresholds at once is faster than a pass over the rows of each column."""
_CHUNK_ROWS = 2048
"""So many rows at once: enough to spread the cost of each grid, few enough to bound the memory."""
_FEW_THRESHOLDS = 6
"""Up to this many thresholds, comparing with each is faster than searching among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPoints:
    """w_j (x_j - centre_j) + v_j (curve(x_j) - curve centre_j) per column, ``curve`` being log(1 + x).

    The curve says that the first ones weigh most: the fifth partner adds less than the second. ``curves`` holds v, zero
    for a column that only has a line; empty arrays are no curves at all. A missing value takes the learned constant
    ``fills``, as a rule the centre, on the line, and the curve's centre on the curve. All are (columns,).
    """

    weights: Floats
    centres: Floats
    fills: Floats
    curves: Floats = field(default_factory=lambda: np.zeros(0))
    curve_centres: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def curved(self) -> Integers:
        """The columns that have a curve."""
        return np.flatnonzero(self.curves)

    def take(self, columns: Integers) -> "LinearPoints":
        """Return the points of some columns."""
        parts = {item.name: getattr(self, item.name) for item in fields(self)}
        return LinearPoints(**{name: part[columns] if len(part) else part for name, part in parts.items()})

    def contributions(self, X: Floats) -> Floats:
        """Return (rows x columns); each row adds up to the linear score less its average."""
        added = np.empty(X.T.shape)
        self.write_to(added, X.T)
        return np.ascontiguousarray(added.T)

    def write_to(self, added: Floats, by_column: Floats) -> None:
        """Write the contributions of values to ``added``, both laid out (columns x rows)."""
        np.subtract(by_column, self.centres[:, None], out=added)
        np.copyto(added, (self.fills - self.centres)[:, None], where=np.isnan(by_column))
        added *= self.weights[:, None]
        curved = self.curved
        if len(curved):
            steps = curve(by_column[curved]) - self.curve_centres[curved, None]
            np.copyto(steps, 0.0, where=np.isnan(steps))
            added[curved] += self.curves[curved, None] * steps


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

    def bins(self, by_column: Floats, found: Integers | None = None) -> Integers:
        """Return each value's bin, laid out (columns x rows) as the values, in ``found`` where it is given."""
        found = np.empty(by_column.shape, dtype=np.intp) if found is None else found
        if by_column.shape[1] < _FEW_ROWS:
            self._write_bins_at_once(by_column, found)
            return found
        found[:] = 0
        for column, (start, stop) in enumerate(pairwise(self.threshold_starts.tolist())):
            # A column without thresholds has one strip cell for all values, and it adds nothing.
            if stop > start:
                _bin_column(by_column[column], self.thresholds[start:stop], found[column])
        return found

    def _write_bins_at_once(self, by_column: Floats, found: Integers) -> None:
        """Compare with all thresholds at once: no loop over columns, which is what costs when there are few rows."""
        counts = np.diff(self.threshold_starts)
        below = np.zeros((len(self.thresholds) + 1, by_column.shape[1]), dtype=np.intp)
        np.cumsum(np.repeat(by_column, counts, axis=0) > self.thresholds[:, None], axis=0, out=below[1:])
        np.subtract(below[self.threshold_starts[1:]], below[self.threshold_starts[:-1]], out=found)
        is_missing = np.isnan(by_column) & (counts > 0)[:, None]
        np.copyto(found, counts[:, None] + 1, where=is_missing)

    def contributions(self, X: Floats) -> Floats:
        """Return what each column adds, (rows x columns)."""
        by_column = np.ascontiguousarray(X.T)
        added = np.zeros(by_column.shape)
        self.add_to(added, by_column, np.empty(by_column.shape, dtype=np.intp))
        return np.ascontiguousarray(added.T)

    def add_to(self, added: Floats, by_column: Floats, bins: Integers) -> None:
        """Add what each column adds to ``added``, all laid out (columns x rows); ``bins`` is space to work in.

        A row's sums run in one order, whether it stands alone or among many.
        """
        self.bins(by_column, bins)
        starts = self.strip_starts.tolist()
        for column in np.flatnonzero(np.diff(self.threshold_starts)).tolist():
            added[column] += self.strips[starts[column] : starts[column + 1]].take(bins[column], mode="clip")
        self._add_grids(added, bins)

    def _add_grids(self, added: Floats, bins: Integers) -> None:
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


def _bin_column(values: Floats, thresholds: Floats, found: Integers) -> None:
    """Write each value's bin: the number of thresholds below it, and the bin after the last for missing."""
    if len(thresholds) > _FEW_THRESHOLDS:
        found[:] = np.searchsorted(thresholds, values, side="left")
    else:
        for threshold in thresholds:
            found += values > threshold
    np.copyto(found, len(thresholds) + 1, where=np.isnan(values))


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
        """Return what each column adds to the average, (rows x columns).

        Rows go through a chunk at a time, in the same few arrays: asking the system for fresh memory costs more than
        the look-ups.
        """
        total = np.empty(X.shape)
        width = min(len(X), _CHUNK_ROWS)
        by_column, added = np.empty((X.shape[1], width)), np.empty((X.shape[1], width))
        bins = np.empty((X.shape[1], width), dtype=np.intp)
        for start in range(0, len(X), _CHUNK_ROWS):
            rows = X[start : start + _CHUNK_ROWS]
            part = (slice(None), slice(0, len(rows)))
            by_column[part] = rows.T
            self.linear.write_to(added[part], by_column[part])
            self.binned.add_to(added[part], by_column[part], bins[part])
            total[start : start + _CHUNK_ROWS] = added[part].T
        return total


def curve(values: Floats) -> Floats:
    """Return log(1 + value), in which each further one adds less; what lies below zero counts as zero."""
    return np.asarray(np.log1p(np.maximum(values, 0.0)))


def score_of(average: float, contributions: Floats) -> Floats:
    """Add a table's average and contributions (rows x columns) up to scores (rows,)."""
    return np.asarray(average + contributions.sum(axis=1))
