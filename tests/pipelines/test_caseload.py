"""What open cases still weigh, and what the ledger is told of new ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from features.history_files import read_history
from models.assess import Assessor
from models.events import Event
from models.fit_remaining import said_by_people, still_takes
from models.hours_left import Told, tell
from models.remaining import AGES, onwards
from pipelines.caseload import new_case, open_cases
from pipelines.train import Trained
from sagstyngde.assessment import Abstention, AbstentionReason, AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement
from sagstyngde.plan import CaseToPlace

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.bundle)


@pytest.fixture(scope="module")
def history(municipality: Path, assessor: Assessor) -> History:
    return read_history(assessor.scheme, municipality)[0]


@pytest.fixture(scope="module")
def held(history: History, assessor: Assessor) -> dict[CaseId, CaseToPlace]:
    return {case.case_id: case for case in open_cases(history, assessor, history.ends_on)}


def open_ones(history: History) -> list[Case]:
    return [case for case in history.cases if case.closed_on is None and case.caseworker_id is not None]


def told_of_open_ones(history: History, assessor: Assessor) -> Told:
    is_one = [case.closed_on is None and case.caseworker_id is not None for case in history.cases]
    judged = said_by_people(history).place[np.flatnonzero(is_one)]
    return tell(assessor, open_ones(history), judged, history.ends_on, months=120)


def test_every_open_case_with_a_caseworker_is_held_by_that_caseworker(
    history: History, held: dict[CaseId, CaseToPlace]
) -> None:
    assert {key: case.caseworker_id for key, case in held.items()} == {
        case.case_id: case.caseworker_id for case in open_ones(history)
    }


def test_an_open_case_weighs_what_is_left_of_its_course_times_what_open_cases_were_seen_to_take(
    history: History, assessor: Assessor, held: dict[CaseId, CaseToPlace]
) -> None:
    takes = still_takes(history, assessor, history.ends_on)
    told = told_of_open_ones(history, assessor)
    row = int(np.flatnonzero((told.plain == told.course).all(axis=1))[-1])  # the last without a birthday ahead
    case = open_ones(history)[row]
    age = (history.ends_on - case.received_on).days / DAYS_PER_MONTH
    level, heavier, judged = (np.interp(age, AGES, line) for line in takes.lines)
    z = (told.log_hours[row] - takes.centre) / takes.scale
    factor = float(np.exp(level + heavier * z + judged * told.surprise[row]))

    assert held[case.case_id].monthly_hours == pytest.approx(
        onwards(told.plain[[row]] * factor, np.array([age]), 24)[0].tolist()
    )


def test_the_hours_predicted_are_the_hours_recorded_on_cases_open_before(history: History, assessor: Assessor) -> None:
    """In sum over half a year, on a history cut where the following half-year is known: within a half either way."""
    on = history.ends_on - timedelta(days=183)

    cases = {case.case_id: case for case in open_cases(history.as_of(on), assessor, on)}

    after = history.work.day >= np.datetime64(on)
    open_then = np.array([case.case_id in cases for case in history.cases])
    recorded = float(history.work.hours[after & open_then[history.work.case_index]].sum())
    assert sum(sum(case.monthly_hours[:6]) for case in cases.values()) == pytest.approx(recorded, rel=0.5)


def test_a_case_older_than_the_profile_goes_on(history: History, assessor: Assessor) -> None:
    old = open_ones(history)[0]
    later = old.received_on + timedelta(days=40 * 365)

    case = {case.case_id: case for case in open_cases(history, assessor, later)}[old.case_id]

    assert len(case.monthly_hours) == assessor.scheme.effort.profile_months
    assert min(case.monthly_hours) > 0.0


def test_a_history_of_closed_cases_holds_none(history: History, assessor: Assessor) -> None:
    closed = tuple(replace(case, closed_on=history.ends_on) for case in history.cases)

    assert open_cases(replace(history, cases=closed), assessor, history.ends_on) == ()


def test_the_judged_category_counts_and_the_later_judgement_before_the_earlier(
    history: History, assessor: Assessor
) -> None:
    case = open_ones(history)[-1]
    first, second = (
        Judgement(case_id=case.case_id, category=code, judged_on=case.received_on + timedelta(days=days))
        for code, days in (("A", 3), ("D", 5))
    )
    others = tuple(item for item in history.judgements if item.case_id != case.case_id)

    said = [
        {one.case_id: one for one in open_cases(replace(history, judgements=items), assessor, history.ends_on)}
        for items in ((*others, first), (second, *others, first), others)
    ]

    light, heavy, silent = (found[case.case_id] for found in said)
    assert (light.category, heavy.category) == ("A", "D")
    assert sum(light.monthly_hours) != sum(heavy.monthly_hours)
    assert silent.category in {*assessor.scheme.scale.codes, None}


def test_a_closing_that_is_agreed_ends_the_hours_and_a_complaint_changes_them_from_its_day(
    history: History, assessor: Assessor, held: dict[CaseId, CaseToPlace]
) -> None:
    case = next(case for case in reversed(open_ones(history)) if case.facts.get("complaint") is False)
    soon = history.ends_on + timedelta(days=61)
    events = {"closes": Event(on=soon, closes=True), "complains": Event(on=soon, facts={"complaint": True})}

    told = {
        name: {
            one.case_id: one.monthly_hours
            for one in open_cases(history, assessor, history.ends_on, events={case.case_id: [event]})
        }
        for name, event in events.items()
    }

    before = held[case.case_id].monthly_hours
    assert sum(told["closes"][case.case_id]) == pytest.approx(sum(before[:2]), rel=0.01)
    assert sum(told["closes"][case.case_id][4:]) == 0.0
    assert told["complains"][case.case_id][0] == pytest.approx(before[0])
    assert sum(told["complains"][case.case_id][3:]) > sum(before[3:])
    others = [key for key in held if key != case.case_id]
    assert all(told["closes"][key] == held[key].monthly_hours for key in others)


def test_the_order_of_the_judgements_moves_nothing(
    history: History, assessor: Assessor, held: dict[CaseId, CaseToPlace]
) -> None:
    turned = replace(history, judgements=history.judgements[::-1])

    assert {case.case_id: case for case in open_cases(turned, assessor, history.ends_on)} == held


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
