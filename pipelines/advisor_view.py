"""What would the advisor have known of each case the day it came? A bundle's answer, or its category's mean course.

Nothing later than the replay's first day teaches the means, and nobody is asked twice: a case keeps the category that
it was first judged to have.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import FEWEST_FOLLOWED, Floats, History
from features.panel import panel
from models.assess import Assessor
from pipelines.caseload import new_case
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.errors import TooFewCases
from sagstyngde.plan import CaseToPlace

_SOME_DAY = date(2025, 1, 1)


def assessed(cases: Sequence[Case], assessor: Assessor) -> tuple[CaseToPlace, ...]:
    """Return the cases as a bundle assesses them on receipt."""
    if not cases:
        return ()
    answers = assessor.assess_many(cases, ids=[AssessmentId("")] * len(cases), at=datetime.now(UTC))
    return tuple(_with_birth_day(case, new_case(case, answer)) for case, answer in zip(cases, answers, strict=True))


def by_category(history: History, cases: Sequence[Case], start: date) -> tuple[CaseToPlace, ...]:
    """Return the cases with the mean course of their category, as it was known before a day.

    A month's mean is over the cases that were seen in it, open or closed. A category seen in fewer cases than
    ``FEWEST_FOLLOWED`` counts with the mean of all, as does a case that nobody judged.

    Raises:
        TooFewCases: too few cases came before the day.

    """
    before = history.as_of(start)
    if len(before.cases) < FEWEST_FOLLOWED:
        raise TooFewCases(
            english=f"only {len(before.cases)} cases came before {start}; a replay needs {FEWEST_FOLLOWED} to learn "
            "the categories' mean hours from: choose a later first day",
            danish=f"kun {len(before.cases)} sager kom før den {start:%d.%m.%Y}; en genspilning skal bruge "
            f"{FEWEST_FOLLOWED} til at lære kategoriernes gennemsnit af: vælg en senere første dag",
        )
    judged = _first_judged(history)
    known = panel(before)
    code = np.array([judged.get(case.case_id, "") for case in before.cases])
    everyone = _course(known.hours, known.exposure)
    courses = {"": everyone} | {
        name: _course(known.hours[code == name], known.exposure[code == name], everyone)
        for name in sorted(set(code.tolist()) - {""})
        if (code == name).sum() >= FEWEST_FOLLOWED
    }
    spreads = {name: _spread(known.totals[known.matured & ((code == name) | (name == ""))]) for name in courses}
    return tuple(
        replace(
            _with_birth_day(case, _bare(case, name or None)),
            monthly_hours=tuple(courses[key].tolist()),
            spread=spreads[key],
        )
        for case in cases
        for name in [judged.get(case.case_id, "")]
        for key in [name if name in courses else ""]
    )


def still_open(history: History, cases: Sequence[CaseToPlace], start: date, months: int) -> Floats:
    """Return, for each case, the share of cases of its category that are open at the start of each month, (N, months).

    As it was known before a day, among the cases seen that long. Light cases close early: were the share the same for
    all, a light case that is open for long would be taken for a heavy one. A category seen in fewer cases than
    ``FEWEST_FOLLOWED`` counts as all do.
    """
    before = history.as_of(start)
    seen = np.array([(before.ends_on - case.received_on).days for case in before.cases])
    lasted = days_open(before)
    judged = _first_judged(history)
    code = np.array([judged.get(case.case_id, "") for case in before.cases])
    shares = {"": _share_open(seen, lasted, months)} | {
        name: _share_open(seen[code == name], lasted[code == name], months)
        for name in sorted(set(code.tolist()) - {""})
        if (code == name).sum() >= FEWEST_FOLLOWED
    }
    return np.array([shares.get(case.category or "", shares[""]) for case in cases]).reshape(len(cases), months)


def _share_open(seen: Floats, lasted: Floats, months: int) -> Floats:
    """Return the share open at the start of each month since receipt; a month nobody was seen in takes the one before.

    A share of zero would promise endless hours to whatever is open all the same.
    """
    shares = np.ones(months)
    for month in range(1, months):
        known = seen >= month * DAYS_PER_MONTH
        shares[month] = (lasted[known] >= month * DAYS_PER_MONTH).mean() if known.any() else shares[month - 1]
    return np.maximum(shares, 1.0 / max(len(seen), 1))


def days_open(history: History) -> Floats:
    """Return how many days each case was open, as far as the history shows."""
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    closed = np.array([case.closed_on or history.ends_on for case in history.cases], dtype="datetime64[D]")
    if history.scheme.columns.closed_on is None:
        closed = received.copy()
        np.maximum.at(closed, history.work.case_index, history.work.day)
    return np.asarray((closed - received).astype(np.float64))


def _first_judged(history: History) -> dict[CaseId, str]:
    ordered = sorted(history.judgements, key=lambda item: (item.judged_on, item.case_id), reverse=True)
    return {item.case_id: item.category for item in ordered}


def _course(hours: Floats, exposure: Floats, otherwise: Floats | None = None) -> Floats:
    """Return mean hours by month; a month nobody was seen in takes the other course's, or the month before's."""
    seen = exposure.sum(axis=0)
    course = np.divide(hours.sum(axis=0), seen, out=np.full(len(seen), np.nan), where=seen >= 1.0)
    if otherwise is not None:
        return np.asarray(np.where(np.isnan(course), otherwise, course))
    last = np.maximum.accumulate(np.where(np.isnan(course), 0, np.arange(len(course))))
    return np.asarray(np.nan_to_num(course[last]))


def _spread(totals: Floats) -> float:
    mean = float(totals.mean()) if len(totals) else 0.0
    return float(totals.std() / mean) if mean > 0.0 else 0.0


def _with_birth_day(case: Case, seen: CaseToPlace) -> CaseToPlace:
    """Give a child whose day of birth is not in the history one drawn from its id.

    A day of the month says nothing of a case, so any day will do; days 29 to 31 are as rare as in the calendar.
    """
    if seen.birth_day is not None:
        return seen
    drawn = int.from_bytes(blake2b((case.child_id or case.case_id).encode(), digest_size=8).digest(), "big")
    return replace(seen, birth_day=(_SOME_DAY + timedelta(days=drawn % 365)).day)


def _bare(case: Case, category: str | None) -> CaseToPlace:
    return CaseToPlace(
        case_id=case.case_id,
        monthly_hours=(),
        category=category,
        family_id=case.family_id,
        sibling_rule=case.sibling_rule,
        required_competences=case.required_competences,
        team=case.team,
        district=case.district,
        language=case.language,
        birth_day=case.birth_day,
        decision_on=case.decision_on,
    )
