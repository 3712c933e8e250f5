"""What does a case weigh in the ledger? What a person has said of it, otherwise what the model has; hours by month.

A case that awaits a blind judgement weighs what its norm says: a load that counted its estimate would give it away.
What an open case still takes is what its newest answer said of its course, birthdays included, times what cases as old,
as heavy and as surprising were seen to take (``models.remaining``); without a model it is the course alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from allocation.capacity import DAYS_PER_MONTH
from models.assess import Assessor
from models.hours_left import Told, by_birthdays, hours_left, log_hours, surprise
from models.ordinal import Floats
from models.remaining import AS_COURSES_SAY, WINDOW, lengthened
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Basis, weight_of
from storage.assessments import Answered, newest_answers
from storage.engine import Connection
from storage.words import last_words

MOST_SPREAD = 20.0
"""A standard deviation of twenty times the hours tells no more than one of nineteen."""

_STEP = 24
"""Months: courses are reckoned in whole steps, so that a case that has grown older need not be reckoned anew."""

_PEOPLES = frozenset({Basis.JUDGEMENT, Basis.OVERRIDE, Basis.CONFIRMATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWeight:
    """A case's category, if anybody has settled one, and its hours by month from receipt; no hours = no estimate.

    ``hours`` are those of the model's horizon, ``probabilities`` the category's, along its scale. ``is_judged``: a
    person has said the category.
    """

    category: str | None = None
    is_judged: bool = False
    monthly_hours: tuple[float, ...] = ()
    hours: float = 0.0
    probabilities: tuple[float, ...] = ()
    spread: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Weigher:
    """Reckons what open cases still take. ``assessor`` is the model's; ``None``: there is none.

    What birthdays do to a case is reckoned once and kept as long as the case is asked about among the others.
    """

    assessor: Assessor | None = None
    _birthdays: dict[CaseId, tuple[Case, Floats]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def hours_left(
        self, cases: Sequence[Case], weights: Sequence[CaseWeight], on: date, months: int
    ) -> list[tuple[float, ...]]:
        """Return the hours of each case in each month from a day on; without an estimate there are none.

        A course runs on past its end as it fell over its last half-year. What was recorded on a case does not move it:
        the pace of whoever has it would be in it.
        """
        found: list[tuple[float, ...]] = [()] * len(cases)
        alike: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for row, weight in enumerate(weights):
            if weight.monthly_hours:
                alike[len(weight.monthly_hours), len(weight.probabilities)].append(row)
        for rows in alike.values():
            left = self._left([cases[row] for row in rows], [weights[row] for row in rows], on, months)
            for row, hours in zip(rows, left.tolist(), strict=True):
                found[row] = tuple(hours)
        return found

    def _left(self, cases: Sequence[Case], weights: Sequence[CaseWeight], on: date, months: int) -> Floats:
        """Return the hours of cases whose answers are of one scale and length, (cases x months)."""
        days = np.array([max((on - case.received_on).days, 0) for case in cases], dtype=np.float64)
        age = days / DAYS_PER_MONTH
        reach = int(age.max()) + 2 + max(months, WINDOW)
        plain = lengthened(np.array([weight.monthly_hours for weight in weights]), reach)
        aged = plain if self.assessor is None else plain * self._by_birthdays(self.assessor, cases, reach)
        told = Told(
            plain=plain,
            aged=aged,
            course=aged,
            log_hours=log_hours(np.array([weight.hours for weight in weights])),
            surprise=surprise(
                np.array([self._place(weight) for weight in weights]),
                np.array([weight.probabilities for weight in weights]),
            ),
        )
        remaining = AS_COURSES_SAY if self.assessor is None else self.assessor.bundle.remaining
        return hours_left(remaining, told, age, months)

    def _by_birthdays(self, assessor: Assessor, cases: Sequence[Case], months: int) -> Floats:
        """Return what birthdays do to cases' courses, (cases x months); what a whole board no longer holds goes."""
        reach = -(-months // _STEP) * _STEP
        before = dict(self._birthdays)
        known = {
            case.case_id: before[case.case_id]
            for case in cases
            if case.case_id in before and _still_holds(before[case.case_id], case, reach)
        }
        new = [case for case in cases if case.case_id not in known]
        known |= {one.case_id: (one, own) for one, own in zip(new, by_birthdays(assessor, new, reach), strict=True)}
        if 2 * len(cases) >= len(before):
            self._birthdays.clear()
        self._birthdays.update(known)
        return np.array([known[case.case_id][1][:months] for case in cases])

    def _place(self, weight: CaseWeight) -> int:
        """Return the category's place on the scale, -1 where no person has said it or the scale is another."""
        codes = () if self.assessor is None else self.assessor.scheme.scale.codes
        is_known = weight.is_judged and weight.category in codes and len(codes) == len(weight.probabilities)
        return codes.index(weight.category) if is_known and weight.category is not None else -1


def _still_holds(kept: tuple[Case, Floats], case: Case, months: int) -> bool:
    told, shares = kept
    return told.facts == case.facts and told.received_on == case.received_on and len(shares) >= months


BY_COURSES = Weigher()
"""Without a model."""


def weights_of(
    connection: Connection, case_ids: Sequence[CaseId], answers: Mapping[CaseId, Answered] | None = None
) -> dict[CaseId, CaseWeight]:
    """Return what each of these cases weighs; ``answers`` are their newest, where they have been read already."""
    said = last_words(connection, case_ids)
    answers = newest_answers(connection, case_ids) if answers is None else answers
    found = {}
    for case_id in case_ids:
        answered = answers.get(case_id)
        assessment = None if answered is None or answered.awaits_judgement else answered.assessment
        weight = weight_of(case_id, assessment, said.get(case_id))
        found[case_id] = CaseWeight(
            category=weight.category,
            is_judged=weight.basis in _PEOPLES,
            monthly_hours=weight.monthly_hours,
            hours=0.0 if assessment is None else assessment.effort.hours,
            probabilities=() if assessment is None else assessment.suggestion.probabilities,
            spread=0.0 if assessment is None else min(assessment.effort.interval.spread, MOST_SPREAD),
        )
    return found
