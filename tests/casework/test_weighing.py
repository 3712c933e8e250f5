"""The board weighs open cases as the command line does: by what its model learned that cases like them take."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from casework.board import View, cases_on_board
from casework.weighing import BY_COURSES, CaseWeight, Weigher
from features.history import History
from features.history_files import read_history
from models.assess import Assessor
from models.fit_remaining import with_remaining
from models.hours_left import by_birthdays
from pipelines.caseload import open_cases
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement
from storage.assessments import insert_assessment, known_or_new
from storage.engine import Engine, reading, writing
from storage.placements import open_records
from storage.words import insert_judgement
from tests.answers import NOON, STAMP

MONTHS = 6


@pytest.fixture(scope="module")
def assessor(trained: Trained) -> Assessor:
    return Assessor(trained.bundle)


@pytest.fixture(scope="module")
def history(municipality: Path, assessor: Assessor) -> History:
    return read_history(assessor.scheme, municipality)[0]


@pytest.fixture
def held(history: History, assessor: Assessor, engine: Engine) -> list[Case]:
    """The history's open cases, stored with their answers and with what people judged."""
    held = [case for case in history.cases if case.closed_on is None and case.caseworker_id is not None]
    answers = assessor.assess_many(held, ids=[AssessmentId(f"a-{case.case_id}") for case in held], at=NOON)
    with writing(engine) as connection:
        for case, answer in zip(held, answers, strict=True):
            insert_assessment(connection, known_or_new(connection, case, STAMP), answer, by=STAMP.by)
        for number, judgement in enumerate(_words(history, held)):
            insert_judgement(connection, f"j{number}", judgement, STAMP)
    return held


def _words(history: History, cases: list[Case]) -> tuple[Judgement, ...]:
    """Return the last judgement of each of these cases that was judged, in the order they were given."""
    own = {case.case_id for case in cases}
    last = {one.case_id: one for one in history.judgements if one.case_id in own}
    return tuple(sorted(last.values(), key=lambda one: one.judged_on))


def on_board(engine: Engine, on: View) -> dict[CaseId, tuple[float, ...]]:
    with reading(engine) as connection:
        return {one.case_id: one.monthly_hours for one in cases_on_board(connection, open_records(connection), on)}


def test_the_board_tells_the_hours_that_the_command_line_tells(
    engine: Engine, history: History, assessor: Assessor, held: list[Case]
) -> None:
    """Of a history in which each case was judged once: a casebook knows whose word was last, an export only its day."""
    judged_once = replace(history, judgements=_words(history, list(history.cases)))
    learned = Assessor(with_remaining(assessor.bundle, judged_once))

    told = open_cases(judged_once.as_of(history.ends_on), learned, history.ends_on)
    board = on_board(engine, View(on=history.ends_on, months=MONTHS, weigher=Weigher(assessor=learned)))

    assert set(board) == {case.case_id for case in held}
    for one in told:
        assert board[one.case_id] == pytest.approx(one.monthly_hours[:MONTHS], rel=1e-9)


def test_without_a_model_the_board_tells_the_courses(
    engine: Engine, history: History, assessor: Assessor, held: list[Case]
) -> None:
    by_model = on_board(engine, View(on=history.ends_on, months=MONTHS, weigher=Weigher(assessor=assessor)))
    by_course = on_board(engine, View(on=history.ends_on, months=MONTHS))

    assert by_model.keys() == by_course.keys()
    assert sum(map(sum, by_model.values())) != pytest.approx(sum(map(sum, by_course.values())), rel=0.01)


def test_one_case_alone_weighs_what_it_weighs_among_many(assessor: Assessor, history: History) -> None:
    cases = list(history.cases[-40:])
    weights = _weights(assessor, cases)
    weigher = Weigher(assessor=assessor)

    together = weigher.hours_left(cases, weights, history.ends_on, MONTHS)
    alone = [
        weigher.hours_left([case], [own], history.ends_on, MONTHS)[0] for case, own in zip(cases, weights, strict=True)
    ]

    assert together == alone


def test_what_people_say_moves_the_hours_and_another_scale_does_not(assessor: Assessor, history: History) -> None:
    """The scale of an answer that another scheme gave tells nothing of how surprising a category is."""
    case = history.cases[-1]
    (plain,) = _weights(assessor, [case])
    heavy = replace(plain, is_judged=True, category=assessor.scheme.scale.codes[-1])
    foreign = replace(heavy, probabilities=(0.5, 0.5))
    later = case.received_on + timedelta(days=200)

    (silent,), (judged,), (elsewhere,) = (
        Weigher(assessor=assessor).hours_left([case], [one], later, MONTHS) for one in (plain, heavy, foreign)
    )

    assert silent != judged
    assert elsewhere == silent


def test_a_birthday_counts_from_its_day_and_is_reckoned_anew_when_the_case_changes(
    assessor: Assessor, history: History
) -> None:
    case = history.cases[-1]
    born = case.received_on - timedelta(days=round(365.25 * 15.5))
    turning = replace(case, facts={**case.facts, "born_on": born})
    older = replace(case, facts={**case.facts, "born_on": born - timedelta(days=400)})
    (weight,) = _weights(assessor, [turning])
    weigher = Weigher(assessor=assessor)

    first, changed, again = (
        weigher.hours_left([one], [weight], case.received_on, 24)[0] for one in (turning, older, turning)
    )

    shares = by_birthdays(assessor, [turning], 24)[0]
    assert shares[:5] == pytest.approx(1.0)
    assert not np.allclose(shares[7:], 1.0)
    assert changed != first == again


def test_what_nobody_has_estimated_has_no_hours(assessor: Assessor, history: History) -> None:
    case = history.cases[-1]

    for weigher in (Weigher(assessor=assessor), BY_COURSES):
        assert weigher.hours_left([case], [CaseWeight(category="B")], history.ends_on, MONTHS) == [()]


def _weights(assessor: Assessor, cases: list[Case]) -> list[CaseWeight]:
    answers = assessor.answers(assessor.bundle.frame.rows(cases))
    return [
        CaseWeight(monthly_hours=tuple(monthly), hours=hours, probabilities=tuple(chances))
        for monthly, hours, chances in zip(
            answers.monthly.tolist(), answers.hours.tolist(), answers.probability.tolist(), strict=True
        )
    ]
