"""How large a booster do later cases ask for, and which pairs of facts must it hold? The smallest that is good."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from models.boosting import STAGE, Boosting
from models.ordinal import Floats
from models.selection import lowest, smallest_good

PAIR_COUNTS = (0, 2, 4, 8, 16, 32, None)
UNNOTICED = 0.002
"""A loss lower by less than this share is a tie: nobody would notice, and everybody must read the larger table."""
_SMALLER_TREE = 3
_QUICKER = 2
_LARGER_LEAF = 4

Losses = Callable[[Sequence[Boosting]], Sequence[Floats]]
"""Losses on later cases after zero, ten, twenty … trees of boosters of these sizes, (stages x later cases) each."""


def choose_boosting(losses: Losses, largest: Boosting) -> Boosting:
    """Choose leaves, least leaf, rate, pairs and trees (zero allowed) by losses on later cases.

    First the best shape, with every pair of columns allowed. Then its pairs, from none upwards: what is within a
    standard error of the best, or so near that nobody would notice, is good, and the first that is good is taken, at
    its fewest trees. Pairs come before trees, since pairs are what fills pages and costs look-ups.
    """
    if largest.trees < STAGE:
        return replace(largest, trees=0)
    shape, best = _best_shape(losses, largest)
    for count in PAIR_COUNTS:
        size = replace(shape, pairs=count)
        by_stage = losses([size])[0]
        stage = smallest_good(np.vstack((by_stage, best)), UNNOTICED)
        if stage < len(by_stage):
            return replace(size, trees=stage * STAGE)
    raise AssertionError("the shape with every pair is as good as itself")


def _best_shape(losses: Losses, largest: Boosting) -> tuple[Boosting, Floats]:
    """Return the best of small trees or larger, large leaves or smaller, quick steps or slow; and its least losses."""
    quick = replace(largest, learning_rate=largest.learning_rate * _QUICKER, trees=largest.trees // _QUICKER)
    shapes = [
        replace(quick, leaves=leaves, least_leaf_cases=least)
        for leaves in sorted({min(_SMALLER_TREE, largest.leaves), largest.leaves})
        for least in (largest.least_leaf_cases * _LARGER_LEAF, largest.least_leaf_cases)
    ]
    tried = [(shape, _least(by_stage)) for shape, by_stage in zip(shapes, losses(shapes), strict=True)]
    best = min(tried, key=_mean)
    slow = replace(best[0], learning_rate=largest.learning_rate, trees=largest.trees)
    return min([best, (slow, _least(losses([slow])[0]))], key=_mean)


def _least(by_stage: Floats) -> Floats:
    return np.asarray(by_stage[lowest(by_stage)])


def _mean(tried: tuple[Boosting, Floats]) -> float:
    return float(tried[1].mean())
