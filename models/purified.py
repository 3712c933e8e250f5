"""What does a column add on its own, and what do two add only together? A table taken apart, every score kept.

A grid says what a pair adds to each of its two columns; part of that is what either would add anyway. Averaged over
earlier cases, that part moves to the column's own strip, and what is left is the pair's own: it is zero on average
along every row and every column of the grid (Lengerich et al. 2020, *Purifying interaction effects*, with the two
columns weighed as if they were independent); a grid's own mean is shared by its two strips, so that every score still
starts at the table's average. Average, lines, strips and pairs add up to the same score as before. Numpy only.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.point_table import Floats, Integers, PointTable

Rows = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purified:
    """A point table, with ``strips`` and ``grids`` laid out as in its ``binned``."""

    table: PointTable
    strips: Floats
    grids: Floats

    @classmethod
    def of(cls, table: PointTable, rows: Rows) -> "Purified":
        """Take a table apart; ``rows`` (cases x columns) are earlier cases. Without any, pairs keep all they add."""
        binned = table.binned
        shares = bin_shares(table, rows)
        strips, grids = binned.strips.copy(), np.empty_like(binned.grid_first)
        for (first, second), (start, stop) in zip(
            binned.pairs.tolist(), pairwise(binned.grid_starts.tolist()), strict=True
        ):
            total = (binned.grid_first[start:stop] + binned.grid_second[start:stop]).reshape(len(shares[first]), -1)
            along, across = total @ shares[second], shares[first] @ total
            mean = float(shares[first] @ along)
            strips[_strip(binned.strip_starts, first)] += along - mean / 2.0
            strips[_strip(binned.strip_starts, second)] += across - mean / 2.0
            grids[start:stop] = (total - along[:, None] - across + mean).ravel()
        return cls(table=table, strips=strips, grids=grids)

    def alone(self, X: Floats) -> Floats:
        """Return what each column adds on its own, (rows x columns): its line and its strip."""
        bins = self.table.binned.bins(np.ascontiguousarray(X.T))
        lines = self.table.linear.contributions(X)
        return np.asarray(lines + self.strips[self.table.binned.strip_starts[:-1, None] + bins].T)

    def together(self, bins: Integers) -> Floats:
        """Return what each pair adds beyond that, (pairs x rows), for bins laid out (columns x rows)."""
        binned = self.table.binned
        first, second = binned.pairs.T
        cells = binned.grid_starts[:-1, None] + bins[first] * binned.bin_counts[second][:, None] + bins[second]
        return np.asarray(self.grids[cells])


def bin_shares(table: PointTable, rows: Rows) -> list[Floats]:
    """Return, for each column, the share of rows in each bin; zero everywhere where there are no rows."""
    bins = table.binned.bins(np.ascontiguousarray(rows.T, dtype=np.float64))
    counts = table.binned.bin_counts.tolist()
    return [np.bincount(mine, minlength=count) / max(1, len(rows)) for mine, count in zip(bins, counts, strict=True)]


def _strip(starts: Integers, column: int) -> slice:
    return slice(int(starts[column]), int(starts[column + 1]))
