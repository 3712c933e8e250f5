"""What does a change of a plan mean for everybody it touches? To be seen before anybody commits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allocation.board import Board, Positions, lay_out
from allocation.measured import goals_reached
from allocation.policy import Policy
from allocation.principles import Goal
from allocation.scene import goal_change
from allocation.violations import judged
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, GoalChange, Load, Placement, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A person gives a case to another caseworker, or with ``None`` takes it out of the plan."""

    case_id: CaseId
    caseworker_id: CaseworkerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What edits of a plan change.

    ``loads`` are those of the caseworkers touched, before and after the edits (not the plan). ``changes`` names every
    goal whose number becomes another, in the policy's order. ``appearing`` and ``vanishing`` are what the plan then,
    or no longer, does not keep.
    """

    placements: tuple[Placement, ...]
    loads: tuple[Load, ...]
    changes: tuple[GoalChange, ...]
    appearing: tuple[Violation, ...]
    vanishing: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a plan was made from: the cases, the staff, the policy and the day."""

    cases: Sequence[CaseToPlace]
    staff: Sequence[Caseworker]
    policy: Policy
    on: date


def impact_of(edits: Sequence[Edit], placements: Sequence[Placement], situation: Situation) -> Impact:
    """Say what edits of a plan change: for everybody touched, for every goal, and among what is not kept.

    Edits are carried out in order. A case that stays where it is can be moved too; one taken out of the plan is with
    whom it was before, if with anybody.

    Raises:
        ValueError: an edit names an unknown case or caseworker, or two cases or caseworkers have one id.

    """
    board = lay_out(situation.cases, situation.staff, situation.policy, situation.on)
    _refuse_unknown(board, edits)
    edited = _edited(placements, edits)
    before, after = _positions(board, placements), _positions(board, edited)
    counted = {case.case_id for case in board.to_place} | {edit.case_id for edit in edits}
    then, now = (goals_reached(board, positions, counted) for positions in (after, before))
    old, new = judged(board, placements), judged(board, edited)
    return Impact(
        placements=edited,
        loads=_touched(board, before, after),
        changes=_changes(board.policy.goals, [one.value for one in now], [one.value for one in then]),
        appearing=tuple(violation for violation in new if violation not in old),
        vanishing=tuple(violation for violation in old if violation not in new),
    )


def _refuse_unknown(board: Board, edits: Sequence[Edit]) -> None:
    for edit in edits:
        if edit.case_id not in board.cases:
            raise ValueError("an edit names a case that is not there")
        if edit.caseworker_id is not None and edit.caseworker_id not in board.seats:
            raise ValueError("an edit names a caseworker who is not on the staff list")


def _edited(placements: Sequence[Placement], edits: Sequence[Edit]) -> tuple[Placement, ...]:
    """Carry out the edits; an edited placement has a person's reasons, not the proposal's."""
    placed: dict[CaseId, Placement] = {placement.case_id: placement for placement in placements}
    for edit in edits:
        if edit.caseworker_id is None:
            placed.pop(edit.case_id, None)
            continue
        from_plan = placed.get(edit.case_id)
        if from_plan is None or from_plan.caseworker_id != edit.caseworker_id:
            placed[edit.case_id] = Placement(case_id=edit.case_id, caseworker_id=edit.caseworker_id)
    return tuple(placed[case_id] for case_id in sorted(placed))


def _positions(board: Board, placements: Sequence[Placement]) -> dict[CaseId, CaseworkerId]:
    return board.held | {
        placement.case_id: placement.caseworker_id
        for placement in placements
        if placement.case_id in board.cases and placement.caseworker_id in board.seats
    }


def _touched(board: Board, before: Positions, after: Positions) -> tuple[Load, ...]:
    """Return the loads of those whose cases change, the plan before the edits being what they had."""
    changed = {case_id for case_id in before.keys() | after.keys() if before.get(case_id) != after.get(case_id)}
    who = {positions[case_id] for positions in (before, after) for case_id in changed if case_id in positions}
    return tuple(load for load in board.loads(after, before) if load.caseworker_id in who)


def _changes(goals: Sequence[Goal], before: Sequence[float], after: Sequence[float]) -> tuple[GoalChange, ...]:
    found = zip(goals, before, after, strict=True)
    return tuple(goal_change(goal, old, new) for goal, old, new in found if abs(new - old) > 1e-9 * max(1.0, abs(old)))
