"""What do the cases already in hand still weigh? Each open case's expected hours from today on, on its own course.

What was recorded on a case so far never moves what it is expected to take: the pace of whoever has it would be in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from casework.weighing import MOST_SPREAD
from features.catalogue import DAYS_PER_MONTH
from features.history import History
from mandate.intake import applied_for, awaited
from mandate.register import Register
from models.assess import Assessor
from models.fit_remaining import said_by_people, still_takes
from models.hours_left import NO_EVENTS, Events, hours_left, tell
from models.ordinal import Floats
from pipelines.cases_to_place import case_as_json
from pipelines.hands import held_since, shared_work
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.judgement import settled
from sagstyngde.plan import CaseToPlace


def open_cases(
    history: History,
    assessor: Assessor,
    on: date,
    *,
    employed: Collection[CaseworkerId] = (),
    events: Events = NO_EVENTS,
) -> tuple[CaseToPlace, ...]:
    """Return the history's open cases that have a caseworker, with the hours they are expected to take from a day on.

    ``employed`` are those who may be doing a part of another's case; without them all of a case is its caseworker's.
    ``events`` are what has happened that the export does not tell, such as a complaint or a closing that is agreed. The
    category is the one people judged last, otherwise the one suggested.
    """
    cases = [case for case in history.cases if case.closed_on is None and case.caseworker_id is not None]
    if not cases:
        return ()
    age = np.array([max((on - case.received_on).days, 0) for case in cases]) / DAYS_PER_MONTH
    months = assessor.scheme.effort.profile_months
    places = dict(zip((case.case_id for case in history.cases), said_by_people(history).place, strict=True))
    judged = np.array([places[case.case_id] for case in cases])
    told = tell(assessor, cases, judged, on, months=int(age.max()) + 2 + months, events=events)
    hours = hours_left(still_takes(history, assessor, on), told, age, months)
    held = _held(history, assessor, cases, hours, employed=employed)
    codes = assessor.scheme.scale.codes
    return tuple(
        replace(case, category=codes[judged]) if judged >= 0 else case
        for case, judged in zip(held, judged.tolist(), strict=True)
    )


def new_case(case: Case, assessment: Assessment) -> CaseToPlace:
    """Return a case that nobody has yet. A withheld category stays open until a person has set it."""
    return _to_place(case, assessment, assessment.effort.monthly_hours)


def as_json(placed: CaseToPlace, case: Case) -> dict[str, Any]:
    """Return what allocation asks of a case as plain JSON values, with the scheme's codes for what is applied for."""
    return case_as_json(placed) | {"decision_under": sorted(applied_for(case.facts))}


def under_register(
    cases: Iterable[CaseToPlace], told: Mapping[CaseId, Case], register: Register
) -> tuple[CaseToPlace, ...]:
    """Return cases with the provisions a decision is awaited under, as a register has what was applied for."""
    return tuple(
        replace(case, decision_under=awaited(register, told[case.case_id].facts, case.decision_on)) for case in cases
    )


def _held(
    history: History, assessor: Assessor, cases: Sequence[Case], hours: Floats, *, employed: Collection[CaseworkerId]
) -> list[CaseToPlace]:
    """Say of open cases who has had them and who helps; the history ends on the day that is asked about."""
    answers = assessor.assess_many(cases, ids=[AssessmentId("")] * len(cases), at=datetime.now(UTC))
    since, shared = held_since(history), shared_work(history, employed)
    return [
        replace(
            _to_place(case, answer, row.tolist()),
            caseworker_id=case.caseworker_id,
            held_since=since.get(case.case_id),
            shared=shared.get(case.case_id, ()),
        )
        for case, answer, row in zip(cases, answers, hours, strict=True)
    ]


def _to_place(case: Case, assessment: Assessment, hours: Sequence[float]) -> CaseToPlace:
    return CaseToPlace(
        case_id=case.case_id,
        monthly_hours=tuple(hours),
        spread=min(assessment.effort.interval.spread, MOST_SPREAD),
        category=settled(assessment, None).category,
        family_id=case.family_id,
        sibling_rule=case.sibling_rule,
        required_competences=case.required_competences,
        team=case.team,
        district=case.district,
        language=case.language,
        birth_day=case.birth_day,
        decision_on=case.decision_on,
    )
