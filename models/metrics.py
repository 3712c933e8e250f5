"""How good are predicted categories and hours? Each figure by its usual definition, on cases the model has not seen."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.stats import rankdata

from models.deviance import deviances
from models.labels import Labels
from models.ordinal import Floats, Integers, log_losses, ranked_scores

ECE_BINS = 15
BOOTSTRAPS = 1000


def category_figures(probability: Floats, labels: Labels) -> dict[str, float]:
    """Return accuracy, quadratic weighted kappa, log loss and mean ranked probability score of judged rows.

    ``probability`` is (cases x categories); a case judged twice counts once in all.
    """
    mine = probability[labels.rows]
    best = mine.argmax(axis=1)
    return {
        "accuracy": float(np.average(best == labels.category, weights=labels.weight)),
        "qwk": quadratic_weighted_kappa(best, labels),
        "log_loss": float(np.average(log_losses(mine, labels.category), weights=labels.weight)),
        "rps": float(np.average(ranked_scores(mine)[np.arange(len(mine)), labels.category], weights=labels.weight)),
    }


def quadratic_weighted_kappa(predicted: Integers, labels: Labels) -> float:
    """Agreement beyond chance, a miss weighing with the square of its distance on the scale (Cohen 1968).

    >>> one = np.ones(4); scale = np.array([0, 1, 2, 3])
    >>> quadratic_weighted_kappa(scale, Labels(rows=scale, category=scale, weight=one, categories=4))
    1.0
    """
    size = labels.categories
    observed = np.zeros((size, size))
    np.add.at(observed, (predicted, labels.category), labels.weight)
    observed /= observed.sum()
    by_chance = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    distance = (np.arange(size)[:, None] - np.arange(size)[None, :]) ** 2
    expected = float((distance * by_chance).sum())
    return 1.0 - float((distance * observed).sum()) / expected if expected > 0.0 else 0.0


def calibration_error(probability: Floats, labels: Labels) -> float:
    """Expected calibration error of the most probable category, over 15 bins of equal mass."""
    mine = probability[labels.rows]
    confidence = mine.max(axis=1)
    right = mine.argmax(axis=1) == labels.category
    order = np.argsort(confidence, kind="stable")
    total = labels.weight.sum()
    bins = [part for part in np.array_split(order, ECE_BINS) if len(part)]
    gaps = (abs(float((labels.weight[part] * (confidence[part] - right[part])).sum())) for part in bins)
    return sum(gaps) / float(total)


def calibration_noise(probability: Floats, labels: Labels, seed: int) -> tuple[float, float]:
    """Return the 95 per cent band of the calibration error of as many cases, were the probabilities perfect.

    Judgements are drawn from the probabilities themselves: what is left is the error that a sample of this size shows
    whatever the model.
    """
    mine = probability[labels.rows]
    confidence = mine.max(axis=1)
    right = np.random.default_rng(seed).random((BOOTSTRAPS, len(confidence))) < confidence
    order = np.argsort(confidence, kind="stable")
    gaps = np.zeros(BOOTSTRAPS)
    for part in np.array_split(order, ECE_BINS):
        gaps += np.abs((confidence[part] - right[:, part]) @ labels.weight[part])
    low, high = np.quantile(gaps / labels.weight.sum(), [0.025, 0.975])
    return float(low), float(high)


def effort_figures(expected: Floats, recorded: Floats) -> dict[str, float]:
    """Return R2 in logs, rank correlation, mean absolute error, bias ratio and mean Poisson deviance.

    ``r2_log`` is taken after the best constant shift in logs: an expected value is not a median.
    """
    return {
        "r2_log": r2_log(expected, recorded),
        "spearman": spearman(expected, recorded),
        "mae_hours": float(np.abs(expected - recorded).mean()),
        "bias_ratio": float(expected.sum() / max(recorded.sum(), 1e-9)),
        "deviance": float(deviances(recorded, expected, 1.0).mean()),
    }


def r2_log(expected: Floats, recorded: Floats) -> float:
    """R2 of log(1 + recorded) against log(1 + expected) after the best constant shift."""
    error = np.log1p(recorded) - np.log1p(expected)
    spread = np.log1p(recorded).var()
    return float(1.0 - error.var() / spread) if spread > 0.0 else 0.0


def spearman(expected: Floats, recorded: Floats) -> float:
    """Rank correlation; zero where one side is constant."""
    first, second = rankdata(expected), rankdata(recorded)
    if np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def bootstrap_difference(figure: Callable[[Integers], tuple[float, float]], rows: int, seed: int) -> dict[str, float]:
    """Return ours less theirs with a 95 per cent bootstrap interval; ``figure`` gives both on resampled row numbers."""
    ours, theirs = figure(np.arange(rows))
    draws = np.random.default_rng(seed).integers(0, rows, size=(BOOTSTRAPS, rows))
    differences = [mine - other for mine, other in map(figure, draws)]
    low, high = np.quantile(differences, [0.025, 0.975])
    return {"difference": ours - theirs, "low": float(low), "high": float(high)}


def rounded(figures: Mapping[str, float], digits: int = 6) -> dict[str, float]:
    """Round figures for a report."""
    return {name: round(value, digits) for name, value in figures.items()}
