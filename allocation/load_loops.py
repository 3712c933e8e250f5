"""How are loads over several months, or with room for uncertainty, evened out fast? By compiled chance.

The balance engine adds hours up; the largest of several months and the square root of a variance do not add up. Here
cases move and change places by chance, ever fewer for the worse (simulated annealing): first until no load is above a
target, which is then lowered towards what is known to be impossible; or, with the target held, until the squared loads
are small. Only ``allocation.even_start`` loads this file, where numba is there.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.random import Generator

from allocation.columns import Flags, Floats, Integers

EPOCHS = 200
COOLED = 1e-4
"""The last epoch's heat over the first's."""
LOWER = 0.3
"""How much of the way to the floor the target is lowered once it is reached."""


class Course(NamedTuple):
    """How the search goes: how many changes to try, and the heat to begin with (what a change may worsen the sum by).

    No largest load can come below ``floor``. Where it is ``squares`` that are to become small, ``target`` is how large
    the largest load may be. With ``swaps`` cases only change places, so that nobody's number of cases changes.
    """

    steps: int
    heat: float
    target: float
    floor: float
    squares: bool
    swaps: bool


class Sheet(NamedTuple):
    """U units, W seats, S spans: ``hours`` and ``variance`` (U, S); ``held``, ``held_variance``, ``capacity`` (W, S).

    ``z`` standard deviations are kept free. ``rows`` (K, W) say by ``kind_of`` (U,) who may take what; ``mate_first``
    (U + 1,) and ``mates`` list whom each unit must be apart from.
    """

    hours: Floats
    variance: Floats
    held: Floats
    held_variance: Floats
    capacity: Floats
    z: float
    kind_of: Integers
    rows: Flags
    mate_first: Integers
    mates: Integers


@numba.njit(cache=True)
def settle(  # noqa: C901, PLR0912, PLR0915  handing the arrays on costs more than all the rest
    sheet: Sheet, start: Integers, course: Course, chance: Generator
) -> Integers:
    """Return the best seating found, (U,)."""
    hours, variance, held, held_variance, capacity, z, kind_of, rows, mate_first, mates = sheet
    steps, heat, target, floor, squares, swaps = course
    units, spans = hours.shape
    seats = len(capacity)
    load, spread = held.copy(), held_variance.copy()
    seat_of = start.copy()
    for unit in range(units):
        load[seat_of[unit]] += hours[unit]
        spread[seat_of[unit]] += variance[unit]
    share, cost = np.zeros(seats), np.zeros(seats)
    for seat in range(seats):
        for span in range(spans):
            full = load[seat, span] + z * np.sqrt(max(spread[seat, span], 0.0))
            share[seat] = max(share[seat], full / capacity[seat, span])
            if squares and capacity[seat, span] < np.inf:
                cost[seat] += full * full / capacity[seat, span]
    best, best_peak = seat_of.copy(), share.max()
    value = cost.sum()
    best_value = value
    if not squares:
        target = floor + (1.0 - LOWER) * (best_peak - floor)
        for seat in range(seats):
            cost[seat] = max(0.0, share[seat] - target)
        value = cost.sum()
    cooling = COOLED ** (1.0 / EPOCHS)
    epoch = max(1, steps // EPOCHS)
    for step in range(steps):
        if step % epoch == 0:
            heat *= cooling
        one = int(chance.integers(0, units))
        here = seat_of[one]
        other = -1
        if not swaps and chance.random() < 0.5:
            there = int(chance.integers(0, seats))
        else:
            other = int(chance.integers(0, units))
            there = seat_of[other]
        if there == here or not rows[kind_of[one], there] or (other >= 0 and not rows[kind_of[other], here]):
            continue
        if not squares and cost[here] == 0.0 and (other < 0 or cost[there] == 0.0):
            continue
        clash = False
        for place in range(mate_first[one], mate_first[one + 1]):
            clash |= mates[place] != other and seat_of[mates[place]] == there
        if other >= 0:
            for place in range(mate_first[other], mate_first[other + 1]):
                clash |= mates[place] != one and seat_of[mates[place]] == here
        if clash:
            continue
        share_here, share_there, cost_here, cost_there = 0.0, 0.0, 0.0, 0.0
        for span in range(spans):
            more, wider = hours[one, span], variance[one, span]
            if other >= 0:
                more -= hours[other, span]
                wider -= variance[other, span]
            left, come = load[here, span] - more, load[there, span] + more
            if z > 0.0:
                left += z * np.sqrt(max(spread[here, span] - wider, 0.0))
                come += z * np.sqrt(max(spread[there, span] + wider, 0.0))
            share_here = max(share_here, left / capacity[here, span])
            share_there = max(share_there, come / capacity[there, span])
            if squares:
                cost_here += left * left / capacity[here, span]
                cost_there += come * come / capacity[there, span]
        if squares:
            if max(share_here, share_there) > target:
                continue
        else:
            cost_here, cost_there = max(0.0, share_here - target), max(0.0, share_there - target)
        change = cost_here + cost_there - cost[here] - cost[there]
        if change > 0.0 and chance.random() >= np.exp(-change / heat):
            continue
        load[here] -= hours[one]
        spread[here] -= variance[one]
        load[there] += hours[one]
        spread[there] += variance[one]
        seat_of[one] = there
        if other >= 0:
            load[there] -= hours[other]
            spread[there] -= variance[other]
            load[here] += hours[other]
            spread[here] += variance[other]
            seat_of[other] = here
        share[here], share[there], cost[here], cost[there] = share_here, share_there, cost_here, cost_there
        value += change
        if squares:
            if value < best_value:
                best_value = value
                best[:] = seat_of
        elif value <= 1e-12:
            best_peak = share.max()
            best[:] = seat_of
            if best_peak <= floor * (1.0 + 1e-9):
                return best
            target = floor + (1.0 - LOWER) * (best_peak - floor)
            for seat in range(seats):
                cost[seat] = max(0.0, share[seat] - target)
            value = cost.sum()
    return best
