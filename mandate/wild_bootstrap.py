"""How far may chance alone have moved an estimate, when a dozen teams are all there are? Signs flipped team by team.

The restricted wild cluster bootstrap (Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90; MacKinnon,
Nielsen & Webb 2023, Journal of Econometrics 232): suppose the effect is *t*, take each team's residuals under that as a
whole, turn their signs at random, and see how often the estimate comes to lie as far from *t*, in its own standard
errors, as it really does. The interval is every *t* that this does not reject at its level. An estimate that is linear
in the outcome needs of each team but its share in it and how the teams' shares fall on one another, so a draw costs a
handful of multiplications whatever the number of decisions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, repeat

import numpy as np

from mandate.panel import Floats, Integers
from mandate.two_way import Projection

ALL_SIGNS = 11
"""Up to so many teams every one of the 2^teams ways to turn their signs is tried, and nothing is drawn."""
_EDGE = 1e-9
_HALVINGS = 40
_WIDENINGS = 80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeamShares:
    """What the teams' residuals are under any supposed effect *t*: those of the outcome less *t* times the regressor's.

    Attributes:
        outcome, regressor: each team's share in the estimate; (teams,). The regressor's add up to 1.
        spread_outcome, spread_regressor: how much of a column's team's residual falls on a row's team's share once
            levels have been taken out of it again; (teams, teams).

    """

    outcome: Floats
    regressor: Floats
    spread_outcome: Floats
    spread_regressor: Floats

    @property
    def estimate(self) -> float:
        """The effect."""
        return float(self.outcome.sum())

    @property
    def standard_error(self) -> float:
        """The plain cluster-robust one, without any correction: 0 where nothing varies."""
        return float(np.sqrt(((self.outcome - self.estimate * self.regressor) ** 2).sum()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WildBootstrap:
    """Draws of an estimate under any supposed effect; the first leaves all signs as they are.

    Attributes:
        signs: (draws, teams).
        shares: of the teams.
        drawn_outcome, drawn_regressor: the draws' teams' shares before the drawn effect is taken out; (draws, teams).

    """

    signs: Floats
    shares: TeamShares
    drawn_outcome: Floats
    drawn_regressor: Floats

    @property
    def estimate(self) -> float:
        """The effect."""
        return self.shares.estimate

    def p_value(self, supposed: float) -> float:
        """Return how often chance alone goes as far from a supposed effect, to either side."""
        away = self.signs @ (self.shares.outcome - supposed * self.shares.regressor)
        left = self.drawn_outcome - supposed * self.drawn_regressor - away[:, None] * self.shares.regressor
        distance = np.abs(away) / np.maximum(np.sqrt((left**2).sum(axis=1)), np.finfo(float).tiny)
        return float((distance >= distance[0] * (1.0 - _EDGE)).mean())

    def interval(self, confidence: float) -> tuple[float, float] | None:
        """Return the supposed effects that are not rejected, or nothing where the teams are too few to bound them."""

        def kept(supposed: float) -> bool:
            return self.p_value(supposed) > 1.0 - confidence

        return bounds(kept, self.estimate, self.shares.standard_error)


def team_shares(weights: Floats, under_null: Projection, team: Integers, both: tuple[Floats, Floats]) -> TeamShares:
    """Return the teams' shares in an estimate.

    Args:
        weights: what each cell counts for in the estimate; (units, months).
        under_null: the levels, and other regressors, that the residuals are without.
        team: each unit's team; (units,).
        both: the outcome and the regressor whose effect is supposed; (units, months) each.

    """
    member = members(team)
    own, spread = [], []
    for values in both:
        residual = under_null.residual(values)
        own.append(member @ (weights * residual).sum(axis=1))
        by_team = under_null.residual(member[:, :, None] * residual)
        spread.append(member @ (weights * by_team).sum(axis=2).T)
    return TeamShares(outcome=own[0], regressor=own[1], spread_outcome=spread[0], spread_regressor=spread[1])


def members(team: Integers) -> Floats:
    """Return which units are each team's, 1 or 0; (teams, units)."""
    return np.equal.outer(np.arange(int(team.max()) + 1), team).astype(np.float64)


def wild_bootstrap(shares: TeamShares, signs: Floats) -> WildBootstrap:
    """Turn the teams' signs."""
    outcome, regressor = (signs @ spread.T for spread in (shares.spread_outcome, shares.spread_regressor))
    return WildBootstrap(signs=signs, shares=shares, drawn_outcome=outcome, drawn_regressor=regressor)


def team_signs(teams: int, draws: int, seed: int) -> Floats:
    """Return signs to turn, the first all as they are: every way of a few teams, drawn for more; (draws, teams)."""
    if teams <= ALL_SIGNS:
        turned = (np.arange(2**teams)[:, None] >> np.arange(teams)) & 1
        return 1.0 - 2.0 * turned.astype(np.float64)
    drawn = np.random.default_rng(seed).choice([-1.0, 1.0], size=(draws, teams))
    return np.concatenate([np.ones((1, teams)), drawn])


def bounds(kept: Callable[[float], bool], centre: float, step: float) -> tuple[float, float] | None:
    """Return how far to either side of ``centre`` values are ``kept``, or nothing where they are without end."""
    sides = [_bound(kept, centre, side * step) for side in (-1.0, 1.0)]
    return (sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None


def _bound(kept: Callable[[float], bool], centre: float, step: float) -> float | None:
    within = centre
    for width in accumulate(repeat(1.5, _WIDENINGS), lambda wide, factor: wide * factor):
        without = centre + width * step
        if not kept(without):
            break
        within = without
    else:
        return None
    for _ in range(_HALVINGS):
        middle = 0.5 * (within + without)
        within, without = (middle, without) if kept(middle) else (within, middle)
    return within
