"""What must hold of any plan under any policy, whatever the numbers are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from allocation.birth_days import BirthDays
from allocation.board import lay_out
from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.leader import Leader
from allocation.mandate import Mandate
from allocation.measured import goals_reached
from allocation.policy import Policy
from allocation.policy_toml import embedded_policies, read_policy
from allocation.principles import Principle
from allocation.solve import allocate
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Plan
from tests.allocation.authorities import ListedAuthority
from tests.allocation.drawn import KEYS, THIRDS, drawn
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling, who_has

SEEDS = range(1000, 1060)
Situation = tuple[list[CaseToPlace], list[Caseworker], Policy]
Names = Mapping[CaseworkerId, CaseworkerId]


def situations() -> Iterator[Situation]:
    """Some drawn situations; bands of days are stated, since unstated ones go by id."""
    for seed in SEEDS:
        cases, staff, policy = drawn(seed, 6)
        principles = (replace(one, bands=THIRDS) if isinstance(one, BirthDays) else one for one in policy.principles)
        yield cases, staff, replace(policy, principles=tuple(principles))


def renamed(situation: Situation, names: Names) -> Situation:
    """The same people under other ids."""
    cases, staff, policy = situation
    staff = [replace(one, caseworker_id=names[one.caseworker_id]) for one in staff]
    return [_renamed_case(case, names) for case in cases], staff, replace(policy, principles=_renamed(policy, names))


def _renamed_case(case: CaseToPlace, names: Names) -> CaseToPlace:
    word = replace(
        case.leader,
        pinned_to=None if case.leader.pinned_to is None else names[case.leader.pinned_to],
        excluded=frozenset(names[key] for key in case.leader.excluded),
        disqualified=frozenset(names[key] for key in case.leader.disqualified),
        order=tuple(names[key] for key in case.leader.order),
    )
    holder = None if case.caseworker_id is None else names[case.caseworker_id]
    return replace(case, caseworker_id=holder, leader=word)


def _renamed(policy: Policy, names: Names) -> tuple[Principle, ...]:
    def under_other_names(one: Principle) -> Principle:
        if isinstance(one, BirthDays):
            return replace(one, bands={names[CaseworkerId(key)]: days for key, days in one.bands.items()})
        if isinstance(one, Mandate) and isinstance(authority := getattr(one, "authority", None), ListedAuthority):
            may = {code: {names[CaseworkerId(key)] for key in keys} for code, keys in authority.may.items()}
            plain = Mandate(tolerance=one.tolerance, months=one.months, competence=one.competence)
            return plain.authorised(ListedAuthority(may))
        return one

    return tuple(map(under_other_names, policy.principles))


def reached(situation: Situation, plan: Plan) -> list[float]:
    """The goals' numbers in a plan."""
    board = lay_out(*situation, MONDAY)
    placed = {placement.case_id: placement.caseworker_id for placement in plan.placements}
    return [one.value for one in goals_reached(board, board.held | placed)]


def test_renaming_caseworkers_renames_the_plan() -> None:
    later = {key: CaseworkerId(f"m{key}") for key in KEYS}
    for situation in situations():
        plan, other = allocate(*situation, MONDAY), allocate(*renamed(situation, later), MONDAY)

        assert who_has(other) == {case_id: later[CaseworkerId(key)] for case_id, key in who_has(plan).items()}


def test_other_names_change_who_is_chosen_among_equals_and_nothing_else() -> None:
    for situation in situations():
        plan = allocate(*situation, MONDAY)
        for turn in list(permutations(KEYS))[1:4]:
            turned = renamed(situation, dict(zip(KEYS, turn, strict=True)))
            other = allocate(*turned, MONDAY)

            assert who_has(other).keys() == who_has(plan).keys()
            assert reached(turned, other) == pytest.approx(reached(situation, plan), abs=1e-7)


def test_the_order_of_cases_and_caseworkers_changes_nothing() -> None:
    for cases, staff, policy in situations():
        assert allocate(cases[::-1], staff[::-1], policy, MONDAY) == allocate(cases, staff, policy, MONDAY)


def test_a_dearer_move_never_raises_the_number_of_moves() -> None:
    for cases, staff, _ in situations():
        held = [replace(case, caseworker_id=KEYS[n % 2]) for n, case in enumerate(cases)]
        moves = [
            len(allocate(held, staff, a_policy(Siblings(), BalancedLoad(tolerance=0.1), rule), MONDAY).placements)
            for rule in (Continuity(move_price=price, price_per_year=2.0) for price in (0.01, 0.5, 2.0, 100.0))
        ]

        assert moves == sorted(moves, reverse=True)


def test_more_hours_for_one_never_worsen_the_first_goal() -> None:
    for cases, staff, _ in situations():
        policy = a_policy(Siblings(), Competence(), Leader(), BalancedLoad(z=0.7))
        more = [replace(staff[0], weekly_hours=staff[0].weekly_hours + 5.0), *staff[1:]]
        before, after = ((cases, some, policy) for some in (staff, more))

        assert reached(after, allocate(*after, MONDAY))[0] <= reached(before, allocate(*before, MONDAY))[0] + 1e-9


def test_what_was_proposed_once_stays() -> None:
    for cases, staff, policy in situations():
        placed = {one.case_id: one.caseworker_id for one in allocate(cases, staff, policy, MONDAY).placements}
        stays = a_policy(*(one for one in policy.principles if not isinstance(one, Continuity)))
        settled = [replace(case, caseworker_id=placed.get(case.case_id, case.caseworker_id)) for case in cases]

        assert who_has(allocate(settled, staff, stays, MONDAY)) == {}


def _family() -> Sequence[CaseToPlace]:
    return [a_sibling("1", "same"), a_sibling("2", "same"), a_case("3", needs="autisme"), a_case("4", birth_day=31)]


@pytest.mark.parametrize("name", embedded_policies())
@pytest.mark.parametrize(
    "staff", [[], [a_caseworker(key, absences=(AWAY_UNTIL_JANUARY,)) for key in KEYS]], ids=["nobody", "all on leave"]
)
def test_without_anybody_at_work_every_case_is_explained(name: str, staff: list[Caseworker]) -> None:
    plan = allocate(_family(), staff, read_policy(name), MONDAY)

    assert [one.case_id for one in plan.unplaced] == [CaseId(key) for key in "1234"]
    assert all(one.reason and one.ways_out for one in plan.unplaced)
    assert not any(word in one.reason.lower() for one in plan.unplaced for word in ("infeasible", "umulig"))


@pytest.mark.parametrize("name", embedded_policies())
def test_without_cases_there_is_an_empty_plan(name: str) -> None:
    plan = allocate([], [a_caseworker("k1")], read_policy(name), MONDAY)

    assert plan.placements == ()
    assert plan.unplaced == ()
    assert plan.violations == ()
