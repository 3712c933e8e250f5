"""What does a case's own past say of its future? One that has taken more than its kind goes on taking more, in part.

    factor = 1 + z (recorded so far / usual so far − 1),     z = lasting · usual / (lasting · usual + passing)

This is Bühlmann's credibility: ``usual`` is what cases of the category that were still open at that age had taken until
then, ``lasting`` the part of the spread between cases that stays with a case and ``passing`` the part that comes and
goes. A case of which little was to be seen keeps to its kind; one that has been open for long speaks for itself. It is
the case's work that is looked at, whoever did it.
"""

import numpy as np

from allocation.arrivals import Floats, Integers
from allocation.courses import Spread

BORROWED_CASES = 10.0
LEAST_HOURS = 0.5
"""So little usual work says nothing of a case that has taken more."""


_LEAST = 1e-12


def usual_so_far(hours: Floats, lasted: Floats, *, beside: Floats, category: Integers, categories: int) -> Floats:
    """Return what cases open at each age had taken until then, by category, (categories, ages + 1).

    ``hours`` (cases, ages) are all that were recorded, ``lasted`` (cases,) the months each case has been open, and
    ``beside`` (cases,) what its facts let expect of it beside the mean of its category: those that stay open are the
    heavier ones, and the answer is for a case beside which nothing is known. Where few of a category were open so long,
    they are drawn towards all cases.

    >>> hours, lasted, kind = np.array([[2.0, 1.0], [4.0, 0.0]]), np.array([2.0, 0.5]), np.array([0, 0])
    >>> usual_so_far(hours, lasted, beside=np.ones(2), category=kind, categories=1).round(6).tolist()
    [[0.0, 2.0, 3.0]]
    """
    until = np.concatenate([np.zeros((len(hours), 1)), np.cumsum(hours, axis=1)], axis=1)
    was_open = (lasted[:, None] >= np.arange(until.shape[1])).astype(np.float64)
    taken, due = until * was_open, beside[:, None] * was_open
    everyone = taken.sum(axis=0) / np.maximum(due.sum(axis=0), _LEAST)
    usual = np.empty((categories, until.shape[1]))
    for code in range(categories):
        mine = category == code
        sums, cases = taken[mine].sum(axis=0), due[mine].sum(axis=0)
        level = (sums.sum() + 1.0) / (float(cases @ everyone) + 1.0)
        usual[code] = (sums + BORROWED_CASES * level * everyone) / (cases + BORROWED_CASES)
    return usual


def at_age(usual: Floats, category: Integers, age: Floats) -> Floats:
    """Read the usual hours so far at ages in months, (cases,); beyond the last age they stand still."""
    inside = np.minimum(age, usual.shape[1] - 1.0)
    low = np.minimum(inside.astype(np.intp), usual.shape[1] - 2)
    part = inside - low
    return np.asarray((1.0 - part) * usual[category, low] + part * usual[category, low + 1])


def credibility(spread: Spread, usual: Floats) -> Floats:
    """Return how much a case's own past counts, from 0 to 1, (cases,).

    >>> credibility(Spread(lasting=0.5, passing=2.0), np.array([0.0, 4.0, 400.0])).round(2).tolist()
    [0.0, 0.5, 0.99]
    """
    signal = np.where(usual >= LEAST_HOURS, spread.lasting * usual, 0.0)
    return np.asarray(np.divide(signal, signal + spread.passing, out=np.zeros_like(signal), where=signal > 0.0))


def own_factor(weight: Floats, usual: Floats, recorded: Floats) -> Floats:
    """Return by what a case's expected hours are multiplied, (cases,); ``weight`` is its credibility."""
    return np.asarray(1.0 + weight * (recorded / np.maximum(usual, LEAST_HOURS) - 1.0))
