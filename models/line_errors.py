"""How sure are the points of a line fitted to hours? Their covariance, whatever the variance of hours may be."""

import numpy as np

from models.linear import EffortRows, Standardised
from models.ordinal import Floats

_FREE = 1e-3


def line_covariance(data: EffortRows, expected: Floats, penalties: Floats, power: float) -> Floats:
    """Return the covariance (columns x columns) of the weights of ``fit_tweedie_line``, ``expected`` being its fit.

    The sandwich (White 1982): heavy tails and a variance other than mean ** power do not make it too small. With ridge
    penalties it is the spread of shrunken weights, not their distance to the truth.
    """
    table = Standardised.of(data.X, data.weight * data.exposure)
    level = float((data.weight @ data.hours) / (data.weight @ data.exposure))
    mean, hours = expected / level, data.hours / level
    Z = np.column_stack([table.Z, np.ones(len(mean))])
    curvature = (Z * (data.weight * mean ** (2.0 - power))[:, None]).T @ Z + np.diag(
        np.append(table.with_curves(penalties), _FREE)
    )
    slopes = Z * (data.weight * mean ** (1.0 - power) * (mean - hours))[:, None]
    bread = np.linalg.inv(curvature)
    spare = max(len(mean) - Z.shape[1], 1)
    own = slice(0, data.X.shape[1])
    covariance = (bread @ (slopes.T @ slopes) @ bread * (len(mean) / spare))[own, own]
    return np.asarray(covariance / np.outer(table.scales[own], table.scales[own]))
