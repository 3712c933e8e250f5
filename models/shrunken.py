"""How far do people really differ, when each is known from a few cases only? Estimates drawn to where they belong.

Empirical Bayes with known errors: the spread between people, and between teams where people are nested in them, is
what makes the estimates likeliest once a common level is taken out (restricted likelihood, on a grid that holds zero);
each estimate is then drawn to its team and to all. Searle, Casella & McCulloch, Variance Components (1992), ch. 6-7.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from models.ordinal import Floats

SPREADS = np.concatenate([[0.0], np.geomspace(0.02, 1.0, 25)])
TEAM_SPREADS = np.concatenate([[0.0], np.geomspace(0.02, 0.5, 9)])
"""Standard deviations on a log scale that are tried, between people and between teams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """Effects (people,) around zero, what remains unsure of each (variance), and the variance between people."""

    effect: Floats
    unsure: Floats
    variance: float


def shrunken(estimate: Floats, error: Floats, is_teammate: NDArray[np.bool_]) -> Shrunken:
    """Draw estimates (people,) with errors (people x people covariance) to their teams and to each other.

    ``is_teammate`` (people x people) is all false where no team is large enough to count.

    >>> sure = np.diag([1e-6] * 4)
    >>> alone = np.zeros((4, 4), dtype=bool)
    >>> shrunken(np.array([0.3, -0.3, 0.1, -0.1]), sure, alone).effect.round(2)
    array([ 0.3, -0.3,  0.1, -0.1])
    >>> shrunken(np.array([0.3, -0.3, 0.1, -0.1]), 1e3 * sure * 1e3, alone).effect.round(2)
    array([0., 0., 0., 0.])
    """
    people = len(estimate)
    # Contrasts: whatever lifts everybody alike is the level of the hours, not anybody's.
    contrasts = np.linalg.qr(np.column_stack([np.ones(people), np.eye(people)[:, 1:]]))[0][:, 1:]
    found, noise = contrasts.T @ estimate, contrasts.T @ error @ contrasts
    of_teams = TEAM_SPREADS if is_teammate.any() else TEAM_SPREADS[:1]
    between_teams = contrasts.T @ is_teammate.astype(np.float64) @ contrasts
    spreads = [own**2 * np.eye(people - 1) + team**2 * between_teams for own, team in product(SPREADS, of_teams)]
    spread = spreads[int(np.argmax([_likelihood(found, one + noise) for one in spreads]))]
    drawn = spread @ np.linalg.inv(spread + noise)
    return Shrunken(
        effect=contrasts @ drawn @ found,
        unsure=np.einsum("ij,jk,ik->i", contrasts, spread - drawn @ spread, contrasts),
        variance=float(np.trace(spread)) / (people - 1),
    )


def _likelihood(found: Floats, covariance: Floats) -> float:
    _, log_volume = np.linalg.slogdet(covariance)
    return float(-0.5 * (log_volume + found @ np.linalg.solve(covariance, found)))
