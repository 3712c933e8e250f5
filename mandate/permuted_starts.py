"""If the order of the teams' starts was drawn by lot: how often would another draw have shown as much?

Fisher's exact test: without an effect the outcome would be the same whichever team had begun when, so the starts are
dealt out again and the estimate made anew. It supposes nothing of how months and teams hang together, but that the lot
was drawn among all the teams.
"""

from dataclasses import dataclass, replace

import numpy as np

from mandate.imputation import Parting, hangs_together, part
from mandate.panel import Floats
from mandate.wild_bootstrap import bounds

_EDGE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PermutedStarts:
    """The estimate under other orders of the starts, the real one first.

    Attributes:
        outcome: the estimate; (draws,).
        arrangement: the same made of the arrangement itself: what an effect of 1 would have added; (draws,).

    """

    outcome: Floats
    arrangement: Floats

    @property
    def estimate(self) -> float:
        """The effect."""
        return float(self.outcome[0])

    def p_value(self, supposed: float) -> float:
        """Return how often another order shows as much beside a supposed effect, to either side."""
        distance = np.abs(self.outcome - supposed * self.arrangement)
        return float((distance >= distance[0] * (1.0 - _EDGE)).mean())

    def interval(self, confidence: float) -> tuple[float, float] | None:
        """Return the supposed effects that are not rejected, or nothing where the orders are too few to bound them."""
        step = float(self.outcome.std())
        return bounds(lambda supposed: self.p_value(supposed) > 1.0 - confidence, self.estimate, step)


def permuted_starts(parted: Parting, anticipation: int, draws: int, seed: int) -> PermutedStarts | None:
    """Deal the teams' starts out again, or nothing where a team's provisions began at different times."""
    by_team = [np.unique(parted.since[parted.team == team, 0]) for team in range(len(parted.names))]
    if any(len(starts) > 1 for starts in by_team):
        return None
    starts, months = np.concatenate(by_team), np.arange(parted.since.shape[1])
    arrangement = np.where(parted.since >= 0, 1.0, 0.0)
    rng = np.random.default_rng(seed)
    orders = [starts, *(rng.permutation(starts) for _ in range(draws))]
    told = []
    for order in orders:
        dealt = part(replace(parted, since=order[parted.team][:, None] + months), anticipation=anticipation)
        weights = dealt.cell_weights(dealt.under)
        if dealt.under.any() and hangs_together(dealt, weights):
            told.append([(weights * parted.values).sum(), (weights * arrangement).sum()])
    both = np.array(told)
    return PermutedStarts(outcome=both[:, 0], arrangement=both[:, 1])
