"""How exact will a design be, before there are data? Its standard error, from the weights it will give each cell.

Every design's estimate is a weighted sum of cells, and the weights follow from who starts when. So the error follows
from them and from what is assumed of the cells: the variance of single decisions, the team's own month, the month that
all share, and how much of either lasts. Nothing is drawn by lot here; benchmarks/margins_power.py draws, and compares.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from mandate.finding import Design, OutcomeName
from mandate.imputation import parting
from mandate.panel import Floats, Panel, PanelUnit
from mandate.power import design_effect
from mandate.segments import segments
from mandate.staggered_words import hindrance
from mandate.trial_faults import LEAST_AFTER, LEAST_BEFORE, LEAST_IN_ALL, months_between
from mandate.trial_plan import Assumed, PlannedClaim, TrialPlan
from sagstyngde.months import add_months

UNKNOWN_RHO = 1.1
"""How much wider an interrupted series' limits are because nobody knows how much errors last: measured, not derived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exactness:
    """An estimate's standard error on the analysed scale, with its degrees of freedom."""

    error: float
    degrees: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """What a cell's mean is assumed to vary by, on the analysed scale.

    Attributes:
        decision: a single decision, so that a cell of n has a part in n of it.
        team_month: what a team's month adds, whatever n is; ``common_month``: what the month adds to all teams.

    """

    decision: float
    team_month: float
    common_month: float


def variances(planned: PlannedClaim, assumed: Assumed, *, is_after: bool = False) -> Variances:
    """Return what a claim's outcome is assumed to vary by; after the start a share may be another."""
    if planned.outcome in {OutcomeName.DAYS, OutcomeName.AMOUNT, OutcomeName.SPENDING}:
        sigma = assumed.days_sigma if planned.outcome is OutcomeName.DAYS else assumed.amount_sigma
        own = sigma**2
        # A refusal tells nothing of kroner. A month's total varies by how many grants there are, too.
        each = {
            OutcomeName.DAYS: own,
            OutcomeName.AMOUNT: own / assumed.granted,
            OutcomeName.SPENDING: math.exp(own) / assumed.granted,
        }[planned.outcome]
    else:
        share = assumed.granted if planned.outcome is OutcomeName.GRANTED else assumed.overturned
        share = min(max(share + is_after * planned.reckoned_with, 0.001), 0.999)
        own = each = share * (1.0 - share)
    return Variances(decision=each, team_month=own * assumed.team_icc, common_month=own * assumed.common_icc)


def exactness(plan: TrialPlan, planned: PlannedClaim, months_after: int) -> Exactness | None:
    """Return how exact a claim's design will be with so many months after the last start; ``None``: it cannot tell."""
    match planned.design:
        case Design.STAGGERED:
            return _staggered(plan, planned, months_after)
        case Design.INTERRUPTED:
            return _interrupted(plan, planned, months_after)
        case Design.BEFORE_AFTER:
            return _before_after(plan, planned, months_after)


def months_as_planned(plan: TrialPlan) -> int:
    """Return how many months a plan leaves after its last start."""
    return months_between(plan.starts[-1], plan.ends_on + timedelta(days=1))


def _staggered(plan: TrialPlan, planned: PlannedClaim, months_after: int) -> Exactness | None:
    parted = parting(_panel(plan, months_after), planned.outcome)
    weights = parted.cell_weights(parted.under)
    if hindrance(parted, weights) is not None:
        return None
    parts = variances(planned, plan.assumed)
    block = parts.decision / plan.assumed.decisions_a_month * np.eye(weights.shape[1])
    block = block + parts.team_month * _lasting(weights.shape[1], plan.assumed.rho)
    variance = float(np.einsum("us,st,ut->", weights, block, weights))
    return Exactness(error=math.sqrt(variance), degrees=len(plan.teams) - 1.0)


def _panel(plan: TrialPlan, months_after: int) -> Panel:
    """Return the panel there will be, each cell as heavy. Its values stand in for others: no weight needs them."""
    count = months_between(plan.starts_on, plan.starts[-1]) + months_after
    units = tuple(PanelUnit(team=team.name, provision="") for team in plan.teams)
    starts = [months_between(plan.starts_on, team.starts_on) if team.starts_on else count for team in plan.teams]
    return Panel(
        units=units,
        months=tuple(add_months(plan.starts_on, month) for month in range(count)),
        values=np.arange(float(len(units) * count)).reshape(len(units), count),
        counts=np.ones((len(units), count), dtype=np.intp),
        starts=np.asarray(starts, dtype=np.intp),
    )


def _interrupted(plan: TrialPlan, planned: PlannedClaim, months_after: int) -> Exactness | None:
    """Return the error of generalised least squares on the series of the teams that will be taken together."""
    count = months_between(plan.starts_on, plan.starts[-1]) + months_after
    groups = Counter(months_between(plan.starts_on, start) for start in plan.starts)
    enough = [start for start in groups if start >= LEAST_BEFORE and count - start >= LEAST_AFTER]
    if not enough or count < LEAST_IN_ALL:
        return None
    # As mandate.monthly chooses: whoever decides most a month, which is assumed to be alike in every team.
    start = max(enough, key=lambda one: (groups[one], -one))
    laid_out = segments(np.arange(count), start, plan.starts_on)
    if not laid_out.is_estimable:
        return None
    parts, teams = variances(planned, plan.assumed), groups[start]
    covariance = parts.decision / (teams * plan.assumed.decisions_a_month) * np.eye(count)
    covariance = covariance + (parts.team_month / teams + parts.common_month) * _lasting(count, plan.assumed.rho)
    information = laid_out.X.T @ np.linalg.solve(covariance, laid_out.X)
    variance = float(laid_out.effect @ np.linalg.solve(information, laid_out.effect))
    return Exactness(error=UNKNOWN_RHO * math.sqrt(variance), degrees=float(count - laid_out.X.shape[1]))


def _before_after(plan: TrialPlan, planned: PlannedClaim, months_after: int) -> Exactness | None:
    last = plan.starts[-1]
    sides = [0.0, 0.0]
    for start in plan.starts:
        sides[0] += months_between(plan.starts_on, start) * plan.assumed.decisions_a_month
        sides[1] += (months_between(start, last) + months_after) * plan.assumed.decisions_a_month
    assumed, teams = plan.assumed, len(plan.starts)
    effect = design_effect(assumed.decisions_a_month, assumed.team_icc, assumed.rho)
    effect += design_effect(teams * assumed.decisions_a_month, assumed.common_icc, assumed.rho) - 1.0
    variance = sum(
        variances(planned, assumed, is_after=is_after).decision / sides[is_after] for is_after in (False, True)
    )
    return Exactness(error=math.sqrt(effect * variance), degrees=max(teams - 1.0, 1.0))


def _lasting(months: int, rho: float) -> Floats:
    """Return how alike months are: AR(1)."""
    apart = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    return np.asarray(rho**apart, dtype=np.float64)
