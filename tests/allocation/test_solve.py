"""Proposals as a leader meets them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.competence import Competence
from allocation.goals import BalancedLoad
from allocation.solve import allocate
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import (
    AWAY_UNTIL_JANUARY,
    MONDAY,
    a_case,
    a_caseworker,
    a_policy,
    a_sibling,
    who_has,
)


def test_cases_that_have_a_caseworker_stay_and_count_in_her_load() -> None:
    cases = [a_case("old", 40.0, at="k1"), a_case("new")]

    plan = allocate(cases, [a_caseworker("k1"), a_caseworker("k2")], a_policy(), MONDAY)

    assert who_has(plan) == {"new": "k2"}
    assert [load.count_before for load in plan.loads] == [1, 0]
    assert plan.loads[0].hours_before == plan.loads[0].hours_after == (40.0,) * 6


def test_a_case_whose_caseworker_is_not_on_the_list_is_to_be_placed() -> None:
    plan = allocate([a_case("orphan", at="gone")], [a_caseworker("k1")], a_policy(), MONDAY)

    assert who_has(plan) == {"orphan": "k1"}


def test_siblings_who_belong_together_get_one_caseworker_who_can_take_them_all() -> None:
    cases = [a_sibling("1", "same", needs="autisme"), a_sibling("2", needs="tolk"), a_case("3", 90.0)]
    staff = [a_caseworker("k1", "autisme"), a_caseworker("k2", "autisme", "tolk"), a_caseworker("k3", "tolk")]

    seats = who_has(allocate(cases, staff, a_policy(), MONDAY))

    assert seats["1"] == seats["2"] == "k2"
    assert seats["3"] != "k2"


def test_a_sibling_follows_one_who_is_already_placed() -> None:
    cases = [a_sibling("old", hours=80.0, at="k1"), a_sibling("together", "same"), a_sibling("free")]

    seats = who_has(allocate(cases, [a_caseworker("k1"), a_caseworker("k2")], a_policy(), MONDAY))

    assert seats["together"] == "k1"


def test_a_policy_without_siblings_or_competence_does_not_ask_for_them() -> None:
    cases = [a_sibling("old", hours=80.0, at="k1"), a_sibling("1", "same", needs="tolk")]

    plan = allocate(cases, [a_caseworker("k1"), a_caseworker("k2")], a_policy(BalancedLoad()), MONDAY)

    assert who_has(plan) == {"1": "k2"}
    assert plan.violations == ()


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 10))
def test_the_order_of_the_input_does_not_matter(shuffler: random.Random, count: int) -> None:
    cases = [a_case(f"{n}", 3.0 + 2.0 * (n % 4), needs="tolk" if n % 3 == 0 else "") for n in range(count)]
    cases += [a_sibling("a", "different"), a_sibling("b"), a_case("held", at="k2")]
    staff = [a_caseworker(f"k{n}", *(["tolk"] if n > 1 else []), weekly_hours=30.0 + n % 2) for n in range(5)]
    plan = allocate(cases, staff, a_policy(), MONDAY)

    shuffler.shuffle(cases)
    shuffler.shuffle(staff)

    assert allocate(cases, staff, a_policy(), MONDAY) == plan


def test_names_other_than_ids_change_nothing() -> None:
    cases = [a_case(f"{n}", 3.0 + n) for n in range(6)]
    plain, named = ([a_caseworker(f"k{n}", name=name * (n + 1)) for n in range(3)] for name in ("", "Å"))

    assert who_has(allocate(cases, plain, a_policy(), MONDAY)) == who_has(allocate(cases, named, a_policy(), MONDAY))


def test_overload_is_proposed_where_it_cannot_be_avoided_and_said() -> None:
    plan = allocate([a_case("1", 140.0)], [a_caseworker("k1", name="M. Holm")], a_policy(), MONDAY)

    assert who_has(plan) == {"1": "k1"}
    assert plan.peak_share > 1.0
    assert [violation.text for violation in plan.violations] == [
        "M. Holm kommer på 128 % af sine timer til sager (0 % før): over 100 % i alle måneder, mest i februar (139 %)."
    ]


def test_a_case_without_an_estimate_counts_nothing_and_says_so() -> None:
    unknown = CaseToPlace(case_id=a_case("1").case_id, monthly_hours=())

    plan = allocate([unknown], [a_caseworker("k1", name="M. Holm")], a_policy(), MONDAY)

    assert plan.placements[0].reasons[-1] == "Sagen er uden skøn, og ingen anden sag har et; den tæller ingen timer."
    assert (
        plan.violations[0].text
        == "Sag 1 er uden skøn, og ingen anden sag har et; den tæller ingen timer (hos M. Holm)."
    )


@pytest.mark.parametrize("cases", [[], [a_case("old", at="k1")]])
def test_no_cases_to_place_is_an_empty_plan_with_everyones_load(cases: list[CaseToPlace]) -> None:
    plan = allocate(cases, [a_caseworker("k1")], a_policy(), MONDAY)

    assert (plan.placements, plan.unplaced, plan.violations) == ((), (), ())
    assert plan.loads[0].count_after == len(cases)


def test_no_caseworkers_and_no_cases_is_an_empty_plan() -> None:
    plan = allocate([], [], a_policy(), MONDAY)

    assert plan.peak_share == 0.0


def test_only_the_months_of_the_horizon_weigh() -> None:
    late = CaseToPlace(case_id=a_case("late").case_id, monthly_hours=(1.0,) * 3 + (500.0,))

    plan = allocate([late], [a_caseworker("k1")], a_policy(horizon_months=3), MONDAY)

    assert plan.loads[0].hours_after == (1.0, 1.0, 1.0)


def test_cases_of_one_who_is_away_stay_and_are_shown_as_hers() -> None:
    staff = [a_caseworker("k1", name="S. Dam", left_on=MONDAY.replace(month=10)), a_caseworker("k2")]

    plan = allocate([a_case("old", at="k1"), a_case("new")], staff, a_policy(), MONDAY)

    assert who_has(plan) == {"new": "k2"}
    assert plan.peak_share == float("inf")
    assert plan.violations[0].text == "S. Dam har 1 sag, men ingen timer til sager i perioden."


def test_a_time_limit_ends_the_search_with_a_whole_plan() -> None:
    cases = [a_case(f"{n:02}", 1.0 + n % 5, needs="tolk" if n % 4 else "") for n in range(60)]
    staff = [a_caseworker(f"k{n}", *(["tolk"] if n % 2 else [])) for n in range(12)]

    plan = allocate(cases, staff, a_policy(Competence(), BalancedLoad()), MONDAY, time_limit_s=0.0)

    assert len(plan.placements) == 60
    assert plan.violations == ()


def test_two_cases_with_one_id_are_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="two of the cases have one id"):
        allocate([a_case("1"), a_case("1")], [a_caseworker("k1", absences=(AWAY_UNTIL_JANUARY,))], a_policy(), MONDAY)
