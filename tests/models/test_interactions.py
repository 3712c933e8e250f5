from dataclasses import replace

import numpy as np
import pytest

from features.frame import Frame
from features.scheme import Feature, Kind
from models.compile_booster import compile_trees
from models.interactions import LEAST_SHARE, Together
from models.point_table import BinnedTables, Floats, LinearPoints, PointTable
from models.purified import Purified
from tests.factories import a_fact, a_scheme

FRAME = Frame.of(a_scheme(facts=tuple(a_fact(name, Kind.FLAG) for name in "abc")), {})
ROWS = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
BOTH = np.array([1.0, 1.0, 0.0])


def a_table(pair: tuple[int, int], both: float) -> PointTable:
    """Return a table in which two yes/no columns weigh only where both are yes."""
    grid = np.zeros((3, 3))
    grid[1, 1] = both / 2.0
    binned = BinnedTables(
        base=0.0,
        thresholds=np.full(3, 0.5),
        threshold_starts=np.arange(4),
        strips=np.zeros(9),
        strip_starts=np.arange(0, 12, 3),
        pairs=np.array([pair]),
        grid_first=grid.ravel(),
        grid_second=grid.ravel(),
        grid_starts=np.array([0, 9]),
    )
    zeros = np.zeros(3)
    return PointTable(base=0.0, linear=LinearPoints(weights=zeros, centres=zeros, fills=zeros), binned=binned)


EMPTY = replace(a_table((0, 1), 1.0), binned=compile_trees([], 3, 0.0))


def named(together: Together, index_points: list[float], row: Floats = BOTH) -> tuple[tuple[int, int], ...]:
    return together.named(together.weights(row[None, :])[0], np.array(index_points))


def a_together(pair: tuple[int, int] = (0, 1), *, both: float = 4.0, frame: Frame = FRAME) -> Together:
    own = Purified.of(a_table(pair, both), ROWS)
    return Together.of(frame, Purified.of(EMPTY, ROWS), own, beta=0.0)


def test_a_pairs_own_weight_is_what_is_left_when_each_facts_average_is_taken_out() -> None:
    # Both yes is a quarter of the cases: 4 - 2 - 2 + 1.
    assert a_together().weights(ROWS)[:, 0] == pytest.approx([1.0, -1.0, -1.0, 1.0])


def test_two_facts_are_named_together_where_standing_together_is_a_large_share_of_both() -> None:
    just_enough = 0.5 / LEAST_SHARE

    assert named(a_together(), [1.0, 1.0, 9.0]) == ((0, 1),)
    assert named(a_together(), [just_enough, 0.1, 9.0]) == ((0, 1),)
    assert named(a_together(), [just_enough + 1e-9, 0.1, 9.0]) == ()


@pytest.mark.parametrize("own", [[1.0, -1.0, 0.0], [-1.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
def test_facts_that_pull_apart_or_against_the_pair_stand_alone(own: list[float]) -> None:
    assert named(a_together(), own) == ()


def test_the_score_counts_by_its_weight_in_the_hours() -> None:
    score = Purified.of(a_table((0, 1), 4.0), ROWS)
    together = Together.of(FRAME, score, Purified.of(a_table((0, 1), 4.0), ROWS), beta=0.5)

    assert together.weights(BOTH[None, :]) == pytest.approx(np.array([[1.5]]))


def test_no_fact_is_named_twice_and_the_strongest_pair_comes_first() -> None:
    score, own = (Purified.of(a_table(pair, both), ROWS) for pair, both in (((0, 2), 4.0), ((0, 1), 8.0)))
    together = Together.of(FRAME, score, own, beta=1.0)
    weights = np.array([1.0, 2.0])

    assert together.pairs == ((0, 2), (0, 1))
    assert together.named(weights, np.ones(3)) == ((0, 1),)


def test_features_of_the_same_fact_are_no_pair() -> None:
    ages = tuple(
        Feature(name=name, function=name, of=("born_on",), label=name) for name in ("age_years", "months_to_18")
    )
    facts = (a_fact("born_on", Kind.DATE), a_fact("a", Kind.FLAG))
    frame = Frame.of(a_scheme(facts=facts, features=ages), {})

    assert frame.sources == ("a", "age_years", "months_to_18")
    assert named(a_together((1, 2), frame=frame), [0.0, 0.5, 0.5], np.array([0.0, 1.0, 1.0])) == ()
    assert named(a_together((0, 1), frame=frame), [0.5, 0.5, 0.0]) == ((0, 1),)
