"""How many hours does each open case still take, month by month? What facts, birthdays, people and the history say.

A case's course is what its facts say of every month since receipt, with what events make of it (``pipelines.events``).
What is left of it, now that the case is still open, the history tells (``models.remaining``), and with it what a judged
category and a birthday are worth there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from features.panel import panel
from models.assess import Assessor
from models.ordinal import Floats, Integers
from models.remaining import AGES, WINDOW, Followed, Remaining, Standing, learn_remaining, lengthened, onwards
from pipelines.events import Event, birthdays, courses
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement
from sagstyngde.months import add_months

Events = Mapping[CaseId, Sequence[Event]]
NO_EVENTS: Events = MappingProxyType({})

_LEARNED_MONTHS = int(AGES[-1]) + WINDOW
_LEAST_HOURS = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What facts and people say of cases, before it is asked what a case still takes that is open.

    ``plain``, ``aged`` (with birthdays) and ``course`` (with every event) are (cases x months since receipt).
    ``judged`` is the latest judgement's place on the scale, -1 where there is none, made so many months after receipt
    (``judged_at``); ``surprise`` is how many steps it lies above the expected category.
    """

    plain: Floats
    aged: Floats
    course: Floats
    log_hours: Floats
    judged: Integers
    judged_at: Floats
    surprise: Floats


def still_takes(history: History, assessor: Assessor, on: date) -> Remaining:
    """Learn from a history, as it is known on a day, what open cases still take."""
    effort = replace(history.scheme.effort, profile_months=_LEARNED_MONTHS)
    told = tell(history, assessor, history.cases, on, months=_LEARNED_MONTHS)
    days = [((case.closed_on or history.ends_on) - case.received_on).days for case in history.cases]
    return learn_remaining(
        Followed(
            panel=panel(replace(history, scheme=replace(history.scheme, effort=effort))),
            plain=told.plain,
            course=told.aged,
            open_months=np.array(days) / DAYS_PER_MONTH,
            log_hours=told.log_hours,
            surprise=told.surprise,
            judged_at=told.judged_at,
        )
    )


def hours_left(remaining: Remaining, told: Told, age: Floats, months: int) -> Floats:
    """Return the hours of each month to come, (cases x months), of open cases so many months old."""
    plain, aged, course = (_onwards(courses, age, months) for courses in (told.plain, told.aged, told.course))
    before, after = (hours[:, :WINDOW].sum(axis=1) for hours in (plain, aged))
    known = (before > _LEAST_HOURS) & (after > _LEAST_HOURS)
    reassessed = np.log(np.divide(after, before, out=np.ones(len(age)), where=known))
    standing = Standing(age=age, log_hours=told.log_hours, surprise=told.surprise, reassessed=reassessed)
    return np.asarray(course * remaining.factor(standing)[:, None])


def tell(  # noqa: PLR0913  what is told of whom, up to when, and what has happened
    history: History,
    assessor: Assessor,
    cases: Sequence[Case],
    on: date,
    *,
    months: int,
    events: Events = NO_EVENTS,
) -> Told:
    """Lay out what is known of cases on a day; birthdays count as far ahead as a profile runs."""
    scheme, frame = assessor.scheme, assessor.bundle.frame
    until = add_months(on, scheme.effort.profile_months)
    answers = assessor.answers(frame.rows(cases))
    places = _judged(history)
    judged = np.array([places.get(case.case_id, (-1, date.max))[0] for case in cases], dtype=np.intp)
    expected = (answers.probability * np.arange(len(scheme.scale))).sum(axis=1)
    turning = [birthdays(case, scheme, until) for case in cases]
    happening = [_in_order(own, events.get(case.case_id, ())) for case, own in zip(cases, turning, strict=True)]

    def assess(versions: Sequence[Case]) -> Floats:
        return lengthened(assessor.answers(frame.rows(versions)).monthly, months)

    aged = courses(cases, turning, assess)
    return Told(
        plain=lengthened(answers.monthly, months),
        aged=aged,
        course=courses(cases, happening, assess) if events else aged,
        log_hours=np.log(np.maximum(answers.hours, _LEAST_HOURS)),
        judged=judged,
        judged_at=np.array([_months_until(places.get(case.case_id), case) for case in cases]),
        surprise=np.where(judged >= 0, judged - expected, 0.0),
    )


def _onwards(courses: Floats, age: Floats, months: int) -> Floats:
    return np.array([onwards(course, start, months) for course, start in zip(courses, age.tolist(), strict=True)])


def _in_order(*events: Sequence[Event]) -> list[Event]:
    return sorted((event for several in events for event in several), key=lambda event: event.on)


def _judged(history: History) -> dict[CaseId, tuple[int, date]]:
    """Return each judged case's place on the scale by the latest day's judgements: their mean, halves upwards."""
    latest: dict[CaseId, list[Judgement]] = {}
    for judgement in sorted(history.judgements, key=lambda item: item.judged_on):
        known = latest.setdefault(judgement.case_id, [])
        if known and known[0].judged_on < judgement.judged_on:
            known.clear()
        known.append(judgement)
    places = history.scheme.scale.index
    return {
        case_id: (int(np.floor(np.mean([places(item.category) for item in known]) + 0.5)), known[0].judged_on)
        for case_id, known in latest.items()
    }


def _months_until(judged: tuple[int, date] | None, case: Case) -> float:
    return float("inf") if judged is None else (judged[1] - case.received_on).days / DAYS_PER_MONTH
