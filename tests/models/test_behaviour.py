"""What may never move an answer, and in which direction must every fact move it?"""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import numpy as np
import pytest

from features.scheme import Direction, Fact, Kind, Use
from features.scheme_toml import EMBEDDED, read_scheme
from models.assess import Answers, Assessor
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, FactValue, FamilyId, SiblingRule
from tests.models.boosted import Boosted
from tests.models.cases import a_value, random_cases

SCHEME = read_scheme(EMBEDDED)
CASES = random_cases(SCHEME, 120, first=5000)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
DIRECTED = [fact for fact in SCHEME.facts if fact.is_feature and fact.direction is not Direction.FREE]
AUDITED = [fact for fact in SCHEME.facts if fact.use is Use.AUDIT]
FIELDS = ("score", "probability", "hours", "low", "high", "monthly", "points", "index_points")


@pytest.fixture(scope="module", params=["line", "trees"])
def assessor(request: pytest.FixtureRequest, trained: Trained, boosted: Boosted) -> Assessor:
    """A bundle of lines alone, as validation chose on so few cases, and one with trees in both tables."""
    return Assessor(trained.bundle if request.param == "line" else boosted.bundle)


def _answers(assessor: Assessor, cases: list[Case]) -> Answers:
    return assessor.answers(assessor.bundle.frame.rows(cases))


def _are_equal(first: Answers, second: Answers) -> bool:
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in FIELDS)


def _with(case: Case, **facts: FactValue) -> Case:
    return replace(case, facts={**case.facts, **facts})


@pytest.mark.parametrize(
    "other",
    [
        {"case_id": CaseId("0000000000")},
        {"child_id": ChildId("barn"), "family_id": FamilyId("familie")},
        {"caseworker_id": CaseworkerId("k1")},
        {"team": "Nord", "district": "Øst"},
        {"sibling_rule": SiblingRule.SAME, "required_competences": frozenset({"hjemmetraening"})},
        {"closed_on": date(2026, 12, 1)},
    ],
    ids="+".join,
)
def test_who_it_is_and_who_takes_it_moves_nothing(assessor: Assessor, other: dict[str, Any]) -> None:
    moved = [replace(case, **other) for case in CASES]

    assert _are_equal(_answers(assessor, CASES), _answers(assessor, moved))
    first, second = (assessor.assess(case, assessment_id=AssessmentId("a"), at=NOW) for case in (CASES[0], moved[0]))
    assert replace(second, case_id=first.case_id) == first


@pytest.mark.parametrize("fact", AUDITED, ids=lambda fact: fact.name)
def test_an_audit_trait_or_an_outcome_moves_nothing(assessor: Assessor, fact: Fact) -> None:
    rng = Random(1)  # noqa: S311  examples, not secrets
    moved = [_with(case, **{fact.name: a_value(fact, rng)}) for case in CASES]

    assert _are_equal(_answers(assessor, CASES), _answers(assessor, moved))


def test_the_order_of_cases_moves_nothing(assessor: Assessor) -> None:
    order = np.random.default_rng(2).permutation(len(CASES))

    shuffled = _answers(assessor, [CASES[place] for place in order])

    for name in FIELDS:
        assert np.array_equal(getattr(_answers(assessor, CASES), name)[order], getattr(shuffled, name))


def test_the_order_in_which_facts_were_written_down_moves_nothing(assessor: Assessor) -> None:
    turned = [replace(case, facts=dict(list(case.facts.items())[::-1])) for case in CASES]

    assert _are_equal(_answers(assessor, CASES), _answers(assessor, turned))


def _steps(fact: Fact, case: Case) -> list[FactValue]:
    """Return values of a fact that rise, from none to all."""
    match fact.kind:
        case Kind.LEVEL:
            return list(range(5))
        case Kind.FLAG:
            return [False, True]
        case Kind.COUNT:
            return [0, 1, 2, 5, int(fact.maximum or 10)]
        case _:
            options = sorted(fact.options)
            Random(case.case_id).shuffle(options)  # noqa: S311  examples, not secrets
            return [frozenset(options[:count]) for count in range(len(options) + 1)]


@pytest.mark.parametrize("fact", DIRECTED, ids=lambda fact: fact.name)
def test_more_of_a_fact_with_a_direction_never_gives_less(assessor: Assessor, fact: Fact) -> None:
    for case in CASES[:40]:
        answers = _answers(assessor, [_with(case, **{fact.name: value}) for value in _steps(fact, case)])
        sign = fact.direction.sign

        assert (sign * np.diff(answers.score) >= -1e-12).all()
        assert (sign * np.diff(answers.hours) >= -1e-9 * answers.hours[1:]).all()
        at_least = np.cumsum(answers.probability[:, ::-1], axis=1)[:, ::-1]
        assert (sign * np.diff(at_least, axis=0) >= -1e-12).all()


def test_every_fact_that_the_scheme_gives_a_direction_is_tried() -> None:
    assert {fact.kind for fact in DIRECTED} == {Kind.LEVEL, Kind.FLAG, Kind.COUNT, Kind.CHOICES}
    assert len(DIRECTED) > 20
