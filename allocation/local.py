"""How is an allocation improved a little at a time? By rotations: a case moves on, two change places, or three do.

A rotation takes ``units[m]`` from ``seats[m]`` to ``seats[m + 1]``, the last one to the first. A plain move is a
rotation in which nobody comes back: the ghost unit, number U, which weighs nothing and may sit anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from allocation.principles import Floats, Measure, Shape
from allocation.units import Flags, Integers, Puzzle

# Beyond this many pairs only the cases of the heaviest seats look for partners in one round.
PAIRS_AT_ONCE = 250_000
PRECISION = 1e-9
# Shakes matter where few long cases lie badly: against trying everything at 9 x 4, 0 / 10 / 30 shakes leave a mean gap
# of 3.5 / 0.3 / 0.05 %. They are too slow, and not needed, where units x seats is large.
SHAKES = 30
SHAKEN_CELLS = 10_000
ROTATIONS_PER_SHAKE = 4
SEED = 2016


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A measure that may not rise above a bound."""

    measure: Measure
    bound: float


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

    def __init__(self, puzzle: Puzzle, seat_of: Integers) -> None:
        """Seat every unit; a seat of -1 means not seated yet."""
        self.unit_count, self.seat_count = puzzle.allowed.shape
        self.capacity = puzzle.capacity
        self.hours_of = np.append(puzzle.hours, 0.0)
        self.counts_of = np.append(puzzle.counts, 0.0)
        self.allowed = np.vstack([puzzle.allowed, np.ones((1, self.seat_count), dtype=bool)])
        self.apart = np.pad(puzzle.apart, (0, 1))
        self.hours, self.counts = puzzle.held_hours.copy(), puzzle.held_counts.copy()
        self.near = np.zeros((self.unit_count + 1, self.seat_count), dtype=np.int16)
        self.seat_of = np.full(self.unit_count, -1, dtype=np.intp)
        for unit, seat in enumerate(seat_of):
            self.put(unit, int(seat))

    def put(self, unit: int, seat: int) -> None:
        """Move a unit to a seat, or off the board with -1."""
        for place, sign in ((int(self.seat_of[unit]), -1), (seat, 1)):
            if place >= 0:
                self.hours[place] += sign * self.hours_of[unit]
                self.counts[place] += sign * self.counts_of[unit]
                self.near[:, place] += np.int16(sign) * self.apart[unit]
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

    def value(self, measure: Measure) -> float:
        """Measure the seating."""
        return float(measure.value(self.hours, self.counts, self.capacity))

    def legal(self, some: Rotations) -> Flags:
        """Say which rotations keep every filter and every pair apart."""
        target, leaving = np.roll(some.seats, -1, axis=1), np.roll(some.units, -1, axis=1)
        fits = self.allowed[some.units, target]
        fits &= self.near[some.units, target] - self.apart[some.units, leaving] == 0
        every: Flags = np.all(fits, axis=1)
        return every

    def terms(self, some: Rotations, measure: Measure) -> tuple[Floats, Floats]:
        """Return the seats' terms before and after each rotation, both (N, K)."""
        hours, counts = self.hours_of[some.units], self.counts_of[some.units]
        after = (
            self.hours[some.seats] - hours + np.roll(hours, 1, axis=1),
            self.counts[some.seats] - counts + np.roll(counts, 1, axis=1),
        )
        before = measure.term(self.hours, self.counts, self.capacity)[some.seats]
        return before, measure.term(*after, self.capacity[some.seats])

    def gains(self, some: Rotations, measure: Measure) -> Floats:
        """Return by how much each rotation lowers the measure, among the seats it touches."""
        before, after = self.terms(some, measure)
        peak = measure.shape is Shape.PEAK
        gains: Floats = before.max(axis=1) - after.max(axis=1) if peak else (before - after).sum(axis=1)
        return gains

    def within(self, some: Rotations, limits: Sequence[Limit]) -> Flags:
        """Say which rotations keep the limits, which the seating keeps."""
        fits = np.ones(len(some.units), dtype=bool)
        for limit in limits:
            before, after = self.terms(some, limit.measure)
            bound = limit.bound + PRECISION * max(1.0, abs(limit.bound))
            if limit.measure.shape is Shape.PEAK:
                fits &= after.max(axis=1) <= bound
            else:
                fits &= self.value(limit.measure) + (after - before).sum(axis=1) <= bound
        return fits


def improve(seating: Seating, measure: Measure, limits: Sequence[Limit], deadline: float | None = None) -> None:
    """Rotate until no rotation lowers the measure within the limits, or until ``deadline`` (``time.monotonic``)."""
    while deadline is None or monotonic() < deadline:
        if not any(_apply(seating, some, measure, limits) for some in _neighbours(seating, measure)):
            return


def shake(seating: Seating, measure: Measure, limits: Sequence[Limit], deadline: float | None = None) -> None:
    """Leave a dead end: a few chance rotations, improved again, kept where that lowers the measure.

    The chances are drawn from a fixed seed, so the same board gives the same answer.
    """
    random = np.random.default_rng(SEED)
    for _ in range(min(SHAKES, SHAKEN_CELLS // seating.allowed.size)):
        if (deadline is not None and monotonic() >= deadline) or not len(_on_heaviest(seating, measure)):
            return
        before, value = seating.seat_of.copy(), seating.value(measure)
        for _ in range(ROTATIONS_PER_SHAKE):
            _stumble(seating, measure, limits, random)
        improve(seating, measure, limits, deadline)
        if seating.value(measure) > value - PRECISION * max(1.0, value):
            seating.restore(before)


def _stumble(seating: Seating, measure: Measure, limits: Sequence[Limit], random: np.random.Generator) -> None:
    """Carry out one legal rotation of the heaviest seat's cases, chosen by chance, for better or worse."""
    units = _on_heaviest(seating, measure)
    for every in (_exchanges(seating, units), _moves(seating, units)):
        some = every.at(seating.within(every, limits))
        if len(some.units):
            n = int(random.integers(len(some.units)))
            seating.rotate(some.units[n].tolist(), some.seats[n].tolist())
            return


def _on_heaviest(seating: Seating, measure: Measure) -> Integers:
    """Return the units on the seat with the largest term; none means that nothing more can be moved off the peak."""
    terms = measure.term(seating.hours, seating.counts, seating.capacity)
    return np.flatnonzero(seating.seat_of == terms.argmax())


def _neighbours(seating: Seating, measure: Measure) -> Iterator[Rotations]:
    """Yield moves, then exchanges, then for a peak the rotations of three that start at the worst seat."""
    units = _on_heaviest(seating, measure) if measure.shape is Shape.PEAK else _heaviest_first(seating, measure)
    yield _moves(seating, units)
    yield _exchanges(seating, units)
    if measure.shape is Shape.PEAK:
        for unit in units:
            yield _threes(seating, int(unit))


def _heaviest_first(seating: Seating, measure: Measure) -> Integers:
    """Return the units by their seat's term, largest first, as many as may look for partners in one round."""
    terms = measure.term(seating.hours, seating.counts, seating.capacity)
    most = max(1, PAIRS_AT_ONCE // seating.unit_count)
    return np.argsort(-terms[seating.seat_of], kind="stable")[:most]


def _moves(seating: Seating, units: Integers) -> Rotations:
    first, target = (grid.ravel() for grid in np.meshgrid(units, np.arange(seating.seat_count), indexing="ij"))
    return _proper(
        seating,
        np.stack([first, np.full_like(first, seating.unit_count)], axis=1),
        np.stack([seating.seat_of[first], target], axis=1),
    )


def _exchanges(seating: Seating, units: Integers) -> Rotations:
    first, second = (grid.ravel() for grid in np.meshgrid(units, np.arange(seating.unit_count), indexing="ij"))
    pair = np.stack([first, second], axis=1)
    return _proper(seating, pair, seating.seat_of[pair])


def _threes(seating: Seating, unit: int) -> Rotations:
    """Return every way to push a unit from its seat: another makes room, and a third or nobody comes back."""
    second = np.arange(seating.unit_count)
    third = np.append(second, np.full(seating.seat_count, seating.unit_count))
    place = np.append(seating.seat_of, np.arange(seating.seat_count))
    i, j = (grid.ravel() for grid in np.meshgrid(second, np.arange(len(third)), indexing="ij"))
    first = np.full_like(i, unit)
    return _proper(
        seating,
        np.stack([first, second[i], third[j]], axis=1),
        np.stack([seating.seat_of[first], seating.seat_of[i], place[j]], axis=1),
    )


def _proper(seating: Seating, units: Integers, seats: Integers) -> Rotations:
    """Keep the rotations over different seats that are legal."""
    different = np.ones(len(seats), dtype=bool)
    for m in range(seats.shape[1]):
        different &= seats[:, m] != np.roll(seats, -1, axis=1)[:, m]
    some = Rotations(units, seats).at(different)
    return some.at(seating.legal(some))


def _apply(seating: Seating, some: Rotations, measure: Measure, limits: Sequence[Limit]) -> bool:
    """Carry out the best rotations, none of which touches a seat that another has touched."""
    gains = seating.gains(some, measure)
    better = gains > PRECISION * max(1.0, seating.value(measure))
    some, gains = some.at(better), gains[better]
    fits = seating.within(some, limits)
    some, gains = some.at(fits), gains[fits]
    touched = np.zeros(seating.seat_count, dtype=bool)
    for n in np.argsort(-gains, kind="stable"):
        if not touched[some.seats[n]].any() and seating.within(some.at(np.array([n])), limits).all():
            seating.rotate(some.units[n].tolist(), some.seats[n].tolist())
            touched[some.seats[n]] = True
    return bool(touched.any())
