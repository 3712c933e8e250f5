"""Which hours were recorded on a case, day by day, and when was it closed?

The course comes from ``pipelines.synthetic_process``. What is added here does not move its mean:

    untold       exp(0.5 z), mean one: what the consultants saw and the facts do not tell is work as well
    caseworker   lognormal, sd 0.15, scaled so that the caseworkers average to one
    entries      Poisson many a week (weeks without work are common), each a quarter of an hour times
                 1 + negative binomial, mean two hours
    closing      one uniform number a case against its survival curve; after the closing no hours

An entry falls on one of the week's five working days; some are made by a colleague of the same team.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import Days, Floats, Integers, working_day
from pipelines.synthetic_process import UNTOLD_SD, Course, own_factors

UNTOLD_SLOPE = 0.5
CASEWORKER_SD = 0.15
ENTRY_HOURS = 2.0
QUARTER = 0.25
DISPERSION = 1.0
COVER_SHARE = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Recorded entries in order of case and day, (entries,) each, and each case's day of closing (NaT: later, open)."""

    case: Integers
    day: Days
    hours: Floats
    closed: Days


def draw_own(rng: Generator, cases: int) -> Floats:
    """Draw each case's own factor, (cases,)."""
    values, weights = own_factors()
    return np.asarray(rng.choice(values, size=cases, p=weights))


def untold_factor(untold: Floats) -> Floats:
    """Return what the facts do not tell as a factor on hours, mean one over its distribution."""
    return np.asarray(np.exp(UNTOLD_SLOPE * untold - 0.5 * (UNTOLD_SLOPE * UNTOLD_SD) ** 2))


def caseworker_noise(rng: Generator, caseworkers: int) -> Floats:
    """Draw each caseworker's factor on hours; they average to one. It stands in no file: it is nobody's mark."""
    factor = np.exp(rng.normal(0.0, CASEWORKER_SD, size=caseworkers))
    return np.asarray(factor / factor.mean())


def draw_work(rng: Generator, course: Course, factor: Floats, received: Days) -> Work:
    """Draw the recorded entries and closings; ``factor`` multiplies the hours of (case, week)."""
    cases, weeks = course.rate.shape
    lasts = (course.survival > rng.random(size=(cases, 1))).sum(axis=1)
    is_open = np.arange(weeks)[None, :] < lasts[:, None]
    entries = rng.poisson(course.rate * factor * is_open / ENTRY_HOURS)
    case, week = (np.repeat(places, entries[entries > 0]) for places in np.nonzero(entries))
    day = working_day(received[case], 5 * week + rng.integers(0, 5, size=len(week)))
    order = np.lexsort((day, case))
    closed = np.where(lasts < weeks, received + (7 * lasts).astype("timedelta64[D]"), np.datetime64("NaT"))
    return Work(case=case[order], day=day[order], hours=_entry_hours(rng, len(case)), closed=closed)


def recorded_by(export: np.datetime64, work: Work) -> Work:
    """Return what an export of a day knows: earlier entries and closings."""
    seen = work.day < export
    closed = np.where(work.closed < export, work.closed, np.datetime64("NaT"))
    return Work(case=work.case[seen], day=work.day[seen], hours=work.hours[seen], closed=closed)


def draw_cover(rng: Generator, work: Work) -> Integers:
    """Draw which entries a colleague made (1) and which the case's own caseworker (0), (entries,)."""
    return np.asarray((rng.random(len(work.case)) < COVER_SHARE).astype(np.intp))


def _entry_hours(rng: Generator, entries: int) -> Floats:
    extra = ENTRY_HOURS / QUARTER - 1.0
    quarters = 1 + rng.negative_binomial(DISPERSION, DISPERSION / (DISPERSION + extra), size=entries)
    return np.asarray(QUARTER * quarters, dtype=np.float64)
