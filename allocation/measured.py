"""What are the goals' numbers in any allocation, also one a person has made? Measured from scratch, case by case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from allocation.aims import case_columns, seat_columns
from allocation.board import Board, Positions
from allocation.columns import CaseColumns, Integers, SeatColumns
from allocation.principles import Goal, Measure, Price, Shape, Softened
from allocation.seat import Seat
from allocation.wording import percent
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.danish import amount, count
from sagstyngde.plan import CaseToPlace, GoalReached


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Layout:
    """Every case with somebody who has hours, as columns: ``place`` (N,) is where she stands among ``seats``."""

    cases: Sequence[CaseToPlace]
    columns: CaseColumns
    place: Integers
    order: Sequence[Seat]
    seats: SeatColumns
    counted: Collection[CaseId]

    @classmethod
    def of(cls, board: Board, positions: Positions, counted: Collection[CaseId]) -> "_Layout":
        order = [seat for seat in board.seats.values() if seat.capacity > 0.0]
        place: Mapping[CaseworkerId, int] = {seat.caseworker_id: number for number, seat in enumerate(order)}
        held = [(board.cases[case_id], place[key]) for case_id, key in sorted(positions.items()) if key in place]
        categories = sorted({case.category for case in board.cases.values() if case.category is not None})
        months, cases = board.policy.horizon_months, [case for case, _ in held]
        return cls(
            cases=cases,
            columns=case_columns(cases, months, categories),
            place=np.array([number for _, number in held], dtype=np.intp),
            order=order,
            seats=seat_columns(order, months),
            counted=counted,
        )

    def measure(self, one: Measure) -> float:
        if not self.order:
            return 0.0
        adds = one.adds(self.columns)
        sums = np.zeros((len(self.order), adds.shape[1]))
        np.add.at(sums, self.place, adds)
        terms = one.term(sums, one.room)
        return float(terms.max(initial=0.0) if one.shape is Shape.PEAK else terms.sum())

    def costs(self, one: Price) -> list[float]:
        placed = zip(self.cases, self.place.tolist(), strict=True)
        return [one.cost(case, self.order[number]) for case, number in placed if case.case_id in self.counted]


def goals_reached(board: Board, positions: Positions, counted: Collection[CaseId] | None = None) -> list[GoalReached]:
    """Return the goals' numbers in the policy's order, as the search has them.

    Placements cost something only for the cases in ``counted``: those a plan may place, unless others are named.
    Somebody without any hours for cases is left out, with her cases: no load can be measured by hers.
    """
    if counted is None:
        counted = {case.case_id for case in board.to_place}
    layout = _Layout.of(board, positions, counted)
    mean_count = len(layout.cases) / max(1, len(layout.order))
    return [_reached(layout, goal, goal.measures(layout.seats, mean_count)[0]) for goal in board.policy.goals]


def _reached(layout: _Layout, goal: Goal, measure: Measure | Price) -> GoalReached:
    if isinstance(measure, Measure):
        value = layout.measure(measure)
        text = percent(value) if measure.load_z is not None else amount(round(value, 1))
        return GoalReached(goal=goal.name, label=goal.label, value=value, text=text)
    costs = layout.costs(measure)
    value, against = sum(costs), sum(cost > 0.0 for cost in costs)
    return GoalReached(
        goal=goal.name, label=goal.label, value=value, text=_told(goal, value, against), case_count=against
    )


def _told(goal: Goal, value: float, against: int) -> str:
    """Count the cases; where they do not all cost 1, say the sum too."""
    cases = count(against, "sag", "sager")
    return cases if isinstance(goal, Softened) or value == against else f"{amount(round(value, 1))} ({cases})"
