"""What would a trial of decision competence look like whose effect is known? Invented panels with planted effects.

**Everything here is invented.** No municipality has such figures; what is planted is known, so that a design's
estimate, interval and verdict can be held against it. Single decisions are drawn and averaged by unit and month, as a
municipality's are. Months share shocks that last (AR(1)), each team has its own beside, there are seasons and a
Christmas, teams differ in level and size; a world may be made harder by trends, heavy tails, empty cells and growth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from mandate.finding import OutcomeName, Scale
from mandate.panel import Floats, Integers, Panel, PanelUnit
from sagstyngde.months import add_months

Bools = NDArray[np.bool_]

PROVISIONS = ("SEL § 11, stk. 3", "BL § 90 nr. 3", "SEL § 85", "BL § 86", "BL § 91")
"""Names for the provisions' rows; nothing hangs on which they are."""
HEAVY_DEGREES = 3.0
"""Degrees of freedom of the heavy-tailed variant: variance finite, fourth moment not."""
HEAVY_LIMIT = 6.0
"""... cut at this many standard deviations: nobody grants a hundred times a hundred times the usual amount."""
SHARE_LIMITS = (0.02, 0.98)
"""A share of decisions stays within these whatever the shocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How an outcome varies, on the scale it is analysed on (log for days and kroner, the share itself for shares).

    Attributes:
        level: the middle team's mean.
        team_sd: between units.
        decision_sd: between the decisions of a unit and month; shares have the binomial's own.
        common_sd: of the month's shock that all units share.
        shock_sd: of each team's own shock of a month.
        season: how far a year swings either way.
        christmas: what December adds.

    """

    level: float
    team_sd: float
    decision_sd: float
    common_sd: float
    shock_sd: float
    season: float
    christmas: float


DAYS = Chance(level=3.8, team_sd=0.2, decision_sd=0.6, common_sd=0.05, shock_sd=0.08, season=0.08, christmas=0.1)
SHARE = Chance(level=0.75, team_sd=0.05, decision_sd=0.0, common_sd=0.015, shock_sd=0.03, season=0.02, christmas=-0.02)
OVERTURNED = Chance(level=0.2, team_sd=0.03, decision_sd=0.0, common_sd=0.01, shock_sd=0.02, season=0.01, christmas=0.0)
KRONER = Chance(level=10.5, team_sd=0.25, decision_sd=0.8, common_sd=0.03, shock_sd=0.06, season=0.03, christmas=0.05)
CHANCES = {
    OutcomeName.DAYS: DAYS,
    OutcomeName.GRANTED: SHARE,
    OutcomeName.AMOUNT: KRONER,
    OutcomeName.SPENDING: KRONER,
    OutcomeName.OVERTURNED: OVERTURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is invented, and what is planted.

    Attributes:
        effect: a ratio for days and kroner (.8 is a fifth less), a difference for shares; none where not given.
        starts: the months in which teams begin, dealt out to them in turn; ``months`` or later: not within the window.
        rho: how much of a shock is left a month later.
        ramp: over how many months the effect grows to its full size.
        effect_spread: how much the teams' effects differ: standard deviation on the analysed scale.
        smallest, largest: a team's usual decisions a month lie between these.
        trend: what a month adds for everybody, on the analysed scale.
        growth: what half of the teams' decisions are multiplied by from the trial's first start: a change of who is
            counted, which is no effect.
        calendar_sd: of a level that each month of the year has beside the season.
        heavy: whether a few decisions lie very far out.
        missing: the share of cells in which nothing was decided.

    """

    outcome: OutcomeName
    effect: float | None = None
    teams: int = 12
    provisions: int = 2
    months: int = 36
    starts: tuple[int, ...] = (18,)
    rho: float = 0.3
    ramp: int = 0
    effect_spread: float = 0.0
    smallest: int = 8
    largest: int = 30
    trend: float = 0.0
    growth: float = 1.0
    calendar_sd: float = 0.0
    heavy: bool = False
    missing: float = 0.0
    first: date = date(2024, 1, 1)

    @property
    def planted(self) -> float:
        """The effect on the scale it is analysed on."""
        if self.effect is None:
            return 0.0
        return float(np.log(self.effect)) if self.outcome.scale is Scale.RATIO else self.effect


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """An invented panel and what was planted in each of its cells, on the analysed scale; (units, months)."""

    panel: Panel
    planted: Floats


def draw(world: World, seed: int) -> Trial:
    """Return an invented trial; the same world and seed give the same."""
    rng = np.random.default_rng([seed, world.teams, world.months])
    team = np.repeat(np.arange(world.teams), world.provisions)
    starts = np.minimum(np.resize(world.starts, world.teams), world.months).astype(np.intp)[team]
    planted = _planted(rng, world, team, starts)
    mean = _mean(rng, world, team) + planted
    counts = _counts(rng, world, team)
    values, counts = _DRAWN[world.outcome](rng, world, mean, counts)
    names = [
        PanelUnit(team=f"Team {one + 1}", provision=PROVISIONS[row % world.provisions]) for row, one in enumerate(team)
    ]
    months = tuple(add_months(world.first, month) for month in range(world.months))
    return Trial(
        panel=Panel(units=tuple(names), months=months, values=values, counts=counts, starts=starts), planted=planted
    )


def _planted(rng: Generator, world: World, team: Integers, starts: Integers) -> Floats:
    since = np.arange(world.months) - starts[:, None]
    grown = np.clip((since + 1) / (world.ramp + 1), 0.0, 1.0)
    own = world.planted + world.effect_spread * rng.standard_normal(world.teams)
    return np.asarray(own[team][:, None] * grown)


def _mean(rng: Generator, world: World, team: Integers) -> Floats:
    """Return what the decisions of each cell vary about without the arrangement; (units, months)."""
    chance, month = CHANCES[world.outcome], np.arange(world.months)
    calendar = (month + world.first.month - 1) % 12
    season = chance.season * np.cos(2.0 * np.pi * (calendar - 6) / 12.0) + chance.christmas * (calendar == 11)
    season = season + (world.calendar_sd * rng.standard_normal(12))[calendar]
    common = chance.common_sd * lasting(rng, 1, world.months, world.rho)
    own = chance.shock_sd * lasting(rng, world.teams, world.months, world.rho)
    level = chance.level + chance.team_sd * rng.standard_normal(len(team))
    return np.asarray(level[:, None] + season + world.trend * month + common + own[team])


def lasting(rng: Generator, rows: int, months: int, rho: float) -> Floats:
    """Return stationary AR(1) series of standard deviation 1; (rows, months)."""
    drawn = rng.standard_normal((rows, months))
    for month in range(1, months):
        drawn[:, month] = rho * drawn[:, month - 1] + np.sqrt(1.0 - rho**2) * drawn[:, month]
    return drawn


def _counts(rng: Generator, world: World, team: Integers) -> Integers:
    """Return how many decisions each cell has: teams of all sizes, fewer in July and December; (units, months)."""
    size = np.exp(rng.uniform(np.log(world.smallest), np.log(world.largest), world.teams))
    weight = 1.0 / np.arange(1, world.provisions + 1)
    usual = size[team] * np.tile(weight / weight.sum(), world.teams)
    month = np.arange(world.months)
    calendar = (month + world.first.month - 1) % 12
    quiet = np.where(calendar == 6, 0.7, np.where(calendar == 11, 0.75, 1.05))
    grown = np.where((team % 2 == 0)[:, None] & (month >= min(world.starts)), world.growth, 1.0)
    there = rng.random((len(team), world.months)) >= world.missing
    return np.asarray(rng.poisson(usual[:, None] * quiet * grown) * there, dtype=np.intp)


def _logs(rng: Generator, world: World, mean: Floats, counts: Integers) -> tuple[Floats, Integers]:
    """Draw decisions whose logarithm is normal (or heavy-tailed) and return each cell's mean logarithm."""
    cell, value = _decisions(rng, world, mean, counts)
    sums = np.bincount(cell, value, counts.size).reshape(counts.shape)
    return _cell_means(np.asarray(sums, dtype=np.float64), counts), counts


def _shares(rng: Generator, _world: World, mean: Floats, counts: Integers) -> tuple[Floats, Integers]:
    granted = np.asarray(rng.binomial(counts, np.clip(mean, *SHARE_LIMITS)), dtype=np.float64)
    return _cell_means(granted, counts), counts


def _totals(rng: Generator, world: World, mean: Floats, counts: Integers) -> tuple[Floats, Integers]:
    """Draw which decisions grant and what, and return the logarithm of each cell's kroner beside the grants' number."""
    granted = np.asarray(rng.binomial(counts, SHARE.level), dtype=np.intp)
    cell, value = _decisions(rng, world, mean, granted)
    kroner = np.bincount(cell, np.exp(value), granted.size).reshape(granted.shape)
    return np.log(kroner, out=np.full(granted.shape, np.nan), where=granted > 0), granted


def _decisions(rng: Generator, world: World, mean: Floats, counts: Integers) -> tuple[Integers, Floats]:
    """Return each single decision's cell and logarithm."""
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    spread = CHANCES[world.outcome].decision_sd
    if world.heavy:
        drawn = rng.standard_t(HEAVY_DEGREES, len(cell)) / np.sqrt(HEAVY_DEGREES / (HEAVY_DEGREES - 2.0))
        noise = np.clip(drawn, -HEAVY_LIMIT, HEAVY_LIMIT)
    else:
        noise = rng.standard_normal(len(cell))
    return cell, mean.ravel()[cell] + spread * noise


def _cell_means(sums: Floats, counts: Integers) -> Floats:
    return np.asarray(np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0))


_DRAWN: dict[OutcomeName, Callable[[Generator, World, Floats, Integers], tuple[Floats, Integers]]] = {
    OutcomeName.DAYS: _logs,
    OutcomeName.GRANTED: _shares,
    OutcomeName.AMOUNT: _logs,
    OutcomeName.SPENDING: _totals,
    OutcomeName.OVERTURNED: _shares,
}
