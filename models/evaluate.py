"""How good is a bundle on the newest cases, and what would simpler or freer models have done there?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models import fit_effort
from models.assess import Answers, Assessor
from models.baselines import category_baselines, effort_baselines
from models.cohort import Cohort, Split
from models.labels import Labels
from models.learn import Learned
from models.metrics import (
    bootstrap_difference,
    calibration_error,
    category_figures,
    effort_figures,
    r2_log,
    rounded,
    spearman,
)
from models.ordinal import Floats, Integers, log_losses
from sagstyngde.assessment import AbstentionReason
from sagstyngde.errors import TooFewCases

Figures = dict[str, Any]
"""A report in JSON's own types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What an invented municipality's own process expects of test cases: P(category) and hours over the horizon."""

    probability: Floats
    hours: Floats


def evaluate(assessor: Assessor, test: Cohort, truth: Truth | None = None) -> Figures:
    """Return the figures of a bundle alone on a cohort it has not seen.

    Raises:
        TooFewCases: none of the cases has a category to compare with.
    """
    if not len(test.labels.rows):
        raise TooFewCases(
            english="none of the newest cases has a category yet: nothing can be tested; judge some of them, or wait",
            danish="ingen af de nyeste sager har en kategori endnu, så intet kan prøves; vurdér nogle, eller vent",
        )
    frame = assessor.bundle.frame
    answers = assessor.answers(frame.rows(test.cases))
    return {
        "category": _category(assessor, answers, test) | _category_truth(test, truth),
        "effort": _effort(answers, test) | _effort_truth(test, truth),
    }


def against_baselines(
    assessor: Assessor, learned: Learned, parts: Split, estimate: Floats | None, *, seed: int
) -> Figures:
    """Return the baselines' figures on the test cohort, and ours less theirs with bootstrap intervals.

    ``estimate`` holds a person's own estimate of the test cases' hours, NaN where there is none.
    """
    test, frame = parts.test, assessor.bundle.frame
    X_test = frame.rows(test.cases)
    answers = assessor.answers(X_test)
    categories = category_baselines(learned.data.design.X, learned.cohort.labels, X_test, seed)
    efforts = effort_baselines(learned, X_test, answers.probability, seed)
    efforts |= _closed_only(learned, X_test, answers)
    matured = np.flatnonzero(test.panel.matured)
    recorded = test.panel.totals[matured]
    result: Figures = {
        "category": {
            "baselines": {name: rounded(category_figures(p, test.labels)) for name, p in categories.items()},
            "against": {
                name: _category_gain(answers.probability, p, test.labels, seed) for name, p in categories.items()
            },
        },
        "effort": {"baselines": {}, "against": {}},
    }
    if not len(matured):
        return result
    result["effort"] = {
        "baselines": {name: rounded(effort_figures(h[matured], recorded)) for name, h in efforts.items()},
        "against": {
            name: _effort_gain(answers.hours[matured], h[matured], recorded, seed)
            for name, h in efforts.items()
            if name != "mean"
        },
    }
    if estimate is not None:
        ours = answers.hours[matured]
        _add_estimate(result["effort"], ours, estimate[matured], recorded, seed=seed)
    return result


def _category(assessor: Assessor, answers: Answers, test: Cohort) -> Figures:
    likely = assessor.bundle.category.likely(answers.probability)
    labels = test.labels
    covered = [category in likely[row] for row, category in zip(labels.rows, labels.category, strict=True)]
    figures = category_figures(answers.probability, labels) | {
        "ece": calibration_error(answers.probability, labels),
        "coverage": float(np.average(covered, weights=labels.weight)),
        "mean_set_size": float(np.mean([len(members) for members in likely])),
    }
    return rounded(figures) | {
        "n": len(labels.rows),
        "set_level": assessor.bundle.category.set_level,
        "abstention": _abstention(assessor, answers, test),
    }


def _abstention(assessor: Assessor, answers: Answers, test: Cohort) -> dict[str, float]:
    rule, frame = assessor.bundle.abstention, assessor.bundle.frame
    found = [
        {item.reason for item in rule.abstentions(case, frame, answers.X[row], answers.probability[row])}
        for row, case in enumerate(test.cases)
    ]
    shares = {reason.value: float(np.mean([reason in reasons for reasons in found])) for reason in AbstentionReason}
    return rounded({"any": float(np.mean([bool(reasons) for reasons in found])), **shares}, 4)


def _effort(answers: Answers, test: Cohort) -> Figures:
    matured = np.flatnonzero(test.panel.matured)
    if not len(matured):
        return {"n_matured": 0}
    recorded = test.panel.totals[matured]
    low, high = answers.low[matured], answers.high[matured]
    inside = (recorded >= low) & (recorded <= high)
    plain = float(np.diff(np.quantile(recorded, [0.1, 0.9]))[0])
    figures = effort_figures(answers.hours[matured], recorded) | {
        "interval_coverage": float(inside.mean()),
        "interval_width_ratio": float((high - low).mean() / max(plain, 1e-9)),
    }
    return rounded(figures) | {"n_matured": len(matured)}


def _category_truth(test: Cohort, truth: Truth | None) -> Figures:
    if truth is None:
        return {}
    losses = log_losses(truth.probability[test.labels.rows], test.labels.category)
    return rounded({"truth_log_loss": float(np.average(losses, weights=test.labels.weight))})


def _effort_truth(test: Cohort, truth: Truth | None) -> Figures:
    matured = test.panel.matured
    if truth is None or not matured.any():
        return {}
    figures = effort_figures(truth.hours[matured], test.panel.totals[matured])
    return rounded({f"truth_{name}": value for name, value in figures.items()})


def _closed_only(learned: Learned, X_test: Floats, answers: Answers) -> dict[str, Floats]:
    """Return what the same learner would expect had open cases been left out and closed ones taken as whole."""
    closed = np.flatnonzero([case.closed_on is not None for case in learned.cohort.cases])
    if len(closed) < fit_effort.LEAST_PER_GROUP:
        return {}
    data = learned.data.take(closed)
    whole = replace(data, panel=replace(data.panel, exposure=np.ones_like(data.panel.exposure)))
    fitted = fit_effort.fit_log_hours(whole, learned.shape, learned.sizes.effort)
    return {"closed_only": np.exp(fitted(X_test, answers.score))}


def _category_gain(ours: Floats, theirs: Floats, labels: Labels, seed: int) -> dict[str, dict[str, float]]:
    mine, other = (log_losses(p[labels.rows], labels.category) for p in (ours, theirs))

    def mean_losses(rows: Integers) -> tuple[float, float]:
        weight = labels.weight[rows]
        return float(np.average(mine[rows], weights=weight)), float(np.average(other[rows], weights=weight))

    return {"log_loss": rounded(bootstrap_difference(mean_losses, len(labels.rows), seed))}


def _effort_gain(ours: Floats, theirs: Floats, recorded: Floats, seed: int) -> dict[str, dict[str, float]]:
    def pair(figure: Callable[[Floats, Floats], float]) -> Callable[[Integers], tuple[float, float]]:
        return lambda rows: (figure(ours[rows], recorded[rows]), figure(theirs[rows], recorded[rows]))

    def deviance(expected: Floats, hours: Floats) -> float:
        return float(fit_effort.deviances(hours, expected, 1.0).mean())

    figures = {"r2_log": r2_log, "spearman": spearman, "deviance": deviance}
    return {name: rounded(bootstrap_difference(pair(figure), len(recorded), seed)) for name, figure in figures.items()}


def _add_estimate(effort: Figures, ours: Floats, estimate: Floats, recorded: Floats, *, seed: int) -> None:
    """Compare with the person's own estimate where there is one."""
    known = np.flatnonzero(~np.isnan(estimate))
    if not len(known):
        return
    effort["baselines"]["estimate"] = rounded(effort_figures(estimate[known], recorded[known])) | {"n": len(known)}
    effort["against"]["estimate"] = _effort_gain(ours[known], estimate[known], recorded[known], seed)
