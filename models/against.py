"""What would simpler or freer models have done on the newest cases, and is the difference one?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models import fit_effort
from models.assess import Answers, Assessor
from models.baselines import category_baselines, effort_baselines
from models.cohort import Split
from models.deviance import deviances
from models.effort_candidates import candidate_figures, candidate_hours, chosen_form
from models.fit_interval import LEAST_PER_GROUP
from models.hours_calibration import hours_calibration
from models.labels import Labels
from models.learn import Learned
from models.metrics import bootstrap_difference, category_figures, effort_figures, r2_log, rounded, spearman
from models.observed import Observed, observed
from models.ordinal import Floats, Integers, log_losses
from models.truth import Truth, category_excess, effort_excess
from sagstyngde.danish import number

Figures = dict[str, Any]
INTERVAL_DRAWS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What else is known of the test cases.

    ``estimate`` holds a person's own estimate of their hours, NaN where there is none; ``truth`` an invented
    municipality's own process.
    """

    estimate: Floats | None = None
    truth: Truth | None = None


def against_baselines(assessor: Assessor, learned: Learned, parts: Split, beside: Beside, *, seed: int) -> Figures:
    """Return the baselines' figures on the test cohort, and ours less theirs, all with bootstrap intervals."""
    test, frame = parts.test, assessor.bundle.frame
    X_test = frame.rows(test.cases)
    answers = assessor.answers(X_test)
    categories = category_baselines(learned.data.design.X, learned.cohort.labels, X_test, seed)
    efforts = effort_baselines(learned, X_test, answers.probability, seed)
    efforts |= _closed_only(learned, X_test, answers)
    seen = observed(test.panel, answers)
    ours = seen.part(answers.hours)
    result: Figures = {
        "category": compare_categories(answers.probability, categories, test.labels, seed),
        "effort": compare_efforts(ours, _parts(efforts, seen), seen.recorded, seed),
    }
    if "closed_only" in efforts:
        result["effort"]["closed_only"] = closed_only_figures(answers.hours, efforts["closed_only"])
    if len(seen.rows):
        teams = [test.cases[row].team for row in seen.rows]
        # Under a diary one form alone is right (docs/adr/0024), and there is nothing to choose between.
        others = {} if test.panel.sampled else candidate_hours(learned, X_test, answers.score)
        result["effort"] |= {
            "candidates": candidate_figures(_parts(others, seen), seen.recorded),
            "chosen": chosen_form(learned.sizes.effort),
            "calibration": hours_calibration(ours, seen.recorded, teams, seed),
        }
    if beside.truth is not None:
        _add_excess(result, categories, efforts, beside.truth)
    if beside.estimate is not None and len(seen.rows):
        _add_estimate(result["effort"], ours, seen.part(beside.estimate), seen.recorded, seed=seed)
    return result


def compare_categories(ours: Floats, theirs: Mapping[str, Floats], labels: Labels, seed: int) -> Figures:
    """Compare P(category) of test cases, each (cases x categories), on the judged ones."""
    figures = {name: rounded(category_figures(chance, labels)) for name, chance in theirs.items()}

    def drawn(chance: Floats) -> Callable[[Integers], dict[str, float]]:
        return lambda rows: category_figures(chance, labels.take(rows))

    everyone = {"ours": ours, **theirs}
    return {
        "baselines": figures,
        "against": {name: _category_gain(ours, chance, labels, seed) for name, chance in theirs.items()},
        "intervals": {name: _intervals(drawn(chance), len(labels.rows), seed) for name, chance in everyone.items()},
    }


def compare_efforts(ours: Floats, theirs: Mapping[str, Floats], recorded: Floats, seed: int) -> Figures:
    """Compare expected hours of matured test cases; ``mean`` is only shown, since nothing can be worse."""
    if not len(recorded):
        return {"baselines": {}, "against": {}, "intervals": {}}

    def drawn(hours: Floats) -> Callable[[Integers], dict[str, float]]:
        return lambda rows: effort_figures(hours[rows], recorded[rows])

    everyone = {"ours": ours, **theirs}
    return {
        "baselines": {name: rounded(effort_figures(hours, recorded)) for name, hours in theirs.items()},
        "against": {
            name: _effort_gain(ours, hours, recorded, seed) for name, hours in theirs.items() if name != "mean"
        },
        "intervals": {name: _intervals(drawn(hours), len(recorded), seed) for name, hours in everyone.items()},
    }


def _parts(efforts: Mapping[str, Floats], seen: Observed) -> dict[str, Floats]:
    return {name: seen.part(hours) for name, hours in efforts.items()}


def _intervals(figures: Callable[[Integers], dict[str, float]], rows: int, seed: int) -> dict[str, list[float]]:
    """Return each figure's 95 per cent bootstrap interval, [low, high]."""
    draws = np.random.default_rng(seed).integers(0, rows, size=(INTERVAL_DRAWS, rows))
    drawn = [figures(draw) for draw in draws]
    limits = {name: np.quantile([found[name] for found in drawn], [0.025, 0.975]) for name in drawn[0]}
    return {name: [round(float(low), 6), round(float(high), 6)] for name, (low, high) in limits.items()}


def _add_excess(result: Figures, categories: Mapping[str, Floats], efforts: Mapping[str, Floats], truth: Truth) -> None:
    """Say of each baseline how far it is expected to lie above the truth."""
    for name, figures in result["category"]["baselines"].items():
        figures["excess_log_loss"] = round(category_excess(truth, categories[name]), 6)
    for name, figures in result["effort"]["baselines"].items():
        figures["excess_deviance"] = round(effort_excess(truth, efforts[name]), 6)


def closed_only_figures(ours: Floats, closed_only: Floats) -> Figures:
    """Say in hours how much too little the same learner expects of all test cases when open cases are left out."""
    ratio = float(closed_only.sum() / ours.sum())
    return {
        "ratio": round(ratio, 4),
        "hours_per_case": round(float((closed_only - ours).mean()), 2),
        "text": f"Havde modellen kun lært af lukkede sager, ville den vente {number(100 * abs(ratio - 1), 1)} % "
        f"{'færre' if ratio < 1.0 else 'flere'} timer af de samme sager.",
    }


def _closed_only(learned: Learned, X_test: Floats, answers: Answers) -> dict[str, Floats]:
    """Return what the same learner would expect had open cases been left out and closed ones taken as whole."""
    closed = np.flatnonzero([case.closed_on is not None for case in learned.cohort.cases])
    if len(closed) < LEAST_PER_GROUP or learned.data.panel.sampled:
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
        return float(deviances(hours, expected, 1.0).mean())

    figures = {"r2_log": r2_log, "spearman": spearman, "deviance": deviance}
    return {name: rounded(bootstrap_difference(pair(figure), len(recorded), seed)) for name, figure in figures.items()}


def _add_estimate(effort: Figures, ours: Floats, estimate: Floats, recorded: Floats, *, seed: int) -> None:
    """Compare with the person's own estimate where there is one."""
    known = np.flatnonzero(~np.isnan(estimate))
    if not len(known):
        return
    effort["baselines"]["estimate"] = rounded(effort_figures(estimate[known], recorded[known])) | {"n": len(known)}
    effort["against"]["estimate"] = _effort_gain(ours[known], estimate[known], recorded[known], seed)
