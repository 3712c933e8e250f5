"""Has something changed? Asked anew with every observation, and yet alarms are as rare as they were designed to be.

Looking again and again finds something in the end where nothing has moved, unless the looks are reckoned with. Each
observation is bet on: an *e-value* is what a stake of one becomes, on average at most one where nothing has changed. A
new stake is laid with every observation and let ride, and all that has grown of them is the statistic

    R(t) = (1 + R(t-1)) e(t),

Shiryaev's and Roberts' (1963, 1966) with e-values for likelihood ratios: an e-detector (Shin, Ramdas and Rinaldo 2023).
R(t) - t falls on average, so that among n observations R reaches A with a chance of at most n / A (Doob), whenever and
however often anybody looks. The limit A follows from how many observations ten years bring, and from what share of the
alarms that may be raised for nothing is given to each statistic. Numpy only.
"""

from dataclasses import dataclass

import numpy as np

from models.ordinal import Floats, Integers

FALSE_ALARMS = 0.5
"""At most so many alarms for nothing are to be expected in ten years, over all that is watched."""
YEARS = 10.0
_LEAST_A_YEAR = 20.0
_HIGHEST = 1e100
"""Higher than any limit, and far from what a number can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """How far statistics have risen: (statistics,) each.

    Attributes:
        sign: the present height as a share of the way to the limit, on the scale of logarithms; 0 to 1 and over.
        highest: the same at its highest so far.
        crossed: the place of the observation at which the limit was first reached; -1 where it was not.

    """

    sign: Floats
    highest: Floats
    crossed: Integers


def log_limit(share: float, a_year: float) -> float:
    """Return the logarithm of the limit of a statistic that may take a share of the alarms for nothing.

    ``a_year`` is how many observations a year brings.

    >>> round(log_limit(0.5, 600.0), 2)
    10.09
    """
    return float(np.log(YEARS * max(a_year, _LEAST_A_YEAR) / (FALSE_ALARMS * share)))


def climb(log_e: Floats, limit: Floats | float) -> Climb:
    """Let statistics rise by the logarithms of their e-values, (observations x statistics), in order of time.

    >>> climb(np.full((40, 1), 0.3), 5.0).crossed.tolist(), climb(np.full((40, 1), -0.3), 5.0).crossed.tolist()
    ([12], [-1])
    """
    statistics = log_e.shape[1]
    limits = np.broadcast_to(np.asarray(limit, dtype=np.float64), (statistics,))
    reached = np.exp(limits)
    height, highest = np.zeros(statistics), np.ones(statistics)
    crossed = np.full(statistics, -1, dtype=np.intp)
    for place, grown in enumerate(np.exp(log_e)):
        height += 1.0
        height *= grown
        np.minimum(height, _HIGHEST, out=height)
        np.maximum(highest, height, out=highest)
        if (height >= reached).any():
            crossed[(crossed < 0) & (height >= reached)] = place
    sign = np.log(np.maximum(height, 1.0)) / limits
    return Climb(sign=sign, highest=np.log(highest) / limits, crossed=crossed)


def bet_on_event(happened: Floats, at_most: Floats, *, gap: float) -> Floats:
    """Return log e-values against events being no likelier than they may be, each (observations,).

    ``happened`` is 0 or 1. The bet is that events are ``gap`` likelier.

    >>> bet_on_event(np.array([1.0, 0.0]), np.array([0.2, 0.2]), gap=0.2).round(3).tolist()
    [0.693, -0.288]
    """
    null = np.clip(at_most, 1e-3, 0.97)
    other = np.minimum(null + gap, 0.5 + null / 2.0)
    return np.where(happened > 0.0, np.log(other / null), np.log((1.0 - other) / (1.0 - null)))


STAKES = np.array([0.03, 0.1, 0.3])
"""Parts of what one has that are laid on a size: how much is best depends on how far it has moved."""


def bet_on_more(ratio: Floats, at_most: float) -> Floats:
    """Return log e-values against the mean of a ratio being no more than it may be, (observations x stakes).

    Exact for whatever is never negative, however skewed.
    """
    return np.asarray(np.log1p(STAKES * (ratio / at_most - 1.0)[:, None]))


def bet_on_less(ratio: Floats, at_least: float, *, most: float) -> Floats:
    """Return log e-values against the mean of a ratio being no less than it should be, (observations x stakes).

    What lies over ``most`` counts as that, which makes the mean a little less than it is.
    """
    held = np.minimum(ratio, most)
    stakes = STAKES / STAKES.max() * 0.9 * at_least / (most - at_least)
    return np.asarray(np.log1p(-stakes * (held / at_least - 1.0)[:, None]))
