"""Does more of a fact that may only add ever take away? Asked of every cell of both point tables, not of examples.

A column's step from one bin to the next is its strip's step plus, for every pair it is part of, the least step over all
values of the other: each grid has another partner, so the worst case of all is reached by one case. Lines rise where
slope and curve do at both ends of what was seen. Missing has no order. What is proved holds for every possible case.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.bundle import ModelBundle
from models.ordinal import Floats
from models.point_table import BinnedTables, LinearPoints, PointTable
from pipelines.gate.trial import Trial
from sagstyngde.danish import listing
from sagstyngde.gate import Check, Outcome

_ROUNDING = 1e-9


def direction(trial: Trial) -> Check:
    """Prove that both tables go the way the scheme says."""
    bundle = trial.challenger.bundle
    columns = np.flatnonzero(bundle.frame.signs)
    wrong = wrong_columns(bundle)
    labels = dict.fromkeys(bundle.frame.label(bundle.frame.columns[column].source) for column in wrong)
    told = f"Mere af dette kan give mindre: {listing(list(labels))}." if wrong else ""
    return Check(
        code="direction",
        label="Mere af en belastning giver aldrig mindre",
        outcome=Outcome.STOPPED if wrong else Outcome.PASSED,
        figure=f"{len(wrong)} brud i {len(columns)} kolonner, prøvet i hver celle",
        limit="ingen brud",
        told=told,
    )


def wrong_columns(bundle: ModelBundle) -> tuple[int, ...]:
    """Return the columns of which more can give less where the scheme says it cannot."""
    signs = bundle.frame.signs.astype(np.float64)
    ends = np.stack([bundle.abstention.lowest, bundle.abstention.highest])
    wrong = np.zeros(len(signs), dtype=np.bool_)
    for table in (bundle.category.table, bundle.effort.table):
        wrong |= _line_turns(table.linear, signs, ends)
        wrong |= np.array([least < -_ROUNDING for least in _least_steps(table, signs)])
    # The score carries every column on to the hours, so hours must rise with it.
    wrong |= (signs != 0.0) & (bundle.effort.beta < 0.0)
    return tuple(np.flatnonzero(wrong).tolist())


def _line_turns(points: LinearPoints, signs: Floats, ends: Floats) -> NDArray[np.bool_]:
    """Tell which lines go against their sign somewhere between the least and the most that was seen."""
    curves = points.curves if len(points.curves) else np.zeros(len(signs))
    seen = np.where(np.isfinite(ends), np.maximum(ends, 0.0), 0.0)
    slopes = points.weights + curves / (1.0 + seen)
    return np.asarray((signs * slopes < -_ROUNDING).any(axis=0))


def _least_steps(table: PointTable, signs: Floats) -> Iterator[float]:
    """Yield for each column the smallest step it can take along its sign, whatever the other columns hold."""
    binned = table.binned
    for column, sign in enumerate(signs.tolist()):
        start, stop = binned.strip_starts[column : column + 2]
        strip = binned.strips[start : stop - 1]  # the last bin is missing, which has no order
        if sign == 0.0 or len(strip) < 2:
            yield 0.0
            continue
        steps = sign * np.diff(strip)
        for grid in _grids(binned, column):
            steps = steps + (sign * np.diff(grid[:-1], axis=0)).min(axis=1)
        yield float(steps.min())


def _grids(binned: BinnedTables, column: int) -> Iterator[Floats]:
    """Yield what each pair with a column adds in all, the column's bins along the first axis."""
    counts = binned.bin_counts.tolist()
    for (first, second), (start, stop) in zip(
        binned.pairs.tolist(), pairwise(binned.grid_starts.tolist()), strict=True
    ):
        if column in {first, second}:
            total = (binned.grid_first[start:stop] + binned.grid_second[start:stop]).reshape(counts[first], -1)
            yield total if column == first else total.T
