"""Who sits where while an allocation is being improved, and what would a rotation change?

A rotation takes ``units[m]`` from ``seats[m]`` to ``seats[m + 1]``, the last one to the first. A plain move is a
rotation in which nobody comes back: the ghost unit, number U, which weighs nothing and may sit anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocation.aims import Costs, Number, Sums
from allocation.columns import Flags, Floats, Integers
from allocation.principles import Shape
from allocation.table import Table
from allocation.units import Puzzle

PRECISION = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A measure that may not rise above a bound, in which its goal's tolerance is."""

    measure: Number
    bound: float
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Rotations:
    """N rotations of K units: ``units`` and ``seats`` are (N, K)."""

    units: Integers
    seats: Integers

    def at(self, index: Integers | Flags) -> "Rotations":
        """Return some of them."""
        return Rotations(self.units[index], self.seats[index])


class Seating:
    """Who sits where, while it is being improved: the one mutable thing in allocation."""

    def __init__(self, puzzle: Puzzle, measures: Sequence[Number], seat_of: Integers) -> None:
        """Seat every unit; a seat of -1 means not seated yet."""
        self.unit_count, self.seat_count = puzzle.shape
        self.allowed = _with_ghost(puzzle.allowed, True)
        self.pairs = Pairs(puzzle.apart, self.unit_count, self.seat_count)
        self.sums = {id(one): one for one in measures if isinstance(one, Sums)}
        self.costs = {id(one): _with_ghost(one.table, 0.0) for one in measures if isinstance(one, Costs)}
        self.adds = {key: np.vstack([one.adds, np.zeros_like(one.adds[:1])]) for key, one in self.sums.items()}
        self.totals = {key: one.held.copy() for key, one in self.sums.items()}
        self.seat_of = np.full(self.unit_count, -1, dtype=np.intp)
        for unit, seat in enumerate(seat_of.tolist()):
            self.put(unit, seat)

    def put(self, unit: int, seat: int) -> None:
        """Move a unit to a seat, or off the board with -1."""
        for place, sign in ((int(self.seat_of[unit]), -1), (seat, 1)):
            if place >= 0:
                for key, totals in self.totals.items():
                    totals[place] += sign * self.adds[key][unit]
                self.pairs.count(unit, place, sign)
        self.seat_of[unit] = seat

    def rotate(self, units: Sequence[int], seats: Sequence[int]) -> None:
        """Carry out one rotation."""
        for unit, seat in zip(units, (*seats[1:], seats[0]), strict=True):
            if unit < self.unit_count:
                self.put(unit, seat)

    def restore(self, seat_of: Integers) -> None:
        """Return to an earlier seating."""
        for unit in np.flatnonzero(seat_of != self.seat_of).tolist():
            self.put(unit, int(seat_of[unit]))

    def value(self, measure: Number) -> float:
        """Measure the seating."""
        if isinstance(measure, Costs):
            return float(self.costs_now(measure).sum())
        terms = self.terms(measure)
        return float(terms.max(initial=0.0) if measure.shape is Shape.PEAK else terms.sum())

    def terms(self, sums: Sums) -> Floats:
        """Return each seat's term, (W,)."""
        return sums.term(self.totals[id(sums)], sums.room)

    def costs_now(self, costs: Costs) -> Floats:
        """Return what each unit costs where it sits, (U,); nothing while it is not seated."""
        seated = np.flatnonzero(self.seat_of >= 0)
        now = np.zeros(self.unit_count)
        now[seated] = self.costs[id(costs)].at(seated, self.seat_of[seated])
        return now

    def legal(self, some: Rotations) -> Flags:
        """Say which rotations keep every filter and every pair apart."""
        target, leaving = np.roll(some.seats, -1, axis=1), np.roll(some.units, -1, axis=1)
        fits = self.allowed.at(some.units, target)
        if self.pairs:
            fits &= self.pairs.near(some.units, target) - self.pairs.apart(some.units, leaving) == 0
        every: Flags = np.all(fits, axis=1)
        return every

    def around(self, some: Rotations, measure: Number) -> tuple[Floats, Floats]:
        """Return what the measure is at each place of each rotation before and after it, both (N, K)."""
        if isinstance(measure, Costs):
            table = self.costs[id(measure)]
            return table.at(some.units, some.seats), table.at(some.units, np.roll(some.seats, -1, axis=1))
        adds = self.adds[id(measure)][some.units]
        after = self.totals[id(measure)][some.seats] - adds + np.roll(adds, 1, axis=1)
        return self.terms(measure)[some.seats], measure.term(after, measure.room[some.seats])

    def gains(self, some: Rotations, measure: Number) -> Floats:
        """Return by how much each rotation lowers the measure, among the places it touches."""
        before, after = self.around(some, measure)
        gains: Floats = (before.max(axis=1) - after.max(axis=1)) if is_peak(measure) else (before - after).sum(axis=1)
        return gains

    def within(self, some: Rotations, limits: Sequence[Limit]) -> Flags:
        """Say which rotations keep the limits, which the seating keeps."""
        fits = np.ones(len(some.units), dtype=bool)
        for limit in limits:
            before, after = self.around(some, limit.measure)
            bound = limit.bound + PRECISION * max(1.0, abs(limit.bound))
            if is_peak(limit.measure):
                fits &= after.max(axis=1) <= bound
            else:
                fits &= self.value(limit.measure) + (after - before).sum(axis=1) <= bound
        return fits


class Pairs:
    """The units that must be apart from others: few among many, so only they are counted."""

    def __init__(self, apart: Integers, unit_count: int, seat_count: int) -> None:
        """Count nothing yet; ``apart`` is (P, 2)."""
        paired = np.unique(apart)
        # Row 0 is every unit that need not be apart from any.
        self._row_of = np.zeros(unit_count + 1, dtype=np.intp)
        self._row_of[paired] = np.arange(1, len(paired) + 1)
        self._apart = np.zeros((len(paired) + 1, len(paired) + 1), dtype=np.int16)
        one, other = self._row_of[apart].T
        self._apart[one, other] = self._apart[other, one] = 1
        self._near = np.zeros((len(paired) + 1, seat_count), dtype=np.int16)

    def __len__(self) -> int:
        """Return how many units are apart from some other."""
        return len(self._near) - 1

    def count(self, unit: int, seat: int, sign: int) -> None:
        """Take notice that a unit has come to a seat (1) or left it (-1)."""
        if row := self._row_of[unit]:
            self._near[:, seat] += np.int16(sign) * self._apart[row]

    def near(self, units: Integers | int, seats: Integers) -> Integers:
        """Return how many that a unit must be apart from sit at a seat."""
        return np.asarray(self._near[self._row_of[units], seats])

    def apart(self, units: Integers, others: Integers) -> Integers:
        """Return 1 where two units must be apart."""
        return np.asarray(self._apart[self._row_of[units], self._row_of[others]])


def is_peak(measure: Number) -> bool:
    """Say whether a measure is the largest of the seats' terms."""
    return isinstance(measure, Sums) and measure.shape is Shape.PEAK


def _with_ghost(table: Table, value: float) -> Table:
    """Add a unit for which every seat has one value."""
    row = np.full((1, table.rows.shape[1]), value, dtype=table.rows.dtype)
    return Table(kind_of=np.append(table.kind_of, len(table.rows)), rows=np.vstack([table.rows, row]))
