"""What do open cases still take, beside what their course says? Learned from a history, as it is known on a day."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from features.panel import panel
from features.scheme import EffortSource
from models.assess import Assessor
from models.bundle import ModelBundle, sealed
from models.hours_left import tell
from models.ordinal import Floats, Integers
from models.remaining import AGES, AS_COURSES_SAY, WINDOW, Followed, Remaining, learn_remaining
from sagstyngde.case import CaseId
from sagstyngde.judgement import Judgement

_LEARNED_MONTHS = int(AGES[-1]) + WINDOW


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """What people have said of cases, (cases,) each: the latest judgement's place on the scale, and when it was made.

    ``place`` is -1 where nobody has judged, ``at`` (months since receipt) infinite.
    """

    place: Integers
    at: Floats


def with_remaining(bundle: ModelBundle, history: History) -> ModelBundle:
    """Return a bundle that knows what open cases still take, as its history tells at its end, and is sealed anew.

    A history that only has a total for each case tells nothing of it: the courses stand as they are.
    """
    if history.scheme.effort.source is EffortSource.TOTAL or not history.has_dates:
        return bundle
    known = history.as_of(history.ends_on)
    remaining = still_takes(known, Assessor(bundle), history.ends_on)
    manifest = replace(bundle.manifest, open_cases_through=history.ends_on)
    return sealed(replace(bundle, manifest=manifest, remaining=remaining))


def still_takes(history: History, assessor: Assessor, on: date) -> Remaining:
    """Learn from a history, as it is known on a day, what open cases still take."""
    if not history.cases:
        return AS_COURSES_SAY
    effort = replace(history.scheme.effort, profile_months=_LEARNED_MONTHS)
    people = said_by_people(history)
    told = tell(assessor, history.cases, people.place, on, months=_LEARNED_MONTHS)
    days = [((case.closed_on or history.ends_on) - case.received_on).days for case in history.cases]
    return learn_remaining(
        Followed(
            panel=panel(replace(history, scheme=replace(history.scheme, effort=effort))),
            plain=told.plain,
            course=told.aged,
            open_months=np.array(days) / DAYS_PER_MONTH,
            log_hours=told.log_hours,
            surprise=told.surprise,
            judged_at=people.at,
        )
    )


def said_by_people(history: History) -> People:
    """Return each case's place on the scale by the latest day's judgements: their mean, halves upwards."""
    latest: dict[CaseId, list[Judgement]] = {}
    for judgement in sorted(history.judgements, key=lambda item: item.judged_on):
        known = latest.setdefault(judgement.case_id, [])
        if known and known[0].judged_on < judgement.judged_on:
            known.clear()
        known.append(judgement)
    place, at = np.full(len(history.cases), -1, dtype=np.intp), np.full(len(history.cases), np.inf)
    for row, case in enumerate(history.cases):
        if known := latest.get(case.case_id, []):
            steps = np.mean([history.scheme.scale.index(item.category) for item in known])
            place[row] = int(np.floor(steps + 0.5))
            at[row] = (known[0].judged_on - case.received_on).days / DAYS_PER_MONTH
    return People(place=place, at=at)
