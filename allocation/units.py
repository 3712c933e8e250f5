"""Which cases go together, which must be apart, and who can be placed at all?

Siblings who must share a caseworker become one unit; units that must differ are *apart*. What contradicts itself, or
can go to nobody, is set aside here and explained in ``allocation.unplaced``: the search only sees what can be placed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from allocation.board import Board
from allocation.principles import Floats
from allocation.seat import Seat, total
from sagstyngde.case import SiblingRule
from sagstyngde.plan import CaseToPlace

Flags = NDArray[np.bool_]
Integers = NDArray[np.intp]
Unit = tuple[CaseToPlace, ...]

BOTH = frozenset({SiblingRule.SAME, SiblingRule.DIFFERENT})
# Enough to settle any family of eight; a larger one with no way out is settled as well as was found by then.
SEARCH_STEPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Puzzle:
    """What the search sees: U units, each of which can be placed, and W seats that have capacity.

    ``hours`` and ``counts`` are (U,); ``allowed`` (U, W) says who may take what, ``apart`` (U, U) which units must
    differ; ``held_hours``, ``held_counts`` and ``capacity`` are (W,). ``witness`` (U,) seats every unit at once.
    """

    hours: Floats
    counts: Floats
    allowed: Flags
    apart: Flags
    held_hours: Floats
    held_counts: Floats
    capacity: Floats
    witness: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The cases to place, sorted: units for the search, units that find no seat, and cases that contradict siblings."""

    seats: tuple[Seat, ...]
    units: tuple[Unit, ...]
    stranded: tuple[Unit, ...]
    contradictory: tuple[CaseToPlace, ...]
    puzzle: Puzzle


def group(board: Board) -> Grouping:
    """Sort the cases to place into what can be searched and what must be explained."""
    contradictory = _contradictory(board)
    aside = {case.case_id for case in contradictory}
    units = _units(board, [case for case in board.to_place if case.case_id not in aside])
    seats = tuple(seat for seat in board.seats.values() if seat.capacity > 0.0)
    allowed, apart = _allowed(board, units, seats), _apart(board, units)
    witness = _witness(allowed, apart)
    kept = np.flatnonzero(witness >= 0)
    months = board.policy.horizon_months
    puzzle = Puzzle(
        hours=np.array([total(units[u], months) for u in kept], dtype=float),
        counts=np.array([len(units[u]) for u in kept], dtype=float),
        allowed=allowed[kept],
        apart=apart[np.ix_(kept, kept)],
        held_hours=np.array([total(seat.held, months) for seat in seats], dtype=float),
        held_counts=np.array([len(seat.held) for seat in seats], dtype=float),
        capacity=np.array([seat.capacity for seat in seats], dtype=float),
        witness=witness[kept],
    )
    return Grouping(
        seats=seats,
        units=tuple(units[u] for u in kept),
        stranded=tuple(units[u] for u in np.flatnonzero(witness < 0)),
        contradictory=contradictory,
        puzzle=puzzle,
    )


def wishes(board: Board, case: CaseToPlace, other: CaseToPlace) -> frozenset[SiblingRule]:
    """Return what two cases ask of each other under the policy's rules for pairs."""
    return frozenset[SiblingRule]().union(*(rule.wish(case, other) for rule in board.policy.pair_rules))


def _contradictory(board: Board) -> tuple[CaseToPlace, ...]:
    return tuple(
        case for case in board.to_place if any(wishes(board, case, sibling) == BOTH for sibling in board.siblings(case))
    )


def _units(board: Board, cases: Sequence[CaseToPlace]) -> tuple[Unit, ...]:
    """Join the cases that must share a caseworker, directly or through a sibling."""
    unit_of = {case.case_id: case.case_id for case in cases}
    for case, other in _pairs(board, cases):
        if SiblingRule.SAME in wishes(board, case, other):
            old, new = sorted((unit_of[case.case_id], unit_of[other.case_id]), reverse=True)
            unit_of = {case_id: new if unit == old else unit for case_id, unit in unit_of.items()}
    roots = sorted(set(unit_of.values()))
    return tuple(tuple(case for case in cases if unit_of[case.case_id] == root) for root in roots)


def _pairs(board: Board, cases: Sequence[CaseToPlace]) -> Iterable[tuple[CaseToPlace, CaseToPlace]]:
    there = {case.case_id for case in cases}
    for family in board.families.values():
        yield from combinations([case for case in family if case.case_id in there], 2)


def _allowed(board: Board, units: Sequence[Unit], seats: Sequence[Seat]) -> Flags:
    """Ask every filter of every case and seat, siblings being those who already have a caseworker."""
    held = board.held
    rows = [
        [all(not board.objections(board.option(case, seat, held)) for case in unit) for seat in seats] for unit in units
    ]
    return np.array(rows, dtype=bool).reshape(len(units), len(seats))


def _apart(board: Board, units: Sequence[Unit]) -> Flags:
    index = {case.case_id: u for u, unit in enumerate(units) for case in unit}
    apart = np.zeros((len(units), len(units)), dtype=bool)
    for case, other in _pairs(board, [case for unit in units for case in unit]):
        if SiblingRule.DIFFERENT in wishes(board, case, other):
            a, b = index[case.case_id], index[other.case_id]
            apart[a, b] = apart[b, a] = True
    return apart


def _witness(allowed: Flags, apart: Flags) -> Integers:
    """Seat as many units as can be seated at once; -1 for the rest. Only units that are apart need thought."""
    witness = np.where(allowed.any(axis=1), allowed.argmax(axis=1) if allowed.shape[1] else -1, -1).astype(np.intp)
    for members in components(apart):
        if len(members) > 1:
            options = [np.flatnonzero(allowed[u]).tolist() for u in members]
            witness[members] = _seat_family(options, apart[np.ix_(members, members)])
    return witness


def components(apart: Flags) -> list[list[int]]:
    """Split the units into groups between which nothing must be apart.

    >>> components(np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool))
    [[0, 2], [1]]
    """
    left, groups = set(range(len(apart))), []
    while left:
        reached, found = {min(left)}, set[int]()
        while reached:
            found |= reached
            reached = {int(v) for u in reached for v in np.flatnonzero(apart[u])} - found
        groups.append(sorted(found))
        left -= found
    return groups


def _seat_family(options: Sequence[Sequence[int]], apart: Flags) -> list[int]:
    """Seat as many of a few units as possible (depth first, at most ``SEARCH_STEPS`` steps); -1 for those left out."""
    order = sorted(range(len(options)), key=lambda u: (len(options[u]), u))
    best, steps = [-1] * len(options), SEARCH_STEPS
    trail = [-1] * len(options)

    def visit(depth: int, left_out: int) -> None:
        nonlocal best, steps
        steps -= 1
        if left_out >= best.count(-1) or steps < 0:
            return
        if depth == len(order):
            best = trail.copy()
            return
        unit = order[depth]
        taken = {trail[other] for other in np.flatnonzero(apart[unit])}
        for seat in (*(seat for seat in options[unit] if seat not in taken), -1):
            trail[unit] = seat
            visit(depth + 1, left_out + (seat < 0))
        trail[unit] = -1

    visit(0, 0)
    return best
