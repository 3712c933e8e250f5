from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.scheme import Direction, Kind, Scheme
from models.assess import Assessor
from models.bundle import save
from pipelines.train import Trained
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case, FactValue
from sagstyngde.errors import ExplanationMismatch
from tests.models.boosted import Boosted
from tests.models.cases import a_random_case, random_cases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
seeds = st.integers(min_value=0, max_value=2**32)


@pytest.fixture(scope="module", params=["line", "trees"])
def assessor(request: pytest.FixtureRequest, trained: Trained, boosted: Boosted) -> Assessor:
    return Assessor(trained.bundle if request.param == "line" else boosted.bundle)


def assessed(assessor: Assessor, cases: list[Case]) -> list[Assessment]:
    return assessor.assess_many(cases, ids=[AssessmentId(case.case_id) for case in cases], at=NOW)


def test_the_reasons_of_five_hundred_cases_add_up_to_their_answers(assessor: Assessor) -> None:
    for answer in assessed(assessor, random_cases(assessor.scheme, 500)):
        points = answer.average_points + sum(reason.points for reason in answer.reasons)
        hours = answer.average_hours + sum(reason.hours for reason in answer.reasons)

        assert points == pytest.approx(answer.points, abs=1e-9)
        assert hours == pytest.approx(answer.effort.hours, rel=1e-9)


def test_one_by_one_and_side_by_side_give_the_same_bits(assessor: Assessor) -> None:
    cases = random_cases(assessor.scheme, 150, first=1000)

    alone = [assessor.assess(case, assessment_id=AssessmentId(case.case_id), at=NOW) for case in cases]

    assert all(answer.similar for answer in alone)
    assert [replace(answer, similar=()) for answer in alone] == assessed(assessor, cases)


def test_the_order_of_cases_changes_no_answer(assessor: Assessor) -> None:
    cases = random_cases(assessor.scheme, 120, first=2000)
    shuffled = Random(1).sample(cases, len(cases))  # noqa: S311

    answers = {answer.case_id: answer for answer in assessed(assessor, shuffled)}

    assert [answers[case.case_id] for case in cases] == assessed(assessor, cases)


@pytest.mark.parametrize("born_on", [date(1, 1, 1), date(1900, 1, 1), date(9999, 12, 31)])
def test_a_mistyped_birthday_weighs_no_more_than_the_outermost_case_seen(assessor: Assessor, born_on: date) -> None:
    case = a_random_case(assessor.scheme, 5)
    mistyped = replace(case, facts={**case.facts, "born_on": born_on})
    frame, rule = assessor.bundle.frame, assessor.bundle.abstention
    seen = rule.nearest_seen(frame.rows([mistyped]))

    answer = assessed(assessor, [mistyped])[0]

    assert answer.effort.hours == assessor.answers(seen).hours[0]
    assert answer.effort.hours < 2000.0
    assert answer.suggestion.is_withheld


def test_a_number_of_any_size_has_an_answer(assessor: Assessor) -> None:
    row = assessor.bundle.frame.rows([a_random_case(assessor.scheme, 6)])

    for value in (-1e12, 1e12):
        assert np.isfinite(assessor.answers(np.full_like(row, value)).hours).all()


def test_an_answer_is_whole(assessor: Assessor) -> None:
    answer = assessed(assessor, [a_random_case(assessor.scheme, 7)])[0]

    assert sum(answer.suggestion.probabilities) == pytest.approx(1.0)
    assert answer.suggestion.code in answer.suggestion.likely_codes
    assert answer.effort.interval.low <= answer.effort.interval.high
    assert len(answer.effort.monthly_hours) == assessor.scheme.effort.profile_months
    assert (answer.bundle_hash, answer.scheme_version) == (assessor.bundle_hash, assessor.scheme.version)


def test_a_loaded_bundle_answers_as_the_one_in_memory(assessor: Assessor, tmp_path: Path) -> None:
    save(assessor.bundle, tmp_path / "bundle")
    cases = random_cases(assessor.scheme, 60)

    assert assessed(Assessor.load(tmp_path / "bundle"), cases) == assessed(assessor, cases)


def raised(scheme: Scheme, case: Case, name: str) -> Case | None:
    """Return the case with a fact of direction *up* one step higher; ``None`` where it is unknown or at its top."""
    fact, value = scheme.fact(name), case.facts.get(name)
    higher: FactValue | None
    if value is None:
        return None
    if isinstance(value, frozenset):
        left = sorted(set(fact.options) - value)
        higher = value | {left[0]} if left else None
    elif fact.kind is Kind.FLAG:
        higher = None if value else True
    else:
        assert isinstance(value, (int, float))
        top = 4 if fact.kind is Kind.LEVEL else fact.maximum
        higher = None if top is not None and value >= top else value + 1
    return None if higher is None else replace(case, facts={**case.facts, name: higher})


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_more_of_a_rising_fact_never_means_less_work_or_less_complexity(boosted: Boosted, seed: int) -> None:
    assessor = Assessor(boosted.bundle)
    scheme, frame = assessor.scheme, assessor.bundle.frame
    case = a_random_case(scheme, seed)
    rising = [fact.name for fact in scheme.facts if fact.is_feature and fact.direction is Direction.NEVER_FALLS]

    higher = [other for name in rising if (other := raised(scheme, case, name)) is not None]
    answers = assessor.answers(frame.rows([case, *higher]))

    assert (answers.score[1:] >= answers.score[0] - 1e-9).all()
    assert (answers.hours[1:] >= answers.hours[0] * (1.0 - 1e-9)).all()


def test_the_rising_facts_of_the_scheme_are_many_enough_to_test(boosted: Boosted) -> None:
    frame = boosted.bundle.frame

    assert (frame.signs > 0).sum() >= 20
    assert len(boosted.bundle.category.table.binned.pairs) >= 10


def test_an_answer_whose_reasons_do_not_add_up_is_withheld(boosted: Boosted, monkeypatch: pytest.MonkeyPatch) -> None:
    assessor = Assessor(boosted.bundle)
    case = a_random_case(assessor.scheme, 3)
    real = Assessor.answers

    def tampered(self: Assessor, X: np.ndarray) -> object:
        answers = real(self, X)
        return replace(answers, points=answers.points + 1e-6)

    monkeypatch.setattr(Assessor, "answers", tampered)

    with pytest.raises(ExplanationMismatch, match="withheld"):
        assessor.assess(case, assessment_id=AssessmentId("a"), at=NOW)
