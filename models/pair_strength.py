"""Which pairs of facts does a booster really need? Those whose grids say what two separate facts could not."""

import numpy as np

from models.ordinal import Floats, Integers
from models.point_table import BinnedTables

Pair = tuple[int, int]


def strongest_pairs(tables: BinnedTables, X: Floats, weight: Floats, count: int) -> tuple[Pair, ...]:
    """Return at most ``count`` pairs of columns, those first whose pure interaction varies most over the rows.

    Equal pairs keep the order of their columns, so that nothing depends on the order of rows.
    """
    strength = -np.round(pair_strengths(tables, X, weight), 12)
    strongest = np.argsort(strength, kind="stable")[:count]
    return tuple((int(first), int(second)) for first, second in tables.pairs[np.sort(strongest)])


def pair_strengths(tables: BinnedTables, X: Floats, weight: Floats) -> Floats:
    """Return the variance of each pair's pure interaction, (pairs,): of its grid less what either column says alone."""
    bins = tables.bins(np.ascontiguousarray(X.T))
    counts = tables.bin_counts
    share = weight / weight.sum()
    result = np.zeros(len(tables.pairs))
    for number, (first, second) in enumerate(tables.pairs.tolist()):
        shape = (int(counts[first]), int(counts[second]))
        mass = _mass(bins[first], bins[second], shape, share)
        cells = slice(int(tables.grid_starts[number]), int(tables.grid_starts[number + 1]))
        grid = (tables.grid_first[cells] + tables.grid_second[cells]).reshape(shape)
        result[number] = (mass * _centred(grid, mass) ** 2).sum()
    return result


def _mass(first: Integers, second: Integers, shape: tuple[int, int], share: Floats) -> Floats:
    mass = np.bincount(first * shape[1] + second, share, minlength=shape[0] * shape[1])
    return np.asarray(mass, dtype=np.float64).reshape(shape)


def _centred(grid: Floats, mass: Floats) -> Floats:
    """Take away what each column would say alone, were the other drawn at large."""
    by_first, by_second = mass.sum(axis=1), mass.sum(axis=0)
    alone_first, alone_second = grid @ by_second, by_first @ grid
    return np.asarray(grid - alone_first[:, None] - alone_second[None, :] + by_first @ alone_first)
