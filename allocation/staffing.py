"""How many full-time caseworkers does a load ask for, if it is to stay within a limit with a stated probability?

    needed(t) = quantile of load(t) at the probability / limit / hours of one full-time caseworker in month t

A full-time caseworker works 37 hours a week, is past the ramp and has no fixed duties. She is away as often as stated:
holidays, illness and courses mostly stand in no staff file, and a plan without them is a plan for people who never
rest. Of those in the staff file, what the file tells of absence counts towards it, so that nothing counts twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from allocation.arrivals import Floats
from allocation.capacity import CapacityRules, capacity, presence, workdays
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker

USUAL_ABSENCE = 0.2
"""Holidays, public holidays, illness and courses: some 377 of 1,924 hours a year. Ours, to be replaced."""

_FULL_TIMER = Caseworker(caseworker_id=CaseworkerId("årsværk"), employed_on=date(1900, 1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is asked for: a load of at most ``limit`` (a share of net hours) with ``probability``."""

    limit: float = 1.0
    probability: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The months looked at and the rules by which contracts become hours; ``absence`` is the usual share away."""

    starts_on: date
    months: int
    rules: CapacityRules
    absence: float = USUAL_ABSENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Month by month (months,): hours there are, full-time equivalents there are and are needed, and the odds.

    ``load`` is expected load over the hours there are, ``over`` the chance that it exceeds the limit. The three last
    are the same for the whole period at once, in which busy and quiet months make up for one another.
    """

    hours: Floats
    have: Floats
    need: Floats
    load: Floats
    over: Floats
    period_have: float
    period_need: float
    period_over: float

    @property
    def lacking(self) -> Floats:
        """Full-time equivalents that are missing in each month; negative where there are more than needed."""
        return self.need - self.have


def full_time_hours(period: Period) -> Floats:
    """Return the hours for cases of one full-time caseworker in each month, (months,).

    >>> period = Period(starts_on=date(2026, 2, 1), months=1, rules=CapacityRules(), absence=0.2)
    >>> full_time_hours(period).round(2).tolist()
    [80.51]
    """
    return staff_hours([_FULL_TIMER], period)


def staff_hours(staff: Sequence[Caseworker], period: Period) -> Floats:
    """Return the hours that all caseworkers together have for cases in each month, (months,)."""
    hours = [caseworker_hours(one, period) for one in staff]
    return np.asarray(np.sum([np.zeros(period.months), *hours], axis=0))


@lru_cache(maxsize=8192)
def caseworker_hours(one: Caseworker, period: Period) -> Floats:
    """Return one caseworker's hours for cases in each month, (months,): her capacity, less the absence not yet told.

    The same terms and months are asked about again and again (each side of an answer, each team): they are kept, and
    cannot be written to.
    """
    days, _ = workdays(period.starts_on, period.months)
    # As if she stayed: who leaves was away no more often before.
    stays = replace(one, left_on=None)
    employed = presence(replace(stays, absences=()), days)
    told = 1.0 - presence(stays, days).sum() / max(float(employed.sum()), 1.0)
    untold = max(period.absence - told, 0.0) / max(1.0 - told, 1e-9)
    rules = replace(period.rules, casework_share=period.rules.casework_share * (1.0 - min(untold, 1.0)))
    hours = np.array(capacity(one, period.starts_on, period.months, rules))
    hours.flags.writeable = False
    return hours


def staffing(load: Floats, expected: Floats, hours: Floats, *, period: Period, aim: Aim) -> Staffing:
    """Hold a load, drawn (draws, months) and expected (months,), against the hours there are (months,)."""
    one = full_time_hours(period)
    allowed, total = aim.limit * hours, load.sum(axis=1)
    need = np.quantile(load, aim.probability, axis=0) / aim.limit
    return Staffing(
        hours=hours,
        have=hours / one,
        need=need / one,
        load=np.divide(expected, hours, out=np.full(len(hours), np.inf), where=hours > 0.0),
        over=np.asarray((load > allowed).mean(axis=0)),
        period_have=float(hours.sum() / one.sum()),
        period_need=float(np.quantile(total, aim.probability) / aim.limit / one.sum()),
        period_over=float((total > allowed.sum()).mean()),
    )


def need_in_parts(
    expected: Floats, shared_sd: Floats, own_variance: Floats, *, shares: Floats, aim: Aim
) -> tuple[Floats, Floats]:
    """Return hours needed in each month when each part must manage alone, and when all are one, (months,) each.

    ``shares`` (parts,) is how the load is split. What all cases share moves every part alike, but chance does not: the
    relative spread of a part is larger by the square root of how much smaller it is, so that small teams need more
    between them than one large one.

    >>> alone, together = need_in_parts(
    ...     np.array([100.0]), np.array([0.0]), np.array([400.0]), shares=np.full(4, 0.25), aim=Aim()
    ... )
    >>> ((alone - 100.0) / (together - 100.0)).round(6).tolist()
    [2.0]
    """
    z = NormalDist().inv_cdf(aim.probability)
    spread = np.sqrt(np.outer(shares**2, shared_sd**2) + np.outer(shares, own_variance))
    alone = shares.sum() * expected + z * spread.sum(axis=0)
    together = expected + z * np.sqrt(shared_sd**2 + own_variance)
    return np.asarray(alone / aim.limit), np.asarray(together / aim.limit)
