"""How is a value for every case and every caseworker kept? Once for each kind of case: all that ask the same share it.

A hundred thousand cases and two thousand caseworkers are two hundred million pairs; they ask and offer in some hundreds
of ways.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from allocation.columns import Integers
from allocation.seat import Seat
from sagstyngde.plan import CaseToPlace

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Values by kind: ``kind_of`` (U,) points into ``rows`` (K, W)."""

    kind_of: Integers
    rows: NDArray[Any]

    def at(self, units: Integers, seats: Integers) -> NDArray[Any]:
        """Return the values of units at seats; the two broadcast together."""
        return np.asarray(self.rows[self.kind_of[units], seats])

    def some(self, units: Integers) -> "Table":
        """Return the table of some units."""
        kinds, kind_of = np.unique(self.kind_of[units], return_inverse=True)
        return Table(kind_of=kind_of.reshape(len(units)), rows=self.rows[kinds])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about a case and a seat whose answer depends on ``asks`` of the case and ``offers`` of the seat."""

    asks: Callable[[CaseToPlace], Hashable]
    offers: Callable[[Seat], Hashable]
    answer: Callable[[CaseToPlace, Seat], Any]


def tabulated(
    question: Question,
    cases: Sequence[CaseToPlace],
    seats: Sequence[Seat],
    dtype: type,
) -> Table:
    """Ask once for every two that differ."""
    asked, ask_of = _first_of([question.asks(case) for case in cases])
    offered, offer_of = _first_of([question.offers(seat) for seat in seats])
    answers = [[question.answer(cases[a], seats[o]) for o in offered] for a in asked]
    rows: NDArray[Any] = np.array(answers, dtype=dtype).reshape(len(asked), len(offered))
    return Table(kind_of=ask_of, rows=rows[:, offer_of])


def joined(tables: Sequence[Table], together: Callable[[Sequence[NDArray[Any]]], NDArray[Any]]) -> Table:
    """Lay tables of the same units over one another; ``together`` makes one value of theirs."""
    first, kind_of = _first_of(list(zip(*(table.kind_of.tolist() for table in tables), strict=True)))
    units = np.array(first, dtype=np.intp)
    return Table(kind_of=kind_of, rows=together([table.rows[table.kind_of[units]] for table in tables]))


def united(table: Table, members: Sequence[Sequence[int]], together: np.ufunc) -> Table:
    """Make one row of the rows of cases that form a unit; ``members`` are the cases' places by unit."""
    first, kind_of = _first_of([tuple(sorted(table.kind_of[list(unit)].tolist())) for unit in members])
    rows = np.empty((len(first), table.rows.shape[1]), dtype=table.rows.dtype)
    for row, unit in enumerate(first):
        rows[row] = together.reduce(table.rows[table.kind_of[list(members[unit])]], axis=0)
    return Table(kind_of=kind_of, rows=rows)


def _first_of(keys: Sequence[K]) -> tuple[list[int], Integers]:
    """Return where each different key stands first, and for every key which of the different ones it is."""
    order: dict[K, int] = {}
    first: list[int] = []
    which = np.empty(len(keys), dtype=np.intp)
    for place, key in enumerate(keys):
        found = order.setdefault(key, len(order))
        if found == len(first):
            first.append(place)
        which[place] = found
    return first, which
