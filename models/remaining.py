"""What has a case left that is still open? Its course tells of all cases of its kind, the closed ones included.

Of a case that is open at an age of a months more is to be expected than its course says, and the more so the lighter
it is: light cases close early, and a light one that did not is no longer light. With C the hours of the course in the
months to come,

    expected hours = C exp(level(a) + heavier(a) z + judged(a) u + reassessed c)

z is how heavy the case is expected to be (log hours, standardised), u how many steps above the expected category people
have judged it (0 where nobody has), c the log of what an event has made of C (0 where none has). The first three are
broken lines in a. All are learned from what cases that were open at the start of a month took in the following
``WINDOW`` months, by quasi-Poisson regression with a ridge penalty: where a history says little, the course stands.

In theory exp(-level - heavier z) is the share of like cases still open, and the course could be divided by that. Two
estimates with errors of their own divided by each other went badly wrong: see decision 0026.
"""

from dataclasses import dataclass

import numpy as np

from features.panel import Panel
from models.ordinal import Floats, Integers

AGES = np.array([0.0, 1.0, 2.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0, 36.0, 60.0])
"""Ages in months at which the broken lines may bend; beyond the last they are level."""

WINDOW = 6
"""Months ahead that are learned from: a plan's usual horizon."""

USUAL_BETWEEN = 0.5
"""Half of a case's expected hours squared is what whole courses vary by (``models.whole_courses``): a fit may not seem
surer than that, least of all where nothing was recorded. Each hour lies in as many windows as a window has months."""

_ROUGH, _RIDGE = 1.0, 0.5
_ROUNDS, _LONGEST_STEP, _ENOUGH = 50, 1.0, 1e-8
_LEAST_HOURS = 1e-9
_TAIL = 6
WORTH = (-1.0, 0.0)
"""An event counts for nothing at the least, and at the most for what the assessment says."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What is known of open cases at a moment, (rows,) each: see the module's text."""

    age: Floats
    log_hours: Floats
    surprise: Floats
    reassessed: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remaining:
    """How much more, or less, than their course says open cases take. ``lines`` is (3, ages)."""

    centre: float
    scale: float
    lines: Floats
    reassessed: float

    def factor(self, standing: Standing) -> Floats:
        """Return what the hours of the course to come are to be multiplied by, (rows,)."""
        level, heavier, judged = (np.interp(standing.age, AGES, line) for line in self.lines)
        z = (standing.log_hours - self.centre) / self.scale
        return np.asarray(
            np.exp(level + heavier * z + judged * standing.surprise + self.reassessed * standing.reassessed)
        )


AS_COURSES_SAY = Remaining(centre=0.0, scale=1.0, lines=np.zeros((3, len(AGES))), reassessed=0.0)
"""Nothing is learned: a case takes what its course says of the months to come."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Followed:
    """Cases as they went on: recorded hours by month, the courses expected of them, and how long they were open.

    ``plain`` and ``course`` are (cases x months), without and with what events made of them; ``open_months`` and
    ``judged_at`` (months since receipt, infinite where nobody has judged) are (cases,), as are ``log_hours`` and
    ``surprise``.
    """

    panel: Panel
    plain: Floats
    course: Floats
    open_months: Floats
    log_hours: Floats
    surprise: Floats
    judged_at: Floats


def learn_remaining(followed: Followed) -> Remaining:
    """Learn from every month at whose start a case was open."""
    if not len(followed.log_hours):
        return AS_COURSES_SAY
    case, age, hours, expected, reassessed = _windows(followed)
    centre, scale = float(followed.log_hours.mean()), float(followed.log_hours.std()) or 1.0
    z = (followed.log_hours[case] - centre) / scale
    surprise = np.where(followed.judged_at[case] <= age, followed.surprise[case], 0.0)
    hats = _hats(age)
    X = np.column_stack((hats, hats * z[:, None], hats * surprise[:, None], reassessed))
    weights = _fit(X, hours, expected)
    lines, worth = weights[:-1].reshape(3, len(AGES)), float(np.clip(weights[-1], *WORTH))
    return Remaining(centre=centre, scale=scale, lines=lines, reassessed=worth)


def lengthened(courses: Floats, months: int) -> Floats:
    """Let courses (cases x months) run on past their end, falling as they did over their last half-year.

    Beyond the last bend they are level, as the factor is.

    >>> lengthened(np.array([[8.0, 6.0, 4.0, 4.0, 2.0, 2.0, 1.0]]), 9)[0, 6:].round(2).tolist()
    [1.0, 0.71, 0.5]
    """
    known = courses.shape[1]
    if months <= known:
        return courses[:, :months]
    back = min(_TAIL, known - 1)
    earlier, last = courses[:, known - 1 - back], courses[:, -1]
    ratio = np.divide(last, earlier, out=np.ones(len(last)), where=earlier > 0.0)
    fall = np.minimum(ratio, 1.0) ** (1.0 / max(back, 1))
    after = np.minimum(np.arange(1, months - known + 1), max(AGES[-1] - known, 0.0))
    return np.column_stack((courses, last[:, None] * fall[:, None] ** after))


def onwards(courses: Floats, age: Floats, months: int) -> Floats:
    """Return the hours of courses (cases x months) in each month from an age (cases,) on, (cases x months).

    An age may fall within a month. Past its end a course holds nothing.

    >>> onwards(np.array([[4.0, 2.0, 1.0], [4.0, 2.0, 1.0]]), np.array([0.5, 2.0]), 2).tolist()
    [[3.0, 1.5], [1.0, 0.0]]
    """
    known = courses.shape[1]
    upto = np.column_stack((np.zeros(len(courses)), np.cumsum(courses, axis=1)))
    month = np.floor(age).astype(np.intp)
    within = (age - month)[:, None]
    place = month[:, None] + np.arange(months + 2)
    reached = np.take_along_axis(upto, np.minimum(place, known), axis=1)
    return np.diff((1.0 - within) * reached[:, :-1] + within * reached[:, 1:], axis=1)


def _windows(followed: Followed) -> tuple[Integers, Floats, Floats, Floats, Floats]:
    """Return case, age, recorded and expected hours, and what events made of the latter, of every window seen."""
    exposure = followed.panel.exposure
    starts = exposure.shape[1] - WINDOW
    hours = _ahead(followed.panel.hours, starts)
    plain, expected = (_ahead(course * exposure, starts) for course in (followed.plain, followed.course))
    was_open = followed.open_months[:, None] >= np.arange(starts)
    case, age = np.nonzero(was_open & (exposure[:, :starts] > 0.0) & (plain > _LEAST_HOURS) & (expected > _LEAST_HOURS))
    expected = expected[case, age]
    return case, age.astype(np.float64), hours[case, age], expected, np.log(expected / plain[case, age])


def _ahead(monthly: Floats, starts: int) -> Floats:
    """Add up the months of the window from each start on, (cases x starts)."""
    upto = np.column_stack((np.zeros(len(monthly)), np.cumsum(monthly, axis=1)))
    return np.asarray(upto[:, WINDOW : WINDOW + starts] - upto[:, :starts])


def _hats(age: Floats) -> Floats:
    """Return each age's weights on the bends of a broken line, (rows x ages)."""
    return np.column_stack([np.interp(age, AGES, bend) for bend in np.eye(len(AGES))])


def _fit(X: Floats, hours: Floats, expected: Floats) -> Floats:
    """Fit log(hours / expected) by penalised quasi-Poisson regression; neighbouring bends are held together."""
    steps = np.diff(np.eye(len(AGES)), axis=0)
    penalty = _RIDGE * np.eye(X.shape[1])
    penalty[:-1, :-1] += _ROUGH * np.kron(np.eye(3), steps.T @ steps)
    weights = np.zeros(X.shape[1])
    if not len(hours):
        return weights
    least = USUAL_BETWEEN * float(np.mean(expected))
    for _ in range(_ROUNDS):
        mean = expected * np.exp(np.einsum("ij,j->i", X, weights))
        dispersion = WINDOW * max(float(np.mean((hours - mean) ** 2 / mean)), least)
        # Not "@": BLAS adds up in another order on other threads, and the same history must give the same load.
        slope = np.einsum("ij,i->j", X, hours - mean) / dispersion - penalty @ weights
        bend = np.einsum("ij,i,ik->jk", X, mean / dispersion, X) + penalty
        step = np.clip(np.linalg.solve(bend, slope), -_LONGEST_STEP, _LONGEST_STEP)
        weights = weights + step
        if np.abs(step).max() < _ENOUGH:
            break
    return weights
