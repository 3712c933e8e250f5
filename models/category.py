"""How complex is a case, how sure is that, and when is silence the honest answer? Needs numpy only."""

from dataclasses import dataclass

import numpy as np

from models.ordinal import Floats, Integers, ranked_scores
from models.point_table import PointTable
from models.scale_link import ScaleLink

_ALMOST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelySets:
    """How wide a likely set is: the limit of each category's ranked probability score.

    All are (categories,). ``limits`` are learned so that each category is covered in ``level`` of its cases
    (class-conditional conformal prediction); categories of one number in ``groups``, numbered from zero along the
    scale, were too rare alone and share a limit; ``cases`` is how many judgements it was learned from.
    """

    limits: Floats
    groups: Integers
    cases: Floats
    level: float

    @classmethod
    def separate(cls, limits: Floats, cases: Floats, level: float) -> "LikelySets":
        """Return sets in which every category has a limit of its own."""
        return cls(limits=limits, groups=np.arange(len(limits)), cases=cases, level=level)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryModel:
    """A point table for the latent complexity score, with the link to the scale and what makes a likely set."""

    table: PointTable
    link: ScaleLink
    sets: LikelySets

    def probabilities(self, score: Floats) -> Floats:
        """Return P(category), (rows x categories)."""
        return self.link.probabilities(score)

    def likely(self, probability: Floats) -> tuple[tuple[int, ...], ...]:
        """Return each row's likely set: contiguous on the scale, and never without the most probable category."""
        first, last = self.likely_ends(probability)
        return tuple(tuple(range(low, high + 1)) for low, high in zip(first.tolist(), last.tolist(), strict=True))

    def likely_ends(self, probability: Floats) -> tuple[Integers, Integers]:
        """Return each likely set's first and last category, (rows,)."""
        inside = ranked_scores(probability) <= self.sets.limits + _ALMOST
        inside[np.arange(len(probability)), probability.argmax(axis=1)] = True
        return inside.argmax(axis=1), inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1)


def conformal_limit(scores: Floats, level: float) -> float:
    """Return the limit that holds a new score with probability ``level``: split conformal prediction's order statistic.

    >>> conformal_limit(np.arange(1.0, 10.0), 0.9), conformal_limit(np.arange(3.0), 0.9)
    (9.0, inf)
    """
    rank = int(np.ceil((len(scores) + 1) * level))
    return float(np.sort(scores)[rank - 1]) if rank <= len(scores) else float("inf")
