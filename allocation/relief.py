"""Why is somebody overloaded, and what would relieve her? The cases that only she can have, and where they could go."""

from collections.abc import Sequence
from dataclasses import dataclass

from allocation.board import Board, Positions
from allocation.obstacle import Obstacle, Way, relaxed, smallest_conflict
from allocation.seat import Seat, total
from allocation.units import Unit, wishes
from allocation.wording import case_list, percent, sentence
from sagstyngde.case import CaseId, SiblingRule
from sagstyngde.plan import CaseToPlace

MOST_WAYS = 3
MOST_UNITS = 3
"""So many of her heaviest placements are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """Why it must be her, as a Danish clause, and the cheapest ways out; both may be empty."""

    cause: str
    ways_out: tuple[str, ...]


NO_RELIEF = Relief(cause="", ways_out=())


def relief(board: Board, seat: Seat, placed: Sequence[CaseId], positions: Positions) -> Relief:
    """Look at the cases that a plan has given to an overloaded seat."""
    months = board.policy.horizon_months
    units = {_together(board, board.cases[case_id], positions) for case_id in placed}
    heaviest = sorted(units, key=lambda unit: (-total(unit, months), unit[0].case_id))[:MOST_UNITS]
    obstacles = [_without(board, unit, positions) for unit in heaviest]
    causes = [cause for obstacle in obstacles for cause in _cause(obstacle, seat)]
    ways = sorted(way for obstacle in obstacles for way in _ways(obstacle, seat))
    return Relief(cause="; ".join(causes[:1]), ways_out=tuple(sentence(way.text) for way in ways[:MOST_WAYS]))


def _together(board: Board, case: CaseToPlace, positions: Positions) -> Unit:
    """Return a case with the siblings that must be, and are, where it is."""
    siblings = [other for other in board.siblings(case) if positions.get(other.case_id) == positions[case.case_id]]
    same = [other for other in siblings if SiblingRule.SAME in wishes(board, case, other)]
    return tuple(sorted((case, *same), key=lambda one: one.case_id))


def _without(board: Board, unit: Unit, positions: Positions) -> Obstacle:
    away = {case.case_id for case in unit}
    return Obstacle.of(board, unit, {case_id: key for case_id, key in positions.items() if case_id not in away})


def _cause(obstacle: Obstacle, seat: Seat) -> list[str]:
    """Say what makes her the only one who can have the cases."""
    if [one.caseworker_id for one in obstacle.able()] != [seat.caseworker_id]:
        return []
    others = [one for one in obstacle.board.seats.values() if one is not seat]
    if not others:
        return []
    lead = min(smallest_conflict(obstacle, others), key=lambda item: len(obstacle.passing(item.name)))
    return [f"{case_list([case.case_id for case in obstacle.cases])} {obstacle.demand(lead)}"]


def _ways(obstacle: Obstacle, seat: Seat) -> list[Way]:
    """Return where the cases could go so that both she and who gets them end below what she has now."""
    before, now = obstacle.shares(seat)
    cases = case_list([case.case_id for case in obstacle.cases])
    left = f"{seat.shown} kommer på {percent(before)}"
    free = [one for one in obstacle.able() if one is not seat]
    if free:
        best = obstacle.lightest(free)
        load = obstacle.shares(best)[1]
        return [Way(0, load, f"giv {cases} til {obstacle.loaded(best)}; {left}")] if load < now else []
    return [
        Way(way.aside, way.load, f"{way.text} får {cases}; {left}", way.names)
        for way in relaxed(obstacle)
        if way.load < now and way.aside == 1
    ]
