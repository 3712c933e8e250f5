"""Which cases go together, which must be apart, and who can be placed at all?

Siblings who must share a caseworker become one unit; units that must differ are *apart*. What contradicts itself, or
can go to nobody, is set aside here and explained in ``allocation.unplaced``: the search only sees what can be placed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from allocation.board import Board
from allocation.columns import Integers
from allocation.eligible import eligible
from allocation.seat import Seat
from allocation.table import Table
from sagstyngde.case import SiblingRule
from sagstyngde.plan import CaseToPlace

Unit = tuple[CaseToPlace, ...]

BOTH = frozenset({SiblingRule.SAME, SiblingRule.DIFFERENT})
# Enough to settle any family of eight; a larger one with no way out is settled as well as was found by then.
SEARCH_STEPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Puzzle:
    """What the search sees: U units, each of which can be placed, and W seats that have capacity.

    ``allowed`` says who may take what, ``apart`` (P, 2) which units must differ; ``present`` (U,) is the seat that a
    unit has now, -1 where it is new; ``witness`` (U,) seats every unit at once.
    """

    allowed: Table
    apart: Integers
    present: Integers
    witness: Integers

    @property
    def shape(self) -> tuple[int, int]:
        """How many units and seats."""
        return len(self.present), self.allowed.rows.shape[1]


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
    allowed, apart = eligible(board, units, seats), _apart(board, units)
    present = _present(units, seats)
    witness = _witness(allowed, apart, present)
    kept = np.flatnonzero(witness >= 0)
    puzzle = Puzzle(
        allowed=allowed.some(kept), apart=_renumbered(apart, kept), present=present[kept], witness=witness[kept]
    )
    return Grouping(
        seats=seats,
        units=tuple(units[u] for u in kept),
        stranded=tuple(units[u] for u in np.flatnonzero(witness < 0) if units[u][0].case_id not in board.held),
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
    unit_of = {case.case_id: [case] for case in cases}
    for case, other in _pairs(board, cases):
        one, two = unit_of[case.case_id], unit_of[other.case_id]
        if one is not two and SiblingRule.SAME in wishes(board, case, other):
            one += two
            unit_of |= {member.case_id: one for member in two}
    found = {id(unit): unit for unit in unit_of.values()}.values()
    units = [tuple(sorted(unit, key=lambda case: case.case_id)) for unit in found]
    return tuple(sorted(units, key=lambda unit: unit[0].case_id))


def _pairs(board: Board, cases: Sequence[CaseToPlace]) -> Iterable[tuple[CaseToPlace, CaseToPlace]]:
    there = {case.case_id for case in cases}
    for family in board.families.values():
        yield from combinations([case for case in family if case.case_id in there], 2)


def _present(units: Sequence[Unit], seats: Sequence[Seat]) -> Integers:
    place = {seat.caseworker_id: number for number, seat in enumerate(seats)}
    at = [place.get(unit[0].caseworker_id, -1) if unit[0].caseworker_id is not None else -1 for unit in units]
    return np.array(at, dtype=np.intp)


def _apart(board: Board, units: Sequence[Unit]) -> Integers:
    """Return the pairs of units that must differ, (P, 2)."""
    index = {case.case_id: u for u, unit in enumerate(units) for case in unit}
    pairs = {
        (min(index[case.case_id], index[other.case_id]), max(index[case.case_id], index[other.case_id]))
        for case, other in _pairs(board, [case for unit in units for case in unit])
        if SiblingRule.DIFFERENT in wishes(board, case, other)
    }
    return np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)


def _renumbered(apart: Integers, kept: Integers) -> Integers:
    """Return the pairs of which both units are kept, by their new numbers."""
    both = np.isin(apart, kept).all(axis=1)
    return np.searchsorted(kept, apart[both]).astype(np.intp).reshape(-1, 2)


def _witness(allowed: Table, apart: Integers, present: Integers) -> Integers:
    """Seat as many units as can be seated at once; -1 for the rest. Only units that are apart need thought."""
    able = np.asarray(allowed.rows.any(axis=1))
    first = allowed.rows.argmax(axis=1) if allowed.rows.shape[1] else np.full(len(able), -1)
    witness = np.asarray(np.where(present >= 0, present, np.where(able, first, -1)[allowed.kind_of]), dtype=np.intp)
    for members in families(apart):
        options = [np.flatnonzero(allowed.rows[allowed.kind_of[u]]).tolist() for u in members]
        place = {unit: number for number, unit in enumerate(members)}
        witness[members] = _seat_family(options, [(place[a], place[b]) for a, b in apart.tolist() if a in place])
    return witness


def families(apart: Integers) -> list[list[int]]:
    """Split the units that must be apart from some other into groups between which nothing must be apart.

    >>> families(np.array([[0, 2], [3, 5], [2, 4]]))
    [[0, 2, 4], [3, 5]]
    """
    group_of: dict[int, set[int]] = {}
    for a, b in apart.tolist():
        together = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of |= dict.fromkeys(together, together)
    return sorted(map(list, {tuple(sorted(group)) for group in group_of.values()}))


def mates_of(apart: Integers, unit_count: int) -> tuple[Integers, Integers]:
    """List whom each unit must be apart from: unit u's are ``mates[first[u]:first[u + 1]]``.

    >>> first, mates = mates_of(np.array([[0, 2]]), 3)
    >>> first.tolist(), mates.tolist()
    ([0, 1, 1, 2], [2, 0])
    """
    pairs = np.concatenate([apart, apart[:, ::-1]])
    order = np.lexsort(pairs.T[::-1])
    first = np.cumsum(np.append(0, np.bincount(pairs[:, 0], minlength=unit_count))).astype(np.intp)
    return first, pairs[order, 1].astype(np.intp)


def _seat_family(options: Sequence[Sequence[int]], apart: Sequence[tuple[int, int]]) -> list[int]:
    """Seat as many of a few units as possible (depth first, at most ``SEARCH_STEPS`` steps); -1 for those left out."""
    order = sorted(range(len(options)), key=lambda u: (len(options[u]), u))
    best, steps = [-1] * len(options), SEARCH_STEPS
    trail = [-1] * len(options)
    others: list[set[int]] = [set() for _ in options]
    for a, b in apart:
        others[a].add(b)
        others[b].add(a)

    def visit(depth: int, left_out: int) -> None:
        nonlocal best, steps
        steps -= 1
        if left_out >= best.count(-1) or steps < 0:
            return
        if depth == len(order):
            best = trail.copy()
            return
        unit = order[depth]
        taken = {trail[other] for other in others[unit]}
        for seat in (*(seat for seat in options[unit] if seat not in taken), -1):
            trail[unit] = seat
            visit(depth + 1, left_out + (seat < 0))
        trail[unit] = -1

    visit(0, 0)
    return best
