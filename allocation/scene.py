"""How does a finished allocation look to those who explain it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from allocation.aims import Aim, Number, aims_of
from allocation.board import Board, Positions, share
from allocation.columns import Flags, Integers
from allocation.principles import Filter, Goal, PairRule
from allocation.seat import Option, Seat
from allocation.seating import Seating
from allocation.units import Grouping, Unit
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import CaseToPlace, GoalChange

IMPROVED = " bliver bedre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A finished allocation.

    ``hours`` are each caseworker's over the horizon, ``place_of`` counts those who have hours for cases, ``held`` is
    who had what before. ``goals`` are the policy's, ``values`` their numbers; ``pair_rules`` are the filters on pairs.
    """

    board: Board
    grouping: Grouping
    positions: Positions
    hours: Mapping[CaseworkerId, float]
    held: Positions
    aims: Sequence[Aim]
    goals: Sequence[Goal]
    pair_rules: Sequence[Filter]
    seating: Seating
    values: tuple[float, ...]
    place_of: Mapping[CaseworkerId, int]

    @classmethod
    def of(cls, board: Board, grouping: Grouping, positions: Positions) -> "Scene":
        """Set the scene."""
        aims = aims_of(board, grouping)
        place_of = {seat.caseworker_id: number for number, seat in enumerate(grouping.seats)}
        seat_of = np.array([place_of[positions[unit[0].case_id]] for unit in grouping.units], dtype=np.intp)
        seating = Seating(grouping.puzzle, [one for aim in aims for one in aim.measures], seat_of)
        return cls(
            board=board,
            grouping=grouping,
            positions=positions,
            hours=board.hours(positions),
            held=board.held,
            aims=aims,
            goals=board.policy.goals,
            pair_rules=[item for item in board.filters if isinstance(item, PairRule)],
            seating=seating,
            values=tuple(seating.value(aim.measures[0]) for aim in aims),
            place_of=place_of,
        )

    @property
    def measures(self) -> list[Number]:
        """The goals' numbers in the policy's order, then in the same order what decides between equals."""
        return [aim.measures[0] for aim in self.aims] + [one for aim in self.aims for one in aim.measures[1:]]

    def share_with(self, seat: Seat, hours: float) -> float:
        """Return a seat's load with so many hours more."""
        return share(self.hours[seat.caseworker_id] + hours, seat)

    def able(self, units: Integers) -> Flags:
        """Return who may take which of N units, the rest of the plan unchanged, (N, W)."""
        seats = np.arange(len(self.grouping.seats))
        may: Flags = self.grouping.puzzle.allowed.at(units[:, None], seats).astype(bool)
        for row, unit in enumerate(units.tolist()):
            may[row] &= self.seating.pairs.near(unit, seats) == 0
        return may

    def option(self, case: CaseToPlace, seat: Seat, unit: Unit) -> Option:
        """Consider a case for a seat; what goes with it moves along, and the rest of the plan is unchanged."""
        siblings = {sibling.case_id for sibling in self.board.siblings(case)} & self.positions.keys()
        along: dict[CaseId, CaseworkerId] = {other.case_id: seat.caseworker_id for other in unit}
        return self.board.option(case, seat, {key: along.get(key, self.positions[key]) for key in siblings})

    def objections(self, unit: Unit, seat: Seat) -> tuple[str, ...]:
        """Return why a unit may not go to a seat, the rest of the plan unchanged."""
        options = [self.option(case, seat, unit) for case in unit]
        return tuple(dict.fromkeys(text for option in options for text in self.board.objections(option).values()))

    def goal_changes(self, risen: Sequence[float]) -> tuple[GoalChange, ...]:
        """Name the goals that change; ``risen`` says by how much each goal's number does."""
        goals = zip(self.goals, self.values, risen, strict=True)
        return tuple(goal_change(goal, value, value + rise) for goal, value, rise in goals if rise != 0.0)


def goal_change(goal: Goal, before: float, after: float) -> GoalChange:
    """Say that a goal's number rises, or falls."""
    text = goal.worsened(before, after) if after > before else f"»{goal.label}«{IMPROVED}"
    return GoalChange(goal=goal.name, before=before, after=after, text=text)
