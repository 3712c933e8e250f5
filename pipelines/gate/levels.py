"""How rarely may the gate stop a model that is as good as the old one? One budget, dealt out before anything is seen.

Many figures are looked at, and each of them moves by chance. The whole gate may stop a clean retraining in at most one
of twenty; each family of checks that rests on chance has an equal part of that, and inside a family every figure must
be rarer by as many as are tried (Bonferroni). Differences too small to matter stop nobody, however certain they are.
What rests on no chance (parity, direction, hash) has no part in it.
"""

from statistics import NormalDist

FALSE_STOPS = 0.05
FAMILIES = ("champion", "plainer", "calibration", "coverage", "groups", "judges", "influence", "order")
FEWEST = 50
"""From fewer entries nothing is said of a figure that rests on chance."""


def budget(tried: int = 1) -> float:
    """Return how rarely one of ``tried`` figures of a family may stop by chance.

    >>> budget(), budget(5)
    (0.00625, 0.00125)
    """
    return FALSE_STOPS / len(FAMILIES) / max(tried, 1)


def stop_z(tried: int = 1) -> float:
    """Return how many standard errors one of ``tried`` figures must lie on the wrong side to stop: one-sided.

    >>> round(stop_z(), 2), round(stop_z(20), 2)
    (2.5, 3.42)
    """
    return NormalDist().inv_cdf(1.0 - budget(tried))
