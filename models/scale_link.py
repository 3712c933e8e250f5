"""How does a complexity score become probabilities along the scale? By the logit, or by curves where cases bend it.

Needs numpy only.
"""

from dataclasses import dataclass, field

import numpy as np

from models.ordinal import Floats, probabilities

LEAST_PROBABILITY = 1e-3
"""No category is ever impossible: curves learned from few cases would say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLink:
    """P(category <= k) = sigma(cuts[k] - slope * score), or broken lines in its place.

    ``upto`` (cuts x knots) holds P(category <= k) at the ``knots`` of the score: falling along the score, rising along
    the scale. Without knots the logit holds.
    """

    slope: float
    cuts: Floats
    knots: Floats = field(default_factory=lambda: np.empty(0))
    upto: Floats = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def is_curved(self) -> bool:
        """Whether curves stand in for the logit."""
        return len(self.knots) > 0

    def probabilities(self, score: Floats) -> Floats:
        """Return P(category), (rows x categories); each row adds up to one."""
        if not self.is_curved:
            return probabilities(self.slope * score, self.cuts)
        upto = [np.interp(score, self.knots, curve) for curve in self.upto]
        edges = np.column_stack((np.zeros(len(score)), *upto, np.ones(len(score))))
        chance = np.maximum(np.diff(edges, axis=1), LEAST_PROBABILITY)
        return np.asarray(chance / chance.sum(axis=1, keepdims=True))
