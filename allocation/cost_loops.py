"""How is a sum of costs lowered under limits, fast? By compiled chance: many small changes, ever fewer for the worse.

Simulated annealing. A change that breaks a limit is not refused but pays for it, more and more dearly: under tight
limits the ways between good allocations lead through forbidden ones. Only ``allocation.cost_level`` loads this file,
where numba is there.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.random import Generator

from allocation.columns import Floats, Integers

# The heat falls, and the price of breaking a limit rises, once an epoch; the last ones are ice cold.
EPOCHS = 1_000
COLD_EPOCHS = 50
COLD_SHARE = 0.06
LAST_PRICE = 3_000.0


class Sheet(NamedTuple):
    """Costs and limits as in ``allocation.cost_arrays``, and the prices of being over a limit.

    ``mate_first`` (U + 1,) and ``mates`` list whom each must be apart from; ``near`` (U, N) lists the seats worth
    trying.
    """

    cost: Floats
    hours: Floats
    variance: Floats
    z: Floats
    held: Floats
    room: Floats
    price: Floats
    others: Floats
    most: Floats
    other_price: Floats
    mate_first: Integers
    mates: Integers
    near: Integers


@numba.njit(cache=True)
def anneal(  # noqa: C901, PLR0912, PLR0915  handing the arrays on costs more, in counted references, than all the rest
    sheet: Sheet, start: Integers, course: tuple[int, float, float], chance: Generator
) -> tuple[float, Integers]:
    """Return the least costs found within the limits, and who sits where then; infinity where nothing was.

    The course is how many steps to try, the heat to begin with (what a change may cost), and how many times its price
    it costs to be over a limit then; in the end it is ``LAST_PRICE`` times.
    """
    cost, hours, variance, z, held, room, price, others, most, other_price, mate_first, mates, near = sheet
    units, seats = cost.shape
    load, spread, spent = np.zeros_like(room), held.copy(), -most
    seat_of, place_of = start.copy(), np.zeros(units, dtype=np.intp)
    members, size = np.zeros((seats, units), dtype=np.int32), np.zeros(seats, dtype=np.intp)
    value = 0.0
    for unit in range(units):
        seat = start[unit]
        members[seat, size[seat]], place_of[unit] = unit, size[seat]
        size[seat] += 1
        value += cost[unit, seat]
        load[seat] += hours[unit]
        spread[seat] += variance[unit]
        for r in range(len(most)):
            spent[r] += others[r, unit, seat]
    over = 0
    for d in range(len(z)):
        for seat in range(seats):
            over += _above(load[seat, d], spread[seat, d], z[d], room[seat, d]) > 0.0
    for r in range(len(most)):
        over += spent[r] > 0.0
    least, best = (value if over == 0 else np.inf), start.copy()
    steps, heat, first = course
    for epoch in range(EPOCHS):
        share = epoch / (EPOCHS - COLD_EPOCHS)
        heat_now = heat * COLD_SHARE**share if share < 1.0 else 0.0
        dear = first * (LAST_PRICE / first) ** min(share, 1.0) ** 2
        for _ in range(steps // EPOCHS + 1):
            unit = int(chance.random() * units)
            here, seat = seat_of[unit], near[unit, int(chance.random() * near.shape[1])]
            change = cost[unit, seat] - cost[unit, here]
            other = -1
            if size[seat] > 0 and chance.random() < 0.5:
                other = members[seat, int(chance.random() * size[seat])]
                change += cost[other, here] - cost[other, seat]
            if here == seat or not change < np.inf:
                continue
            allowance = -heat_now * np.log(1.0 - chance.random())
            worse = 0.0
            for d in range(len(z)):
                gone_hours, gone_variance = hours[unit, d], variance[unit, d]
                if other >= 0:
                    gone_hours -= hours[other, d]
                    gone_variance -= variance[other, d]
                worse += price[here, d] * (
                    _above(load[here, d] - gone_hours, spread[here, d] - gone_variance, z[d], room[here, d])
                    - _above(load[here, d], spread[here, d], z[d], room[here, d])
                )
                worse += price[seat, d] * (
                    _above(load[seat, d] + gone_hours, spread[seat, d] + gone_variance, z[d], room[seat, d])
                    - _above(load[seat, d], spread[seat, d], z[d], room[seat, d])
                )
            for r in range(len(most)):
                more = others[r, unit, seat] - others[r, unit, here]
                if other >= 0:
                    more += others[r, other, here] - others[r, other, seat]
                worse += other_price[r] * (max(0.0, spent[r] + more) - max(0.0, spent[r]))
            if change + dear * worse > allowance:
                continue
            if len(mates) and (
                _meets(mates[mate_first[unit] : mate_first[unit + 1]], seat_of, seat, other)
                or (other >= 0 and _meets(mates[mate_first[other] : mate_first[other + 1]], seat_of, here, unit))
            ):
                continue
            for d in range(len(z)):
                gone_hours, gone_variance = hours[unit, d], variance[unit, d]
                if other >= 0:
                    gone_hours -= hours[other, d]
                    gone_variance -= variance[other, d]
                over -= _above(load[here, d], spread[here, d], z[d], room[here, d]) > 0.0
                over -= _above(load[seat, d], spread[seat, d], z[d], room[seat, d]) > 0.0
                load[here, d] -= gone_hours
                spread[here, d] -= gone_variance
                load[seat, d] += gone_hours
                spread[seat, d] += gone_variance
                over += _above(load[here, d], spread[here, d], z[d], room[here, d]) > 0.0
                over += _above(load[seat, d], spread[seat, d], z[d], room[seat, d]) > 0.0
            for r in range(len(most)):
                over -= spent[r] > 0.0
                spent[r] += others[r, unit, seat] - others[r, unit, here]
                if other >= 0:
                    spent[r] += others[r, other, here] - others[r, other, seat]
                over += spent[r] > 0.0
            value += change
            if other >= 0:
                members[here, place_of[unit]], members[seat, place_of[other]] = other, unit
                place_of[unit], place_of[other] = place_of[other], place_of[unit]
                seat_of[other] = here
            else:
                size[here] -= 1
                last = members[here, size[here]]
                members[here, place_of[unit]], place_of[last] = last, place_of[unit]
                members[seat, size[seat]], place_of[unit] = unit, size[seat]
                size[seat] += 1
            seat_of[unit] = seat
            if over == 0 and value < least - 1e-9:
                least = value
                best[:] = seat_of
    return least, best


@numba.njit(cache=True)
def _above(load: float, spread: float, z: float, room: float) -> float:
    """Return by how much a load over a span is above its room."""
    if z > 0.0:
        load += z * np.sqrt(max(0.0, spread))
    return max(0.0, load - room)


@numba.njit(cache=True)
def _meets(mates: Integers, seat_of: Integers, seat: int, leaving: int) -> bool:
    """Whether one of the mates sits there, the one that is leaving apart."""
    for mate in mates:  # noqa: SIM110  numba compiles no generators
        if mate != leaving and seat_of[mate] == seat:
            return True
    return False
