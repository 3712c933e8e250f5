"""What a case without an estimate counts with, and what is said of it."""

import pytest

from allocation.norms import with_norms
from sagstyngde.case import CaseId
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import a_case, a_policy


def unknown(key: str = "u", **fields: str) -> CaseToPlace:
    return CaseToPlace(case_id=CaseId(key), monthly_hours=(), **fields)  # type: ignore[arg-type]


def test_the_policys_norm_comes_first() -> None:
    cases = (a_case("1", category="B"), unknown(category="B"))

    (_, case), said = with_norms(cases, a_policy(norm_hours={"B": 3.5}))

    assert case.monthly_hours == (3.5,) * 6
    assert said == {"u": "sagen er uden skøn og tæller med politikkens norm for kategori B: 3,5 timer om måneden"}


def test_then_the_mean_course_of_the_estimated_cases_of_the_category() -> None:
    cases = (
        a_case("1", monthly_hours=(4.0, 2.0, 1.0), category="B"),
        a_case("2", monthly_hours=(2.0,), category="B"),
        a_case("3", 40.0, category="C"),
        unknown(category="B"),
    )

    filled, said = with_norms(cases, a_policy())

    assert filled[:3] == cases[:3]
    assert filled[3].monthly_hours == (3.0, 1.0, 0.5)
    assert filled[3].spread == pytest.approx(2.5 / 4.5)
    assert said == {"u": "sagen er uden skøn og tæller som gennemsnittet af de 2 sager i kategori B"}


def test_one_like_case_is_called_one() -> None:
    _, said = with_norms((a_case("1", category="B"), unknown(category="B")), a_policy())

    assert said == {"u": "sagen er uden skøn og tæller som den eneste anden sag i kategori B"}


@pytest.mark.parametrize("category", [None, "D"])
def test_then_the_mean_of_all(category: str | None) -> None:
    cases = (
        a_case("1", 2.0, category="B"),
        a_case("2", 4.0),
        CaseToPlace(case_id=CaseId("u"), monthly_hours=(), category=category),
    )

    filled, said = with_norms(cases, a_policy(norm_hours={"C": 1.0}))

    assert filled[2].monthly_hours == (3.0,) * 6
    assert said == {"u": "sagen er uden skøn og tæller som gennemsnittet af de 2 sager med skøn"}


def test_where_nobody_is_estimated_it_is_said_that_the_case_counts_nothing() -> None:
    filled, said = with_norms((unknown("u"), unknown("v")), a_policy())

    assert [case.monthly_hours for case in filled] == [(), ()]
    assert set(said.values()) == {"sagen er uden skøn, og ingen anden sag har et; den tæller ingen timer"}


def test_an_estimate_of_no_hours_is_an_estimate() -> None:
    cases = (a_case("1", 0.0, category="B"), a_case("2", 8.0, category="B"))

    assert with_norms(cases, a_policy(norm_hours={"B": 3.0})) == (cases, {})


def test_a_mean_of_no_hours_has_no_spread() -> None:
    filled, _ = with_norms((a_case("1", 0.0), unknown()), a_policy())

    assert (sum(filled[1].monthly_hours), filled[1].spread) == (0.0, 0.0)
