"""What did the arrangement do, by teams that began at different times held against those that had not begun?

Difference in differences by imputation (``imputation``), the mean over the decisions made under the arrangement, with
limits by the wild bootstrap over teams (``wild_bootstrap``) or, where the starts were drawn by lot, by dealing them out
again (``permuted_starts``). What was measured of them stands in docs/beslutningskompetence-maalt.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from mandate.finding import CONFIDENCE, Design, Estimate, OutcomeName, Scale, Undecidable
from mandate.imputation import Parting, parting
from mandate.panel import Floats, Panel
from mandate.permuted_starts import PermutedStarts, permuted_starts
from mandate.staggered_words import hindrance, remarks, too_few
from mandate.two_way import projection, two_way
from mandate.wild_bootstrap import WildBootstrap, team_shares, team_signs, wild_bootstrap

DRAWS = 1999
Chance: TypeAlias = WildBootstrap | PermutedStarts


@dataclass(frozen=True, slots=True, kw_only=True)
class Staggered:
    """What a plan asks of the comparison.

    Attributes:
        confidence: of the interval.
        anticipation: months just before a start that are neither before nor under: people knew what was coming.
        by_provision: whether each provision has months of its own, as where seasons or practice differ between them.
        by_lot: whether the teams' starts were drawn by lot among all of them.
        draws: of signs or orders, where not all are tried.

    """

    confidence: float = CONFIDENCE
    anticipation: int = 0
    by_provision: bool = False
    by_lot: bool = False
    draws: int = DRAWS
    seed: int = 1


def staggered(panel: Panel, outcome: OutcomeName, asked: Staggered | None = None) -> Estimate | Undecidable:
    """Return the mean effect on the decisions made under the arrangement, or why there is none to be had."""
    asked = asked or Staggered()
    return staggered_limits(panel, outcome, asked, (asked.confidence,))[0]


def staggered_limits(
    panel: Panel, outcome: OutcomeName, asked: Staggered, confidences: Sequence[float]
) -> tuple[Estimate | Undecidable, ...]:
    """Return the same effect with intervals of several coverages, from the same draws."""
    parted = parting(panel, outcome, anticipation=asked.anticipation, by_provision=asked.by_provision)
    weights = parted.cell_weights(parted.under)
    reason = hindrance(parted, weights)
    if reason is not None:
        return (Undecidable(outcome=outcome, design=Design.STAGGERED, reason=reason),) * len(confidences)
    chance = _chance(parted, weights, asked)
    return tuple(_estimate(parted, chance, outcome, replace(asked, confidence=each)) for each in confidences)


def _estimate(parted: Parting, chance: Chance, outcome: OutcomeName, asked: Staggered) -> Estimate | Undecidable:
    limits = chance.interval(asked.confidence)
    if limits is None:
        return Undecidable(outcome=outcome, design=Design.STAGGERED, reason=too_few(parted))
    low, effect, high = (on_scale(value, outcome.scale) for value in (limits[0], chance.estimate, limits[1]))
    return Estimate(
        outcome=outcome,
        design=Design.STAGGERED,
        scale=outcome.scale,
        effect=effect,
        low=low,
        high=high,
        confidence=asked.confidence,
        p_value=chance.p_value(0.0),
        method=_METHODS[type(chance)],
        months=int(parted.used.any(axis=0).sum()),
        teams=len(parted.teams_of(parted.used)),
        decisions=int(parted.counts[parted.used].sum()),
        notes=remarks(parted, anticipation=asked.anticipation),
    )


def on_scale(value: float, scale: Scale) -> float:
    """Return an effect on the analysed scale as a reader meets it.

    >>> on_scale(0.0, Scale.RATIO), on_scale(-0.02, Scale.DIFFERENCE)
    (1.0, -0.02)
    """
    return float(np.exp(value)) if scale is Scale.RATIO else value


def bootstrapped(parted: Parting, weights: Floats, asked: Staggered) -> WildBootstrap:
    """Return draws of the effect; the one that is supposed is the same in all cells under the arrangement."""
    levels = two_way(np.where(parted.used, parted.weights, 0.0), parted.groups)
    under_null = projection(levels, np.zeros((0, *weights.shape)))
    arrangement = np.where(parted.under > 0.0, 1.0, 0.0)
    shares = team_shares(weights, under_null, parted.team, (parted.values, arrangement))
    return wild_bootstrap(shares, team_signs(len(parted.names), asked.draws, asked.seed))


def _chance(parted: Parting, weights: Floats, asked: Staggered) -> Chance:
    """Return what chance may have done: by the lot, where there was one that can be drawn again."""
    dealt = permuted_starts(parted, asked.anticipation, asked.draws, asked.seed) if asked.by_lot else None
    return dealt or bootstrapped(parted, weights, asked)


_METHODS = {
    WildBootstrap: "Forskel i forskelle ved imputation; wild bootstrap over teams",
    PermutedStarts: "Forskel i forskelle ved imputation; nye lodtrækninger af starterne",
}
