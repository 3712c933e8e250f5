"""The search against every allocation there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.aims import Aim, Sums, aims_of
from allocation.board import Board, lay_out
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.principles import Principle
from allocation.search import best_found, best_of_all, is_small
from allocation.solve import allocate
from allocation.units import group
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, a_sibling, who_has

HOURS = st.sampled_from([0.0, 1.0, 2.0, 3.5, 8.0, 20.0])
RULES = st.sampled_from(["free", "same", "different"])
SKILLS = st.sampled_from(["", "", "a", "b", "a b"])


@st.composite
def some_cases(draw: st.DrawFn) -> list[CaseToPlace]:
    kinds = draw(st.lists(st.tuples(HOURS, SKILLS, st.booleans(), RULES), min_size=draw(st.integers(0, 7)), max_size=7))
    held = draw(st.lists(st.sampled_from(["k1", "k2", "k3"]), max_size=2))
    return [
        a_sibling(str(n), rule, hours=hours, at=held[n] if n < len(held) else None, needs=needs)
        if related
        else a_case(str(n), hours, at=held[n] if n < len(held) else None, needs=needs)
        for n, (hours, needs, related, rule) in enumerate(kinds)
    ]


@st.composite
def some_staff(draw: st.DrawFn) -> list[Caseworker]:
    kinds = draw(st.lists(st.tuples(st.sampled_from([37.0, 30.0, 18.5]), SKILLS), min_size=3, max_size=3))
    return [a_caseworker(f"k{n}", *skills.split(), weekly_hours=week) for n, (week, skills) in enumerate(kinds, 1)]


@settings(max_examples=60, deadline=None)
@given(some_cases(), some_staff(), st.integers(0, 2), st.floats(0.0, 20.0))
def test_more_hours_for_one_never_raise_the_largest_load(
    cases: list[CaseToPlace], staff: list[Caseworker], which: int, more: float
) -> None:
    policy = a_policy(Siblings(), Competence(), BalancedLoad())
    lucky = staff[which]
    raised = a_caseworker(lucky.caseworker_id, *lucky.competences, weekly_hours=lucky.weekly_hours + more)

    before = allocate(cases, staff, policy, MONDAY).peak_share
    after = allocate(cases, [raised if one is lucky else one for one in staff], policy, MONDAY).peak_share

    assert after <= before + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_the_search_comes_within_two_per_cent_of_what_trying_everything_finds(seed: int) -> None:
    board = a_board(seed, units=9, seats=4)
    grouping = group(board)
    aims = aims_of(board, grouping)

    best, found = (_peak(aims, way(grouping.puzzle, aims).seat_of) for way in (best_of_all, best_found))

    assert is_small(grouping.puzzle, aims)
    assert best <= found <= 1.02 * best


def _peak(aims: list[Aim], seat_of: np.ndarray[tuple[int], np.dtype[np.intp]]) -> float:
    load = aims[0].measures[0]
    assert isinstance(load, Sums)
    sums = load.held.copy()
    np.add.at(sums, seat_of, load.adds)
    return float(load.term(sums, load.room).max())


def test_what_is_not_small_is_searched_and_keeps_every_condition() -> None:
    cases = [a_sibling(f"f{n}", "different") for n in range(5)] + [
        a_case(f"c{n}", 1.0 + n % 7, needs="a" if n % 3 else "") for n in range(30)
    ]
    staff = [a_caseworker(f"k{n}", *(["a"] if n % 2 else [])) for n in range(8)]
    board = lay_out(cases, staff, a_policy(), MONDAY)
    grouping = group(board)

    plan = allocate(cases, staff, a_policy(), MONDAY)

    assert not is_small(grouping.puzzle, aims_of(board, grouping))
    assert len(plan.placements) == 35
    assert plan.violations == ()
    assert len({who_has(plan)[f"f{n}"] for n in range(5)}) == 5


def test_a_later_goal_is_served_within_the_earlier_ones_slack() -> None:
    cases = [a_case("long", 30.0), *(a_case(f"short{n}", 10.0) for n in range(3))]
    staff = [a_caseworker("k1"), a_caseworker("k2")]

    strict, loose = (
        allocate(cases, staff, a_policy(BalancedLoad(tolerance=slack), EqualCount()), MONDAY) for slack in (0.0, 0.4)
    )

    assert sorted(load.count_after for load in strict.loads) == [1, 3]
    assert sorted(load.count_after for load in loose.loads) == [2, 2]


def test_slack_that_buys_nothing_is_given_back() -> None:
    cases = [a_case(f"{n}", hours) for n, hours in enumerate([9.0, 7.0, 5.0, 3.0])]
    policy = a_policy(BalancedLoad(tolerance=1.0), EqualCount())

    plan = allocate(cases, [a_caseworker("k1"), a_caseworker("k2")], policy, MONDAY)

    assert {load.count_after for load in plan.loads} == {2}
    assert {sum(load.hours_after) for load in plan.loads} == {6 * 12.0}


def a_board(seed: int, *, units: int, seats: int) -> Board:
    random = np.random.default_rng(seed)
    skills = [f"s{n}" for n in range(4)]
    staff = [
        a_caseworker(f"k{n}", *random.choice(skills, 3), weekly_hours=random.uniform(20, 37)) for n in range(seats)
    ]
    held = [a_case(f"h{n}", random.uniform(0.0, 20.0), at=f"k{n}") for n in range(seats)]
    known = sorted(frozenset[str]().union(*(one.competences for one in staff)))
    new = [a_case(f"c{n}", random.lognormal(2.0, 0.8), needs=str(random.choice(known))) for n in range(units)]
    return lay_out([*held, *new], staff, a_policy(Competence(), BalancedLoad()), MONDAY)


@pytest.mark.parametrize(
    ("goals", "counts"), [((BalancedLoad(), EqualCount()), [1, 9]), ((EqualCount(), BalancedLoad()), [5, 5])]
)
def test_the_goals_count_in_the_policys_order(goals: tuple[Principle, ...], counts: list[int]) -> None:
    cases = [a_case("heavy", 90.0), *(a_case(f"{n}", 10.0) for n in range(9))]

    plan = allocate(cases, [a_caseworker("k1"), a_caseworker("k2")], a_policy(*goals), MONDAY)

    assert sorted(load.count_after for load in plan.loads) == counts
