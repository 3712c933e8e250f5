"""Had the teams that began already drawn apart from the others before they began? One test of all those months.

If they had, what came after need not be the arrangement's doing. The statistic is the largest of the months' distances
from nothing, each in its own cluster-robust standard error, held against the same under turned signs. A Wald statistic
of all months was tried: with a dozen teams their covariance can hardly be inverted, and real trends went unseen.
"""

import numpy as np

from mandate.event_cells import EventCells
from mandate.two_way import projection
from mandate.wild_bootstrap import members

_EDGE = 1e-9


def no_trend_p(about: EventCells, *, anticipation: int) -> float | None:
    """Return how often chance alone goes as far in some month before the start; months of anticipation are let be."""
    tested = np.array([since < -anticipation for since in about.since], dtype=np.bool_)
    if not tested.any():
        return None
    parted, weights = about.parted, about.weights[tested]
    rows = np.append(tested, np.zeros(len(about.cells) - len(tested), dtype=np.bool_))
    under_null, member = projection(about.levels, about.cells[~rows]), members(parted.team)
    residual = under_null.residual(parted.values)
    by_team = under_null.residual(member[:, :, None] * residual)
    regressors = under_null.residual(about.cells[rows])
    away = about.signs @ (member @ (weights * residual).sum(axis=2).T)
    spread = np.einsum("kum,hum,gu->khg", weights, by_team, member, optimize=True)
    shares = np.einsum("kum,jum,gu->jkg", weights, regressors, member, optimize=True)
    left = np.einsum("dh,khg->dkg", about.signs, spread) - np.einsum("dj,jkg->dkg", away, shares)
    errors = np.maximum(np.sqrt((left**2).sum(axis=2)), np.finfo(float).tiny)
    furthest = (np.abs(away) / errors).max(axis=1)
    return float((furthest >= furthest[0] * (1.0 - _EDGE)).mean())
