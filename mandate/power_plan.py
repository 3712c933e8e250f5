"""Will a trial as planned show what it claims, and how long must it be? Answered before it starts.

With so many claims that all must be shown, the chance of showing them all is less than that of each. It is at least
1 less the chances that each fails (Bonferroni's bound), whatever the outcomes have to do with each other.
"""

from dataclasses import dataclass

from scipy import stats

from mandate.power import ONE_SIDED, decisions_each_side, distance
from mandate.power_errors import Exactness, exactness, months_as_planned, variances
from mandate.trial_faults import LEAST_AFTER
from mandate.trial_plan import PlannedClaim, TrialPlan

LONGEST = 60
"""Months after the last start beyond which no trial is asked to last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What it takes to show a claim.

    Attributes:
        each_side: decisions before and as many after, were every decision to stand for itself.
        weighing: how many decisions weigh as one in the planned design; ``None``: it cannot tell anything.
        power: the chance of showing the claim as planned.
        months_after: how many months after the last start give the wanted power; ``None``: more than ``LONGEST``.
        decisions: how many decisions there will be in all by then; as planned where ``months_after`` is ``None``.

    """

    planned: PlannedClaim
    each_side: int
    weighing: float | None
    power: float | None
    months_after: int | None
    decisions: int


def needed(plan: TrialPlan) -> tuple[Needed, ...]:
    """Return what it takes to show each of a plan's claims."""
    return tuple(_needed(plan, planned) for planned in plan.claims)


def chance_of_all(claims: tuple[Needed, ...]) -> float | None:
    """Return the least that the chance of showing all primary claims can be; ``None``: one cannot be told at all."""
    primary = [one.power for one in claims if one.planned.is_primary]
    told = [power for power in primary if power is not None]
    return max(0.0, 1.0 - sum(1.0 - power for power in told)) if len(told) == len(primary) else None


def power_of(exact: Exactness, reach: float) -> float:
    """Return the chance that the one-sided limit lies within a margin so far off."""
    critical = float(stats.t.ppf(ONE_SIDED, exact.degrees))
    return float(stats.t.cdf(reach / exact.error - critical, exact.degrees))


def _needed(plan: TrialPlan, planned: PlannedClaim) -> Needed:
    reach = distance(planned.outcome.scale, planned.reckoned_with, planned.claim.margin)
    sides = (
        variances(planned, plan.assumed).decision,
        variances(planned, plan.assumed, is_after=True).decision,
    )
    months = months_as_planned(plan)
    exact = exactness(plan, planned, months)
    enough = _months(plan, planned, reach)
    return Needed(
        planned=planned,
        each_side=decisions_each_side(sides, reach, plan.assumed.power),
        weighing=None if exact is None else _weighing(plan, planned, exact),
        power=None if exact is None else power_of(exact, reach),
        months_after=enough,
        decisions=_decisions(plan, months if enough is None else enough),
    )


def _months(plan: TrialPlan, planned: PlannedClaim, reach: float) -> int | None:
    """Return the fewest months after the last start that give the wanted power."""
    for months in range(LEAST_AFTER, LONGEST + 1):
        exact = exactness(plan, planned, months)
        if exact is not None and power_of(exact, reach) >= plan.assumed.power:
            return months
    return None


def _weighing(plan: TrialPlan, planned: PlannedClaim, exact: Exactness) -> float:
    """Return how many decisions in half of all there are weigh as one that stands for itself."""
    decision = variances(planned, plan.assumed).decision
    return exact.error**2 * _decisions(plan, months_as_planned(plan)) / (4.0 * decision)


def _decisions(plan: TrialPlan, months_after: int) -> int:
    extra = months_after - months_as_planned(plan)
    months = (plan.ends_on.year - plan.starts_on.year) * 12 + plan.ends_on.month - plan.starts_on.month + 1 + extra
    return round(months * len(plan.teams) * plan.assumed.decisions_a_month)
