"""What do the cases in hand still take, and what will those to come take, in each month of a plan?

A case of age *a* months on the plan's day that is still open takes in month *t*

    (H(a + t + 1) − H(a + t)) / stays(a),        H(x) = hours expected until age x

which is what its category takes at that age over the share that is still open: whatever is closed takes nothing, so
more is to be expected of what is not. A case that arrives some day of month *a* has on average had half a month when
the month ends; its later months lie half in one month of its life and half in the next.
"""

from dataclasses import dataclass

import numpy as np

from allocation.arrivals import Floats, Integers
from allocation.courses import Courses


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The cases in hand by category: ``hours`` expected in each month and cases ``open`` at its end, (K, months).

    ``squares`` (K, months, months) sums the products of a case's hours in two months, each as far as the case may still
    depart from what is expected. ``open_variance`` (months,) is that of the number open, when each case closes or not
    for itself. ``cases`` (K,) counts them on the plan's day.
    """

    cases: Floats
    hours: Floats
    squares: Floats
    open: Floats
    open_variance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCases:
    """What one new case of each category takes by month of arrival and month of the plan, (K, months, months).

    ``hours[k, a, t]`` is zero before month *a*; ``open`` is the share of such cases open when month *t* ends.
    """

    hours: Floats
    open: Floats


def remaining(courses: Courses, category: Integers, age: Floats, months: int) -> tuple[Floats, Floats]:
    """Return each open case's expected hours, and its chance to be open at the end, of each month, (cases, months).

    >>> courses = Courses(hours=np.array([[4.0, 2.0]]), stays=np.array([[1.0, 0.5, 0.0]]), spread=None)
    >>> hours, stays = remaining(courses, np.array([0]), np.array([1.0]), 2)
    >>> hours.tolist(), stays.tolist()
    ([[4.0, 0.0]], [[0.0, 0.0]])
    """
    oldest = courses.hours.shape[1] - 1.0
    longer = courses.longer(months + 1)
    until = np.concatenate([np.zeros((len(longer.hours), 1)), np.cumsum(longer.hours, axis=1)], axis=1)
    edges = np.minimum(age, oldest)[:, None] + np.arange(months + 1)
    spent, stays = _at(until, category, edges), _at(longer.stays, category, edges)
    open_now = np.maximum(stays[:, :1], 1e-9)
    return np.diff(spent, axis=1) / open_now, stays[:, 1:] / open_now


def _at(table: Floats, category: Integers, age: Floats) -> Floats:
    """Read a table (categories, ages) at ages between its columns."""
    low = age.astype(np.intp)
    part = age - low
    row = category[:, None]
    return np.asarray((1.0 - part) * table[row, low] + part * table[row, low + 1])


def stock_of(hours: Floats, stays: Floats, weights: Floats, unsure: Floats | None = None) -> Stock:
    """Add open cases up by category; ``weights`` (cases, K) shares out a case whose category is not known.

    ``hours`` and ``stays`` are (cases, months). ``unsure`` (cases,) is which part of the spread between cases a case's
    own past leaves, all of it where not given. No cases give a stock of zeros.
    """
    open_weights = weights if unsure is None else weights * unsure[:, None]
    chance = weights.sum(axis=1)[:, None] * stays
    return Stock(
        cases=weights.sum(axis=0),
        hours=weights.T @ hours,
        squares=np.einsum("nk,ns,nt->kst", open_weights, hours, hours, optimize=True),
        open=weights.T @ stays,
        open_variance=np.asarray((chance * (1.0 - stays)).sum(axis=0)),
    )


def new_cases(courses: Courses, months: int) -> NewCases:
    """Lay out what a case takes when it arrives in each month of the plan.

    >>> courses = Courses(hours=np.array([[4.0, 2.0]]), stays=np.array([[1.0, 1.0, 0.0]]), spread=None)
    >>> new_cases(courses, 3).hours[0].tolist()
    [[2.0, 3.0, 1.0], [0.0, 2.0, 3.0], [0.0, 0.0, 2.0]]
    """
    later = np.subtract.outer(np.arange(months), np.arange(months)).T
    hours = np.pad(courses.hours, ((0, 0), (1, months + 1)))
    course = 0.5 * (hours[:, 1:] + hours[:, :-1])
    stays = np.pad(courses.stays, ((0, 0), (0, months)))
    open_at_end = 0.5 * (stays[:, 1:] + stays[:, :-1])
    came, age = later >= 0, np.maximum(later, 0)
    return NewCases(hours=np.where(came, course[:, age], 0.0), open=np.where(came, open_at_end[:, age], 0.0))
