"""What do pairs of facts add that the line does not see? A pairwise, monotone booster fitted to what it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor

from models.compile_booster import compile_booster
from models.ordinal import Floats, Integers
from models.pair_strength import Pair, strongest_pairs

STAGE = 10
"""Trees are counted in tens: a finer choice would fit the validation cases."""


class Loss(StrEnum):
    """Squared error on a working response, or Poisson on hours over expected hours."""

    SQUARED = "squared_error"
    POISSON = "poisson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosting:
    """The size of a booster. ``trees`` may be zero: then the line stands alone.

    ``pairs`` is how many pairs of columns may stand together in a path: the strongest, or all where it is ``None``.
    """

    trees: int = 300
    learning_rate: float = 0.05
    leaves: int = 6
    least_leaf_cases: int = 25
    shrinkage: float = 1.0
    pairs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Rows of facts (rows x columns, missing is NaN) with each column's direction: +1, -1 or 0."""

    X: Floats
    signs: NDArray[np.int8]

    def take(self, rows: Integers) -> "Design":
        """Return some of the rows."""
        return Design(X=self.X[rows], signs=self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a booster is fitted to: targets and weights of rows."""

    design: Design
    target: Floats
    weight: Floats
    loss: Loss


def fit_booster(correction: Correction, size: Boosting) -> HistGradientBoostingRegressor | None:
    """Fit the booster; ``None`` where its size is zero trees.

    Float columns only: shap is silently wrong for native categorical splits. Paths use at most two columns, so that the
    ensemble is a set of tables. Where pairs are limited, a booster with all of them says which are the strongest, and
    the booster is fitted anew with these.
    """
    if size.trees == 0:
        return None
    free = _fit(correction, size, "pairwise") if size.pairs != 0 else None
    if free is None or size.pairs is None:
        return free or _fit(correction, size, _allowed(correction, ()))
    X = correction.design.X
    pairs = strongest_pairs(compile_booster(free, X.shape[1]), X, correction.weight, size.pairs)
    return _fit(correction, size, _allowed(correction, pairs))


def _allowed(correction: Correction, pairs: tuple[Pair, ...]) -> list[set[int]]:
    """Let every column stand alone, and these pairs together."""
    return [{column} for column in range(correction.design.X.shape[1])] + [set(pair) for pair in pairs]


def _fit(correction: Correction, size: Boosting, together: str | list[set[int]]) -> HistGradientBoostingRegressor:
    booster = HistGradientBoostingRegressor(
        loss=correction.loss.value,
        learning_rate=size.learning_rate,
        max_iter=size.trees,
        max_leaf_nodes=size.leaves,
        min_samples_leaf=size.least_leaf_cases,
        l2_regularization=size.shrinkage,
        interaction_cst=together,
        monotonic_cst=correction.design.signs.astype(int),
        early_stopping=False,
        random_state=0,
    )
    return booster.fit(binnable(correction.design.X), correction.target, sample_weight=correction.weight)


def binnable(X: Floats, least_known: int = 1) -> Floats:
    """Make columns that hardly any row knows constant: they teach nothing, and scikit-learn cannot bin empty ones."""
    is_known = (~np.isnan(X)).sum(axis=0) >= least_known
    return np.where(is_known, X, 0.0)


def stages(booster: HistGradientBoostingRegressor | None, X: Floats) -> Iterator[Floats]:
    """Yield the corrections (rows,) of zero, ten, twenty … trees, on the score's scale."""
    yield np.zeros(len(X))
    if booster is None:
        return
    is_log = booster.loss == Loss.POISSON.value
    for count, predicted in enumerate(booster.staged_predict(X), start=1):
        if count % STAGE == 0:
            yield np.log(predicted) if is_log else predicted


def corrections(booster: HistGradientBoostingRegressor | None, X: Floats) -> Floats:
    """Return the corrections (rows,) on the score's scale; zero without a booster."""
    if booster is None:
        return np.zeros(len(X))
    predicted = booster.predict(X)
    return np.asarray(np.log(predicted) if booster.loss == Loss.POISSON.value else predicted)
