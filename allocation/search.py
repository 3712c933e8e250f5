"""Which allocation is best under goals in order? Every one is tried where they are few, otherwise the best is searched.

The goals are ε-lexicographic: each is made as small as the earlier ones allow, and may then be worsened by its
tolerance for the sake of the next: a peak by that share of itself; a sum of squared loads by the square of it, which is
what loads off by that share cost (a share of the whole sum would let the next goal undo this one); any other sum by
that share of what the plan changes. Slack that buys nothing is given back at the end. Few: at most ``EXACT_CELLS`` /
caseworkers allocations, all of them compared, so the answer is proved. Beyond that: the longest cases first, each to
where it adds least, then rotations (``allocation.local``) until none helps, with a few shakes where cases are not many;
not proved, in practice close: the optimum in ten of ten 30 x 15 boards that HiGHS could prove.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from allocation.local import PRECISION, Limit, Seating, improve, shake
from allocation.principles import Floats, Measure, Shape
from allocation.units import Flags, Integers, Puzzle, components

EXACT_CELLS = 2_000_000
Minimise = Callable[[Measure, Sequence[Limit]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A goal as the search sees it: its number, what decides between equals, and the slack it leaves."""

    measures: tuple[Measure, ...]
    tolerance: float


def search(puzzle: Puzzle, aims: Sequence[Aim], deadline: float | None = None) -> Integers:
    """Return a seat for every unit."""
    if not len(puzzle.hours):
        return np.zeros(0, dtype=np.intp)
    if is_small(puzzle):
        return best_of_all(puzzle, aims)
    return best_found(puzzle, aims, deadline)


def is_small(puzzle: Puzzle) -> bool:
    """Whether every allocation can be tried. Logarithms, since the number itself may be astronomical."""
    return float(np.log(puzzle.allowed.sum(axis=1)).sum()) <= log(EXACT_CELLS / len(puzzle.capacity))


def best_of_all(puzzle: Puzzle, aims: Sequence[Aim]) -> Integers:
    """Try every allocation; of equals, take the one whose cases go to the first caseworkers."""
    options = [np.flatnonzero(row) for row in puzzle.allowed]
    seats = np.stack([grid.ravel() for grid in np.meshgrid(*options, indexing="ij")], axis=1)
    for a, b in np.argwhere(np.triu(puzzle.apart)):
        seats = seats[seats[:, a] != seats[:, b]]
    hours, counts = _totals(puzzle, seats)
    left = np.arange(len(seats))

    def minimise(measure: Measure, limits: Sequence[Limit]) -> float:
        nonlocal left
        values = measure.value(hours, counts, puzzle.capacity)
        left = np.flatnonzero(_within(limits, hours, counts, puzzle.capacity))
        reached = float(values[left].min())
        left = left[values[left] <= reached + _precision(reached)]
        return reached

    _descend(aims, minimise, puzzle)
    return np.asarray(seats[left[0]], dtype=np.intp)


def best_found(puzzle: Puzzle, aims: Sequence[Aim], deadline: float | None = None) -> Integers:
    """Start greedily and improve, goal by goal."""
    seating = _started(puzzle, [measure for aim in aims for measure in aim.measures])

    def minimise(measure: Measure, limits: Sequence[Limit]) -> float:
        improve(seating, measure, limits, deadline)
        if measure.shape is Shape.PEAK:
            shake(seating, measure, limits, deadline)
        return seating.value(measure)

    _descend(aims, minimise, puzzle)
    return seating.seat_of


def _descend(aims: Sequence[Aim], minimise: Minimise, puzzle: Puzzle) -> None:
    """Minimise goal after goal under what the earlier ones still allow, then give back what was not needed."""
    limits: list[Limit] = []
    for aim in aims:
        reached = _exactly(aim, minimise, limits)
        limits += [_slackened(limit, aim.tolerance, puzzle) for limit in reached]
    if len(aims) > 1:
        limits[-len(reached) :] = reached
        for aim in aims:
            limits += _exactly(aim, minimise, limits)


def _slackened(limit: Limit, tolerance: float, puzzle: Puzzle) -> Limit:
    """Leave a measure the slack that the next goals may use: loads may be off by the tolerance."""
    measure, bound = limit.measure, limit.bound
    if measure.shape is Shape.PEAK:
        return Limit(measure=measure, bound=bound * (1.0 + tolerance))
    if measure.is_square:
        return Limit(measure=measure, bound=bound * (1.0 + tolerance**2))
    before = float(measure.value(puzzle.held_hours, puzzle.held_counts, puzzle.capacity))
    return Limit(measure=measure, bound=bound + tolerance * abs(bound - before))


def _exactly(aim: Aim, minimise: Minimise, limits: Sequence[Limit]) -> list[Limit]:
    """Minimise a goal's measures in order, each held while the next is minimised."""
    reached: list[Limit] = []
    for measure in aim.measures:
        reached.append(Limit(measure=measure, bound=minimise(measure, (*limits, *reached))))
    return reached


def _precision(bound: float) -> float:
    return PRECISION * max(1.0, abs(bound))


def _within(limits: Sequence[Limit], hours: Floats, counts: Floats, capacity: Floats) -> Flags:
    fits = np.ones(len(hours), dtype=bool)
    for limit in limits:
        fits &= limit.measure.value(hours, counts, capacity) <= limit.bound + _precision(limit.bound)
    return fits


def _totals(puzzle: Puzzle, seats: Integers) -> tuple[Floats, Floats]:
    """Add up hours and cases at each seat in N allocations; both are (N, W)."""
    hours = np.tile(puzzle.held_hours, (len(seats), 1))
    counts = np.tile(puzzle.held_counts, (len(seats), 1))
    every = np.arange(len(seats))
    for unit in range(seats.shape[1]):
        hours[every, seats[:, unit]] += puzzle.hours[unit]
        counts[every, seats[:, unit]] += puzzle.counts[unit]
    return hours, counts


def _started(puzzle: Puzzle, measures: Sequence[Measure]) -> Seating:
    """Place the longest unit first, each where it adds least; a family that gets stuck takes its known way out."""
    seating = Seating(puzzle, np.full(len(puzzle.hours), -1, dtype=np.intp))
    family_of = {unit: family for family in components(puzzle.apart) for unit in family}
    for unit in np.lexsort((-puzzle.counts, -puzzle.hours)).tolist():
        if seating.seat_of[unit] >= 0:
            continue
        free = np.flatnonzero(seating.allowed[unit] & (seating.near[unit] == 0))
        if len(free):
            seating.put(unit, int(free[_cheapest(seating, unit, free, measures)]))
        else:
            for member in family_of[unit]:
                seating.put(member, int(puzzle.witness[member]))
    return seating


def _cheapest(seating: Seating, unit: int, seats: Integers, measures: Sequence[Measure]) -> int:
    """Return which of the seats a unit burdens least, by the measures in order."""
    hours, counts, capacity = seating.hours[seats], seating.counts[seats], seating.capacity[seats]
    costs = []
    for measure in measures:
        after = measure.term(hours + seating.hours_of[unit], counts + seating.counts_of[unit], capacity)
        before = 0.0 if measure.shape is Shape.PEAK else measure.term(hours, counts, capacity)
        costs.append(after - before)
    return int(np.lexsort(costs[::-1])[0])
