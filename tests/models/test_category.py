import numpy as np
import pytest
from scipy.stats import betabinom

from models.boosting import Boosting, Design
from models.category import CategoryModel, LikelySets, conformal_limit
from models.compile_booster import compile_trees
from models.fit_category import (
    CategorySize,
    Score,
    category_model,
    cross_scores,
    fit_score,
)
from models.labels import Labels
from models.ordinal import probabilities
from models.point_table import LinearPoints, PointTable
from models.scale_link import ScaleLink

CUTS = np.array([-1.5, 0.0, 1.5])
LINE = PointTable(
    base=0.0,
    linear=LinearPoints(weights=np.ones(1), centres=np.zeros(1), fills=np.zeros(1)),
    binned=compile_trees([], 1, 0.0),
)


def a_model(limits: tuple[float, ...]) -> CategoryModel:
    return CategoryModel(
        table=LINE,
        link=ScaleLink(slope=1.0, cuts=CUTS),
        sets=LikelySets.separate(np.array(limits), np.full(4, 100.0), 0.9),
    )


def judged(count: int, seed: int) -> tuple[np.ndarray, Labels]:
    """Return scores and categories drawn from them by the model itself: cases as exchangeable as can be."""
    rng = np.random.default_rng(seed)
    score = rng.normal(0.0, 1.5, count)
    category = (rng.random(count)[:, None] > np.cumsum(probabilities(score, CUTS), axis=1)[:, :-1]).sum(axis=1)
    return score, Labels(rows=np.arange(count), category=category, weight=np.ones(count), categories=4)


@pytest.mark.parametrize("limits", [(0.0, 0.0, 0.0, 0.0), (2.0, 0.0, 0.0, 2.0), (0.3, 0.5, 0.1, 0.9), (np.inf,) * 4])
def test_a_likely_set_is_contiguous_and_holds_the_most_probable(limits: tuple[float, ...]) -> None:
    probability = np.random.default_rng(0).dirichlet(np.full(4, 0.7), 300)

    for row, members in zip(probability, a_model(limits).likely(probability), strict=True):
        assert list(members) == list(range(members[0], members[-1] + 1))
        assert int(row.argmax()) in members


def test_endless_limits_leave_every_category_likely() -> None:
    assert a_model((np.inf,) * 4).likely(np.array([[0.97, 0.01, 0.01, 0.01]])) == ((0, 1, 2, 3),)


@pytest.mark.parametrize(
    ("count", "level", "rank"), [(9, 0.9, 9), (99, 0.9, 90), (19, 0.95, 19), (10, 0.5, 6), (100, 0.9, 91)]
)
def test_a_conformal_limit_is_the_order_statistic_of_one_case_more(count: int, level: float, rank: int) -> None:
    scores = np.random.default_rng(1).permutation(np.arange(1.0, count + 1.0))

    assert conformal_limit(scores, level) == rank


@pytest.mark.parametrize("count", [0, 3, 8])
def test_too_few_scores_promise_nothing(count: int) -> None:
    assert conformal_limit(np.ones(count), 0.9) == np.inf


def test_each_category_is_covered_as_often_as_promised() -> None:
    score, labels = judged(1500, seed=2)
    model = category_model(Score(points=LINE.linear, cuts=CUTS, booster=None), score, labels, 0.9)
    fresh, truth = judged(4000, seed=3)

    likely = model.likely(model.probabilities(fresh))

    for category in range(4):
        mine = np.flatnonzero(truth.category == category)
        covered = sum(category in likely[row] for row in mine)
        learned_from = int((labels.category == category).sum())
        rank = int(np.ceil((learned_from + 1) * 0.9))
        # The coverage of a limit learned from n cases is Beta(rank, n + 1 - rank); filling gaps only adds to it.
        least = betabinom.ppf(0.005, len(mine), rank, learned_from + 1 - rank)
        most = betabinom.ppf(0.995, len(mine), rank, learned_from + 1 - rank)
        assert least <= covered <= most + 0.02 * len(mine)


def test_a_case_is_scored_by_models_that_did_not_see_its_judgement() -> None:
    X = np.random.default_rng(5).normal(size=(200, 2))
    category = np.searchsorted(CUTS, X[:, 0])
    labels = Labels(rows=np.arange(200), category=category, weight=np.ones(200), categories=4)
    design = Design(X=X, signs=np.zeros(2, dtype=np.int8))
    size = CategorySize(penalty=1.0, boosting=Boosting(trees=0))
    wrong = np.where(np.arange(200) == 10, 3 - category, category)

    scores = cross_scores(design, labels, size)
    after = cross_scores(design, Labels(rows=labels.rows, category=wrong, weight=labels.weight, categories=4), size)

    assert after[10] == scores[10]
    assert fit_score(design, labels, size)(X)[10] != scores[10]


def test_labels_of_some_cases_keep_their_weights() -> None:
    labels = Labels(
        rows=np.array([0, 1, 1]), category=np.array([2, 0, 1]), weight=np.array([1.0, 0.5, 0.5]), categories=4
    )

    mine = labels.among(np.array([1]))

    assert (mine.rows.tolist(), mine.category.tolist(), mine.weight.tolist()) == ([1, 1], [0, 1], [0.5, 0.5])
