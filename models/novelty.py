"""Is a case unlike the earlier ones altogether, though each of its facts was seen? Needs numpy only.

A case is as strange as it is far from its fifth nearest earlier case. How far is too far, the earlier cases say: each
one's distance to its fifth nearest among the others. The share of them that lie as far away or farther is the chance of
so strange a case among ordinary ones (a conformal p-value), and the stated rate of false alarms is where it counts. The
newer half are asked: what new cases are like drifts, and they know best.
"""

from dataclasses import dataclass

import numpy as np

from models.neighbours import Nearest, Neighbours
from models.ordinal import Floats, Integers

RANK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """Distances of the newer earlier cases to their fifth nearest, in rising order; (cases,)."""

    distances: Integers

    @classmethod
    def learn(cls, neighbours: Neighbours) -> "Novelty":
        """Measure each earlier case against the others; too few of them say nothing."""
        if len(neighbours.earlier) <= RANK:
            return cls(distances=np.zeros(0, dtype=np.int64))
        year = neighbours.earlier.year
        return cls(distances=np.sort(neighbours.left_out(RANK)[year >= np.median(year)]))

    def chances(self, nearest: Nearest) -> Floats:
        """Return for each row how often an ordinary case is as far from earlier ones; (rows,)."""
        count = len(self.distances)
        if not count or nearest.distances.shape[1] < RANK:
            return np.ones(len(nearest.distances))
        below = np.searchsorted(self.distances, nearest.distances[:, RANK - 1], side="left")
        return np.asarray((1.0 + count - below) / (1.0 + count), dtype=np.float64)

    def limit(self, rate: float) -> int | None:
        """Return the distance beyond which a case is as strange as only ``rate`` of ordinary ones; ``None``: none is.

        ``chances(nearest) <= rate`` just where the distance to the fifth nearest is larger.
        """
        count = len(self.distances)
        strange = (1.0 + count - np.arange(count + 1)) / (1.0 + count) <= rate
        strange[0] = False
        return int(self.distances[int(strange.argmax()) - 1]) if count and strange.any() else None
