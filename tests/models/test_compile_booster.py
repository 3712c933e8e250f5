from collections.abc import Callable
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
import shap
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingRegressor

from models.boosting import Boosting, Correction, Design, Loss, binnable, corrections, fit_booster, stages
from models.compile_booster import compile_booster
from models.point_table import BinnedTables, score_of

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


def by_definition(trees: list[Any], x: np.ndarray, used: list[int]) -> np.ndarray:
    """Return each column's Shapley value in the trees' expected values, over all subsets of the used columns."""
    worth = {part: sum(expectation(nodes, x, part) for nodes in trees) for part in subsets(used)}
    points = np.zeros(len(x))
    for column in used:
        for part in subsets([other for other in used if other != column]):
            share = factorial(len(part)) * factorial(len(used) - 1 - len(part)) / factorial(len(used))
            points[column] += share * (worth[part | {column}] - worth[part])
    return points


def test_points_are_shapley_values_by_their_definition() -> None:
    correction = a_correction(Loss.SQUARED)
    booster = fitted(correction, Boosting(trees=6, learning_rate=0.5, least_leaf_cases=10))
    tables = compile_booster(booster, 8)
    X = facts(4, seed=5)
    trees = [predictor[0].nodes for predictor in booster._predictors]

    by_hand = np.vstack([by_definition(trees, x, list(range(8))) for x in X])

    assert np.abs(by_hand[:, [0, 1, 2, 5]]).max() > 0.1
    assert np.abs(tables.contributions(X) - by_hand).max() < 1e-12


TIED: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "number": lambda rng, rows: rng.normal(size=rows),
    "level": lambda rng, rows: rng.integers(0, 5, rows).astype(float),
    "with gaps": lambda rng, rows: np.where(rng.random(rows) < 0.4, np.nan, rng.integers(0, 3, rows)),
    "constant": lambda _, rows: np.ones(rows),
    "constant or gap": lambda rng, rows: np.where(rng.random(rows) < 0.5, np.nan, 2.0),
    "never filled": lambda _, rows: np.full(rows, np.nan),
    "option": lambda rng, rows: (rng.integers(0, 3, rows) == 0).astype(float),
}


@st.composite
def corrections_of_any_kind(draw: st.DrawFn) -> tuple[Correction, Boosting]:
    """Draw what a booster may meet: two to five columns of any kind, an option group, few rows, few and small trees."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = draw(st.integers(20, 120))
    columns = [TIED[kind](rng, rows) for kind in draw(st.lists(st.sampled_from(sorted(TIED)), min_size=2, max_size=4))]
    if draw(st.booleans()):
        option = rng.integers(0, 3, rows)
        columns += [np.where(option == 2, np.nan, option == own).astype(float) for own in (0, 1)]
    X = np.column_stack(columns)
    signal = np.nan_to_num(X).sum(axis=1) + np.nan_to_num(X[:, 0], nan=1.0) * np.nan_to_num(X[:, -1], nan=-1.0)
    correction = Correction(
        design=Design(
            X=X,
            signs=np.array(
                draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=X.shape[1], max_size=X.shape[1])), dtype=np.int8
            ),
        ),
        target=signal + rng.normal(size=rows),
        weight=rng.uniform(0.5, 2.0, rows),
        loss=Loss.SQUARED,
    )
    size = Boosting(
        trees=draw(st.integers(1, 5)),
        learning_rate=draw(st.sampled_from([0.1, 1.0])),
        leaves=draw(st.sampled_from([2, 4, 8])),
        least_leaf_cases=draw(st.sampled_from([2, 10, 100])),
    )
    return correction, size


@settings(max_examples=40, deadline=None)
@given(drawn=corrections_of_any_kind())
def test_any_small_booster_becomes_tables_of_its_shapley_values(drawn: tuple[Correction, Boosting]) -> None:
    correction, size = drawn
    X = correction.design.X
    booster = fitted(correction, size)
    trees = [predictor[0].nodes for predictor in booster._predictors]

    tables = compile_booster(booster, X.shape[1])

    asked = np.vstack([X[:2], on_thresholds(tables, X.shape[1]), np.full((1, X.shape[1]), np.nan)])[:6]
    points = tables.contributions(asked)
    by_hand = np.vstack([by_definition(trees, x, list(range(X.shape[1]))) for x in asked])
    scale = max(1.0, float(np.abs(by_hand).max()))
    assert np.abs(points - by_hand).max() < 1e-12 * scale
    assert np.abs(score_of(tables.base, points) - booster.predict(asked)).max() < 1e-9 * scale


def on_thresholds(tables: BinnedTables, columns: int) -> np.ndarray:
    """Return rows whose values lie exactly on thresholds, and a step above them."""
    rows = np.full((2, columns), np.nan)
    for column in range(columns):
        cuts = tables.thresholds[tables.threshold_starts[column] : tables.threshold_starts[column + 1]]
        if len(cuts):
            rows[:, column] = cuts[0], np.nextafter(cuts[-1], np.inf)
    return rows


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
