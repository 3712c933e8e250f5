"""What do the cases already in hand still weigh? Each open case's expected hours from today on, on its own course."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from models.assess import Assessor
from models.ordinal import Floats
from pipelines.cases_to_place import MOST_SPREAD
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from sagstyngde.judgement import settled
from sagstyngde.plan import CaseToPlace


def open_cases(history: History, assessor: Assessor, on: date) -> tuple[CaseToPlace, ...]:
    """Return the history's open cases that have a caseworker, with the hours they are expected to take from a day on.

    The profile tells the hours of all cases of a kind, closed ones included. Of a case that is still open in its month
    more is to be expected: the profile over the share of cases open that long after receipt.
    """
    cases = [case for case in history.cases if case.closed_on is None and case.caseworker_id is not None]
    if not cases:
        return ()
    still_open = share_open(history, assessor.scheme.effort.profile_months)
    answers = assessor.assess_many(cases, ids=[AssessmentId("")] * len(cases), at=datetime.now(UTC))
    return tuple(_held(case, answer, still_open, on) for case, answer in zip(cases, answers, strict=True))


def new_case(case: Case, assessment: Assessment) -> CaseToPlace:
    """Return a case that nobody has yet. A withheld category stays open until a person has set it."""
    return _to_place(case, assessment, assessment.effort.monthly_hours)


def share_open(history: History, months: int) -> Floats:
    """Return the share of cases that are open at the start of each month since receipt, among those seen that long.

    The share of a month that nobody was seen in is that of the month before.
    """
    seen = np.array([(history.ends_on - case.received_on).days for case in history.cases]) / DAYS_PER_MONTH
    lasted = np.array([_days_open(case, history.ends_on) for case in history.cases]) / DAYS_PER_MONTH
    shares = np.ones(months)
    for month in range(1, months):
        known = seen >= month
        shares[month] = (lasted[known] >= month).mean() if known.any() else shares[month - 1]
    # A share of zero would promise endless hours to whatever is open all the same.
    return np.maximum(shares, 1.0 / max(len(history.cases), 1))


def _days_open(case: Case, ends_on: date) -> int:
    return ((case.closed_on or ends_on) - case.received_on).days


def _held(case: Case, assessment: Assessment, still_open: Floats, on: date) -> CaseToPlace:
    """Take the months still to come; past the profile's end a case goes on as in its last month."""
    profile = np.array(assessment.effort.monthly_hours)
    month = min(int((on - case.received_on).days / DAYS_PER_MONTH), len(profile) - 1)
    return _to_place(case, assessment, (profile[month:] / still_open[month]).tolist(), held=True)


def _to_place(case: Case, assessment: Assessment, hours: Sequence[float], *, held: bool = False) -> CaseToPlace:
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
        caseworker_id=case.caseworker_id if held else None,
    )
