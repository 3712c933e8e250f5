"""How is an allocation improved a little at a time? By rotations: a case moves on, two change places, or three do."""

from collections.abc import Iterator, Sequence
from time import monotonic

import numpy as np

from allocation.aims import Costs, Number
from allocation.columns import Floats, Integers
from allocation.seating import PRECISION, Limit, Rotations, Seating, is_peak

# Beyond this many pairs only the cases of the heaviest seats look for partners in one round.
PAIRS_AT_ONCE = 250_000
# Shakes matter where few long cases lie badly: against trying everything at 9 x 4, 0 / 10 / 30 shakes leave a mean gap
# of 3.5 / 0.3 / 0.05 %. They are too slow, and not needed, where units x seats is large.
SHAKES = 30
SHAKEN_CELLS = 10_000
ROTATIONS_PER_SHAKE = 4
SEED = 2016


def improve(seating: Seating, measure: Number, limits: Sequence[Limit], deadline: float | None = None) -> None:
    """Rotate until no rotation lowers the measure within the limits, or until ``deadline`` (``time.monotonic``)."""
    while deadline is None or monotonic() < deadline:
        if not any(_apply(seating, some, measure, limits) for some in _neighbours(seating, measure)):
            return


def shake(seating: Seating, measure: Number, limits: Sequence[Limit], deadline: float | None = None) -> None:
    """Leave a dead end: a few chance rotations, improved again, kept where that lowers the measure.

    The chances are drawn from a fixed seed, so the same board gives the same answer.
    """
    random = np.random.default_rng(SEED)
    for _ in range(min(SHAKES, SHAKEN_CELLS // (seating.unit_count * seating.seat_count))):
        if (deadline is not None and monotonic() >= deadline) or not len(_on_heaviest(seating, measure)):
            return
        before, value = seating.seat_of.copy(), seating.value(measure)
        for _ in range(ROTATIONS_PER_SHAKE):
            _stumble(seating, measure, limits, random)
        improve(seating, measure, limits, deadline)
        if seating.value(measure) > value - PRECISION * max(1.0, value):
            seating.restore(before)


def _stumble(seating: Seating, measure: Number, limits: Sequence[Limit], random: np.random.Generator) -> None:
    """Carry out one legal rotation of the heaviest seat's cases, chosen by chance, for better or worse."""
    units = _on_heaviest(seating, measure)
    for every in (_exchanges(seating, units), _moves(seating, units)):
        some = every.at(seating.within(every, limits))
        if len(some.units):
            n = int(random.integers(len(some.units)))
            seating.rotate(some.units[n].tolist(), some.seats[n].tolist())
            return


def _on_heaviest(seating: Seating, measure: Number) -> Integers:
    """Return the units on the seat with the largest term; none means that nothing more can be moved off the peak."""
    return np.flatnonzero(seating.seat_of == _terms(seating, measure).argmax())


def _terms(seating: Seating, measure: Number) -> Floats:
    """Return what each seat adds to the measure, (W,)."""
    if not isinstance(measure, Costs):
        return seating.terms(measure)
    terms: Floats = np.bincount(seating.seat_of, seating.costs_now(measure), seating.seat_count).astype(np.float64)
    return terms


def _neighbours(seating: Seating, measure: Number) -> Iterator[Rotations]:
    """Yield moves, then exchanges, then for a peak the rotations of three that start at the worst seat."""
    units = _on_heaviest(seating, measure) if is_peak(measure) else _dearest_first(seating, measure)
    yield _moves(seating, units)
    yield _exchanges(seating, units)
    if is_peak(measure) and seating.unit_count**2 <= PAIRS_AT_ONCE:
        for unit in units:
            yield _threes(seating, int(unit))


def _dearest_first(seating: Seating, measure: Number) -> Integers:
    """Return the units by what they or their seats add, largest first, as many as may look for partners in one round.

    A unit that could not cost less elsewhere cannot begin a rotation that makes a sum of costs smaller: one that could
    is part of it.
    """
    most = max(1, PAIRS_AT_ONCE // seating.unit_count)
    if isinstance(measure, Costs):
        costs = seating.costs_now(measure)
        could_save = costs - measure.table.rows.min(axis=1)[measure.table.kind_of]
        dearest = np.argsort(-could_save, kind="stable")
        return np.asarray(dearest[could_save[dearest] > 0.0][:most])
    order = np.argsort(-seating.terms(measure)[seating.seat_of], kind="stable")
    return np.asarray(order[:most])


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


def _apply(seating: Seating, some: Rotations, measure: Number, limits: Sequence[Limit]) -> bool:
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
