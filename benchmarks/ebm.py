"""What does the explainable boosting machine do on the same rows? The peer that is additive too, and also readable.

Package ``interpret`` (MIT), only here: it is no part of training. Categories get a multiclass machine of main effects,
which is better here than its default with pairs and thirty times as fast; hours a Poisson machine with ten pairs. One
thread, fixed seed.
"""

import warnings
from typing import Any

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor

from benchmarks.surroundings import Json
from models.against import compare_categories, compare_efforts
from models.assess import Assessor
from models.baselines import effort_rows
from models.ordinal import Floats
from models.truth import Truth, category_excess, effort_excess
from pipelines.train import Trained

NAME = "ebm"
BAGS = 4
BINS = 64
RATE = 0.04
PAIRS = 10


def with_ebm(trained: Trained, truth: Truth | None = None) -> Json:
    """Return the training report with the machine's figures among the baselines, and ours less theirs."""
    assessor, test, report = Assessor(trained.bundle), trained.parts.test, trained.report
    X_test = assessor.bundle.frame.rows(test.cases)
    answers = assessor.answers(X_test)
    matured = np.flatnonzero(test.panel.matured)
    chance, hours = category_ebm(trained, X_test), effort_ebm(trained, X_test)
    seed = int(report["seed"])
    found = {
        "category": compare_categories(answers.probability, {NAME: chance}, test.labels, seed),
        "effort": compare_efforts(answers.hours[matured], {NAME: hours[matured]}, test.panel.totals[matured], seed),
    }
    if truth is not None and len(matured):
        found["category"]["baselines"][NAME]["excess_log_loss"] = round(category_excess(truth, chance), 6)
        found["effort"]["baselines"][NAME]["excess_deviance"] = round(effort_excess(truth, hours), 6)
    return report | {part: _joined(report[part], figures) for part, figures in found.items()}


def category_ebm(trained: Trained, X_test: Floats) -> Floats:
    """Return the machine's P(category) of test rows (rows x categories)."""
    labels, X = trained.learned.cohort.labels, trained.learned.data.design.X
    machine = ExplainableBoostingClassifier(interactions=0, **_common(trained))
    fitted = _quietly(machine, X[labels.rows], labels.category, labels.weight)
    chance = np.full((len(X_test), labels.categories), 1e-6)
    chance[:, fitted.classes_] = np.maximum(fitted.predict_proba(X_test), 1e-6)
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def effort_ebm(trained: Trained, X_test: Floats) -> Floats:
    """Return the machine's expected hours of test rows (rows,), learned on the rows the other baselines use."""
    rows, rate, share = effort_rows(trained.learned.data)
    # In units of the mean: its Poisson machine ends in NaN on tens of thousands of dollars.
    unit = float(np.average(rate, weights=share))
    machine = ExplainableBoostingRegressor(objective="poisson_deviance", interactions=PAIRS, **_common(trained))
    fitted = _quietly(machine, trained.learned.data.design.X[rows], rate / unit, share)
    return np.asarray(unit * fitted.predict(X_test))


def _common(trained: Trained) -> dict[str, Any]:
    return {
        "outer_bags": BAGS,
        "max_bins": BINS,
        "learning_rate": RATE,
        "random_state": int(trained.report["seed"]),
        "n_jobs": 1,
    }


def _quietly(machine: Any, X: Floats, y: Any, weight: Floats) -> Any:
    """Fit without the warnings about its plots, which nobody draws here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return machine.fit(X, y, sample_weight=weight)


def _joined(part: Json, more: Json) -> Json:
    """Put further baselines beside those a report has; ours keeps its own intervals."""
    own = {"intervals": {name: value for name, value in more["intervals"].items() if name != "ours"}}
    return part | {key: part.get(key, {}) | (more | own)[key] for key in ("baselines", "against", "intervals")}
