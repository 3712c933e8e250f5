"""How does a booster become a point table? Exactly: every path that uses at most two features is a strip or a grid.

For a leaf of value v reached through features a and b, with indicators A(x_a) and B(x_b) (the path's conditions on
each) and cover ratios c_a and c_b (product of child over parent counts at that feature's splits), the path-dependent
Shapley values (Lundberg et al. 2020) are

    phi_a = v (A - c_a)(B + c_b) / 2,   phi_b = v (B - c_b)(A + c_a) / 2,   base += v c_a c_b

and with one feature phi_a = v (A - c_a), base += v c_a. Summed over all leaves these are the tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.point_table import BinnedTables, Floats

Masks = dict[int, tuple[NDArray[np.bool_], float]]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf's value and, per feature on its path, which bins lead here and the cover ratio."""

    value: float
    conditions: Masks


def compile_booster(booster: Any, column_count: int) -> BinnedTables:
    """Compile a fitted ``HistGradientBoostingRegressor`` into tables over ``column_count`` columns.

    Raises:
        ValueError: a path uses more than two features, or a split is categorical (shap is wrong for those).
    """
    trees = [predictor[0].nodes for predictor in booster._predictors]  # noqa: SLF001  no public road to the trees
    baseline = float(np.ravel(booster._baseline_prediction)[0])  # noqa: SLF001
    return compile_trees(trees, column_count, baseline)


def compile_trees(trees: list[NDArray[Any]], column_count: int, baseline: float) -> BinnedTables:
    """Compile node arrays (fields as in scikit-learn's ``TreePredictor.nodes``) into tables."""
    thresholds = [_thresholds(trees, column) for column in range(column_count)]
    builder = _Builder([len(cuts) + 2 for cuts in thresholds], baseline)
    for nodes in trees:
        for leaf in _leaves(nodes, thresholds):
            builder.add(leaf)
    return replace(
        builder.tables(),
        thresholds=np.concatenate([*thresholds, np.empty(0)]),
        threshold_starts=_starts([len(cuts) for cuts in thresholds]),
    )


def _thresholds(trees: list[NDArray[Any]], column: int) -> Floats:
    cuts = [nodes["num_threshold"][(nodes["feature_idx"] == column) & (nodes["is_leaf"] == 0)] for nodes in trees]
    return np.unique(np.concatenate([*cuts, np.empty(0)]))


def _leaves(nodes: NDArray[Any], thresholds: list[Floats]) -> Iterator[_Leaf]:
    """Walk a tree from its root, narrowing the bins that lead to each leaf."""
    open_paths: list[tuple[int, Masks]] = [(0, {})]
    while open_paths:
        index, conditions = open_paths.pop()
        node = nodes[index]
        if node["is_leaf"]:
            yield _Leaf(float(node["value"]), conditions)
            continue
        if node["is_categorical"]:
            raise ValueError("categorical splits cannot be compiled: use float columns")
        column = int(node["feature_idx"])
        left = _left_bins(node, thresholds[column])
        mask, cover = conditions.get(column, (np.ones(len(left), dtype=bool), 1.0))
        for child, goes in ((int(node["left"]), left), (int(node["right"]), ~left)):
            ratio = cover * float(nodes[child]["count"]) / float(node["count"])
            open_paths.append((child, {**conditions, column: (mask & goes, ratio)}))


def _left_bins(node: Any, cuts: Floats) -> NDArray[np.bool_]:
    """Tell which bins go left: those up to the node's threshold, and missing where the node says so."""
    last = int(np.searchsorted(cuts, node["num_threshold"]))
    left = np.arange(len(cuts) + 2) <= last
    left[-1] = bool(node["missing_go_to_left"])
    return left


class _Builder:
    """Sums leaves into strips and grids."""

    def __init__(self, bin_counts: list[int], baseline: float) -> None:
        self._base = baseline
        self._bin_counts = bin_counts
        self._strips = [np.zeros(count) for count in bin_counts]
        self._grids: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def add(self, leaf: _Leaf) -> None:
        match sorted(leaf.conditions):
            case []:
                self._base += leaf.value
            case [only]:
                self._add_strip(leaf, only)
            case [first, second]:
                self._add_grid(leaf, first, second)
            case _:
                raise ValueError("a path uses more than two features: fit with interaction_cst='pairwise'")

    def _add_strip(self, leaf: _Leaf, column: int) -> None:
        mask, cover = leaf.conditions[column]
        self._strips[column] += leaf.value * (mask - cover)
        self._base += leaf.value * cover

    def _add_grid(self, leaf: _Leaf, first: int, second: int) -> None:
        (mask_a, cover_a), (mask_b, cover_b) = leaf.conditions[first], leaf.conditions[second]
        shape = (self._bin_counts[first], self._bin_counts[second])
        to_first, to_second = self._grids.setdefault((first, second), (np.zeros(shape), np.zeros(shape)))
        to_first += np.outer(mask_a - cover_a, mask_b + cover_b) * (leaf.value / 2.0)
        to_second += np.outer(mask_a + cover_a, mask_b - cover_b) * (leaf.value / 2.0)
        self._base += leaf.value * cover_a * cover_b

    def tables(self) -> BinnedTables:
        pairs = sorted(self._grids)
        grids = [self._grids[pair] for pair in pairs]
        return BinnedTables(
            base=self._base,
            thresholds=np.empty(0),
            threshold_starts=np.empty(0, dtype=np.intp),
            strips=np.concatenate([*self._strips, np.empty(0)]),
            strip_starts=_starts(self._bin_counts),
            pairs=np.array(pairs, dtype=np.intp).reshape(-1, 2),
            grid_first=np.concatenate([*(to_first.ravel() for to_first, _ in grids), np.empty(0)]),
            grid_second=np.concatenate([*(to_second.ravel() for _, to_second in grids), np.empty(0)]),
            grid_starts=_starts([to_first.size for to_first, _ in grids]),
        )


def _starts(sizes: list[int]) -> NDArray[np.intp]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
