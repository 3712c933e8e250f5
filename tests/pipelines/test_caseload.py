from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from features.history_files import read_history
from models.assess import Assessor
from pipelines.caseload import new_case, open_cases, share_open
from pipelines.train import Trained
from sagstyngde.assessment import Abstention, AbstentionReason, AssessmentId
from sagstyngde.case import Case

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.bundle)


@pytest.fixture(scope="module")
def history(municipality: Path, assessor: Assessor) -> History:
    return read_history(assessor.scheme, municipality)[0]


def lasting(history: History, *days: int | None) -> History:
    """Return a history of cases received on one day, closed after so many days or still open; seen for 100 days."""
    first = date(2025, 1, 1)
    cases = tuple(
        Case(
            case_id=history.cases[index].case_id,
            received_on=first,
            closed_on=None if lasted is None else first + timedelta(days=lasted),
        )
        for index, lasted in enumerate(days)
    )
    ordered = tuple(sorted(cases, key=lambda case: case.case_id))
    return replace(history, cases=ordered, judgements=(), ends_on=first + timedelta(days=100))


def test_the_share_open_is_counted_among_cases_seen_that_long(history: History) -> None:
    shares = share_open(lasting(history, 10, 40, 70, None), 6)

    assert shares[:4].tolist() == [1.0, 0.75, 0.5, 0.25]
    assert shares[4:].tolist() == [0.25, 0.25]


def test_a_share_of_nothing_promises_no_endless_hours(history: History) -> None:
    assert share_open(lasting(history, 0, 0), 3).tolist() == [1.0, 0.5, 0.5]


def test_every_open_case_with_a_caseworker_is_held_by_that_caseworker(history: History, assessor: Assessor) -> None:
    held = {case.case_id: case.caseworker_id for case in open_cases(history, assessor, history.ends_on)}

    assert held == {
        case.case_id: case.caseworker_id
        for case in history.cases
        if case.closed_on is None and case.caseworker_id is not None
    }


def test_an_open_case_weighs_the_months_still_to_come_over_the_share_still_open(
    history: History, assessor: Assessor
) -> None:
    held = {case.case_id: case for case in open_cases(history, assessor, history.ends_on)}
    months = assessor.scheme.effort.profile_months
    still_open = share_open(history, months)
    case = next(case for case in reversed(history.cases) if case.case_id in held)
    answer = assessor.assess(case, assessment_id=AssessmentId("a"), at=NOW)

    month = int((history.ends_on - case.received_on).days / DAYS_PER_MONTH)
    expected = np.array(answer.effort.monthly_hours[month:]) / still_open[month]
    assert list(held[case.case_id].monthly_hours) == pytest.approx(expected.tolist())


def test_a_case_older_than_the_profile_goes_on_as_in_its_last_month(history: History, assessor: Assessor) -> None:
    months = assessor.scheme.effort.profile_months
    old = next(case for case in history.cases if case.closed_on is None and case.caseworker_id is not None)
    later = old.received_on + timedelta(days=40 * 365)

    held = {case.case_id: case for case in open_cases(history, assessor, later)}

    assert len(held[old.case_id].monthly_hours) == 1
    assert held[old.case_id].monthly_hours[0] > 0.0
    assert months > 1


def test_a_history_of_closed_cases_holds_none(history: History, assessor: Assessor) -> None:
    assert open_cases(lasting(history, 1, 2), assessor, history.ends_on) == ()


def test_a_withheld_category_stays_open_and_a_new_case_has_no_caseworker(history: History, assessor: Assessor) -> None:
    case = history.cases[0]
    answer = assessor.assess(case, assessment_id=AssessmentId("a"), at=NOW)
    clear, silent = (
        replace(answer, suggestion=replace(answer.suggestion, abstentions=reasons))
        for reasons in ((), (Abstention(reason=AbstentionReason.TOO_CLOSE, text="for tæt"),))
    )

    assert new_case(case, clear).category == answer.suggestion.code
    assert new_case(case, silent).category is None
    assert new_case(case, clear).caseworker_id is None
    assert new_case(case, clear).monthly_hours == answer.effort.monthly_hours
