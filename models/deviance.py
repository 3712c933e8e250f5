"""How far are recorded hours from expected ones, when a miss weighs by what the hours themselves would vary?"""

import numpy as np

from models.ordinal import Floats


def deviances(hours: Floats, expected: Floats, power: float) -> Floats:
    """Return each case's Tweedie deviance; power 1 is Poisson's. Hours may be zero."""
    expected = np.maximum(expected, 1e-9)
    if power == 1.0:
        return np.asarray(2.0 * (_xlogy(hours, hours / expected) - hours + expected))
    first = np.power(hours, 2.0 - power) / ((1.0 - power) * (2.0 - power))
    second = hours * np.power(expected, 1.0 - power) / (1.0 - power)
    return np.asarray(2.0 * (first - second + np.power(expected, 2.0 - power) / (2.0 - power)))


def _xlogy(x: Floats, ratio: Floats) -> Floats:
    return np.asarray(np.where(x > 0.0, x * np.log(np.where(x > 0.0, ratio, 1.0)), 0.0))
