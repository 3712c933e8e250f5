"""Do the tables say what shap says of the boosters they were compiled from? If not, no bundle is written."""

from dataclasses import dataclass

import numpy as np
import shap
from sklearn.ensemble import HistGradientBoostingRegressor

from models.assess import TOLERANCE, Assessor
from models.bundle import ModelBundle
from models.explain import POINTS_PER_UNIT
from models.learn import Learned, expected_hours
from models.ordinal import Floats
from models.point_table import LinearPoints, PointTable, curve, score_of
from sagstyngde.errors import ExplanationMismatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """Largest absolute differences: contributions to shap's, and table scores to the fitted models' own."""

    parity_max_abs: float
    additivity_max_abs: float


def check_parity(bundle: ModelBundle, learned: Learned, X: Floats) -> Parity:
    """Compare a bundle's tables with shap, part by part, on rows the models have not seen.

    Raises:
        ExplanationMismatch: a difference above 1e-9.
    """
    pairs = [
        (bundle.category.table, learned.score.booster),
        (bundle.effort.table, learned.log_hours.booster),
    ]
    parity = max(_difference(table, booster, X) for table, booster in pairs)
    own = (_score_difference(bundle, learned, X), _hours_difference(bundle, learned, X), _mosaic_difference(bundle, X))
    additivity = max(own)
    if max(parity, additivity) > TOLERANCE:
        raise ExplanationMismatch(
            english=f"the tables differ from shap by {parity:.1e}, from the models by {additivity:.1e}; "
            "nothing was written",
            danish=f"tabellerne afviger fra shap med {parity:.1e} og fra modellerne med {additivity:.1e}; "
            "intet er skrevet",
        )
    return Parity(parity_max_abs=parity, additivity_max_abs=additivity)


def _difference(table: PointTable, booster: HistGradientBoostingRegressor | None, X: Floats) -> float:
    linear = _linear_difference(table.linear, X)
    if booster is None:
        return linear
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    trees = np.abs(explainer.shap_values(X) - table.binned.contributions(X)).max()
    base = abs(float(np.ravel(explainer.expected_value)[0]) - table.binned.base)
    return max(linear, float(trees), base)


def linear_shap(points: LinearPoints, X: Floats) -> Floats:
    """Return what shap says of linear points, (rows x columns): a column's curve explained with its line."""
    curved = points.curved
    curves = np.where(np.isnan(X[:, curved]), points.curve_centres[curved], curve(X[:, curved]))
    filled = np.column_stack((np.where(np.isnan(X), points.fills, X), curves))
    weights = np.concatenate((points.weights, points.curves[curved]))
    centres = np.concatenate((points.centres, points.curve_centres[curved]))
    values = np.asarray(shap.LinearExplainer((weights, 0.0), centres[None, :]).shap_values(filled))
    columns = X.shape[1]
    values[:, curved] += values[:, columns:]
    return values[:, :columns]


def _linear_difference(points: LinearPoints, X: Floats) -> float:
    return float(np.abs(linear_shap(points, X) - points.contributions(X)).max())


def _score_difference(bundle: ModelBundle, learned: Learned, X: Floats) -> float:
    table = bundle.category.table
    return float(np.abs(score_of(table.average, table.contributions(X)) - learned.score(X)).max())


def _mosaic_difference(bundle: ModelBundle, X: Floats) -> float:
    """Compare what is served with the tables it was made from."""
    answers = Assessor(bundle).answers(X)
    seen = bundle.abstention.nearest_seen(X)
    points = bundle.category.table.contributions(seen)
    to_score = bundle.frame.by_source(points) * POINTS_PER_UNIT - answers.points
    to_index = bundle.frame.by_source(bundle.effort.contributions(seen, points)) - answers.index_points
    return float(max(np.abs(to_score).max(), np.abs(to_index).max()))


def _hours_difference(bundle: ModelBundle, learned: Learned, X: Floats) -> float:
    effort, category = bundle.effort, bundle.category.table
    contributions = effort.contributions(X, category.contributions(X))
    hours = effort.hours(score_of(effort.average(category.average), contributions))
    return float(np.abs(np.log(hours) - np.log(expected_hours(learned, X))).max())
