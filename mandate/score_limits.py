"""How far apart may two shares be? Miettinen and Nurminen's score limits (Statistics in Medicine 1985, 4: 213-226).

Written here because statsmodels 0.15 (``confint_proportions_2indep(method="score")``) misses the published upper limit
of Newcombe's first example (.3440 for .3382) and stops with an error where a share is 0 or 1. Standard library only.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

_STEPS = 60
"""Halvings of an interval of length 2: the limits are exact to what a float holds."""


class Shares(NamedTuple):
    """Events among so many, before and after. Numbers may be cut to what they are worth, so they need not be whole."""

    events_before: float
    number_before: float
    events_after: float
    number_after: float

    @property
    def difference(self) -> float:
        """The share after less the share before."""
        return self.events_after / self.number_after - self.events_before / self.number_before


class Limits(NamedTuple):
    """The least and largest difference, after less before, that the data do not speak against."""

    low: float
    high: float


def score_limits(shares: Shares, confidence: float = 0.95, *, critical: float | None = None) -> Limits:
    """Return the limits of the difference between two shares, the later less the earlier.

    Args:
        shares: events and numbers.
        confidence: the interval's coverage.
        critical: how many standard errors the limits lie away; the normal distribution's if not given.

    Newcombe 1998 (Statistics in Medicine 17: 873-890), example (a), 56 of 70 against 48 of 80:

    >>> low, high = score_limits(Shares(48, 80, 56, 70))
    >>> round(low, 4), round(high, 4)
    (0.0528, 0.3382)

    Raises:
        ValueError: there is nothing in one of the groups, or more events than there are.

    """
    if not all(0.0 <= events <= number and number > 0.0 for events, number in (shares[:2], shares[2:])):
        raise ValueError("each share is of something, and none of its events lies outside it")
    distance = NormalDist().inv_cdf(0.5 + confidence / 2.0) if critical is None else critical
    estimate = shares.difference
    low = _crossing(shares, distance, (-1.0, estimate))
    high = _crossing(shares, -distance, (estimate, 1.0))
    return Limits(low, high)


def score(shares: Shares, difference: float) -> float:
    """Return how many standard errors the shares' difference lies above a supposed one."""
    excess = shares.difference - difference
    before = _restricted(shares, difference)
    after = before + difference
    variance = after * (1.0 - after) / shares.number_after + before * (1.0 - before) / shares.number_before
    total = shares.number_before + shares.number_after
    if variance <= 0.0 or total <= 1.0:
        return math.copysign(math.inf, excess) if excess else 0.0
    return excess / math.sqrt(variance * total / (total - 1.0))


def _crossing(shares: Shares, value: float, ends: tuple[float, float]) -> float:
    """Return the difference whose score is ``value``; scores fall as differences rise."""
    low, high = ends
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if score(shares, middle) > value:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _restricted(shares: Shares, difference: float) -> float:
    """Return the most likely earlier share among those with the supposed difference: the root of a cubic."""
    events_before, before, events_after, after = shares
    total, events = before + after, events_before + events_after
    square = ((after + 2.0 * before) * difference - total - events) / (3.0 * total)
    line = ((before * difference - total - 2.0 * events_before) * difference + events) / (3.0 * total)
    free = events_before * difference * (1.0 - difference) / total
    turn = square**3 - 1.5 * square * line + free / 2.0
    spread = math.copysign(math.sqrt(max(square**2 - line, 0.0)), turn)
    angle = math.acos(max(-1.0, min(1.0, turn / spread**3))) if spread**3 else 0.0
    root = 2.0 * spread * math.cos((math.pi + angle) / 3.0) - square
    return max(0.0, -difference, min(root, 1.0, 1.0 - difference))
