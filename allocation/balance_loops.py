"""How is a seating started and evened out, fast? By compiled loops over units and caseworkers.

One step is an *exchange* between two seats: a few units of the heavier one for a few of the lighter one, none, one, two
or (where they are few) three on each side, such that the heavier of the two comes down as far as possible. The sums of
both sides are sorted and met in the middle, so n^4 exchanges cost n^2 log n. Ejection chains of three seats come of two
exchanges. Every exchange lowers the larger of two loads, so the sorted loads fall lexicographically and the loops end.
"""

from typing import NamedTuple

import numba
import numpy as np

from allocation.balance import Flags, Floats, Integers

# Up to so many units three at a time are tried, and of so many at most two at a time.
TRIPLED_UNITS = 14
PAIRED_UNITS = 32
SINGLE_UNITS = 512


class Sheet(NamedTuple):
    """What does not change: units, seats, who may take which kind, and mates, from whom a unit must be apart.

    ``may`` is a table, (K, W); the same as lists: ``seats[first[k]:first[k + 1]]``, ``mates[first_mate[u]: ...]``.
    """

    hours: Floats
    kind_of: Integers
    may: Flags
    first: Integers
    seats: Integers
    capacity: Floats
    first_mate: Integers
    mates: Integers


class Seating(NamedTuple):
    """What changes: seats, loads in hours, and the units at each seat as a chain (head, after, before; -1 ends it)."""

    seat_of: Integers
    load: Floats
    head: Integers
    after: Integers
    before: Integers


class Effort(NamedTuple):
    """How hard to try: units at a time, partners a seat, the least gain as a share of the need, exchanges in all."""

    depth: int
    partners: int
    share: float
    budget: int


class Trial(NamedTuple):
    """What has been tried: when each seat last changed, the clock last of all, and when it could not be relieved."""

    effort: Effort
    changed: Integers
    failed: Integers


@numba.njit(cache=True)
def put(seating: Seating, sheet: Sheet, unit: int, seat: int) -> None:
    """Move a unit from where it is, if anywhere (-1), to a seat."""
    seat_of, load, head, after, before = seating
    old = seat_of[unit]
    if old >= 0:
        load[old] -= sheet.hours[unit]
        if before[unit] >= 0:
            after[before[unit]] = after[unit]
        else:
            head[old] = after[unit]
        if after[unit] >= 0:
            before[after[unit]] = before[unit]
    seat_of[unit] = seat
    load[seat] += sheet.hours[unit]
    after[unit], before[unit] = head[seat], -1
    if head[seat] >= 0:
        before[head[seat]] = unit
    head[seat] = unit


@numba.njit(cache=True)
def put_all(seating: Seating, sheet: Sheet, seat_of: Integers) -> None:
    """Seat every unit as given; -1 leaves it where it is."""
    for unit in range(len(seat_of)):
        if seat_of[unit] >= 0 and seating.seat_of[unit] != seat_of[unit]:
            put(seating, sheet, unit, seat_of[unit])


@numba.njit(cache=True)
def meets_mate(seating: Seating, sheet: Sheet, unit: int, seat: int) -> bool:
    """Whether somebody from whom the unit must be apart sits there."""
    for m in range(sheet.first_mate[unit], sheet.first_mate[unit + 1]):
        if seating.seat_of[sheet.mates[m]] == seat:
            return True
    return False


@numba.njit(cache=True)
def deal(seating: Seating, sheet: Sheet, order: Integers, quota: Floats) -> None:
    """Seat the units in order, where most of the kind's quota is left or, without quotas, where the load ends least.

    ``quota`` belongs to ``sheet.seats``, or is empty. A unit that meets a mate everywhere stays nowhere.
    """
    for unit in order:
        best, best_cost, best_edge = -1, np.inf, -1
        for edge in range(sheet.first[sheet.kind_of[unit]], sheet.first[sheet.kind_of[unit] + 1]):
            seat = sheet.seats[edge]
            cost = -quota[edge] if len(quota) else (seating.load[seat] + sheet.hours[unit]) / sheet.capacity[seat]
            if cost < best_cost and not meets_mate(seating, sheet, unit, seat):
                best, best_cost, best_edge = seat, cost, edge
        if best >= 0:
            put(seating, sheet, unit, best)
            if len(quota):
                quota[best_edge] -= sheet.hours[unit]


@numba.njit(cache=True)
def movable(seating: Seating, sheet: Sheet, pair: tuple[int, int], most: int) -> Integers:
    """Return the units of the pair's first seat that may go to its second, at most so many."""
    found = np.empty(most, dtype=np.intp)
    count, unit = 0, seating.head[pair[0]]
    while unit >= 0 and count < most:
        may = sheet.hours[unit] > 0.0 and sheet.may[sheet.kind_of[unit], pair[1]]
        if may and not meets_mate(seating, sheet, unit, pair[1]):
            found[count] = unit
            count += 1
        unit = seating.after[unit]
    return found[:count]


@numba.njit(cache=True)
def sums_of(sheet: Sheet, units: Integers, depth: int) -> tuple[Floats, Integers]:
    """Return the hours of none to ``depth`` of the units, ascending, and which they are, (N, 3), -1 for none."""
    n = len(units)
    count = 1 + n + (n * (n - 1) // 2 if depth > 1 else 0) + (n * (n - 1) * (n - 2) // 6 if depth > 2 else 0)
    sums, which = np.zeros(count), np.empty((count, 3), dtype=np.intp)
    # Number -1 is the last: nobody, who brings nothing.
    named, brought = np.append(units, -1), np.append(sheet.hours[units], 0.0)
    place = 0
    for a in range(-1, n):
        for b in range(-1, max(a, 0) if depth > 1 else 0):
            for c in range(-1, max(b, 0) if depth > 2 else 0):
                sums[place] = brought[a] + brought[b] + brought[c]
                which[place, 0], which[place, 1], which[place, 2] = named[a], named[b], named[c]
                place += 1
    order = np.argsort(sums)
    return sums[order], which[order]


@numba.njit(cache=True)
def meet(given: Floats, taken: Floats, loads: tuple[float, float], capacity: tuple[float, float]) -> tuple[int, int]:
    """Return which sums to give and take (both ascending) so that the larger of two loads ends least; -1: neither."""
    high, low = loads
    ideal = (high - low) / (1.0 / capacity[0] + 1.0 / capacity[1])
    best, best_give, best_take, take = high, -1, -1, 0
    for give in range(len(given)):
        while take + 1 < len(taken) and given[give] - taken[take + 1] >= ideal:
            take += 1
        for near in range(take, min(take + 2, len(taken))):
            moved = given[give] - taken[near]
            peak = max(high - moved / capacity[0], low + moved / capacity[1])
            if peak < best:
                best, best_give, best_take = peak, give, near
    return best_give, best_take


@numba.njit(cache=True)
def exchange(seating: Seating, sheet: Sheet, pair: tuple[int, int], aim: tuple[int, float]) -> bool:
    """Carry out the best exchange of a heavier and a lighter seat, if the larger load falls far enough.

    ``aim``: how many units at a time, and the least fall.
    """
    heavy, light = pair
    depth, least = aim
    most = PAIRED_UNITS if depth > 1 else SINGLE_UNITS
    give, take = movable(seating, sheet, (heavy, light), most), movable(seating, sheet, (light, heavy), most)
    if not len(give):
        return False
    given, givers = sums_of(sheet, give, 3 if depth > 1 and len(give) <= TRIPLED_UNITS else depth)
    taken, takers = sums_of(sheet, take, 3 if depth > 1 and len(take) <= TRIPLED_UNITS else depth)
    capacity = (sheet.capacity[heavy], sheet.capacity[light])
    loads = (seating.load[heavy] / capacity[0], seating.load[light] / capacity[1])
    g, t = meet(given, taken, loads, capacity)
    if g < 0:
        return False
    moved = given[g] - taken[t]
    if max(loads[0] - moved / capacity[0], loads[1] + moved / capacity[1]) > loads[0] - least:
        return False
    for k in range(3):
        if givers[g, k] >= 0:
            put(seating, sheet, givers[g, k], light)
        if takers[t, k] >= 0:
            put(seating, sheet, takers[t, k], heavy)
    return True


@numba.njit(cache=True)
def partners(seating: Seating, sheet: Sheet, heavy: int) -> Integers:
    """Return the seats to which some unit of a seat may go, the least loaded first."""
    is_partner = np.zeros(len(sheet.capacity), dtype=np.bool_)
    unit = seating.head[heavy]
    while unit >= 0:
        for edge in range(sheet.first[sheet.kind_of[unit]], sheet.first[sheet.kind_of[unit] + 1]):
            is_partner[sheet.seats[edge]] = True
        unit = seating.after[unit]
    is_partner[heavy] = False
    found = np.flatnonzero(is_partner)
    return found[np.argsort(seating.load[found] / sheet.capacity[found], kind="mergesort")]


@numba.njit(cache=True)
def relieve(seating: Seating, sheet: Sheet, at: tuple[int, float], trial: Trial) -> int:
    """Bring a seat down to its goal with its lightest partners; return how many exchanges were tried, and one more.

    What failed is not tried again until one of the two seats has changed.
    """
    heavy, goal = at
    effort, changed, failed = trial
    tried = 1
    for light in partners(seating, sheet, heavy)[: effort.partners]:
        load = seating.load[heavy] / sheet.capacity[heavy]
        if load <= goal or seating.load[light] / sheet.capacity[light] >= load:
            break
        if changed[heavy] <= failed[heavy] and changed[light] <= failed[heavy]:
            continue
        tried += 1
        if exchange(seating, sheet, (heavy, light), (effort.depth, effort.share * (load - goal))):
            changed[-1] += 1
            changed[heavy], changed[light] = changed[-1], changed[-1]
    failed[heavy] = changed[-1]
    return tried


@numba.njit(cache=True)
def even_out(seating: Seating, sheet: Sheet, goal: Floats, effort: Effort) -> None:
    """Exchange until every load is at its goal (W,), no exchange tried helps, or the budget is used."""
    seats = len(sheet.capacity)
    changed, failed = np.zeros(seats + 1, dtype=np.intp), np.full(seats, -1, dtype=np.intp)
    tried, before = 0, -1
    while changed[-1] > before and tried < effort.budget:
        before = changed[-1]
        for heavy in np.argsort(-(seating.load / sheet.capacity), kind="mergesort"):
            if seating.load[heavy] / sheet.capacity[heavy] > goal[heavy]:
                tried += relieve(seating, sheet, (heavy, goal[heavy]), Trial(effort, changed, failed))
