"""Likely sets: what they promise, what they merge, and what they say of it."""

import numpy as np
import pytest
from scipy.stats import binom

from models.bundle_arrays import sets_of
from models.category import LikelySets
from models.coverage import coverage_band, coverage_figures
from models.fit_sets import LEAST_PER_CATEGORY, fit_sets, merged, merged_note
from models.labels import Labels
from models.ordinal import ranked_scores
from sagstyngde.category import Category, CategoryScale
from sagstyngde.errors import BundleRefused

SCALE = CategoryScale(tuple(Category(code=code, name=f"Navn {code}") for code in "ABCD"))


def labels_of(category: np.ndarray) -> Labels:
    rows = np.arange(len(category))
    return Labels(rows=rows, category=category, weight=np.ones(len(category)), categories=4)


def drawn(shares: list[float], count: int, seed: int) -> tuple[np.ndarray, Labels]:
    """Return probabilities that are right, and categories drawn from them."""
    rng = np.random.default_rng(seed)
    probability = rng.dirichlet(4.0 * np.array(shares), count)
    category = (rng.random(count)[:, None] > np.cumsum(probability, axis=1)[:, :-1]).sum(axis=1)
    return np.clip(probability, 1e-9, 1.0), labels_of(category)


def test_a_category_with_too_few_judgements_shares_its_neighbours_limit_and_is_named() -> None:
    probability, labels = drawn([0.4, 0.3, 0.29, 0.01], 400, 1)
    assert (labels.category == 3).sum() < LEAST_PER_CATEGORY

    sets = fit_sets(probability, labels, 0.9)

    assert sets.groups.tolist() == [0, 1, 2, 2]
    assert sets.limits[2] == sets.limits[3]
    assert sets.cases[3] == (labels.category >= 2).sum()
    assert "Navn C og Navn D" in merged_note(sets, SCALE)[0]


def test_where_every_category_has_enough_nothing_is_merged_or_said() -> None:
    sets = fit_sets(*drawn([0.3, 0.3, 0.2, 0.2], 600, 2), 0.9)

    assert sets.groups.tolist() == [0, 1, 2, 3]
    assert merged_note(sets, SCALE) == ()


@pytest.mark.parametrize("counts", [[0, 0, 0, 0], [19, 19, 19, 19], [500, 1, 500, 1], [1, 500, 500, 1], [20] * 4])
def test_groups_are_neighbours_and_large_enough_where_that_can_be(counts: list[int]) -> None:
    groups = merged(np.array(counts))

    assert groups[0] == 0
    assert np.isin(np.diff(groups), (0, 1)).all()
    sizes = np.bincount(groups, counts)
    assert len(sizes) == 1 or sizes.min() >= LEAST_PER_CATEGORY


def test_sets_hold_as_often_as_promised_and_not_much_more() -> None:
    probability, labels = drawn([0.4, 0.3, 0.2, 0.1], 3000, 3)
    fresh, truth = drawn([0.4, 0.3, 0.2, 0.1], 6000, 4)
    sets = fit_sets(probability, labels, 0.9)

    inside = ranked_scores(fresh) <= sets.limits
    inside[np.arange(len(fresh)), fresh.argmax(axis=1)] = True
    held = inside[np.arange(len(fresh)), truth.category]

    for category in range(4):
        mine = truth.category == category
        low, high = coverage_band(int(mine.sum()), int(sets.cases[category]), 0.9)
        assert low <= held[mine].mean() <= high


def test_the_band_is_wider_than_a_binomial_one_and_narrows_with_learning() -> None:
    wide, narrow = coverage_band(100, 50, 0.9), coverage_band(100, 100_000, 0.9)

    assert wide[0] < narrow[0]
    assert narrow[0] == pytest.approx(binom(100, 0.9).ppf(0.005) / 100, abs=0.011)


def test_coverage_is_told_by_category_with_what_chance_allows() -> None:
    labels = labels_of(np.repeat([0, 1, 2], 50))
    sets = LikelySets(limits=np.ones(4), groups=np.array([0, 1, 2, 2]), cases=np.full(4, 100.0), level=0.9)
    likely = [(0,)] * 50 + [(1, 2)] * 45 + [(2,)] * 5 + [(0, 1)] * 50

    figures = coverage_figures(sets, likely, labels, SCALE)

    by_category = figures["coverage_by_category"]
    assert [by_category[code].get("coverage") for code in "ABCD"] == [1.0, 0.9, 0.0, None]
    assert [by_category[code].get("inside") for code in "BC"] == [True, False]
    assert by_category["D"] == {"n": 0}
    assert figures["merged"] == [["C", "D"]]
    assert figures["coverage"] == pytest.approx(95 / 150)


@pytest.mark.parametrize("groups", [[1, 1, 1, 1], [0, 2, 2, 2], [0, 1, 0, 1], [0, 1]])
def test_groups_that_do_not_run_along_the_scale_are_refused(groups: list[int]) -> None:
    arrays = {
        "category.sets.groups": np.array(groups),
        "category.sets.limits": np.ones(4),
        "category.sets.cases": np.ones(4),
    }

    with pytest.raises(BundleRefused):
        sets_of(arrays, 0.9, 4)
