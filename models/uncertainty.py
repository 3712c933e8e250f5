"""How far can a share, a mean or a ratio be trusted? 95 per cent intervals that know several entries of one child.

A child with two cases, or a case judged twice, tells less than two children: shares get Wilson's interval (1927) with
an effective number of entries, their differences Newcombe's (1998, method 10), means and ratios a bootstrap over
children.
"""

from dataclasses import dataclass

import numpy as np

from models.ordinal import Floats, Integers

Z = 1.959964
DRAWS = 1000
POWER_Z = 0.841621
"""With which a difference is found in 80 per cent of samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share, its interval, and how many independent entries it is worth."""

    value: float
    low: float
    high: float
    count: float


def share(hits: Floats, weight: Floats, cluster: Integers) -> Share:
    """Return the weighted share of entries that hit (0 or 1); entries of one ``cluster`` are not independent."""
    value = float(np.average(hits, weights=weight))
    count = effective_count(hits - value, weight, cluster)
    low, high = wilson(value, count)
    return Share(value=value, low=low, high=high, count=count)


def effective_count(residual: Floats, weight: Floats, cluster: Integers) -> float:
    """Return how many independent entries some are worth: never more than unequal weights leave of them."""
    most = float(weight.sum() ** 2 / (weight**2).sum())
    _, place = np.unique(cluster, return_inverse=True)
    sums = np.bincount(place, weight * residual)
    groups = len(sums)
    plain = float(np.average(residual**2, weights=weight))
    if groups < 2 or plain == 0.0:
        return min(most, float(groups))
    variance = float((sums**2).sum()) / float(weight.sum()) ** 2 * groups / (groups - 1)
    return min(most, plain / variance)


def wilson(value: float, count: float) -> tuple[float, float]:
    """Return Wilson's interval of a share.

    >>> [round(limit, 3) for limit in wilson(0.9, 100.0)]
    [0.826, 0.945]
    """
    shrink = 1.0 + Z**2 / count
    middle = (value + Z**2 / (2.0 * count)) / shrink
    half = Z * np.sqrt(value * (1.0 - value) / count + Z**2 / (4.0 * count**2)) / shrink
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def difference(first: Share, second: Share) -> tuple[float, float, float]:
    """Return first less second with Newcombe's interval, taking the two as independent."""
    gap = first.value - second.value
    below = np.hypot(first.value - first.low, second.high - second.value)
    above = np.hypot(first.high - first.value, second.value - second.low)
    return gap, gap - float(below), gap + float(above)


def detectable(value: float, first: float, second: float) -> float:
    """Return the smallest difference of shares that two groups of these sizes show in four samples of five.

    >>> round(detectable(0.9, 250.0, 1000.0), 2), round(detectable(0.5, 50.0, 500.0), 2)
    (0.06, 0.21)
    """
    return float((Z + POWER_Z) * np.sqrt(value * (1.0 - value) * (1.0 / first + 1.0 / second)))


def ratio(top: Floats, bottom: Floats, cluster: Integers, seed: int = 0) -> tuple[float, float, float]:
    """Return sum(top) / sum(bottom) with a bootstrap interval over clusters; a mean has weights at the bottom."""
    _, place = np.unique(cluster, return_inverse=True)
    tops, bottoms = np.bincount(place, top), np.bincount(place, bottom)
    groups = len(tops)
    times = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1.0 / groups), size=DRAWS)
    drawn = (times @ tops) / np.maximum(times @ bottoms, 1e-9)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(top.sum() / max(bottom.sum(), 1e-9)), float(low), float(high)
