"""How many decisions does it take to show a claim? In closed form, were every decision to stand for itself.

A claim is shown when its one-sided 95 % limit lies within the margin. With so many decisions on each side that happens
with the wanted power where the truth is what is expected. Standard library only.
"""

import math
from statistics import NormalDist

from mandate.finding import CLAIM_CONFIDENCE, Scale

_NORMAL = NormalDist()
ONE_SIDED = 0.5 + CLAIM_CONFIDENCE / 2.0
"""How sure the limit is that a claim is judged by."""


def decisions_each_side(variances: tuple[float, float], distance: float, power: float = 0.8) -> int:
    """Return how many decisions before and as many after show a claim.

    Args:
        variances: of a decision before and after: p(1 - p) of a share, the variance of logarithms of a ratio.
        distance: from the effect that is expected to the margin, on the analysed scale.
        power: the chance of showing it.

    At most 5 points more at 75 % granted, expecting no change; then at most 10 % more kroner a grant:

    >>> decisions_each_side((0.75 * 0.25, 0.75 * 0.25), 0.05)
    928
    >>> decisions_each_side((0.8**2, 0.8**2), math.log(1.1))
    872

    Raises:
        ValueError: what is expected lies at or beyond the margin, where nothing can be shown.

    """
    if not distance > 0.0:
        raise ValueError("what is expected lies within the margin, or no number of decisions is enough")
    reach = _NORMAL.inv_cdf(ONE_SIDED) + _NORMAL.inv_cdf(power)
    return math.ceil(sum(variances) * (reach / distance) ** 2)


def design_effect(size: float, icc: float, rho: float = 0.0) -> float:
    """Return how many decisions weigh as one when those of a month resemble each other, and months last.

    Args:
        size: how many decisions share a month: a team's, or all teams'.
        icc: how much of a decision's variance they share.
        rho: how much of that is left in the next month.

    >>> design_effect(12, 0.01), round(design_effect(12, 0.01, rho=0.3), 3)
    (1.11, 1.204)
    """
    return 1.0 + (size - 1.0) * icc * (1.0 + rho) / (1.0 - rho)


def distance(scale: Scale, expected: float, margin: float) -> float:
    """Return how far a margin lies from what is expected, on the analysed scale.

    >>> distance(Scale.DIFFERENCE, 0.0, 0.05), round(distance(Scale.RATIO, 0.8, 0.9), 4)
    (0.05, 0.1178)
    """
    return math.log(margin / expected) if scale is Scale.RATIO else margin - expected
