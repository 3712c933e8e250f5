from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.scheme import Kind, Known, Use
from models.assess import Assessor
from models.silence import expected_steps
from models.what_if import NONE_FOUND
from sagstyngde.assessment import AssessmentId, WhatIf
from sagstyngde.case import Case, FactValue
from tests.models.boosted import Boosted
from tests.models.cases import a_random_case, random_cases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def assessor(boosted: Boosted) -> Assessor:
    return Assessor(boosted.bundle)


def asked(assessor: Assessor, case: Case) -> tuple[int, WhatIf]:
    row = assessor.bundle.frame.row(case)
    answers = assessor.answers(row[None, :])
    return int(answers.probability[0].argmax()), assessor.what_if(case, row, float(answers.score[0]))


def category(assessor: Assessor, case: Case) -> int | None:
    """Return a case's category; ``None`` where two lie too close to suggest one."""
    probability = assessor.answers(assessor.bundle.frame.rows([case])).probability
    suggested = probability.argmax(axis=1)
    is_clear = expected_steps(probability, suggested)[0] <= assessor.scheme.abstention.most_steps
    return int(suggested[0]) if is_clear else None


def every_single_change(assessor: Assessor, case: Case) -> list[tuple[str, FactValue]]:
    """Try everything, slowly: each other value of each known, changeable fact."""
    found: list[tuple[str, FactValue]] = []
    for name, values in assessor.what_if.values.items():
        now = case.facts.get(name)
        if isinstance(now, frozenset):
            found += [(name, now ^ {str(value)}) for value in values if now ^ {str(value)}]
        elif now is not None:
            found += [(name, value) for value in values if value != now]
    return found


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_said_to_move_the_category_does_and_names_where_to(boosted: Boosted, seed: int) -> None:
    assessor = Assessor(boosted.bundle)
    case = a_random_case(assessor.scheme, seed)
    before, said = asked(assessor, case)
    codes = assessor.scheme.scale.codes

    tried = [
        category(assessor, replace(case, facts={**case.facts, name: value}))
        for name, value in every_single_change(assessor, case)
        if [name] == [change.fact for change in said.changes]
    ]
    movers = {codes[place] for place in tried if place is not None}

    assert said.code != codes[before]
    assert len(said.changes) != 1 or said.code in movers


def test_two_facts_are_changed_only_where_no_single_one_will_do(assessor: Assessor) -> None:
    pairs = 0
    for case in random_cases(assessor.scheme, 60, first=500):
        before, said = asked(assessor, case)
        if len(said.changes) == 1:
            continue
        pairs += len(said.changes) == 2
        singles = [
            replace(case, facts={**case.facts, name: value}) for name, value in every_single_change(assessor, case)
        ]
        assert {category(assessor, one) for one in singles} <= {before, None}
    assert pairs


def test_nothing_is_tried_of_what_cannot_change_or_may_not_weigh(assessor: Assessor) -> None:
    tried = {name: assessor.scheme.fact(name) for name in assessor.what_if.values}

    assert {"mobilitet", "partners", "complaint"} <= tried.keys()
    assert {"born_on", "impairments", "interpreter", "reassessment", "gender", "hearing_count"}.isdisjoint(tried)
    assert all(fact.use is Use.MODEL and fact.known is Known.INTAKE for fact in tried.values())
    assert not any(fact.kind is Kind.DATE for fact in tried.values())
    assert {"sel_50", "sel_uden_undersoegelse"}.isdisjoint(assessor.what_if.values["inquiry_type"])


def test_where_nothing_is_known_nothing_can_be_different(assessor: Assessor) -> None:
    _, said = asked(assessor, replace(a_random_case(assessor.scheme, 1), facts={}))

    assert said == WhatIf(code=None, changes=(), text=NONE_FOUND)


def test_values_beyond_those_seen_are_never_proposed(assessor: Assessor) -> None:
    frame, rule = assessor.bundle.frame, assessor.bundle.abstention
    names = [column.name for column in frame.columns]
    for name, values in assessor.what_if.values.items():
        if assessor.scheme.fact(name).kind not in {Kind.CHOICE, Kind.CHOICES}:
            column = names.index(name)
            numbers = np.array([float(value) for value in values if isinstance(value, (int, float))])
            assert len(numbers) == len(values)
            assert ((rule.lowest[column] <= numbers) & (numbers <= rule.highest[column])).all()


def test_a_withheld_case_is_told_no_other_category(assessor: Assessor, boosted: Boosted) -> None:
    cases = [*random_cases(assessor.scheme, 40), *boosted.learned.cohort.cases[-40:]]
    answers = [assessor.assess(case, assessment_id=AssessmentId("x"), at=NOW) for case in cases]

    withheld = [answer.suggestion.is_withheld for answer in answers]
    assert 0 < sum(withheld) < 80
    assert [answer.what_if is None for answer in answers] == withheld


def test_the_sentence_says_the_condition(assessor: Assessor) -> None:
    found = (asked(assessor, case)[1] for case in random_cases(assessor.scheme, 60, first=7))
    said = next(said for said in found if said.changes)

    names = [category.name.lower() for category in assessor.scheme.scale]
    assert any(said.text.startswith(f"Sagen ville ligge som {name}, hvis ") for name in names)
    assert all(change.text in said.text for change in said.changes)
