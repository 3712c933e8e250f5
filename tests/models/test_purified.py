import numpy as np
import pytest

from models.point_table import PointTable
from models.purified import Purified, bin_shares
from tests.models.boosted import Boosted


@pytest.fixture(scope="module", params=["score", "index"])
def table(request: pytest.FixtureRequest, boosted: Boosted) -> PointTable:
    return boosted.bundle.category.table if request.param == "score" else boosted.bundle.effort.table


def test_what_is_alone_and_what_is_together_add_up_to_the_same_score(table: PointTable, boosted: Boosted) -> None:
    X = boosted.learned.data.design.X
    X = np.vstack([X, np.full(X.shape[1], np.nan)])
    taken = Purified.of(table, X[:150])

    together = taken.together(table.binned.bins(np.ascontiguousarray(X.T))).sum(axis=0)

    score = table.average + taken.alone(X).sum(axis=1) + together
    assert score == pytest.approx(table.average + table.contributions(X).sum(axis=1), abs=1e-12)


def test_a_pair_adds_nothing_on_average_along_any_value_of_either(table: PointTable, boosted: Boosted) -> None:
    X = boosted.learned.data.design.X
    taken, shares = Purified.of(table, X), bin_shares(table, X)

    assert len(table.binned.pairs)
    for place, (first, second) in enumerate(table.binned.pairs.tolist()):
        start, stop = table.binned.grid_starts[place : place + 2]
        grid = taken.grids[start:stop].reshape(len(shares[first]), len(shares[second]))
        assert grid @ shares[second] == pytest.approx(0.0, abs=1e-12)
        assert shares[first] @ grid == pytest.approx(0.0, abs=1e-12)
