from dataclasses import replace

import numpy as np
import pytest

from models import point_table
from models.compile_booster import compile_trees
from models.point_table import BinnedTables, LinearPoints, PointTable, score_of
from tests.models.boosted import Boosted

HAND = BinnedTables(
    base=1.0,
    thresholds=np.array([0.0, 1.0, 5.0]),
    threshold_starts=np.array([0, 2, 3]),
    strips=np.array([1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0]),
    strip_starts=np.array([0, 4, 7]),
    pairs=np.array([[0, 1]]),
    grid_first=np.arange(12.0) / 100.0,
    grid_second=np.arange(12.0) / 10.0,
    grid_starts=np.array([0, 12]),
)
"""Two columns: one with thresholds 0 and 1 (four bins with the missing one), one with threshold 5 (three bins)."""


@pytest.mark.parametrize(
    ("values", "bins"),
    [
        ((-1.0, 4.0), (0, 0)),
        ((0.0, 5.0), (0, 0)),
        ((1.0, 5.000001), (1, 1)),
        ((np.nextafter(0.0, 1.0), 6.0), (1, 1)),
        ((1.5, np.inf), (2, 1)),
        ((-np.inf, -np.inf), (0, 0)),
        ((np.nan, np.nan), (3, 2)),
    ],
)
def test_a_value_lies_below_the_threshold_it_equals_and_missing_comes_last(
    values: tuple[float, float], bins: tuple[int, int]
) -> None:
    first, second = bins
    cell = first * 3 + second

    points = HAND.contributions(np.array([values]))[0]

    assert points.tolist() == [first + 1.0 + cell / 100.0, 10.0 * (second + 1) + cell / 10.0]


def rows(boosted: Boosted, count: int) -> np.ndarray:
    """Return rows of seen values and gaps, and some values that lie exactly on thresholds."""
    rng = np.random.default_rng(0)
    seen = boosted.learned.data.design.X
    X = seen[rng.integers(0, len(seen), count)].copy()
    X[rng.random(X.shape) < 0.2] = np.nan
    binned = boosted.bundle.category.table.binned
    for column in np.flatnonzero(np.diff(binned.threshold_starts)):
        X[rng.integers(0, count), column] = binned.thresholds[binned.threshold_starts[column]]
    return X


def test_few_rows_and_many_take_two_roads_to_the_same_bits(boosted: Boosted) -> None:
    X = rows(boosted, 200)
    for table in (boosted.bundle.category.table, boosted.bundle.effort.table):
        together = table.contributions(X)

        alone = np.vstack([table.contributions(X[row : row + 1]) for row in range(len(X))])
        in_tens = np.vstack([table.contributions(X[start : start + 10]) for start in range(0, len(X), 10)])

        assert np.array_equal(together, alone)
        assert np.array_equal(together, in_tens)
        assert np.array_equal(score_of(table.average, together), score_of(table.average, alone))


def test_chunks_change_nothing(boosted: Boosted, monkeypatch: pytest.MonkeyPatch) -> None:
    table = boosted.bundle.category.table
    X = rows(boosted, 201)
    whole = table.contributions(X)

    monkeypatch.setattr(point_table, "_CHUNK_ROWS", 50)

    assert np.array_equal(table.contributions(X), whole)


@pytest.mark.parametrize("count", [0, 1, 100])
def test_a_table_without_trees_is_its_line(count: int) -> None:
    linear = LinearPoints(weights=np.array([2.0, 0.0]), centres=np.array([1.0, 3.0]), fills=np.array([1.5, 3.0]))
    table = PointTable(base=0.5, linear=linear, binned=compile_trees([], 2, 0.25))
    X = np.tile([[3.0, np.nan]], (count, 1))

    assert table.average == 0.75
    assert np.array_equal(table.contributions(X), np.tile([[4.0, 0.0]], (count, 1)))


def test_a_missing_value_takes_the_learned_constant() -> None:
    linear = LinearPoints(weights=np.array([2.0]), centres=np.array([1.0]), fills=np.array([1.5]))

    assert linear.contributions(np.array([[np.nan], [1.0], [0.0]])).ravel().tolist() == [1.0, 0.0, -2.0]


def test_strips_alone_need_no_grids() -> None:
    strips = replace(
        HAND,
        pairs=np.empty((0, 2), dtype=np.intp),
        grid_first=np.empty(0),
        grid_second=np.empty(0),
        grid_starts=np.zeros(1, dtype=np.intp),
    )

    for count in (1, 100):
        assert strips.contributions(np.tile([[0.5, 9.0]], (count, 1)))[-1].tolist() == [2.0, 20.0]


def test_a_curve_adds_less_for_each_further_one_and_nothing_where_the_value_is_missing() -> None:
    straight = {"weights": np.array([2.0, 1.0]), "centres": np.array([1.0, 0.0]), "fills": np.array([1.0, 0.0])}
    linear = LinearPoints(**straight, curves=np.array([3.0, 0.0]), curve_centres=np.array([np.log(2.0), 0.0]))

    added = linear.contributions(np.array([[0.0, 1.0], [1.0, 1.0], [np.nan, 1.0]]))

    assert added[:, 0] == pytest.approx([-2.0 - 3.0 * np.log(2.0), 0.0, 0.0])
    assert added[:, 1].tolist() == [1.0, 1.0, 1.0]
