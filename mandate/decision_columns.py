"""Which decisions does a plan look at, side by side as columns? What is left out is counted and told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from mandate.decided import Decided
from mandate.panel import Floats, Integers, PanelUnit
from mandate.trial_plan import TrialPlan
from sagstyngde.danish import count
from sagstyngde.decision import Unit
from sagstyngde.provision import Provision

Bools = NDArray[np.bool_]
EDGE_DAYS = 10
"""A month is whole when a decision lies in its first, or its last, ten days: Christmas and Easter are shorter."""
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionColumns:
    """A plan's decisions, one place a decision. Months are counted from the plan's first, which is 0.

    Attributes:
        units: whose decisions, in order of team and provision.
        unit: each decision's place among them.
        applied: the month of its application; ``decided``: of the decision.
        days: from application to decision.
        granted: whether it grants, wholly or partly.
        kroner: what it grants a year, in the prices of the plan's first day; NaN where it grants none, or in another
            unit than kroner a year.
        overturned: whether an appeal overturned it.
        first_month: the first month in which all decisions are there; ``last_month``: the last.
        since: the first day on which anything was decided; ``until``: the last.
        left_out: Danish sentences on what is not looked at.

    """

    units: tuple[PanelUnit, ...]
    unit: Integers
    applied: Integers
    decided: Integers
    days: Floats
    granted: Bools
    kroner: Floats
    overturned: Bools
    first_month: int
    last_month: int
    since: date
    until: date
    left_out: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many decisions there are."""
        return len(self.unit)


def columns_of(decisions: Sequence[Decided], plan: TrialPlan) -> DecisionColumns | None:
    """Lay a plan's decisions side by side; ``None`` where there is not one."""
    teams = {team.name for team in plan.teams}
    looked_at = [one for one in decisions if one.team in teams and plan.covers(one.provision)]
    if not looked_at:
        return None
    names = [PanelUnit(team=one.team, provision=planned(one.provision, plan).code) for one in looked_at]
    units = tuple(sorted(set(names), key=lambda unit: (unit.team, unit.provision)))
    place = {unit: row for row, unit in enumerate(units)}
    days = [one.decided_on for one in looked_at]
    return DecisionColumns(
        units=units,
        unit=np.array([place[name] for name in names], dtype=np.intp),
        applied=_months((one.applied_on for one in looked_at), plan.starts_on),
        decided=_months(days, plan.starts_on),
        days=np.array([one.days for one in looked_at], dtype=np.float64),
        granted=np.array([one.is_granted for one in looked_at]),
        kroner=np.array([_kroner(one, plan) for one in looked_at]),
        overturned=np.array([one.appeal is not None and one.appeal.is_overturned for one in looked_at]),
        first_month=month_of(min(days), plan.starts_on) + (min(days).day > EDGE_DAYS),
        last_month=month_of(max(days), plan.starts_on) - ((max(days) + timedelta(days=EDGE_DAYS)).day > EDGE_DAYS),
        since=min(days),
        until=max(days),
        left_out=tuple(_left_out(decisions, looked_at, plan)),
    )


def month_of(day: date, first: date) -> int:
    """Count months from the month of ``first`` to that of a day.

    >>> month_of(date(2026, 1, 31), date(2025, 11, 1))
    2
    """
    return 12 * (day.year - first.year) + day.month - first.month


def planned(provision: Provision, plan: TrialPlan) -> Provision:
    """Return the plan's provision that a decision's is, or is a part of: the nearest."""
    return next(one for one in (provision, *provision.parents) if one in plan.provisions)


def _months(days: Iterable[date], first: date) -> Integers:
    return np.array([month_of(day, first) for day in days], dtype=np.intp)


def _kroner(one: Decided, plan: TrialPlan) -> float:
    if not one.is_granted or one.amount is None or one.amount.unit is not Unit.KRONER_A_YEAR or not one.amount.value:
        return float("nan")
    years = (one.decided_on - plan.starts_on).days / DAYS_OF_YEAR
    return one.amount.value / float((1.0 + plan.price_rate) ** years)


def _left_out(decisions: Sequence[Decided], looked_at: Sequence[Decided], plan: TrialPlan) -> Iterator[str]:
    others = len(decisions) - len(looked_at)
    if others:
        told = count(others, "afgørelse hører", "afgørelser hører")
        yield f"{told} til team eller bestemmelser, som planen ikke omfatter, og er ikke med."
    missing = sorted({team.name for team in plan.teams} - {one.team for one in looked_at})
    if missing:
        yield f"Ingen afgørelser fra {', '.join(missing)}."
