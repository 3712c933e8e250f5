"""What would ordinary two-way fixed effects have said? The usual peer, shown beside and never the verdict.

Weighted least squares on levels of units and months, with errors clustered by team (CR1: times teams / (teams - 1)) and
Student's t with teams - 1 degrees of freedom. Where effects grow with time, teams that began early are held against
teams that began late, and the answer is no mean of any effects (Goodman-Bacon 2021); with a dozen teams its intervals
are too narrow besides. Both are measured in docs/beslutningskompetence-maalt.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from mandate.finding import CONFIDENCE, Design, Estimate, OutcomeName, Undecidable
from mandate.imputation import Parting, parting
from mandate.panel import Floats, Panel
from mandate.staggered import on_scale
from mandate.staggered_words import hindrance
from mandate.two_way import two_way
from mandate.wild_bootstrap import members


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regressed:
    """Coefficients, (regressors,), and their covariance clustered by team, (regressors, regressors)."""

    coefficients: Floats
    covariance: Floats


def regressed(parted: Parting, regressors: Floats) -> Regressed:
    """Regress the outcome on levels and on regressors, (regressors, units, months), over all cells there are."""
    levels = two_way(parted.weights, parted.groups)
    left, outcome = levels.residual(regressors), levels.residual(parted.values)
    weighed = left * parted.weights
    bread = np.linalg.inv(np.einsum("kum,lum->kl", weighed, left))
    coefficients = bread @ np.einsum("kum,um->k", weighed, outcome)
    errors = outcome - np.einsum("k,kum->um", coefficients, left)
    member = members(parted.team)
    scores = member @ (weighed * errors).sum(axis=2).T
    factor = len(member) / (len(member) - 1)
    return Regressed(coefficients=coefficients, covariance=factor * bread @ (scores.T @ scores) @ bread)


def two_way_fixed_effects(panel: Panel, outcome: OutcomeName, *, by_provision: bool = False) -> Estimate | Undecidable:
    """Return the coefficient of having begun, where ``staggered`` would answer too."""
    parted = parting(panel, outcome, by_provision=by_provision)
    reason = hindrance(parted, parted.cell_weights(parted.under))
    if reason is not None:
        return Undecidable(outcome=outcome, design=Design.STAGGERED, reason=reason)
    found = regressed(parted, (parted.since >= 0).astype(np.float64)[None])
    effect, error = float(found.coefficients[0]), float(np.sqrt(found.covariance[0, 0]))
    width = error * float(student.ppf(0.5 + CONFIDENCE / 2.0, len(parted.names) - 1))
    return Estimate(
        outcome=outcome,
        design=Design.STAGGERED,
        scale=outcome.scale,
        effect=on_scale(effect, outcome.scale),
        low=on_scale(effect - width, outcome.scale),
        high=on_scale(effect + width, outcome.scale),
        confidence=CONFIDENCE,
        p_value=float(2.0 * student.sf(abs(effect) / error, len(parted.names) - 1)),
        method="Almindelige faste virkninger af team og måned; fejl klynget efter team (CR1)",
        months=int((parted.weights > 0.0).any(axis=0).sum()),
        teams=len(parted.names),
        decisions=int(parted.counts.sum()),
    )
