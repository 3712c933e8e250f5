"""What would the invented municipality's own process have answered, and how far from that are we, free of luck?

The log loss and deviance of a hold-out of some hundred heavy-tailed cases vary by several per cent with the draw, the
truth's own included. But their expected surplus over the truth's has no outcome in it: for the log loss it is the
Kullback-Leibler divergence of the probabilities, for the Poisson deviance the deviance of the true expected hours
against ours. Both can be taken over every test case, matured or not.
"""

from dataclasses import dataclass

import numpy as np

from models.ordinal import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What an invented municipality's own process expects of test cases: P(category) and hours over the horizon."""

    probability: Floats
    hours: Floats


def category_excess(truth: Truth, probability: Floats) -> float:
    """Return the expected log loss above the truth's, mean over all cases."""
    ours = np.maximum(probability, 1e-12)
    true = np.maximum(truth.probability, 1e-12)
    return float((true * np.log(true / ours)).sum(axis=1).mean())


def effort_excess(truth: Truth, hours: Floats) -> float:
    """Return the expected Poisson deviance above the truth's, mean over all cases."""
    true, ours = np.maximum(truth.hours, 1e-9), np.maximum(hours, 1e-9)
    return float((2.0 * (true * np.log(true / ours) - true + ours)).mean())
