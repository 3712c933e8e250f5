"""Whose added competence would lower the floor most? The shadow value of what is scarce, solved for each candidate.

A *grant* lets one caseworker take cases that she may not take today. What the cut itself would become bounds each from
below, so only those that could still win are solved, and the best of them is the best of all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocation.balance import Balance, floor
from allocation.board import Board
from allocation.columns import Flags
from allocation.competence import Competence
from allocation.cut import Cut, Naming, bars_of
from allocation.districts import Districts
from allocation.language import Language
from allocation.seat import Seat
from allocation.units import Grouping
from allocation.wording import percent, rounded_down
from sagstyngde.plan import CaseToPlace

LEAST_DROP = 0.005
"""Half a percentage point of load: less would not show."""
MOST_SOLVED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A caseworker with what she would be given, in a Danish clause ("fik T. Krogh kompetencen autisme").

    ``level`` is the floor it would lead to, at first only a bound on it.
    """

    clause: str
    seat: Seat
    level: float = 0.0

    def told(self, floor: str) -> str:
        """Say what it would do to a floor, given as people read it."""
        return f"{self.clause}, ville grænsen være {percent(rounded_down(self.level))} i stedet for {floor}"


def best_grant(
    board: Board, grouping: Grouping, cut: Cut, question: Balance, *, naming: Sequence[Naming]
) -> Grant | None:
    """Return the grant that lowers the floor most; nothing where none lowers it to speak of.

    At most ``MOST_SOLVED`` are solved, the most promising first.
    """
    best, lowest = None, cut.level - LEAST_DROP
    bounded = sorted(_bounded(board, cut, question, naming), key=lambda grant: (grant.level, grant.clause))
    for grant in bounded[:MOST_SOLVED]:
        if grant.level >= lowest:
            break
        solved = floor(replace(question, rows=_granted(board, grouping, question, grant.seat))).level
        if solved < lowest:
            best, lowest = replace(grant, level=solved), solved
    return best


def _bounded(board: Board, cut: Cut, question: Balance, naming: Sequence[Naming]) -> Iterator[Grant]:
    """Return the grants that let the cut's cases out, each with a bound on the floor it would lead to.

    Either the new caseworker is filled with the others, or only what she cannot take is left to them.
    """
    held = dict(zip((seat.caseworker_id for seat in cut.outside), question.held[~cut.seats].tolist(), strict=True))
    for grant in _grants(cut, naming):
        freed = _may(board, cut.alike, grant.seat)[cut.kind]
        if freed.any():
            joined = (cut.hours + held[grant.seat.caseworker_id]) / (cut.capacity + grant.seat.capacity)
            left = (cut.hours - question.hours[cut.places[freed]].sum()) / cut.capacity
            yield replace(grant, level=0.0 if cut.single is not None else max(joined, left))


def _grants(cut: Cut, naming: Sequence[Naming]) -> Iterator[Grant]:
    """Return what could be given to somebody outside: what the cases ask for, where that keeps them from her."""
    for item, barred in naming:
        cases = [case for unit, is_barred in zip(cut.units, barred, strict=True) if is_barred for case in unit]
        for seat in cut.outside:
            yield from _given(item, seat, cases)


def _given(item: object, seat: Seat, cases: Iterable[CaseToPlace]) -> Iterator[Grant]:
    who, shown = seat.caseworker, seat.shown
    match item:
        case Competence():
            for one in sorted(frozenset().union(*(case.required_competences for case in cases)) - who.competences):
                more = replace(who, competences=who.competences | {one})
                yield Grant(clause=f"fik {shown} kompetencen {one}", seat=replace(seat, caseworker=more))
        case Language():
            for one in sorted({case.language for case in cases if case.language} - who.languages):
                more = replace(who, languages=who.languages | {one})
                yield Grant(clause=f"talte {shown} {one}", seat=replace(seat, caseworker=more))
        case Districts():
            for one in sorted({case.district for case in cases if case.district} - who.districts):
                more = replace(who, districts=who.districts | {one})
                yield Grant(clause=f"dækkede {shown} også distriktet {one}", seat=replace(seat, caseworker=more))


def _granted(board: Board, grouping: Grouping, question: Balance, seat: Seat) -> Flags:
    """Return who may take which kind when one seat has been given something, (K, W)."""
    rows = question.rows.copy()
    place = [other.caseworker_id for other in grouping.seats].index(seat.caseworker_id)
    kinds, first = np.unique(question.kind_of, return_index=True)
    rows[kinds, place] |= _may(board, [grouping.units[unit] for unit in first.tolist()], seat)
    return rows


def _may(board: Board, units: Iterable[tuple[CaseToPlace, ...]], seat: Seat) -> Flags:
    """Return which units a seat may take, (U,)."""
    some = list(units)
    may = np.ones(len(some), dtype=bool)
    for item in board.filters:
        may &= ~bars_of(board, item, some, [seat])[:, 0]
    return may
