"""What does the search make small? A policy's goals as arrays over the units and the seats of one board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np

from allocation.board import Board
from allocation.columns import UNKNOWN, CaseColumns, Floats, SeatColumns
from allocation.eligible import places
from allocation.ledger import own_hours
from allocation.principles import Measure, Price, Shape, Term
from allocation.seat import Seat
from allocation.table import Question, Table, tabulated, united
from allocation.units import Grouping, Unit
from sagstyngde.plan import CaseToPlace

DAYS_PER_MONTH = 365.25 / 12.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """A measure over the seats' sums.

    ``adds`` (U, D) is what each unit adds, ``held`` (W, D) comes from cases that stay, ``room`` (W, R) is what the sums
    are measured against.
    """

    shape: Shape
    adds: Floats
    held: Floats
    room: Floats
    term: Term
    is_square: bool
    load_z: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Costs:
    """A measure that adds up what each unit costs at its seat."""

    table: Table


Number: TypeAlias = Sums | Costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A goal as the search sees it: its number, what decides between equals, and the slack it leaves."""

    measures: tuple[Number, ...]
    tolerance: float


def aims_of(board: Board, grouping: Grouping) -> list[Aim]:
    """Lay out the policy's goals in order."""
    layout = _Layout.of(board, grouping)
    return [
        Aim(
            measures=tuple(layout.number(one) for one in goal.measures(layout.seats, layout.mean_count)),
            tolerance=goal.tolerance,
        )
        for goal in board.policy.goals
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Layout:
    """The cases of the units in a row, the cases that stay, and the seats, as columns."""

    units: tuple[Unit, ...]
    order: tuple[Seat, ...]
    members: list[range]
    moving: CaseColumns
    staying: CaseColumns
    holder: list[int]
    seats: SeatColumns

    @classmethod
    def of(cls, board: Board, grouping: Grouping) -> "_Layout":
        months = board.policy.horizon_months
        categories = categories_of(board.cases.values())
        place = {seat.caseworker_id: number for number, seat in enumerate(grouping.seats)}
        stays = [(board.cases[case_id], place[key]) for case_id, key in board.staying.items() if key in place]
        return cls(
            units=grouping.units,
            order=grouping.seats,
            members=places(grouping.units),
            moving=case_columns([case for unit in grouping.units for case in unit], months, categories),
            staying=case_columns([case for case, _ in stays], months, categories),
            holder=[seat for _, seat in stays],
            seats=seat_columns(grouping.seats, months),
        )

    @property
    def mean_count(self) -> float:
        """Cases per caseworker."""
        return (len(self.moving) + len(self.staying)) / max(1, len(self.seats))

    def number(self, measure: Measure | Price) -> Number:
        return self._sums(measure) if isinstance(measure, Measure) else self._costs(measure)

    def _sums(self, measure: Measure) -> Sums:
        by_case, of_staying = measure.adds(self.moving), measure.adds(self.staying)
        width = by_case.shape[1]
        adds, held = np.zeros((len(self.units), width)), np.zeros((len(self.seats), width))
        unit_of = np.repeat(np.arange(len(self.units)), [len(unit) for unit in self.units])
        np.add.at(adds, unit_of, by_case)
        np.add.at(held, np.array(self.holder, dtype=np.intp), of_staying)
        return Sums(
            shape=measure.shape,
            adds=adds,
            held=held,
            room=measure.room,
            term=measure.term,
            is_square=measure.is_square,
            load_z=measure.load_z,
        )

    def _costs(self, price: Price) -> Costs:
        question = Question(asks=price.asks, offers=price.offers, answer=price.cost)
        cases = [case for unit in self.units for case in unit]
        return Costs(table=united(tabulated(question, cases, self.order, float), self.members, np.add))


def categories_of(cases: Iterable[CaseToPlace]) -> tuple[str, ...]:
    """Return the categories there are, in the order in which columns count them."""
    return tuple(sorted({case.category for case in cases if case.category is not None}))


def case_columns(cases: Sequence[CaseToPlace], months: int, categories: Sequence[str]) -> CaseColumns:
    """Lay cases side by side."""
    place = {category: number for number, category in enumerate(categories)}
    return CaseColumns(
        hours=np.array([own_hours(case, months) for case in cases], dtype=float).reshape(len(cases), months),
        spread=np.array([case.spread for case in cases], dtype=float),
        is_new=np.array([case.caseworker_id is None for case in cases], dtype=bool),
        category=np.array([place.get(case.category or "", UNKNOWN) for case in cases], dtype=np.intp),
        decided_on=np.array([_ordinal(case.decision_on) for case in cases], dtype=np.intp),
        categories=tuple(categories),
    )


def _ordinal(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()


def seat_columns(seats: Sequence[Seat], months: int) -> SeatColumns:
    """Lay caseworkers side by side."""
    employed = [(seat.on - seat.caseworker.employed_on).days / DAYS_PER_MONTH for seat in seats]
    caps = [np.inf if seat.inflow_cap is None else seat.inflow_cap for seat in seats]
    return SeatColumns(
        capacity=np.array([seat.capacity_hours for seat in seats], dtype=float).reshape(len(seats), months),
        help=np.array([seat.help_hours for seat in seats], dtype=float).reshape(len(seats), months),
        employed_months=np.array(employed, dtype=float),
        inflow_cap=np.array(caps, dtype=float),
    )
