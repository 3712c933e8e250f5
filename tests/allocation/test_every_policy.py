"""Any policy on a few cases: the proposal against every allocation there is, tried in plain Python."""

import os

import pytest

from allocation.solve import allocate
from tests.allocation.drawn import drawn
from tests.allocation.factories import MONDAY, who_has
from tests.allocation.plain import World, numbers
from tests.allocation.plain_choice import best_numbers, goals_that_count, legal_choices

# 300 in half a minute; 5,000 with up to eight cases in some five: SAGSTYNGDE_DRAWN_POLICIES=5000.
POLICIES = int(os.environ.get("SAGSTYNGDE_DRAWN_POLICIES", "300"))
MOST_CASES = 8 if POLICIES > 300 else 5
AT_ONCE = 25


@pytest.mark.parametrize("first", range(0, POLICIES, AT_ONCE))
def test_no_allocation_is_better_than_the_proposal_and_none_breaks_a_condition(first: int) -> None:
    for seed in range(first, min(first + AT_ONCE, POLICIES)):
        _compare(seed, MOST_CASES)


@pytest.mark.parametrize("seed", [1577])
def test_what_was_once_wrong_is_not_again(seed: int) -> None:
    _compare(seed, 8)


def _compare(seed: int, most_cases: int) -> None:
    cases, staff, policy = drawn(seed, most_cases)
    world = World(cases, staff, policy)

    plan = allocate(cases, staff, policy, MONDAY)

    mine = {str(case.case_id): str(case.caseworker_id) for case in cases if case.caseworker_id} | who_has(plan)
    legal = list(legal_choices(world))
    assert mine in legal, seed
    assert len(mine) == max(map(len, legal)), seed
    rivals = [choice for choice in legal if choice.keys() == mine.keys()]
    goals = goals_that_count(world, mine)
    found = [[value for _, value in numbers(goal, mine, world)] for goal in goals]
    assert found == [pytest.approx(values, abs=1e-7) for values in best_numbers(world, rivals)], seed
