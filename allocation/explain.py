"""Why this caseworker, and what would another cost? Danish sentences for every placement."""

from dataclasses import dataclass

import numpy as np

from allocation.board import Board, Positions
from allocation.columns import Floats
from allocation.continuity import Continuity
from allocation.rivals import Consequences, alternative, consequences, rivals, standing
from allocation.scene import Scene
from allocation.seat import total
from allocation.units import Grouping
from allocation.wording import change, clauses, sentence
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace, Placement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Team:
    """Each seat's load and net hours over the horizon, both (W,)."""

    loads: Floats
    capacity: Floats

    @classmethod
    def of(cls, scene: Scene) -> "_Team":
        seats = scene.grouping.seats
        return cls(
            loads=np.array([scene.share_with(seat, 0.0) for seat in seats]),
            capacity=np.array([seat.capacity for seat in seats]),
        )


def explained(board: Board, grouping: Grouping, positions: Positions) -> tuple[Placement, ...]:
    """Return the placements, in order of case, each with its reasons and the two best alternatives.

    A load "82 % → 88 %" is the caseworker's load in the finished plan without and with the case (for siblings who stay
    together: with all of them); an alternative's load, and what she would do to the goals, is what follows if this
    case, and nothing else, moved to her.
    """
    scene = Scene.of(board, grouping, positions)
    team = _Team.of(scene)
    placements = [placement for found in consequences(scene) for placement in _unit(scene, found, team)]
    return tuple(sorted(placements, key=lambda placement: placement.case_id))


def _unit(scene: Scene, found: Consequences, team: _Team) -> list[Placement]:
    unit = scene.grouping.units[found.unit]
    chosen = scene.board.seats[scene.positions[unit[0].case_id]]
    moving = [case for case in unit if _holder(scene, case) != chosen.caseworker_id]
    others = rivals(scene, found) if moving else []
    return [
        Placement(
            case_id=case.case_id,
            caseworker_id=chosen.caseworker_id,
            moved_from=_holder(scene, case),
            reasons=_reasons(scene, found, case, team),
            alternatives=tuple(alternative(scene, case, unit, rival) for rival in others),
        )
        for case in moving
    ]


def _holder(scene: Scene, case: CaseToPlace) -> CaseworkerId | None:
    """Return who has a case now, if she is on the staff list."""
    return case.caseworker_id if case.case_id in scene.held else None


def _reasons(scene: Scene, found: Consequences, case: CaseToPlace, team: _Team) -> tuple[str, ...]:
    board, hours = scene.board, _hours(scene, found)
    chosen = board.seats[scene.positions[case.case_id]]
    option = board.option(case, chosen, scene.positions)
    own = f"foreslået: {chosen.shown} ({change(scene.share_with(chosen, -hours), scene.share_with(chosen, 0.0))})"
    merits = [text for item in board.policy.conditions if (text := item.merit(option)) is not None]
    unknown = [board.norms[case.case_id]] if case.case_id in board.norms else []
    reasons = [own, *_move(scene, found, case), *merits, *_standing(scene, found, team), *unknown]
    return tuple(sentence(reason) for reason in reasons)


def _move(scene: Scene, found: Consequences, case: CaseToPlace) -> list[str]:
    """Say from whom an active case moves, and what would be worse if it stayed."""
    holder = _holder(scene, case)
    if holder is None:
        return []
    seat, place = scene.board.seats[holder], scene.place_of.get(holder)
    loads = change(scene.share_with(seat, _hours(scene, found)), scene.share_with(seat, 0.0))
    return [f"flyttes fra {seat.shown} ({loads})", *([] if place is None else _gain(scene, found, place))]


def _gain(scene: Scene, found: Consequences, place: int) -> list[str]:
    """Say what the move back would worsen, the fewer moves apart."""
    back = scene.goal_changes(found.of_goals(place, len(scene.aims)))
    worse = [one.text for one in back if one.after > one.before and one.goal != Continuity.name]
    if worse:
        return [f"uden flytningen: {clauses(worse)}"]
    uneven = (found.steps[len(scene.aims) :, place] > 0.0).any()
    return ["uden flytningen bliver fordelingen mindre jævn"] if uneven else []


def _standing(scene: Scene, found: Consequences, team: _Team) -> list[str]:
    """Say how the chosen stands among those who may take the unit, where that is a reason.

    Of what a leader has given her nothing is said: that nobody else is left is the leader's doing.
    """
    able = np.flatnonzero(found.able)
    chosen = int(scene.seating.seat_of[found.unit])
    given_to = {case.leader.pinned_to for case in scene.grouping.units[found.unit]}
    if scene.grouping.seats[chosen].caseworker_id in given_to:
        return []
    others = able[able != chosen]
    return standing(float(team.loads[chosen]), team.loads[others] + _hours(scene, found) / team.capacity[others])


def _hours(scene: Scene, found: Consequences) -> float:
    return total(scene.grouping.units[found.unit], scene.board.policy.horizon_months)
