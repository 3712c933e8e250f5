"""How would the same cases be placed under several policies? Each from one basis, and counted alike.

What is counted asks nothing of the policy: a missing competence is missing also where the policy does not ask for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from math import isfinite
from time import monotonic

from allocation.board import Board, Positions, lay_out
from allocation.competence import Competence
from allocation.districts import Districts
from allocation.impact import Situation
from allocation.seat import Option
from allocation.solve import placed
from allocation.teams import Teams
from allocation.units import group
from casework.basis import PlanBasis, basis_to_json
from casework.policy import HousePolicy
from sagstyngde.case import CaseId, CaseworkerId, SiblingRule
from sagstyngde.plan import CaseToPlace, Load

TIME_LIMIT_S = 3.0
"""So long each of the policies may search: seven of them are one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a proposal does, whatever its policy asked: cases, but for the loads, which are shares of net hours.

    ``siblings_apart``, ``lacking``, ``outside_district`` and ``outside_team`` count new cases: with a sibling's case at
    another caseworker where no person wants them apart, without a competence they require, out of district or team.
    """

    placed: int
    unplaced: int
    moved: int
    peak: float
    spread: float
    siblings_apart: int
    lacking: int
    outside_district: int
    outside_team: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Who gets which case under a policy, what each carries then, and what that comes to.

    Only what is compared: why each placement, and what else could be done, is a proposal's own and takes longer.
    """

    policy: HousePolicy
    positions: Mapping[CaseId, CaseworkerId]
    unplaced: tuple[CaseId, ...]
    loads: Mapping[CaseworkerId, Load]
    counts: Counts

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """Every case it names."""
        return (*self.positions, *self.unplaced)


def under_each(basis: PlanBasis, policies: Sequence[HousePolicy]) -> tuple[Proposed, ...]:
    """Propose under each policy from one basis, whose own policy looks at least as far ahead as any of them."""
    return tuple(_under(replace(basis, policy=one.text).situation(), one) for one in policies)


def mark_of(basis: PlanBasis, policies: Iterable[HousePolicy]) -> str:
    """Return what a basis and a list of policies are known again by: the same cases, desks and rules."""
    told = dumps([basis_to_json(basis), [one.text for one in policies]], sort_keys=True, ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


def differently(proposals: Sequence[Proposed]) -> tuple[CaseId, ...]:
    """Return the cases that the proposals do not all give to the same caseworker, in order of id."""
    everywhere = sorted({case_id for one in proposals for case_id in one.positions})
    return tuple(case_id for case_id in everywhere if len({one.positions.get(case_id) for one in proposals}) > 1)


def _under(now: Situation, policy: HousePolicy) -> Proposed:
    board = lay_out(now.cases, now.staff, now.policy, now.on)
    held = board.held
    positions = held | placed(board, group(board), monotonic() + TIME_LIMIT_S)
    given = {case.case_id: positions[case.case_id] for case in board.to_place if case.case_id in positions}
    given = {case_id: who for case_id, who in given.items() if held.get(case_id) != who}
    unplaced = tuple(case.case_id for case in board.to_place if case.case_id not in positions)
    loads = {load.caseworker_id: load for load in board.loads(positions)}
    return Proposed(
        policy=policy,
        positions=given,
        unplaced=unplaced,
        loads=loads,
        counts=_counts(board, given, positions, left=len(unplaced), loads=loads.values()),
    )


def _counts(board: Board, given: Positions, positions: Positions, *, left: int, loads: Collection[Load]) -> Counts:
    new = [one for one in given if board.cases[one].caseworker_id not in board.seats]
    options = [board.option(board.cases[one], board.seats[given[one]], positions) for one in new]

    def told(objects: Callable[[Option], object]) -> int:
        return sum(objects(option) is not None for option in options)

    shares = [load.share_after for load in loads if isfinite(load.share_after) and any(load.capacity_hours)]
    return Counts(
        placed=len(new),
        unplaced=left,
        moved=len(given) - len(new),
        peak=max((load.share_after for load in loads), default=0.0),
        spread=max(shares, default=0.0) - min(shares, default=0.0),
        siblings_apart=sum(_is_apart(board, board.cases[one], positions) for one in new),
        lacking=told(Competence().objection),
        outside_district=told(Districts().objection),
        outside_team=told(Teams().objection),
    )


def _is_apart(board: Board, case: CaseToPlace, positions: Positions) -> bool:
    return any(
        positions.get(other.case_id, positions[case.case_id]) != positions[case.case_id]
        for other in board.siblings(case)
        if SiblingRule.DIFFERENT not in {case.sibling_rule, other.sibling_rule}
    )
