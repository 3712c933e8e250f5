from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
import shap
from sklearn.ensemble import HistGradientBoostingRegressor

from models.boosting import Boosting, Correction, Design, Loss, binnable, corrections, fit_booster, stages
from models.compile_booster import compile_booster
from models.point_table import score_of

SIZE = Boosting(trees=30, learning_rate=0.2, least_leaf_cases=5)


def facts(rows: int, seed: int = 0) -> np.ndarray:
    """Return a number, a level, a count with gaps, a constant, a column of gaps, and a choice of three options."""
    rng = np.random.default_rng(seed)
    number, level = rng.normal(size=rows), rng.integers(0, 5, rows).astype(float)
    gaps = np.where(rng.random(rows) < 0.3, np.nan, rng.poisson(2.0, rows))
    option = rng.integers(0, 4, rows)
    chosen = np.where(option[:, None] == 3, np.nan, option[:, None] == np.arange(3)).astype(float)
    return np.column_stack((number, level, gaps, np.ones(rows), np.full(rows, np.nan), chosen))


def a_correction(loss: Loss, signs: tuple[int, ...] = (0,) * 8, rows: int = 400) -> Correction:
    rng = np.random.default_rng(1)
    X = facts(rows)
    signal = np.nan_to_num(X[:, 0] * X[:, 1] / 4.0 + X[:, 2], nan=0.5) + np.nan_to_num(X[:, 5], nan=-1.0)
    target = signal + rng.normal(size=rows) if loss is Loss.SQUARED else rng.poisson(np.exp(signal / 4.0)).astype(float)
    return Correction(
        design=Design(X=X, signs=np.array(signs, dtype=np.int8)),
        target=target,
        weight=rng.uniform(0.5, 2.0, rows),
        loss=loss,
    )


def fitted(correction: Correction, size: Boosting = SIZE) -> HistGradientBoostingRegressor:
    booster = fit_booster(correction, size)
    assert booster is not None
    return booster


@pytest.mark.parametrize("loss", Loss)
@pytest.mark.parametrize("signs", [(0,) * 8, (1, 1, 0, 0, 0, 1, 0, 0), (-1, 0, 1, 1, 1, 0, -1, 0)])
def test_tables_say_what_the_booster_and_shap_say(loss: Loss, signs: tuple[int, ...]) -> None:
    booster = fitted(a_correction(loss, signs))
    X = facts(300, seed=9)

    tables = compile_booster(booster, X.shape[1])

    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    points = tables.contributions(X)
    assert len(tables.pairs)
    assert np.abs(score_of(tables.base, points) - corrections(booster, X)).max() < 1e-12
    assert np.abs(points - explainer.shap_values(X)).max() < 1e-12
    assert tables.base == pytest.approx(float(np.ravel(explainer.expected_value)[0]), abs=1e-12)


def test_values_on_thresholds_fall_where_the_booster_lets_them_fall() -> None:
    booster = fitted(a_correction(Loss.SQUARED))
    tables = compile_booster(booster, 8)
    X = np.full((len(tables.thresholds), 8), np.nan)
    for column in range(8):
        cuts = tables.thresholds[tables.threshold_starts[column] : tables.threshold_starts[column + 1]]
        X[: len(cuts), column] = cuts

    assert np.abs(score_of(tables.base, tables.contributions(X)) - booster.predict(X)).max() < 1e-12


def test_trees_of_one_leaf_are_a_base_and_nothing_else() -> None:
    booster = fitted(a_correction(Loss.SQUARED, rows=60), Boosting(trees=10, least_leaf_cases=50))
    X = facts(20)

    tables = compile_booster(booster, 8)

    assert not tables.contributions(X).any()
    assert tables.base == pytest.approx(float(booster.predict(X)[0]), abs=1e-12)


def subsets(columns: list[int]) -> list[frozenset[int]]:
    return [frozenset(part) for size in range(len(columns) + 1) for part in combinations(columns, size)]


def expectation(nodes: Any, x: np.ndarray, known: frozenset[int], index: int = 0) -> float:
    """Return a tree's expected value of a case of which only some facts are known: unknown splits go both ways."""
    node = nodes[index]
    if node["is_leaf"]:
        return float(node["value"])
    value = x[node["feature_idx"]]
    ways = (int(node["left"]), int(node["right"]))
    if int(node["feature_idx"]) in known:
        goes_left = bool(node["missing_go_to_left"]) if np.isnan(value) else value <= node["num_threshold"]
        return expectation(nodes, x, known, ways[0] if goes_left else ways[1])
    return sum(expectation(nodes, x, known, way) * float(nodes[way]["count"]) / float(node["count"]) for way in ways)


def test_points_are_shapley_values_by_their_definition() -> None:
    correction = a_correction(Loss.SQUARED)
    booster = fitted(correction, Boosting(trees=6, learning_rate=0.5, least_leaf_cases=10))
    used = [0, 1, 2, 5]
    trees = [predictor[0].nodes for predictor in booster._predictors]
    tables = compile_booster(booster, 8)
    by_definition = np.zeros((4, 8))
    X = facts(4, seed=5)

    for row, x in enumerate(X):
        worth = {part: sum(expectation(nodes, x, part) for nodes in trees) for part in subsets(list(range(8)))}
        for column in range(8):
            for part in subsets([other for other in range(8) if other != column]):
                share = factorial(len(part)) * factorial(7 - len(part)) / factorial(8)
                by_definition[row, column] += share * (worth[part | {column}] - worth[part])

    assert np.abs(by_definition[:, used]).max() > 0.1
    assert np.abs(tables.contributions(X) - by_definition).max() < 1e-12


def test_a_path_of_three_facts_is_refused() -> None:
    correction = a_correction(Loss.SQUARED)
    X = binnable(correction.design.X)
    free = HistGradientBoostingRegressor(max_iter=20, min_samples_leaf=5).fit(X, correction.target)

    with pytest.raises(ValueError, match="more than two features"):
        compile_booster(free, 8)


def test_a_categorical_split_is_refused() -> None:
    correction = a_correction(Loss.SQUARED)
    native = HistGradientBoostingRegressor(max_iter=20, categorical_features=[1], interaction_cst="pairwise")
    native.fit(binnable(correction.design.X), correction.design.X[:, 1] % 2)

    with pytest.raises(ValueError, match="categorical"):
        compile_booster(native, 8)


@pytest.mark.parametrize("loss", Loss)
def test_stages_run_from_no_trees_to_all_of_them(loss: Loss) -> None:
    correction = a_correction(loss)
    X = correction.design.X
    booster = fitted(correction)

    found = list(stages(booster, X))

    assert len(found) == 4
    assert not found[0].any()
    assert np.array_equal(found[-1], corrections(booster, X))


def test_zero_trees_are_no_booster() -> None:
    correction = a_correction(Loss.SQUARED)

    assert fit_booster(correction, Boosting(trees=0)) is None
    assert [stage.any() for stage in stages(None, correction.design.X)] == [False]
    assert not corrections(None, correction.design.X).any()
