"""Why this caseworker, and what would another cost? Danish sentences for every placement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocation.aims import Aim, aims_of
from allocation.board import Board, Positions, share
from allocation.seat import Option, Seat, total
from allocation.seating import Seating
from allocation.units import Grouping, Unit
from allocation.wording import case_list, change, listed, sentence
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import Alternative, CaseToPlace, Placement

ALTERNATIVE_COUNT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A finished allocation as explanations see it. ``hours`` are each seat's over the horizon."""

    board: Board
    grouping: Grouping
    positions: Positions
    hours: dict[CaseworkerId, float]
    aims: Sequence[Aim]
    seating: Seating
    index_of: dict[CaseId, int]
    place_of: dict[CaseworkerId, int]

    @classmethod
    def of(cls, board: Board, grouping: Grouping, positions: Positions) -> "Scene":
        """Set the scene."""
        aims = aims_of(board, grouping)
        place_of = {seat.caseworker_id: number for number, seat in enumerate(grouping.seats)}
        seat_of = np.array([place_of[positions[unit[0].case_id]] for unit in grouping.units], dtype=np.intp)
        return cls(
            board=board,
            grouping=grouping,
            positions=positions,
            hours=board.hours(positions),
            aims=aims,
            seating=Seating(grouping.puzzle, [one for aim in aims for one in aim.measures], seat_of),
            index_of={case.case_id: number for number, unit in enumerate(grouping.units) for case in unit},
            place_of=place_of,
        )

    def share_with(self, seat: Seat, hours: float) -> float:
        """Return a seat's load with so many hours more."""
        return share(self.hours[seat.caseworker_id] + hours, seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another seat for a unit: why it may not be, and its load if it were."""

    seat: Seat
    objections: tuple[str, ...]
    load: float


def explained(board: Board, grouping: Grouping, positions: Positions) -> tuple[Placement, ...]:
    """Return the placements, in order of case, each with its reasons and the two best alternatives.

    A load "82 % → 88 %" is the caseworker's load in the finished plan without and with the case (for siblings who stay
    together: with all of them); an alternative's load is hers if this case, and nothing else, moved to her.
    """
    scene = Scene.of(board, grouping, positions)
    placements = [placement for index in range(len(grouping.units)) for placement in _unit(scene, index)]
    placements = [one for one in placements if one.caseworker_id != one.moved_from]
    return tuple(sorted(placements, key=lambda placement: placement.case_id))


def _unit(scene: Scene, index: int) -> list[Placement]:
    unit = scene.grouping.units[index]
    chosen = scene.board.seats[scene.positions[unit[0].case_id]]
    return [
        Placement(
            case_id=case.case_id,
            caseworker_id=chosen.caseworker_id,
            moved_from=case.caseworker_id if case.case_id in scene.board.held else None,
            reasons=_reasons(scene, index, case),
            alternatives=_alternatives(scene, (case, *(other for other in unit if other is not case)), chosen),
        )
        for case in unit
    ]


def _reasons(scene: Scene, index: int, case: CaseToPlace) -> tuple[str, ...]:
    unit, board = scene.grouping.units[index], scene.board
    chosen = board.seats[scene.positions[case.case_id]]
    hours = total(unit, board.policy.horizon_months)
    loads = change(scene.share_with(chosen, -hours), scene.share_with(chosen, 0.0))
    option = board.option(case, chosen, scene.positions)
    merits = [text for item in board.filters if (text := item.merit(option)) is not None]
    unknown = [board.norms[case.case_id]] if case.case_id in board.norms else []
    reasons = [f"foreslået: {chosen.shown} ({loads})", *merits, *_standing(scene, index, chosen), *unknown]
    return tuple(sentence(reason) for reason in reasons)


def _standing(scene: Scene, index: int, chosen: Seat) -> list[str]:
    """Say how the chosen stands among those who may take the unit, where that is a reason."""
    unit, grouping = scene.grouping.units[index], scene.grouping
    may = np.flatnonzero(grouping.puzzle.allowed.at(np.array([index]), np.arange(len(grouping.seats))))
    able = [grouping.seats[seat] for seat in may[scene.seating.pairs.near(index, may) == 0]]
    if len(able) == 1:
        return ["den eneste, der opfylder kravene"]
    hours = total(unit, scene.board.policy.horizon_months)
    others = [scene.share_with(seat, hours) for seat in able if seat is not chosen]
    lowest = scene.share_with(chosen, 0.0) <= min(others)
    return [f"laveste belastning blandt de {len(able)}, der kan tage sagen"] if lowest else []


def _alternatives(scene: Scene, unit: Unit, chosen: Seat) -> tuple[Alternative, ...]:
    hours = total(unit, scene.board.policy.horizon_months)
    seats = [seat for seat in scene.board.seats.values() if seat is not chosen]
    seats.sort(key=lambda seat: (scene.share_with(seat, hours), seat.caseworker_id))
    return tuple(
        Alternative(
            caseworker_id=rival.seat.caseworker_id,
            text=f"{rival.seat.shown} – {_cost(scene, unit, chosen, rival)}",
            allowed=not rival.objections,
        )
        for rival in _best(scene, unit, seats)
    )


def _best(scene: Scene, unit: Unit, seats: Sequence[Seat]) -> list[Rival]:
    """Return the best rivals of seats in order of load: those who may take the unit before those who may not."""
    barred: list[Rival] = []
    able: list[Rival] = []
    hours = total(unit, scene.board.policy.horizon_months)
    for seat in seats:
        rival = Rival(seat=seat, objections=_objections(scene, unit, seat), load=scene.share_with(seat, hours))
        (barred if rival.objections else able).append(rival)
        if len(able) == ALTERNATIVE_COUNT:
            break
    barred.sort(key=lambda rival: len(rival.objections))
    return [*able, *barred][:ALTERNATIVE_COUNT]


def _objections(scene: Scene, unit: Unit, seat: Seat) -> tuple[str, ...]:
    """Return why the unit may not go to a seat, the rest of the plan unchanged."""
    moved = _moved(unit, seat)
    options = [_option(scene, case, seat, moved) for case in unit]
    return tuple(dict.fromkeys(text for option in options for text in scene.board.objections(option).values()))


def _moved(unit: Unit, seat: Seat) -> dict[CaseId, CaseworkerId]:
    return {case.case_id: seat.caseworker_id for case in unit}


def _option(scene: Scene, case: CaseToPlace, seat: Seat, moved: dict[CaseId, CaseworkerId]) -> Option:
    here = {sibling.case_id for sibling in scene.board.siblings(case)} & scene.positions.keys()
    return scene.board.option(case, seat, {key: moved.get(key, scene.positions[key]) for key in here})


def _cost(scene: Scene, unit: Unit, chosen: Seat, rival: Rival) -> str:
    """Say what stands in the rival's way, or how her load compares and, where it is lower, why it was not chosen."""
    if rival.objections:
        return listed(rival.objections)
    points = round(100.0 * (rival.load - scene.share_with(chosen, 0.0)))
    together = f" (sammen med {case_list([case.case_id for case in unit[1:]])})" if len(unit) > 1 else ""
    if points > 0:
        return f"{points} procentpoint højere belastning{together}"
    lower = f"{-points} procentpoint lavere belastning" if points else "samme belastning"
    return f"{lower}{together}, {_consequence(scene, unit, rival.seat)}"


def _consequence(scene: Scene, unit: Unit, other: Seat) -> str:
    """Name the first goal that would suffer."""
    index, seat = scene.index_of[unit[0].case_id], scene.place_of[other.caseworker_id]
    for goal, aim in zip(scene.board.policy.goals, scene.aims, strict=True):
        old = scene.seating.value(aim.measures[0])
        new = scene.seating.value_if(aim.measures[0], index, seat)
        if new > old + 1e-9 * max(1.0, old):
            return f"men {goal.worsened(old, new)}"
    return "og fordelingen bliver lige så god"
