"""Does the model in use still fit? One look at all that came after it was learned: facts, hours, what people said.

Every look goes through the cases anew, from the first that the model had not seen: nothing is carried from one look to
the next, so that a missed night, a second look the same day or hours that arrive late change nothing but what is known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.panel import Panel
from models.assess import Answers, Assessor
from models.monitored import LawDate, Monitored, Month, Statistic
from models.ordinal import Floats
from models.silence import abstentions, doubts_of
from models.watch_facts import cases_a_year, watch_facts
from models.watch_outcomes import (
    Course,
    Said,
    ratio_limits,
    said,
    watch_changed,
    watch_groups,
    watch_hours,
    watch_judged,
    watch_silent,
)
from sagstyngde.assessment import AbstentionReason
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement

ANNOUNCED = timedelta(days=90)
"""So long before a change of the law takes effect it is announced."""
FAR = 2
_FEWEST_OF_A_MONTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A suggestion that somebody took a stand on: ``category`` is what it was changed to; ``None`` where to none."""

    case_id: CaseId
    is_changed: bool
    category: str | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What has come since a model was learned.

    ``cases`` lie in the order they came, as they were told of then; ``panel`` holds their hours. ``earlier`` are cases
    from before, with theirs. Where hours cannot be laid beside expected ones ``hours_said`` says why, in Danish.
    """

    on: date
    since: date
    cases: tuple[Case, ...]
    judged: tuple[Judgement, ...] = ()
    answered: tuple[Answered, ...] = ()
    panel: Panel | None = None
    earlier: tuple[tuple[Case, ...], Panel] | None = None
    hours_through: date | None = None
    hours_said: str = ""


def watch_model(assessor: Assessor, seen: Seen) -> Monitored:
    """Look at all of it."""
    bundle, cases = assessor.bundle, seen.cases
    X = bundle.frame.rows(cases)
    answers = assessor.answers(X)
    judged = _judged(assessor, seen, answers)
    course = _course(cases, seen.panel, answers)
    a_year = cases_a_year(assessor)
    reasons = _silence(assessor, cases, answers)
    answered, chances = _answered(seen, answers)
    statistics: list[Statistic] = [*watch_facts(assessor, cases, X, answers.score)]
    if course is not None:
        statistics += watch_hours(course, _earlier(assessor, seen), a_year)
    statistics += watch_judged(judged, a_year)
    is_changed = np.array([one.is_changed for one in answered], dtype=np.float64)
    statistics += watch_changed(is_changed, chances, [one.on for one in answered], a_year)
    if (usual := _usually_silent(assessor)) is not None:
        is_silent = np.array([bool(one) for one in reasons], dtype=np.float64)
        statistics += watch_silent(is_silent, usual, [case.received_on for case in cases], a_year)
    statistics += watch_groups(assessor.scheme, cases, judged, new=course, a_year=a_year)
    return Monitored(
        bundle_hash=assessor.bundle_hash,
        on=seen.on,
        since=seen.since,
        cases=len(cases),
        statistics=tuple(statistics),
        months=() if course is None else _months(course, seen.on),
        hours_through=seen.hours_through,
        hours_said=seen.hours_said,
        silence=dict(Counter(reason.value for one in reasons for reason in sorted(one))),
        settled=len(seen.answered),
        far=int((np.abs(judged.steps) >= FAR).sum()) + _far_changes(assessor, answered, seen, answers),
        law=law_dates(assessor, cases, seen.on),
    )


def law_dates(assessor: Assessor, cases: Sequence[Case], on: date) -> tuple[LawDate, ...]:
    """Return the changes of the law that are near, or that the model has seen too few cases after."""
    through = assessor.manifest.trained_through
    return tuple(
        LawDate(
            name=change.text,
            on=change.on,
            cases_after=sum(case.received_on >= change.on for case in cases),
        )
        for change in sorted(assessor.scheme.law_changes, key=lambda one: one.on)
        if change.on <= on + ANNOUNCED and change.on >= through
    )


def _judged(assessor: Assessor, seen: Seen, answers: Answers) -> Said:
    place = {case.case_id: row for row, case in enumerate(seen.cases)}
    codes = {code: index for index, code in enumerate(assessor.scheme.scale.codes)}
    known = sorted(
        (one for one in seen.judged if one.case_id in place and one.category in codes),
        key=lambda one: (one.judged_on, one.case_id),
    )
    rows = np.array([place[one.case_id] for one in known], dtype=np.intp)
    category = np.array([codes[one.category] for one in known], dtype=np.intp)
    return said(answers.probability, rows, category, [one.judged_on for one in known])


def _answered(seen: Seen, answers: Answers) -> tuple[list[Answered], Floats]:
    """Return what people said to suggestions about these cases, in order, and the chance that each was right."""
    place = {case.case_id: row for row, case in enumerate(seen.cases)}
    known = sorted((one for one in seen.answered if one.case_id in place), key=lambda one: (one.on, one.case_id))
    rows = np.array([place[one.case_id] for one in known], dtype=np.intp)
    return known, answers.probability[rows].max(axis=1, initial=0.0)


def _far_changes(assessor: Assessor, answered: Sequence[Answered], seen: Seen, answers: Answers) -> int:
    codes = {code: index for index, code in enumerate(assessor.scheme.scale.codes)}
    best = dict(zip((case.case_id for case in seen.cases), answers.probability.argmax(axis=1).tolist(), strict=True))
    changed = [(codes[one.category], best[one.case_id]) for one in answered if one.category in codes]
    return sum(abs(category - suggested) >= FAR for category, suggested in changed)


def _course(cases: Sequence[Case], panel: Panel | None, answers: Answers) -> Course | None:
    if panel is None:
        return None
    return Course(received=tuple(case.received_on for case in cases), panel=panel, monthly=answers.monthly)


def _earlier(assessor: Assessor, seen: Seen) -> Course | None:
    if seen.earlier is None:
        return None
    cases, panel = seen.earlier
    return _course(cases, panel, assessor.answers(assessor.bundle.frame.rows(cases)))


def _silence(assessor: Assessor, cases: Sequence[Case], answers: Answers) -> list[frozenset[AbstentionReason]]:
    """Return why the model suggests no category, case by case."""
    if not cases:
        return []
    doubts = doubts_of(assessor.bundle, answers.X, answers.score)
    return [
        frozenset(one.reason for one in abstentions(assessor.bundle, case, doubts, row))
        for row, case in enumerate(cases)
    ]


def _usually_silent(assessor: Assessor) -> float | None:
    figures = assessor.figures
    told = None if figures is None else figures["category"].get("abstention", {}).get("any")
    return None if told is None else float(told)


def _months(course: Course, on: date) -> tuple[Month, ...]:
    """Add recorded and expected hours up by the calendar month in which the middle of a case's month lies."""
    received = np.array(course.received, dtype="datetime64[D]")
    horizon = course.panel.horizon
    middle = received[:, None] + np.round((np.arange(horizon) + 0.5) * DAYS_PER_MONTH).astype("timedelta64[D]")
    calendar = middle.astype("datetime64[M]")
    is_whole = course.panel.exposure[:, :horizon] > 1.0 - 1e-9
    found = []
    for month in np.unique(calendar[is_whole & (calendar < np.datetime64(on, "M"))]):
        case, age = np.nonzero(is_whole & (calendar == month))
        recorded: Floats = np.bincount(case, course.panel.hours[case, age], minlength=len(received)).astype(np.float64)
        expected: Floats = np.bincount(case, course.monthly[case, age], minlength=len(received)).astype(np.float64)
        own = np.unique(case)
        _, low, high = ratio_limits(recorded[own], expected[own])
        is_told = len(own) >= _FEWEST_OF_A_MONTH
        found.append(
            Month(
                month=month.astype("datetime64[D]").item(),
                cases=len(own),
                recorded=float(recorded.sum()),
                expected=float(expected.sum()),
                low=low if is_told else None,
                high=high if is_told else None,
            )
        )
    return tuple(found)
