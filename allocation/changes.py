"""What would a plan's numbers be if one unit sat elsewhere? For every seat at once: explanations ask so of each."""

from collections.abc import Iterator

import numpy as np

from allocation.aims import Costs, Number, Sums
from allocation.columns import Floats, Integers
from allocation.seating import PRECISION, Seating, is_peak

# So many values at once keep the arrays within some tens of megabytes.
CELLS_AT_ONCE = 1_000_000


def batches(seating: Seating, measures: list[Number]) -> Iterator[Integers]:
    """Deal the units out into batches that fit into memory."""
    widths = [one.adds.shape[1] + one.room.shape[1] for one in measures if isinstance(one, Sums)]
    size = max(1, CELLS_AT_ONCE // (max(1, seating.seat_count) * max([1, *widths])))
    for start in range(0, seating.unit_count, size):
        yield np.arange(start, min(start + size, seating.unit_count))


def changes(seating: Seating, measure: Number, units: Integers) -> Floats:
    """Return by how much the measure rises if one of N units, and nothing else, moves to each of W seats, (N, W).

    What lies within the precision of the measure is zero.
    """
    found = _costs(seating, measure, units) if isinstance(measure, Costs) else _sums(seating, measure, units)
    found[np.arange(len(units)), seating.seat_of[units]] = 0.0
    found[np.abs(found) <= grain(seating, measure)] = 0.0
    return found


def grain(seating: Seating, measure: Number) -> float:
    """Return the least difference of the measure that is one."""
    return PRECISION * max(1.0, abs(seating.value(measure)))


def _costs(seating: Seating, measure: Costs, units: Integers) -> Floats:
    table, seats = seating.costs[id(measure)], np.arange(seating.seat_count)
    now = table.at(units, seating.seat_of[units])
    return np.asarray(table.at(units[:, None], seats) - now[:, None], dtype=np.float64)


def _sums(seating: Seating, measure: Sums, units: Integers) -> Floats:
    now, terms = seating.seat_of[units], seating.terms(measure)
    adds, totals = seating.adds[id(measure)][units], seating.totals[id(measure)]
    there = measure.term(totals[None] + adds[:, None, :], measure.room[None])
    left = measure.term(totals[now] - adds, measure.room[now])
    if not is_peak(measure):
        change: Floats = there - terms + (left - terms[now])[:, None]
        return change
    peak = np.maximum(np.maximum(there, left[:, None]), _largest_of_the_rest(terms, now))
    return np.asarray(peak - terms.max(initial=0.0), dtype=np.float64)


def _largest_of_the_rest(terms: Floats, now: Integers) -> Floats:
    """Return the largest term of the seats that a move does not touch, (N, W): one of the three largest of all."""
    seats, rest = np.arange(len(terms)), np.zeros((len(now), len(terms)))
    for top in np.argsort(-terms, kind="stable")[:3][::-1]:
        untouched = (now[:, None] != top) & (seats != top)
        rest[untouched] = max(0.0, float(terms[top]))
    return rest
