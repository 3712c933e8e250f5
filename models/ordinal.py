"""How does one latent score become probabilities on an ordered scale? The cumulative logit (proportional odds).

P(category <= k | s) = sigma(cut_k - s), McCullagh (1980). Needs numpy only.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

_TINY = 1e-12


def sigmoid(x: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def cumulative(score: Floats, cuts: Floats) -> Floats:
    """Return P(category <= k), (rows x cuts), for scores (rows,) and rising cut points."""
    return sigmoid(cuts[None, :] - score[:, None])


def probabilities(score: Floats, cuts: Floats) -> Floats:
    """Return P(category = k), (rows x categories); each row adds up to one.

    >>> probabilities(np.array([0.0]), np.array([-1.0, 1.0])).round(3)
    array([[0.269, 0.462, 0.269]])
    """
    edges = _edges(score, cuts)
    chances = np.minimum(np.maximum(edges[1:] - edges[:-1], _TINY), 1.0)
    return np.ascontiguousarray(chances.T)


def _edges(score: Floats, cuts: Floats) -> Floats:
    """Return P(category <= k) with zero before the first category and one at the last, (cuts + 2 x rows)."""
    edges = np.empty((len(cuts) + 2, len(score)))
    edges[0], edges[1:-1], edges[-1] = 0.0, sigmoid(cuts[:, None] - score), 1.0
    return edges


def around(score: Floats, cuts: Floats, category: Integers) -> tuple[Floats, Floats]:
    """Return the cumulative probabilities just below and just above each row's category."""
    edges = _edges(score, cuts)
    rows = np.arange(len(score))
    return edges[category, rows], edges[category + 1, rows]


def working_response(score: Floats, cuts: Floats, category: Integers) -> tuple[Floats, Floats]:
    """Return one Newton step for the score: the step (rows,) and its weight (rows,).

    With F the cumulative probabilities around the category the gradient of the log likelihood in s is F_up + F_low - 1
    and its curvature F_up (1 - F_up) + F_low (1 - F_low).
    """
    low, high = around(score, cuts, category)
    curvature = np.maximum(high * (1.0 - high) + low * (1.0 - low), 1e-6)
    return (high + low - 1.0) / curvature, curvature


def ranked_scores(probability: Floats) -> Floats:
    """Return the ranked probability score of every category as if it were the true one, (rows x categories).

    s(x, k) = sum over c of (F(c) - [k <= c])^2: small where the category lies amid the distribution.
    """
    upto = np.cumsum(probability, axis=1)[:, :-1]
    categories = np.arange(probability.shape[1])
    is_below = categories[:, None] <= categories[None, :-1]
    return np.asarray(((upto[:, None, :] - is_below[None, :, :]) ** 2).sum(axis=2))


def log_losses(probability: Floats, category: Integers) -> Floats:
    """Return minus the log probability of each row's category."""
    return np.asarray(-np.log(np.maximum(probability[np.arange(len(category)), category], 1e-12)))
