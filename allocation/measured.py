"""What are the goals' numbers in any allocation, also one a person has made? Measured from scratch, case by case.

Of an allocation that was searched for, also how much better they could be.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocation.aims import case_columns, categories_of, seat_columns
from allocation.board import Board, Positions
from allocation.columns import CaseColumns, Integers, SeatColumns
from allocation.goals import BalancedLoad
from allocation.principles import Goal, Measure, Price, Shape, Softened
from allocation.proof import Proof
from allocation.seat import Seat
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
        categories = categories_of(board.cases.values())
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


def goals_proved(board: Board, positions: Positions, proofs: Sequence[Proof]) -> tuple[GoalReached, ...]:
    """Return the goals' numbers beside what is proved of each; nothing where there was nothing to place."""
    if not proofs:
        return ()
    found = zip(goals_reached(board, positions), board.policy.goals, proofs, strict=True)
    return tuple(_with_proof(one, proof, in_points=isinstance(goal, BalancedLoad)) for one, goal, proof in found)


def _with_proof(reached: GoalReached, proof: Proof, *, in_points: bool) -> GoalReached:
    if not math.isfinite(proof.bound):
        return reached
    known = replace(reached, bound=proof.bound)
    told = "kan ikke blive bedre" if known.proved else _at_most(known.value - proof.bound, in_points)
    return replace(known, proof=told)


def _at_most(gap: float, in_points: bool) -> str:
    """Say how much better a number could be, rounded up: what is proved must not be told as more.

    >>> _at_most(0.0312, True), _at_most(1.25, False)
    ('højst 4 procentpoint bedre', 'højst 1,3 bedre')
    """
    if in_points:
        return f"højst {amount(math.ceil(100.0 * gap - 1e-6))} procentpoint bedre"
    return f"højst {amount(math.ceil(10.0 * gap - 1e-6) / 10.0)} bedre"


def _reached(layout: _Layout, goal: Goal, measure: Measure | Price) -> GoalReached:
    if isinstance(measure, Measure):
        value = layout.measure(measure)
        return GoalReached(goal=goal.name, label=goal.label, value=value, text=measure.words(value))
    costs = layout.costs(measure)
    value, against = sum(costs), sum(cost > 0.0 for cost in costs)
    return GoalReached(
        goal=goal.name, label=goal.label, value=value, text=_told(goal, value, against), case_count=against
    )


def _told(goal: Goal, value: float, against: int) -> str:
    """Count the cases; where they do not all cost 1, say the sum too."""
    cases = count(against, "sag", "sager")
    return cases if isinstance(goal, Softened) or value == against else f"{amount(round(value, 1))} ({cases})"
