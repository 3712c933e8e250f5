"""How good is a bundle on the newest cases? Its figures, by group too, and beside the truth where that is known."""

from typing import Any

import numpy as np

from models.assess import Answers, Assessor
from models.cohort import Cohort
from models.coverage import coverage_figures
from models.groups import by_group
from models.metrics import calibration_error, calibration_noise, category_figures, effort_figures, rounded
from models.observed import observed
from models.ordinal import log_losses
from models.silence_figures import silence_figures
from models.truth import Truth, category_excess, effort_excess
from sagstyngde.errors import TooFewCases

Figures = dict[str, Any]
"""A report in JSON's own types."""


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
        "category": _category(assessor, answers, test) | _category_truth(answers, test, truth),
        "effort": _effort(answers, test) | _effort_truth(answers, test, truth),
        "groups": by_group(frame.scheme, test, answers, assessor.bundle.category.likely(answers.probability)),
    }


def _category(assessor: Assessor, answers: Answers, test: Cohort) -> Figures:
    likely = assessor.bundle.category.likely(answers.probability)
    labels = test.labels
    figures = category_figures(answers.probability, labels) | {
        "ece": calibration_error(answers.probability, labels),
        "mean_set_size": float(np.mean([len(members) for members in likely])),
    }
    model, scale = assessor.bundle.category, assessor.bundle.frame.scheme.scale
    return {
        **rounded(figures),
        "ece_band": [round(limit, 6) for limit in calibration_noise(answers.probability, labels, seed=0)],
        **coverage_figures(model.sets, likely, labels, scale),
        "n": len(labels.rows),
        "set_level": model.sets.level,
        **silence_figures(assessor.bundle, answers, test),
    }


def _effort(answers: Answers, test: Cohort) -> Figures:
    if test.panel.sampled:
        return _effort_in_parts(answers, test)
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


def _effort_in_parts(answers: Answers, test: Cohort) -> Figures:
    """Hold a diary's hours against the seen part of the expected ones; whole courses, hence intervals, nobody saw."""
    seen = observed(test.panel, answers)
    found = {"n_matured": 0, "n_in_parts": len(seen.rows)}
    return rounded(effort_figures(seen.part(answers.hours), seen.recorded)) | found if len(seen.rows) else found


def _category_truth(answers: Answers, test: Cohort, truth: Truth | None) -> Figures:
    if truth is None:
        return {}
    losses = log_losses(truth.probability[test.labels.rows], test.labels.category)
    log_loss = float(np.average(losses, weights=test.labels.weight))
    return rounded({"truth_log_loss": log_loss, "excess_log_loss": category_excess(truth, answers.probability)})


def _effort_truth(answers: Answers, test: Cohort, truth: Truth | None) -> Figures:
    seen = observed(test.panel, answers)
    if truth is None or not len(seen.rows):
        return {}
    figures = effort_figures(seen.part(truth.hours), seen.recorded)
    told = {f"truth_{name}": value for name, value in figures.items()}
    return rounded(told | {"excess_deviance": effort_excess(truth, answers.hours)})
