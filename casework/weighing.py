"""What does a case weigh in the ledger? What a person has said of it, otherwise what the model has; hours by month.

A case that awaits a blind judgement weighs what its norm says: a load that counted its estimate would give it away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from allocation.capacity import DAYS_PER_MONTH
from models.remaining import lengthened, onwards
from sagstyngde.case import CaseId
from sagstyngde.judgement import weight_of
from storage.assessments import newest_answers
from storage.engine import Connection
from storage.words import last_words

MOST_SPREAD = 20.0
"""A standard deviation of twenty times the hours tells no more than one of nineteen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWeight:
    """A case's category, if anybody has settled one, and its hours by month from receipt; no hours = no estimate."""

    category: str | None = None
    monthly_hours: tuple[float, ...] = ()
    spread: float = 0.0


def weights_of(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, CaseWeight]:
    """Return what each of these cases weighs."""
    answers, said = newest_answers(connection, case_ids), last_words(connection, case_ids)
    found = {}
    for case_id in case_ids:
        answered = answers.get(case_id)
        assessment = None if answered is None or answered.awaits_judgement else answered.assessment
        weight = weight_of(case_id, assessment, said.get(case_id))
        spread = 0.0 if assessment is None else min(assessment.effort.interval.spread, MOST_SPREAD)
        found[case_id] = CaseWeight(category=weight.category, monthly_hours=weight.monthly_hours, spread=spread)
    return found


def hours_from(weight: CaseWeight, received_on: date, on: date, months: int) -> tuple[float, ...]:
    """Return the hours of each month from a day on, of a case received earlier; without an estimate there are none.

    The course runs on past its end as it fell over its last half-year. What was recorded on the case does not move it.

    >>> weight = CaseWeight(monthly_hours=(4.0, 2.0, 1.0))
    >>> [round(hours, 2) for hours in hours_from(weight, date(2026, 1, 1), date(2026, 1, 31), 2)]
    [2.03, 1.01]
    """
    if not weight.monthly_hours:
        return ()
    age = max((on - received_on).days, 0) / DAYS_PER_MONTH
    course = lengthened(np.array([weight.monthly_hours]), int(age) + 1 + months)[0]
    return tuple(onwards(course, age, months).tolist())
