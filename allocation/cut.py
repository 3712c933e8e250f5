"""Which conditions keep a bottleneck's cases from everybody else? The fewest that together do, in their own words."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from allocation.balance import Balance
from allocation.balance import Floor as Bound
from allocation.board import Board
from allocation.columns import Flags, Integers
from allocation.principles import Filter, PairRule
from allocation.seat import Option, Seat
from allocation.table import Question, tabulated
from allocation.units import Grouping, Unit
from allocation.wording import case_list

MOST_TOLD = 3
Naming: TypeAlias = tuple[Filter, Flags]
"""A condition, and which of a cut's units it keeps from somebody outside, (U,)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """Units that can only go to the seats ``inside``, which they fill; no unit where a load held already is the floor.

    ``places`` are the units' numbers in the grouping; ``alike`` holds one unit of each kind, and ``kind`` (U,) says of
    which kind each is: those of a kind ask the same of everybody. ``seats`` (W,) marks the seats inside. ``single`` is
    the seat that one unit alone fills least. ``level`` is the floor; ``hours`` are the units' and those held inside,
    ``capacity`` is that of the seats.
    """

    units: tuple[Unit, ...]
    places: Integers
    alike: tuple[Unit, ...]
    kind: Integers
    inside: tuple[Seat, ...]
    outside: tuple[Seat, ...]
    seats: Flags
    single: Seat | None
    level: float
    hours: float
    capacity: float

    @classmethod
    def of(cls, grouping: Grouping, question: Balance, bound: Bound) -> "Cut":
        """Turn the engine's arrays into cases and people."""
        single = None
        if bound.binding_unit >= 0:
            places = np.array([bound.binding_unit])
            seats = question.rows[question.kind_of[bound.binding_unit]].astype(bool)
            after = (question.held + question.hours[bound.binding_unit]) / question.capacity
            single = grouping.seats[int(np.where(seats, after, np.inf).argmin())]
        elif bound.cut_seats.any():
            places, seats = np.flatnonzero(bound.cut_kinds[question.kind_of]), bound.cut_seats.astype(bool)
        else:
            heaviest = int((question.held / question.capacity).argmax())
            places, seats = np.zeros(0, dtype=np.intp), np.arange(len(question.held)) == heaviest
        _, first, kind = np.unique(question.kind_of[places], return_index=True, return_inverse=True)
        return cls(
            alike=tuple(grouping.units[place] for place in places[first]),
            kind=kind.astype(np.intp),
            units=tuple(grouping.units[place] for place in places),
            places=places.astype(np.intp),
            inside=tuple(seat for seat, within in zip(grouping.seats, seats, strict=True) if within),
            outside=tuple(seat for seat, within in zip(grouping.seats, seats, strict=True) if not within),
            seats=seats,
            single=single,
            level=bound.level,
            hours=float(question.hours[places].sum() + question.held[seats].sum()),
            capacity=float(question.capacity[seats].sum()),
        )


def told_conditions(board: Board, cut: Cut, naming: Sequence[Naming]) -> list[str]:
    """Say in clauses what the cut's cases ask for and who alone meets it; the most cases first."""
    groups = [group for item, bars in naming for group in _groups(board, cut, item, bars)]
    groups.sort(key=lambda group: -group[0])
    return [text for _, text in groups[:MOST_TOLD]]


def naming_conditions(board: Board, cut: Cut) -> list[Naming]:
    """Return the fewest conditions that together keep every unit from every seat outside, and which units each bars.

    The earlier in the policy win ties.
    """
    if not cut.units or not cut.outside:
        return []
    bars = [bars_of(board, item, cut.alike, cut.outside) for item in board.filters]
    patterns = np.unique(np.stack([one.ravel() for one in bars], axis=1), axis=0)
    patterns = patterns[patterns.any(axis=1)]
    for size in range(1, len(bars) + 1):
        for chosen in combinations(range(len(bars)), size):
            if patterns[:, chosen].any(axis=1).all():
                return [(board.filters[n], np.asarray(bars[n].any(axis=1))[cut.kind]) for n in chosen]
    return []


def bars_of(board: Board, item: Filter, units: Sequence[Unit], seats: Sequence[Seat]) -> Flags:
    """Return which units one condition keeps from which seats, siblings counting where they stay, (U, W)."""
    if isinstance(item, PairRule):
        return np.array([_pair_bars(board, item, unit, seats) for unit in units], dtype=bool)
    asked = Question(
        asks=item.asks,
        offers=item.offers,
        answer=lambda case, seat: item.objection(Option(case=case, seat=seat)) is not None,
    )
    cases = [case for unit in units for case in unit]
    table = tabulated(asked, cases, seats, bool)
    by_case: Flags = table.rows[table.kind_of]
    starts = np.cumsum([0, *(len(unit) for unit in units[:-1])])
    barred_units: Flags = np.logical_or.reduceat(by_case, starts, axis=0)
    return barred_units


def _pair_bars(board: Board, item: Filter, unit: Unit, seats: Sequence[Seat]) -> list[bool]:
    """Say from which seats a condition on two cases keeps a unit; only siblings can."""
    kin = [case for case in unit if board.siblings(case)]
    staying = board.staying if kin else {}
    return [any(item.objection(board.option(case, seat, staying)) is not None for case in kin) for seat in seats]


def _groups(board: Board, cut: Cut, item: Filter, barred: Flags) -> Iterator[tuple[int, str]]:
    """Word one condition for the units that ask the same of it."""
    alike: dict[Hashable, list[Unit]] = {}
    for unit, is_barred in zip(cut.units, barred.tolist(), strict=True):
        if is_barred:
            alike.setdefault(frozenset(item.asks(case) for case in unit), []).append(unit)
    every = [*cut.inside, *cut.outside]
    for units in alike.values():
        able = ~bars_of(board, item, units[:1], every)[0]
        passing = sorted((seat for seat, may in zip(every, able, strict=True) if may), key=lambda s: s.caseworker_id)
        options = [board.option(case, every[0], board.staying) for case in units[0]]
        case_ids = sorted(case.case_id for unit in units for case in unit)
        who = case_list(case_ids) if len(case_ids) <= 2 else f"{len(case_ids)} af sagerne"
        yield len(case_ids), f"{who} {item.demand(options, [seat.shown for seat in passing])}"
