"""A survey's shares: published intervals, few answers kept back, and files that say who answered refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandate.likert import Answers, Round, change, counted, wilson
from mandate.survey import survey_of
from mandate.trial_plan_toml import read_trial_plan
from pipelines.survey_file import read_survey
from sagstyngde.errors import SurveyRefused

PLAN = read_trial_plan("eksempel")
CODES = [question.code for question in PLAN.questions]


@pytest.mark.parametrize(
    ("positive", "number", "published"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_newcombes_examples_of_one_share(positive: int, number: int, published: tuple[float, float]) -> None:
    assert tuple(round(limit, 4) for limit in wilson(positive, number)) == published


@given(number=st.integers(1, 500), share=st.floats(0, 1))
def test_wilsons_limits_are_shares_and_mirror(number: int, share: float) -> None:
    positive = round(share * number)

    low, high = wilson(positive, number)
    mirrored = wilson(number - positive, number)

    assert 0.0 <= low <= positive / number <= high <= 1.0
    assert mirrored == pytest.approx((1 - high, 1 - low))


def test_a_share_is_told_with_its_interval_and_number() -> None:
    answers = Answers(counts=(4, 6, 16, 40, 34))

    assert answers.text == "74\xa0% er enige (95 %-interval 65\xa0% til 82\xa0%; 100 svar)."


def test_few_answers_are_not_shown_and_not_compared() -> None:
    few, many = counted([5, 4, 5, 5]), counted([5, 4, 3, 5, 5])

    assert few.text == "Vises ikke: færre end 5 har svaret."
    assert many.is_shown
    assert change(few, many) is None


def test_a_change_has_the_score_limits() -> None:
    limits = change(Answers(counts=(0, 0, 32, 48, 0)), Answers(counts=(0, 14, 0, 0, 56)))

    assert limits is not None
    assert [round(limit, 4) for limit in limits] == [0.0528, 0.3382]


def test_a_file_is_read_by_question_and_round(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("question;answer;round\ntrivsel;4;foer\ntrivsel;5;efter\ntrivsel;;efter\nfaglighed;1;efter\n")

    survey = read_survey(path, PLAN)

    assert survey.of("trivsel", Round.AFTER) == Answers(counts=(0, 0, 0, 0, 1), blank=1)
    assert survey.of("trivsel", Round.BEFORE) == Answers(counts=(0, 0, 0, 1, 0))
    assert survey.of("faglighed", Round.BEFORE) is None


@pytest.mark.parametrize("name", ["navn", "initialer", "medarbejder_id", "e-mail", "alder", "team", "tidspunkt"])
def test_a_column_that_could_tell_who_answered_stops_the_reading(name: str) -> None:
    with pytest.raises(SurveyRefused) as refused:
        survey_of(["question", "answer", name], [(2, ["trivsel", "4", "Kim Testesen"])], CODES, "survey.csv")

    assert f"kolonnen {name} kan vise, hvem der har svaret" in refused.value.danish
    assert "Kim" not in refused.value.danish + refused.value.english


@pytest.mark.parametrize("answer", ["0", "6", "-1", "3,5", "4.0", "Enig", "٤", "010190-1234"])
def test_an_impossible_answer_is_named_by_row_and_not_repeated(answer: str) -> None:
    with pytest.raises(SurveyRefused) as refused:
        survey_of(["question", "answer"], [(2, ["trivsel", "4"]), (3, ["trivsel", answer])], CODES, "survey.csv")

    assert refused.value.danish == "spørgeskema survey.csv: række 3: answer er ikke 1, 2, 3, 4 eller 5"


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        (["question"], ["trivsel"], "kolonnen answer mangler"),
        (["question", "answer", "answer"], ["trivsel", "4", "5"], "en kolonne står to gange"),
        (["question", "answer"], ["humør", "4"], "række 2: question er ingen af trivsel, faglighed"),
        (["question", "answer", "round"], ["trivsel", "4", "nu"], "række 2: round er hverken foer eller efter"),
        (["question", "answer"], ["trivsel", "4", "x"], "række 2: har et andet antal celler"),
    ],
)
def test_what_cannot_be_read_is_named(header: list[str], row: list[str], told: str) -> None:
    with pytest.raises(SurveyRefused) as refused:
        survey_of(header, [(2, row)], CODES, "survey.csv")

    assert told in refused.value.danish


def test_many_faults_are_counted() -> None:
    with pytest.raises(SurveyRefused, match="and 3 more rows"):
        survey_of(["question", "answer"], [(row, ["trivsel", "9"]) for row in range(2, 10)], CODES, "survey.csv")


def test_a_file_that_is_not_there_is_a_refused_survey(tmp_path: Path) -> None:
    with pytest.raises(SurveyRefused):
        read_survey(tmp_path / "none.csv", PLAN)
