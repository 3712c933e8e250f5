"""What did training cases look like, so that a case beyond them can be known? Needs numpy only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from models.novelty import Novelty
from models.ordinal import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionRule:
    """What ``models.silence`` compares a case with.

    ``most_missing`` is how many facts were missing in all but the least informed training cases; ``lowest`` and
    ``highest`` (columns,) bound what was seen. ``variances`` (sources,) is how much each fact moved the score where it
    was known, and ``usual_variance`` how much of that a training case lacked on average.
    """

    most_missing: int
    lowest: Floats
    highest: Floats
    variances: Floats
    usual_variance: float
    novelty: Novelty

    def nearest_seen(self, X: Floats) -> Floats:
        """Return rows with each value moved to the nearest one that a training case had; missing stays missing.

        A line must not run on beyond what it was learned from: a birth year of 1900 would weigh thousands of hours.
        """
        is_seen = self.lowest <= self.highest
        return np.clip(X, np.where(is_seen, self.lowest, -np.inf), np.where(is_seen, self.highest, np.inf))

    def deviations(self, missing: NDArray[np.bool_]) -> Floats:
        """Return how far the score could lie off because more than usual is missing; from (rows x sources) to (rows,).

        What is usually missing the link to the scale has learned to live with.
        """
        lacking = np.where(missing, self.variances, 0.0).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(lacking - self.usual_variance, 0.0)))


def missing_facts(frame: Frame, X: Floats) -> NDArray[np.bool_]:
    """Return which source facts are missing in each row, (rows x sources)."""
    return np.asarray(frame.by_source(np.isnan(X).astype(np.float64)) > 0.0)
