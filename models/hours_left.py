"""How many hours does each open case still take, month by month? What facts, birthdays, people and the history say.

A case's course is what its facts say of every month since receipt, with what events make of it (``models.events``).
What is left of it, now that the case is still open, the history tells (``models.remaining``), and with it what a judged
category and a birthday are worth there. Needs numpy only: the server asks as the command line does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from features.scheme import Scheme
from models.assess import Assessor
from models.events import Event, birthdays, courses
from models.ordinal import Floats, Integers
from models.remaining import WINDOW, Remaining, Standing, lengthened, onwards
from sagstyngde.case import Case, CaseId
from sagstyngde.months import add_months

Events = Mapping[CaseId, Sequence[Event]]
NO_EVENTS: Events = MappingProxyType({})

_LEAST_HOURS = 1e-9
_NOT_JUDGED = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What facts and people say of cases, before it is asked what a case still takes that is open.

    ``plain``, ``aged`` (with birthdays) and ``course`` (with every event) are (cases x months since receipt);
    ``log_hours`` and ``surprise`` (cases,): how heavy each is expected to be, and how many steps above the expected
    category people have judged it, 0 where nobody has.
    """

    plain: Floats
    aged: Floats
    course: Floats
    log_hours: Floats
    surprise: Floats


def tell(  # noqa: PLR0913  what is told of whom, up to when, and what has happened
    assessor: Assessor,
    cases: Sequence[Case],
    judged: Integers,
    on: date,
    *,
    months: int,
    events: Events = NO_EVENTS,
) -> Told:
    """Lay out what is known of cases on a day; birthdays count as far ahead as a profile runs.

    ``judged`` (cases,) is each one's place on the scale as people have judged it, negative where nobody has.
    """
    scheme, frame = assessor.scheme, assessor.bundle.frame
    answers = assessor.answers(frame.rows(cases))
    turning = _turning(scheme, cases, on)
    happening = [_in_order(own, events.get(case.case_id, ())) for case, own in zip(cases, turning, strict=True)]

    def assess(versions: Sequence[Case]) -> Floats:
        return lengthened(assessor.answers(frame.rows(versions)).monthly, months)

    aged = courses(cases, turning, assess)
    return Told(
        plain=lengthened(answers.monthly, months),
        aged=aged,
        course=courses(cases, happening, assess) if events else aged,
        log_hours=log_hours(answers.hours),
        surprise=surprise(judged, answers.probability),
    )


def by_birthdays(assessor: Assessor, cases: Sequence[Case], months: int) -> Floats:
    """Return what cases' courses are to be multiplied by, month by month, for their birthdays, (cases x months).

    What a birthday does to a course is what it does to the one that the assessor reckons now: an answer that another
    bundle gave is not put aside for it.
    """
    shares = np.ones((len(cases), months))
    turning = [birthdays(case, assessor.scheme, date.max) for case in cases]
    rows = [row for row, own in enumerate(turning) if own]
    if not rows:
        return shares
    frame = assessor.bundle.frame

    def assess(versions: Sequence[Case]) -> Floats:
        return lengthened(assessor.answers(frame.rows(versions)).monthly, months)

    concerned = [cases[row] for row in rows]
    before, after = assess(concerned), courses(concerned, [turning[row] for row in rows], assess)
    shares[rows] = np.divide(after, before, out=np.ones_like(after), where=before > _LEAST_HOURS)
    return shares


def hours_left(remaining: Remaining, told: Told, age: Floats, months: int) -> Floats:
    """Return the hours of each month to come, (cases x months), of open cases so many months old."""
    plain, aged, course = (
        onwards(courses, age, max(months, WINDOW)) for courses in (told.plain, told.aged, told.course)
    )
    before, after = (hours[:, :WINDOW].sum(axis=1) for hours in (plain, aged))
    known = (before > _LEAST_HOURS) & (after > _LEAST_HOURS)
    reassessed = np.log(np.divide(after, before, out=np.ones(len(age)), where=known))
    standing = Standing(age=age, log_hours=told.log_hours, surprise=told.surprise, reassessed=reassessed)
    return np.asarray(course[:, :months] * remaining.factor(standing)[:, None])


def log_hours(hours: Floats) -> Floats:
    """Return how heavy cases are expected to be, on the scale that is learned on."""
    return np.asarray(np.log(np.maximum(hours, _LEAST_HOURS)))


def surprise(judged: Integers, probability: Floats) -> Floats:
    """Return how many steps people's places lie above the expected category; 0 where a place is negative.

    >>> surprise(np.array([2, -1]), np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])).tolist()
    [1.5, 0.0]
    """
    expected = (probability * np.arange(probability.shape[1])).sum(axis=1)
    return np.where(judged > _NOT_JUDGED, judged - expected, 0.0)


def _turning(scheme: Scheme, cases: Sequence[Case], on: date) -> list[tuple[Event, ...]]:
    until = add_months(on, scheme.effort.profile_months)
    return [birthdays(case, scheme, until) for case in cases]


def _in_order(*events: Sequence[Event]) -> list[Event]:
    return sorted((event for several in events for event in several), key=lambda event: event.on)
