"""Active cases move only where the policy names continuity, and then as few as the load asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.solve import allocate
from sagstyngde.plan import CaseToPlace, LeadersWord, Plan
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling, who_has

STAFF = [a_caseworker("k1"), a_caseworker("k2"), a_caseworker("k3")]
FEW_MOVES = a_policy(Siblings(), Competence(), BalancedLoad(tolerance=0.1), Continuity())


def moved(plan: Plan) -> dict[str, tuple[str | None, str]]:
    return {one.case_id: (one.moved_from, one.caseworker_id) for one in plan.placements}


def ten_each(crowded: int = 10) -> list[CaseToPlace]:
    held = {"k1": crowded, "k2": 10, "k3": 10}
    return [a_case(f"{key}-{n}", 10.0, at=key) for key, most in held.items() for n in range(most)]


def test_an_even_load_moves_nothing() -> None:
    assert allocate(ten_each(), STAFF, FEW_MOVES, MONDAY).placements == ()


def test_a_crowded_caseworker_gives_away_just_enough() -> None:
    plan = allocate(ten_each(crowded=16), STAFF, FEW_MOVES, MONDAY)

    assert plan.loads[0].count_after == 13
    assert {load.count_after for load in plan.loads[1:]} == {11, 12}
    assert {origin for origin, _ in moved(plan).values()} == {"k1"}


def test_what_was_moved_once_stays() -> None:
    cases = ten_each(crowded=16)
    plan = allocate(cases, STAFF, FEW_MOVES, MONDAY)
    settled = [a_case(case.case_id, 10.0, at=who_has(plan).get(case.case_id, case.caseworker_id)) for case in cases]

    assert allocate(settled, STAFF, FEW_MOVES, MONDAY).placements == ()


def test_without_continuity_every_case_stays() -> None:
    policy = a_policy(BalancedLoad())

    assert allocate(ten_each(crowded=16), STAFF, policy, MONDAY).placements == ()


def test_pinned_cases_and_siblings_with_a_rule_stay() -> None:
    cases = [a_case(f"{n}", 30.0, at="k1", leader=LeadersWord(pinned_to=STAFF[0].caseworker_id)) for n in range(5)]
    cases += [a_sibling(f"s{n}", "same", hours=30.0, at="k1") for n in range(2)]

    assert allocate(cases, STAFF, FEW_MOVES, MONDAY).placements == ()


def test_who_goes_on_leave_for_the_whole_horizon_hands_over() -> None:
    staff = [a_caseworker("k1", left_on=MONDAY.replace(day=1)), *STAFF[1:]]

    plan = allocate([a_case("1", at="k1")], staff, FEW_MOVES, MONDAY)

    assert moved(plan)["1"][0] == "k1"


def test_a_case_may_stay_with_someone_who_may_not_take_new_ones() -> None:
    staff = [a_caseworker("k1", absences=(AWAY_UNTIL_JANUARY,)), *STAFF[1:]]

    cases = [a_case("1", 1.0, at="k1"), a_case("2", 20.0, at="k2"), a_case("3", 20.0, at="k3")]

    assert allocate(cases, staff, FEW_MOVES, MONDAY).placements == ()


def test_a_case_that_is_about_to_be_decided_stays_before_one_that_is_not() -> None:
    soon = {f"k1-{n}": MONDAY + timedelta(days=days) for n, days in enumerate([0, 59, 60, 61, 300, -1])}
    cases = [replace(case, decision_on=soon.get(case.case_id, MONDAY)) for case in ten_each(crowded=16)]
    dear = a_policy(BalancedLoad(tolerance=0.1), Continuity(price_near_decision=1.0))

    assert set(moved(allocate(cases, STAFF, dear, MONDAY))) == {"k1-3", "k1-4", "k1-5"}


def test_a_case_held_for_long_stays_before_one_held_shortly() -> None:
    years = {f"k1-{n}": n for n in range(16)}
    since = {key: MONDAY.replace(year=MONDAY.year - held) for key, held in years.items()}
    cases = [replace(case, held_since=since.get(case.case_id)) for case in ten_each(crowded=16)]
    dear = a_policy(BalancedLoad(tolerance=0.1), Continuity(price_per_year=0.5))

    assert set(moved(allocate(cases, STAFF, dear, MONDAY))) == {"k1-0", "k1-1", "k1-2"}


@pytest.mark.parametrize("price", [2.0, 10.0])
def test_a_higher_price_never_moves_more(price: float) -> None:
    policy = a_policy(BalancedLoad(tolerance=0.1), Continuity(move_price=price))

    plan = allocate(ten_each(crowded=16), STAFF, policy, MONDAY)

    assert len(plan.placements) <= len(allocate(ten_each(crowded=16), STAFF, FEW_MOVES, MONDAY).placements)


def test_a_plan_tells_how_few_moves_there_can_be() -> None:
    plan = allocate(ten_each(crowded=16), STAFF, FEW_MOVES, MONDAY)

    moves = plan.goals[-1]

    assert (moves.goal, moves.value, moves.bound, moves.proved) == ("kontinuitet", 3.0, 3.0, True)
    assert (moves.text, moves.proof) == ("3 sager", "kan ikke blive bedre")
