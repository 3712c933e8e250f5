"""Which booster is chosen: the smallest that is good, and nothing where pairs and trees add nothing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from models.boosting import STAGE, Boosting, Correction, Design, Loss, fit_booster
from models.choose_boosting import Losses, choose_boosting
from models.compile_booster import compile_booster
from models.ordinal import Floats
from models.pair_strength import pair_strengths, strongest_pairs

LARGEST = Boosting(trees=40)
ROWS = np.random.default_rng(0).exponential(1.0, 500)


def losses_by(gain: float, *, least_pairs: int = 0, least_trees: int = 10) -> Losses:
    """Return losses that fall by ``gain`` once a booster has enough pairs and trees."""

    def losses(sizes: Sequence[Boosting]) -> list[Floats]:
        return [of(size) for size in sizes]

    def of(size: Boosting) -> Floats:
        pairs = 1000 if size.pairs is None else size.pairs
        stages = range(0, size.trees + 1, STAGE)
        return np.array([ROWS - gain * (trees >= least_trees and pairs >= least_pairs) for trees in stages])

    return losses


def test_no_trees_are_chosen_where_they_add_nothing() -> None:
    assert choose_boosting(losses_by(0.0), LARGEST).trees == 0


def test_a_gain_that_nobody_would_notice_is_not_worth_a_table() -> None:
    assert choose_boosting(losses_by(0.001), LARGEST).trees == 0
    assert choose_boosting(losses_by(0.1), LARGEST).trees == 10


@pytest.mark.parametrize(("needed", "chosen"), [(0, 0), (1, 2), (4, 4), (5, 8), (30, 32), (33, None)])
def test_as_few_pairs_as_do_the_work_are_kept(needed: int, chosen: int | None) -> None:
    assert choose_boosting(losses_by(0.1, least_pairs=needed), LARGEST).pairs == chosen


def test_the_fewest_trees_that_do_the_work_are_kept() -> None:
    assert choose_boosting(losses_by(0.1, least_trees=20), LARGEST).trees == 20


def test_a_booster_of_no_trees_is_not_searched_for() -> None:
    def never(_sizes: Sequence[Boosting]) -> list[Floats]:
        raise AssertionError

    assert choose_boosting(never, replace(LARGEST, trees=0)).trees == 0


def a_correction(rows: int = 600) -> Correction:
    """Return rows where columns 1 and 3 act together, 0 and 2 each alone, and 4 not at all."""
    X = np.random.default_rng(1).normal(size=(rows, 5))
    target = X[:, 0] + 4.0 * (X[:, 1] > 0.0) * (X[:, 3] > 0.0) + X[:, 2] ** 2
    design = Design(X=X, signs=np.zeros(5, dtype=np.int8))
    return Correction(design=design, target=target, weight=np.ones(rows), loss=Loss.SQUARED)


def test_only_the_strongest_pairs_stand_together() -> None:
    correction = a_correction()
    size = Boosting(trees=40, least_leaf_cases=10)

    kept = {
        count: compile_booster(fit_booster(correction, replace(size, pairs=count)), 5).pairs.tolist()
        for count in (0, 1, 3)
    }

    assert kept[0] == []
    assert kept[1] == [[1, 3]]
    assert [1, 3] in kept[3]
    assert len(kept[3]) <= 3


def test_every_pair_may_stand_together_where_pairs_are_not_limited() -> None:
    booster = fit_booster(a_correction(), Boosting(trees=40, least_leaf_cases=10))

    assert len(compile_booster(booster, 5).pairs) > 3


def test_columns_that_act_each_alone_have_a_weak_pair() -> None:
    correction = a_correction()
    tables = compile_booster(fit_booster(correction, Boosting(trees=40, least_leaf_cases=10)), 5)

    strength = pair_strengths(tables, correction.design.X, correction.weight)
    together = (tables.pairs == [1, 3]).all(axis=1)

    assert strength[together] > 5.0 * strength[~together].max()


def test_pairs_do_not_depend_on_the_order_of_rows() -> None:
    correction = a_correction()
    tables = compile_booster(fit_booster(correction, Boosting(trees=40, least_leaf_cases=10)), 5)
    order = np.random.default_rng(2).permutation(600)

    mixed = strongest_pairs(tables, correction.design.X[order], correction.weight, 4)

    assert mixed == strongest_pairs(tables, correction.design.X, correction.weight, 4)
