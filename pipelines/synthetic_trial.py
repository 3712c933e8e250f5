"""What would a trial of decision competence leave behind, if its true effect were known? An invented one, by seed.

**Everything is invented.** Single decisions are drawn with what makes a real trial hard to read: teams and provisions
differ, months share shocks that last (AR(1)), there are seasons and a Christmas, prices rise, teams begin at different
months and some not at all. What is planted is written beside, so that an evaluation can be held against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng
from numpy.typing import NDArray

from pipelines.synthetic_trial_asked import USUAL_SHARE, Planted, TrialShape
from sagstyngde.decision import AppealResult, Level, Outcome
from sagstyngde.months import add_months

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

PROVISIONS = ("SEL § 86 stk. 2", "SEL § 102", "SEL § 82 a", "SEL § 82 b")
"""Vedligeholdelsestræning, behandlingsmæssige tilbud, gruppebaseret and individual support: the trial of 2022-23."""
USUAL_DAYS, USUAL_KRONER = (38.0, 60.0, 30.0, 45.0), (14_000.0, 42_000.0, 22_000.0, 65_000.0)
SHARES = (0.35, 0.15, 0.15, 0.35)
DAYS_SD, KRONER_SD, RHO, PRICE_RATE = 0.6, 0.8, 0.3, 0.03
OTHER_UNIT = 0.02
"""The share of grants that are counted in hours a week: no amount in kroner, as in any real export."""
WARM_UP = 8
"""Months of applications before the first month looked at, so that its decisions have waited as usual."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnDecisions:
    """Invented decisions in order of their day, one place a decision; days are counted from the first looked at."""

    team: Integers
    provision: Integers
    applied: Integers
    decided: Integers
    level: Texts
    outcome: Texts
    kroner: Floats
    in_hours: Bools
    appeal: Texts

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.team)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Made:
    """Which decisions were made within the trial, in order of their day; ``under``: under the arrangement."""

    team: Integers
    provision: Integers
    applied: Integers
    decided: Integers
    month: Integers
    under: Bools

    def __len__(self) -> int:
        return len(self.team)


def draw_decisions(shape: TrialShape, planted: Planted) -> DrawnDecisions:
    """Draw a trial's decisions; the same shape and effects give the same."""
    rng = [default_rng(child) for child in SeedSequence(shape.seed).spawn(5)]
    made = _made(rng[0], rng[1], shape, planted)
    outcome = _outcomes(rng[2], shape, planted, made)
    kroner = _kroner(rng[3], shape, planted, made)
    return DrawnDecisions(
        team=made.team,
        provision=made.provision,
        applied=made.applied,
        decided=made.decided,
        level=_levels(rng[4], made),
        outcome=outcome,
        kroner=np.where(outcome == Outcome.REFUSED, 0.0, kroner),
        in_hours=rng[4].random(len(made)) < OTHER_UNIT,
        appeal=_appeals(rng[4], shape, outcome, made.decided),
    )


def _made(intake: Generator, waiting: Generator, shape: TrialShape, planted: Planted) -> _Made:
    team, provision, applied = _applications(intake, shape)
    usual = _usual(waiting, shape, USUAL_DAYS, (0.2, 0.08))[team, provision, _month_of(shape, applied)]
    wait = np.exp(usual + DAYS_SD * waiting.standard_normal(len(team)))
    start = _start_days(shape)[team]
    shortened = np.rint(_shortened(applied, wait, start, planted.days_ratio))
    decided = _workday(shape, shortened.astype(np.intp))
    inside = (decided >= 0) & (decided < _day(shape, shape.months))
    order = np.flatnonzero(inside)[np.argsort(decided[inside], kind="stable")]
    return _Made(
        team=team[order],
        provision=provision[order],
        applied=applied[order],
        decided=decided[order],
        month=_month_of(shape, decided[order]),
        under=(decided >= start)[order],
    )


def _applications(rng: Generator, shape: TrialShape) -> tuple[Integers, Integers, Integers]:
    """Draw each application's team, provision and day: fewer in July and at Christmas, none at weekends."""
    size = np.exp(rng.uniform(np.log(14.0), np.log(40.0), shape.teams))
    months = np.arange(-WARM_UP, shape.months)
    calendar = np.array([add_months(shape.starts_on, int(month)).month for month in months])
    quiet = np.where(calendar == 7, 0.6, np.where(calendar == 12, 0.75, 1.05))
    counts = rng.poisson(size[:, None, None] * np.array(SHARES)[None, :, None] * quiet)
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    team, provision, month = np.unravel_index(cell, counts.shape)
    first = np.array([_day(shape, int(each)) for each in (*months, shape.months)])
    day = first[month] + (rng.random(len(cell)) * np.diff(first)[month]).astype(np.intp)
    return team, provision, _workday(shape, day)


def _usual(rng: Generator, shape: TrialShape, usual: Sequence[float], sd: tuple[float, float]) -> Floats:
    """Return the middle of each team, provision and month on the log scale; the warm-up's months are the last places.

    ``sd`` are the standard deviations between teams and of a team's month.
    """
    months = shape.months + WARM_UP
    calendar = np.array([add_months(shape.starts_on, month - WARM_UP).month for month in range(months)])
    season = 0.06 * np.cos(2.0 * np.pi * (calendar - 7) / 12.0) + 0.1 * (calendar == 12)
    shocks = sd[1] * _lasting(rng, shape.teams, months) + 0.04 * _lasting(rng, 1, months)
    level = sd[0] * rng.standard_normal((shape.teams, len(usual))) + np.log(np.array(usual))
    whole = level[:, :, None] + (season + shocks)[:, None, :]
    return np.asarray(np.roll(whole, -WARM_UP, axis=2))


def _lasting(rng: Generator, rows: int, months: int) -> Floats:
    drawn = rng.standard_normal((rows, months))
    for month in range(1, months):
        drawn[:, month] = RHO * drawn[:, month - 1] + np.sqrt(1.0 - RHO**2) * drawn[:, month]
    return drawn


def _shortened(applied: Integers, wait: Floats, start: Floats, ratio: float) -> Floats:
    """Return the day of the decision: what remains of the wait when a team begins takes ``ratio`` of its time."""
    before = np.clip(start - applied, 0.0, wait)
    return np.asarray(applied + before + ratio * (wait - before))


def _outcomes(rng: Generator, shape: TrialShape, planted: Planted, made: _Made) -> Texts:
    level = 0.05 * rng.standard_normal((shape.teams, len(PROVISIONS)))
    shocks = 0.02 * _lasting(rng, shape.teams, shape.months) + 0.01 * _lasting(rng, 1, shape.months)
    usual = np.where(made.under, planted.granted_share, USUAL_SHARE)
    chance = np.clip(usual + level[made.team, made.provision] + shocks[made.team, made.month], 0.02, 0.98)
    drawn = rng.random(len(made))
    granted = np.where(drawn < 0.85 * chance, Outcome.GRANTED.value, Outcome.PARTLY.value)
    return np.asarray(np.where(drawn < chance, granted, Outcome.REFUSED.value))


def _kroner(rng: Generator, shape: TrialShape, planted: Planted, made: _Made) -> Floats:
    """Return what each decision grants a year where it grants, in the prices of its day, to the next hundred."""
    usual = _usual(rng, shape, USUAL_KRONER, (0.25, 0.05))[made.team, made.provision, made.month]
    kroner = np.exp(usual - KRONER_SD**2 / 2 + KRONER_SD * rng.standard_normal(len(made)))
    kroner *= (1.0 + PRICE_RATE) ** (made.decided / 365.25)
    kroner *= np.where(made.under, planted.spending_ratio, 1.0)
    return np.asarray(100.0 * np.ceil(kroner / 100.0))


def _levels(rng: Generator, made: _Made) -> Texts:
    """Before, nearly all goes to the committee; under the arrangement four of five are made alone."""
    own = made.under & (rng.random(len(made)) < 0.8)
    above = np.where(rng.random(len(made)) < 0.95, Level.COMMITTEE.value, Level.LEADER.value)
    return np.asarray(np.where(own, Level.OWN.value, above))


def _appeals(rng: Generator, shape: TrialShape, outcome: Texts, decided: Integers) -> Texts:
    """One in eight refusals and partial grants is appealed; what is settled within the trial has its result."""
    results = [AppealResult.UPHELD, AppealResult.REMITTED, AppealResult.CHANGED, AppealResult.DISMISSED]
    drawn = rng.choice([one.value for one in results], len(outcome), p=(0.6, 0.22, 0.13, 0.05))
    settled = decided + rng.uniform(60.0, 300.0, len(outcome)) < _day(shape, shape.months)
    appealed = (outcome != Outcome.GRANTED.value) & (rng.random(len(outcome)) < 0.125)
    return np.asarray(np.where(appealed & settled, drawn, ""))


def _day(shape: TrialShape, month: int) -> int:
    """Count days from the first looked at to the first of a month; before it, negative."""
    return (add_months(shape.starts_on, month) - shape.starts_on).days


def _start_days(shape: TrialShape) -> Floats:
    return np.array([np.inf if month is None else _day(shape, month) for month in shape.begins])


def _month_of(shape: TrialShape, day: Integers) -> Integers:
    """Return each day's month; the warm-up's are negative, as ``_usual`` keeps them."""
    first = np.array([_day(shape, month) for month in range(-WARM_UP, shape.months + 1)])
    return np.asarray(np.searchsorted(first, day, side="right") - 1 - WARM_UP, dtype=np.intp)


def _workday(shape: TrialShape, day: Integers) -> Integers:
    """Move Saturdays and Sundays to the Monday after."""
    weekday = (day + shape.starts_on.weekday()) % 7
    return np.asarray(day + np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0)), dtype=np.intp)
