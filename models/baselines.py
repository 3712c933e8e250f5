"""What must the point tables beat? Well-known models on the same rows, trained on the same past."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, TweedieRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.boosting import binnable
from models.deviance import deviances
from models.effort_data import EffortData, pooled_shape
from models.labels import Labels
from models.learn import Learned
from models.ordinal import Floats, Integers
from models.selection import forward_folds

Model = Any  # scikit-learn has no types
_TREES = 300
_RATE = 0.05
_LEAST_KNOWN = 20
"""With fewer known values a column may be empty once early stopping has set rows aside."""


def category_baselines(X: Floats, labels: Labels, X_test: Floats, seed: int) -> dict[str, Floats]:
    """Return each baseline's P(category), (test rows x categories)."""
    share = np.bincount(labels.category, labels.weight, minlength=labels.categories) + 1e-6
    majority = np.tile(share / share.sum(), (len(X_test), 1))
    models = {
        "logistic": _best_logistic(X, labels),
        "boosting": HistGradientBoostingClassifier(
            learning_rate=_RATE, max_iter=_TREES, early_stopping=True, random_state=seed
        ),
        "forest": _imputed(RandomForestClassifier(_TREES, min_samples_leaf=3, random_state=seed)),
    }
    fitted = {name: _fitted(model, X[labels.rows], labels.category, labels.weight) for name, model in models.items()}
    return {"majority": majority} | {
        name: _spread(model.predict_proba(X_test), model.classes_, labels.categories) for name, model in fitted.items()
    }


def effort_baselines(learned: Learned, X_test: Floats, probability: Floats, seed: int) -> dict[str, Floats]:
    """Return each baseline's expected hours over the horizon (test rows,).

    ``probability`` is our own P(category) of the test rows, for the category table: sum over k of P(k) times mean hours
    of category k among matured cases, the plain table that a model must beat.
    """
    data = learned.data
    rows, rate, share = effort_rows(data)
    X = data.design.X[rows]
    mean = float(data.panel.totals[rows].sum() / share.sum())
    models = {
        "glm": _best_glm(X, rate, share),
        "boosting": HistGradientBoostingRegressor(
            loss="poisson", learning_rate=_RATE, max_iter=_TREES, early_stopping=True, random_state=seed
        ),
        "forest": _imputed(RandomForestRegressor(_TREES, min_samples_leaf=3, random_state=seed)),
    }
    fitted = {name: _fitted(model, X, rate, share) for name, model in models.items()}
    return {
        "mean": np.full(len(X_test), mean),
        "category_table": probability @ category_means(data, learned.cohort.labels, mean),
    } | {name: np.asarray(model.predict(X_test)) for name, model in fitted.items()}


def effort_rows(data: EffortData) -> tuple[Integers, Floats, Floats]:
    """Return the cases of which enough is seen, their hours over the whole horizon at that rate, and the share seen."""
    seen = data.seen(pooled_shape(data))
    rows = data.enough(seen)
    return rows, data.panel.totals[rows] / seen[rows], seen[rows]


def category_means(data: EffortData, labels: Labels, fallback: float) -> Floats:
    """Return mean hours of each judged category among matured cases; ``fallback`` for one without any.

    Under a diary, in which none ever matures, each case counts with the share of its course that was seen.
    """
    seen = data.seen(pooled_shape(data)) if data.panel.sampled else data.panel.matured
    totals = np.where(seen > 0.0, data.panel.totals, 0.0)
    hours = np.bincount(labels.category, labels.weight * totals[labels.rows], minlength=labels.categories)
    cases = np.bincount(labels.category, labels.weight * seen[labels.rows], minlength=labels.categories)
    means: Floats = np.divide(hours, cases, out=np.full(labels.categories, fallback), where=cases > 0.0)
    return means


def _imputed(model: Model) -> Pipeline:
    return make_pipeline(SimpleImputer(add_indicator=True, keep_empty_features=True), StandardScaler(), model)


def _fitted(model: Model, X: Floats, y: Any, weight: Floats) -> Model:
    if isinstance(model, Pipeline):
        return model.fit(X, y, **{f"{model.steps[-1][0]}__sample_weight": weight})
    return model.fit(binnable(X, _LEAST_KNOWN), y, sample_weight=weight)


def _spread(probability: Floats, classes: Integers, categories: int) -> Floats:
    """Give a category that the training rows lacked a tiny probability."""
    full = np.full((len(probability), categories), 1e-6)
    full[:, classes] = np.maximum(probability, 1e-6)
    return np.asarray(full / full.sum(axis=1, keepdims=True))


def _best_logistic(X: Floats, labels: Labels) -> Pipeline:
    def loss(model: Model, past: Integers, later: Integers) -> float:
        rows = labels.take(later)
        fitted = _fitted(model, X[labels.rows[past]], labels.category[past], labels.weight[past])
        chance = _spread(fitted.predict_proba(X[rows.rows]), fitted.classes_, labels.categories)
        return float(-np.log(chance[np.arange(len(later)), rows.category]).sum())

    strengths = {c: _imputed(LogisticRegression(C=c, max_iter=2000)) for c in (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)}
    return _best(strengths, loss, len(labels.rows))


def _best_glm(X: Floats, rate: Floats, share: Floats) -> Pipeline:
    def loss(model: Model, past: Integers, later: Integers) -> float:
        fitted = _fitted(model, X[past], rate[past], share[past])
        return float((share[later] * deviances(rate[later], fitted.predict(X[later]), 1.5)).sum())

    candidates = {
        alpha: _imputed(TweedieRegressor(power=1.5, link="log", alpha=alpha, max_iter=2000))
        for alpha in (0.01, 0.1, 1.0)
    }
    return _best(candidates, loss, len(rate))


def _best(candidates: Mapping[float, Model], loss: Callable[[Model, Integers, Integers], float], rows: int) -> Pipeline:
    totals = {
        name: sum(loss(model, past, later) for past, later in forward_folds(rows)) for name, model in candidates.items()
    }
    return candidates[min(totals, key=totals.__getitem__)]
