"""How many decisions weigh as one, where those of a team and those of a month resemble each other?

What a difference between shares varies by is found three ways: by the decisions alone, by how much the teams' changes
differ, and by how the months vary and last (AR(1)). The widest holds.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy import stats

from mandate.panel import Floats, Integers

_YEAR = 12
_TERMS = 4
"""What is fitted to the months: a level before, one after, and a wave of a year."""
_LARGEST_RHO = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """Decisions before and after, standardised to one mix of units.

    Attributes:
        shares: before and after; ``numbers`` of decisions each rests on.
        parts: how much each cell's share enters the difference: below 0 before, above 0 after; (units, months).
        values: each cell's share, 0 where there was no decision.
        after: which cells lie after; (units, months).
        team: each unit's number of a team.

    """

    shares: Floats
    numbers: Floats
    parts: Floats
    values: Floats
    after: Integers
    team: Integers

    @property
    def difference(self) -> float:
        """The share after less the share before."""
        return float(self.shares[1] - self.shares[0])

    @property
    def independent(self) -> float:
        """The difference's variance if every decision stood for itself."""
        share = (self.shares * self.numbers + 0.5) / (self.numbers + 1.0)
        return float(np.sum(share * (1.0 - share) / self.numbers))


def inflation(compared: Compared, confidence: float) -> float:
    """Return how many decisions weigh as one: at least 1."""
    normal = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    plain = normal**2 * compared.independent
    widths = [plain]
    for variance, degrees in (_by_teams(compared), _by_months(compared)):
        if degrees > 0.0:
            widths.append(float(stats.t.ppf(0.5 + confidence / 2.0, degrees)) ** 2 * variance)
    return max(widths) / plain


def _by_teams(compared: Compared) -> tuple[float, float]:
    """Return the difference's variance as the teams' own changes differ (HC2), and its degrees of freedom."""
    teams = int(compared.team.max()) + 1
    if teams < 2:
        return 0.0, 0.0
    weight = np.bincount(compared.team, (compared.parts * compared.after).sum(axis=1), teams)
    change = np.bincount(compared.team, (compared.parts * compared.values).sum(axis=1), teams) / weight
    # A team that is nearly all there is has no other to be compared with; 1 - weight must not vanish.
    variance = np.sum(weight**2 * (change - compared.difference) ** 2 / np.maximum(1.0 - weight, 1.0 / teams))
    return float(variance), float(teams - 1)


def _by_months(compared: Compared) -> tuple[float, float]:
    """Return the difference's variance as months vary and last, and its degrees of freedom."""
    size = np.abs(compared.parts)
    weight = size.sum(axis=0)
    level = np.where(compared.after == 1, *(_levels(compared, side) for side in (1, 0)))
    gaps = (size * (compared.values - level)).sum(axis=0)
    means = np.divide(gaps, weight, out=np.zeros(len(weight)), where=weight > 0)
    residual = _without_season(means, compared)
    months = len(residual)
    rho = _lasting(residual)
    spread = float(residual @ residual) / (months - _TERMS)
    signed = compared.parts.sum(axis=0)
    apart = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    variance = spread * float(signed @ rho**apart @ signed)
    return variance, (months - _TERMS) * (1.0 - rho) / (1.0 + rho)


def _levels(compared: Compared, side: int) -> Floats:
    """Return each unit's own share on one side; (units, 1)."""
    part = np.abs(compared.parts) * (compared.after == side)
    return np.asarray((part * compared.values).sum(axis=1, keepdims=True) / part.sum(axis=1, keepdims=True))


def _without_season(residual: Floats, compared: Compared) -> Floats:
    """Take a wave of a year out of months that are more than two years."""
    months = len(residual)
    if months < 2 * _YEAR:
        return residual
    turn = 2.0 * np.pi * np.arange(months) / _YEAR
    side = compared.after.mean(axis=0)
    design = np.column_stack([np.ones(months), side, np.cos(turn), np.sin(turn)])
    return np.asarray(residual - design @ np.linalg.lstsq(design, residual, rcond=None)[0])


def _lasting(residual: Floats) -> float:
    """Return how much of a month's deviation is left in the next, corrected for what was fitted (Kendall)."""
    months, squares = len(residual), float(residual @ residual)
    if squares <= 0.0:
        return 0.0
    found = float(residual[1:] @ residual[:-1]) / squares
    corrected = (found + _TERMS / months) / (1.0 - (_TERMS + 2.0) / months)
    return min(max(corrected, 0.0), _LARGEST_RHO)
