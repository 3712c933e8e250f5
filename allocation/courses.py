"""How does a case of each category go, month by month since it was received? Hours, and how long it stays open.

    hours of month m of a case that was received  =  stays(m) · hours while open(m)
    stays(m + 1) = stays(m) · (1 − closed in month m / at risk in month m)

Both are counted from a history, category by category, and drawn towards the course of all cases where few were seen
(as if ``BORROWED`` months of others had been seen too). Late months of which almost nothing is known go on as the late
months before them. Cases differ: what a case keeps from month to month and what comes and goes are told by two numbers.
"""

from dataclasses import dataclass

import numpy as np

from allocation.arrivals import Floats, Integers

BORROWED = 20.0
FEWEST_AT_RISK = 40.0
"""Months of life seen less often than this, over all categories, are taken together with all later ones."""

_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCases:
    """Cases as a history shows them, by month since receipt; all arrays (cases, ages) but ``category`` (cases,).

    ``hours`` were recorded in the share ``exposure`` of the month that was seen; ``at_risk`` is how much of the month
    the case was seen open (all of one in which it closed), ``closed`` is 1 where it closed. ``category`` numbers the
    categories, -1 where it is not known. ``sampled`` says that only a sample of the time was registered (a diary):
    what was seen of a case then says nothing of whether it was open.
    """

    hours: Floats
    exposure: Floats
    at_risk: Floats
    closed: Floats
    category: Integers
    sampled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How cases differ from the expected course of their category.

    ``lasting`` is the squared coefficient of variation of what a case keeps; ``passing`` is the variance, per expected
    hour, of what comes and goes.
    """

    lasting: float
    passing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Expected ``hours`` (categories, ages), share that ``stays`` open (categories, ages + 1), and the spread."""

    hours: Floats
    stays: Floats
    spread: Spread

    @property
    def lasts(self) -> Floats:
        """The mean months a case of each category is open, (categories,), as far as the ages reach."""
        return np.asarray(0.5 * (self.stays[:, 1:] + self.stays[:, :-1]).sum(axis=1))

    def longer(self, ages: int) -> "Courses":
        """Return the courses with more ages, in which everything goes on as in the last one."""
        last = self.stays[:, -2:-1]
        goes_on = np.divide(self.stays[:, -1:], last, out=np.zeros_like(last), where=last > 0.0)
        further = goes_on ** np.arange(1, ages + 1)
        return Courses(
            hours=np.concatenate([self.hours, self.hours[:, -1:] * further], axis=1),
            stays=np.concatenate([self.stays, self.stays[:, -1:] * further], axis=1),
            spread=self.spread,
        )


def courses_of(seen: SeenCases, categories: int) -> Courses:
    """Count the courses of categories.

    >>> one = np.ones((50, 2))
    >>> seen = SeenCases(hours=4.0 * one, exposure=one, at_risk=one, closed=np.array([[0.0, 1.0]] * 50),
    ...                  category=np.zeros(50, dtype=np.intp))
    >>> courses = courses_of(seen, 1)
    >>> courses.hours.round(6).tolist(), courses.stays.round(6).tolist()
    ([[4.0, 4.0]], [[1.0, 1.0, 0.0]])
    """
    tail = _tail(seen.at_risk.sum(axis=0))
    risk, closed, hours, exposure = (
        _by_category(part, seen.category, categories) for part in (seen.at_risk, seen.closed, seen.hours, seen.exposure)
    )
    stays = _staying(_drawn_together(closed, risk, tail))
    open_seen = exposure * _staying(_rates(closed, risk, tail))[:, :-1] if seen.sampled else risk
    expected = stays[:, :-1] * _drawn_together(hours, open_seen, tail)
    return Courses(hours=expected, stays=stays, spread=_spread(seen, expected))


def _staying(hazard: Floats) -> Floats:
    """Return the share that stays open to the start of each month, and past the last one, (rows, ages + 1)."""
    stays = np.cumprod(1.0 - np.minimum(hazard, 1.0), axis=1)
    return np.concatenate([np.ones((len(hazard), 1)), stays], axis=1)


def _by_category(values: Floats, category: Integers, categories: int) -> Floats:
    """Sum by category and age, with all cases, known or not, in the last row."""
    known = category >= 0
    sums = np.zeros((categories + 1, values.shape[1]))
    np.add.at(sums, category[known], values[known])
    sums[-1] = values.sum(axis=0)
    return sums


def _tail(at_risk: Floats) -> int:
    """Return the first age from which on the ages are taken together; at least one is always seen alone."""
    thin = np.flatnonzero(at_risk < FEWEST_AT_RISK)
    return max(int(thin[0]), 1) if len(thin) else len(at_risk)


def _drawn_together(events: Floats, risk: Floats, tail: int) -> Floats:
    """Return events per month at risk, (categories, ages): the tail as one, each category drawn towards all."""
    everyone = _rates(events[-1:], risk[-1:], tail)[0]
    level = _level(events[:-1], risk[:-1], everyone)
    events, risk = _joined(events[:-1], tail), _joined(risk[:-1], tail)
    prior = level[:, None] * everyone
    return np.asarray((events + BORROWED * prior) / (risk + BORROWED))


def _rates(events: Floats, risk: Floats, tail: int) -> Floats:
    events, risk = _joined(events, tail), _joined(risk, tail)
    return np.asarray(events / np.maximum(risk, _LEAST))


def _joined(values: Floats, tail: int) -> Floats:
    """Give every age of the tail the sum over the tail, the last age before it among them where it is empty."""
    joined = values.copy()
    start = tail if values[:, tail:].sum() >= FEWEST_AT_RISK else tail - 1
    joined[:, start:] = values[:, start:].sum(axis=1, keepdims=True)
    return joined


def _level(events: Floats, risk: Floats, everyone: Floats) -> Floats:
    """Return by what factor a category's events lie above everyone's at the same ages, (categories,)."""
    usual = (risk * everyone).sum(axis=1)
    scale = BORROWED * float(everyone.mean())
    return np.asarray((events.sum(axis=1) + scale) / np.maximum(usual + scale, _LEAST))


def _spread(seen: SeenCases, expected: Floats) -> Spread:
    """Count from products of different months what a case keeps, and from squares what comes and goes."""
    mean = expected[seen.category] * seen.exposure
    mean[seen.category < 0] = 0.0
    hours = np.where(mean > 0.0, seen.hours, 0.0)
    kept, usual = _pairs(hours), _pairs(mean)
    lasting = max(float((kept - usual).sum()) / max(float(usual.sum()), _LEAST), 0.0)
    beyond = float((hours**2).sum() - (1.0 + lasting) * (mean**2).sum())
    return Spread(lasting=lasting, passing=max(beyond, 0.0) / max(float(mean.sum()), _LEAST))


def _pairs(values: Floats) -> Floats:
    """Return the sum over pairs of different months of their products, (cases,)."""
    return np.asarray(values.sum(axis=1) ** 2 - (values**2).sum(axis=1))
