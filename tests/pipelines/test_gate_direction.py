"""Is a table that goes the wrong way found in the one cell where it does, and a sound one let through?"""

from dataclasses import replace

import numpy as np
import pytest

from models.bundle import ModelBundle
from models.point_table import BinnedTables
from pipelines.gate.direction import wrong_columns
from pipelines.train import Trained
from tests.models.boosted import Boosted


def directed(bundle: ModelBundle) -> int:
    """Return a column that may only rise and that the booster has cut."""
    binned = bundle.category.table.binned
    cut = np.diff(binned.threshold_starts) > 0
    return int(np.flatnonzero((bundle.frame.signs == 1) & cut)[0])


def with_binned(bundle: ModelBundle, binned: BinnedTables) -> ModelBundle:
    table = replace(bundle.category.table, binned=binned)
    return replace(bundle, category=replace(bundle.category, table=table))


def test_lines_and_trees_as_they_are_learned_go_the_right_way(trained: Trained, boosted: Boosted) -> None:
    assert boosted.learned.score.booster is not None
    assert len(boosted.bundle.category.table.binned.pairs)
    assert wrong_columns(trained.bundle) == ()
    assert wrong_columns(boosted.bundle) == ()


def test_a_strip_that_falls_by_a_hair_is_found(boosted: Boosted) -> None:
    column, strips = directed(boosted.bundle), boosted.bundle.category.table.binned.strips.copy()
    start = boosted.bundle.category.table.binned.strip_starts[column]
    strips[start + 1] = strips[start] - 0.5

    assert column in wrong_columns(
        with_binned(boosted.bundle, replace(boosted.bundle.category.table.binned, strips=strips))
    )


@pytest.mark.parametrize("side", [0, 1])
def test_one_cell_of_one_pair_is_found_for_the_column_that_falls_there(boosted: Boosted, side: int) -> None:
    bundle = boosted.bundle
    binned = bundle.category.table.binned
    mine = binned.pairs[:, side]
    # A column of one threshold has two bins: lowering its second bin's first cell makes it fall there alone.
    place = int(np.flatnonzero((bundle.frame.signs[mine] != 0) & (np.diff(binned.threshold_starts)[mine] > 0))[0])
    second = binned.pairs[place][1]
    counts, grid = binned.bin_counts, binned.grid_first.copy()
    cell = counts[second] if side == 0 else 1
    grid[binned.grid_starts[place] + cell] -= 100.0 * bundle.frame.signs[mine[place]]

    assert int(mine[place]) in wrong_columns(with_binned(bundle, replace(binned, grid_first=grid)))


def test_a_line_against_its_sign_is_found(trained: Trained) -> None:
    table = trained.bundle.category.table
    column = int(np.flatnonzero(trained.bundle.frame.signs == 1)[0])
    weights = table.linear.weights.copy()
    weights[column] = -0.01
    turned = replace(table, linear=replace(table.linear, weights=weights))
    bundle = replace(trained.bundle, category=replace(trained.bundle.category, table=turned))

    assert wrong_columns(bundle) == (column,)


def test_a_curve_that_turns_within_what_was_seen_is_found(trained: Trained) -> None:
    """Rising at the low end and falling at the high one: a line and a curve of opposite signs."""
    table, rule = trained.bundle.category.table, trained.bundle.abstention
    column = int(np.flatnonzero((trained.bundle.frame.signs == 1) & (rule.highest - rule.lowest >= 3.0))[0])
    weights, curves = table.linear.weights.copy(), np.zeros(len(table.linear.weights))
    weights[column], curves[column] = -0.5, 1.0
    linear = replace(table.linear, weights=weights, curves=curves, curve_centres=np.zeros(len(weights)))
    bundle = replace(trained.bundle, category=replace(trained.bundle.category, table=replace(table, linear=linear)))

    assert column in wrong_columns(bundle)


def test_hours_that_fall_with_the_score_are_found(trained: Trained) -> None:
    bundle = replace(trained.bundle, effort=replace(trained.bundle.effort, beta=-0.1))

    assert set(wrong_columns(bundle)) == set(np.flatnonzero(bundle.frame.signs).tolist())
