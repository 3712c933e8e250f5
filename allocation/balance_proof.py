"""Can any allocation stay under a given peak? Every way is tried, caseworker after caseworker, so that "no" is a proof.

Under a peak every seat has room for so many hours, and all seats together have only little more room than there are
hours: what one seat leaves unused, its *waste*, the others cannot waste. So a seat is filled with some units, its
waste is taken off what is left to waste, and the next seat is filled: bin completion (Korf). What keeps it short:

- *Dominance.* If any plan stays under the peak, so does the one that fills the first seat most, then the second, and so
  on. In it no later unit fits into a seat's waste, and none can take the place of a shorter one that may go wherever
  it went, or of two such. Other fillings need not be tried; and of *twins*, equal in all, the first goes first.
- *Memory.* Which units are left after some seats says all about what follows; what failed once is not tried again.
- *Few choices first.* Seats that few units may go to are filled first.

For at most 64 units: a set of units is the bits of one number. 30 x 15 takes some ten thousand to ten million steps.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from allocation.balance import Balance, Flags, Floats, Integers

Bits = NDArray[np.uint64]

MOST_UNITS = 64
# Sums of hours taken in different orders differ in their last digits; a plan must not be missed for that.
ROUNDING = 1e-10
TABLE = 1 << 19
PROBES = 8


class Bins(NamedTuple):
    """Units, longest first, and seats in the order in which they are filled. Sets are bits, by unit or by seat.

    ``eligible`` (W,): who may go there. ``last`` (W,): who may go nowhere later. ``stands_for`` (U,): longer units
    whose place a unit may take. ``twins`` (U,): earlier units equal in all. ``mates`` (U,): who must be apart from it.
    ``failed`` is the memory, ``taken`` (W,) the plan, ``steps`` (2,) how many were taken and how many may be.
    """

    hours: Floats
    room: Floats
    eligible: Bits
    last: Bits
    stands_for: Bits
    twins: Bits
    mates: Bits
    failed: Bits
    taken: Bits
    steps: Integers


class Stack(NamedTuple):
    """The seats being filled, one unit a step.

    Seat, next unit to look at, who was taken and who is left, room left, waste left, and how many hours the units still
    to be looked at could bring.
    """

    seat: Integers
    unit: Integers
    taken: Bits
    left: Bits
    room: Floats
    waste: Floats
    could: Floats


def under(question: Balance, peak: float, steps: int) -> tuple[int, Integers]:
    """Look for an allocation with no load above ``peak``: 1 and its seats, 0 if there is none, -1 if not settled."""
    nothing = np.zeros(0, dtype=np.intp)
    room = peak * question.capacity - question.held
    longest = np.argsort(-question.hours, kind="stable")
    may = question.rows[question.kind_of[longest]] & (question.hours[longest, None] <= room * (1.0 + ROUNDING))
    if (room < 0.0).any() or not may.any(axis=1).all():
        return 0, nothing
    if len(longest) > MOST_UNITS:
        return -1, nothing
    filled = np.lexsort((room, may.sum(axis=0)))
    bins = _bins(question, longest, may[:, filled], room[filled])
    bins.steps[1] = steps
    waste = room.sum() - question.hours.sum() + 3.0 * ROUNDING * room.sum()
    answer = int(fill(bins, _stack(len(longest) + len(room) + 1), waste))
    return answer, _seats(bins, longest, filled) if answer == 1 else nothing


def _stack(depth: int) -> Stack:
    whole, sets = np.zeros((2, depth), dtype=np.intp), np.zeros((2, depth), dtype=np.uint64)
    return Stack(*whole, *sets, *np.zeros((3, depth)))


def _bins(question: Balance, longest: Integers, may: Flags, room: Floats) -> Bins:
    units, seats = may.shape
    hours, place = question.hours[longest], np.argsort(longest)
    is_mate = np.zeros((units, units), dtype=bool)
    first, second = place[question.apart[:, 0]], place[question.apart[:, 1]]
    is_mate[first, second] = is_mate[second, first] = True
    is_free: Flags = np.asarray(~is_mate.any(axis=1))
    # Row a, column b: somebody may take b but not a, or one of them must be apart from somebody.
    differs: Flags = (~may[:, None, :] & may[None, :, :]).any(axis=2) | ~is_free[:, None] | ~is_free
    last: Integers = seats - 1 - may[:, ::-1].argmax(axis=1)
    return Bins(
        hours=hours,
        room=room * (1.0 + ROUNDING),
        eligible=_bits(may.T),
        last=_bits(last == np.arange(seats)[:, None]),
        stands_for=_bits((hours > hours[:, None]) & ~differs),
        twins=_bits(np.tril((hours == hours[:, None]) & ~differs & ~differs.T, -1)),
        mates=_bits(is_mate),
        failed=np.zeros(TABLE, dtype=np.uint64),
        taken=np.zeros(seats, dtype=np.uint64),
        steps=np.zeros(2, dtype=np.intp),
    )


def _bits(flags: Flags) -> Bits:
    """Return each row of flags as one number.

    >>> _bits(np.array([[True, False, True], [False, True, False]])).tolist()
    [5, 2]
    """
    bits: Bits = (flags.astype(np.uint64) << np.arange(flags.shape[1], dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    return bits


def _seats(bins: Bins, longest: Integers, filled: Integers) -> Integers:
    seat_of = np.zeros(len(longest), dtype=np.intp)
    for place, unit in enumerate(longest):
        holder = np.flatnonzero(bins.taken >> np.uint64(place) & np.uint64(1))[0]
        seat_of[unit] = filled[holder]
    return seat_of


@numba.njit(cache=True)
def bit(unit: int) -> np.uint64:
    """Return the set of one unit."""
    return np.uint64(1) << np.uint64(unit)


@numba.njit(cache=True)
def is_dominated(bins: Bins, stack: Stack, top: int) -> bool:
    """Whether a unit that is left fits into the waste, or can take the place of one or two shorter ones here."""
    taken, room = stack.taken[top], stack.room[top]
    free = stack.left[top] & bins.eligible[stack.seat[top]]
    if one_fits(bins, free, taken, room):
        return True
    for short in range(len(bins.hours)):
        if not taken & bit(short):
            continue
        longer = free & bins.stands_for[short]
        if longer and longer_fits(bins, longer, (bins.hours[short], room)):
            return True
        for other in range(short if longer else 0):
            both = bins.hours[short] + bins.hours[other]
            if taken & bit(other) and longer_fits(bins, longer & bins.stands_for[other], (both, room)):
                return True
    return False


@numba.njit(cache=True)
def one_fits(bins: Bins, free: np.uint64, taken: np.uint64, room: float) -> bool:
    """Whether one of the free units fits into the room that is left."""
    for unit in range(len(bins.hours) - 1, -1, -1):
        if bins.hours[unit] > room:
            return False
        if free & bit(unit) and not taken & bins.mates[unit]:
            return True
    return False


@numba.njit(cache=True)
def longer_fits(bins: Bins, units: np.uint64, instead: tuple[float, float]) -> bool:
    """Whether one of the units is longer than what is given up for it, and fits into that and the room left."""
    hours, room = instead
    for unit in range(len(bins.hours) - 1, -1, -1):
        if units & bit(unit) and bins.hours[unit] > hours:
            return bool(bins.hours[unit] - hours <= room)
    return False


@numba.njit(cache=True)
def recall(bins: Bins, seat: int, left: np.uint64, learn: bool) -> bool:
    """Whether the units left after a seat are known to fail; with ``learn`` they are from now on, if there is space."""
    key = left * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(seat + 1) * np.uint64(0xC2B2AE3D27D4EB4F)
    place = key >> np.uint64(40)
    for _ in range(PROBES):
        place = (place + np.uint64(1)) & np.uint64(len(bins.failed) - 1)
        if bins.failed[place] == key:
            return True
        if bins.failed[place] == np.uint64(0):
            if learn:
                bins.failed[place] = key
            return False
    return False


@numba.njit(cache=True)
def push(bins: Bins, stack: Stack, top: int, unit: int) -> None:
    """Put on top: the seat with one unit more, or with -1 the next seat."""
    at = top - 1
    if unit >= 0:
        stack.seat[top], stack.unit[top], stack.waste[top] = stack.seat[at], unit + 1, stack.waste[at]
        stack.taken[top], stack.left[top] = stack.taken[at] | bit(unit), stack.left[at] & ~bit(unit)
        stack.room[top] = stack.room[at] - bins.hours[unit]
    else:
        stack.seat[top], stack.unit[top], stack.waste[top] = stack.seat[at] + 1, 0, stack.waste[at] - stack.room[at]
        stack.taken[top], stack.left[top] = np.uint64(0), stack.left[at]
        stack.room[top] = bins.room[stack.seat[top]]
    weigh(bins, stack, top)


@numba.njit(cache=True)
def weigh(bins: Bins, stack: Stack, top: int) -> None:
    """Add up what the units still to be looked at could bring."""
    free = stack.left[top] & bins.eligible[stack.seat[top]]
    stack.could[top] = 0.0
    for unit in range(stack.unit[top], len(bins.hours)):
        if free & bit(unit) and bins.hours[unit] <= stack.room[top]:
            stack.could[top] += bins.hours[unit]


@numba.njit(cache=True)
def another(bins: Bins, stack: Stack, top: int) -> int:
    """Return the next unit to take at this seat; -1: none, the seat may be left; -2: it can no longer be filled."""
    free = stack.left[top] & bins.eligible[stack.seat[top]]
    for unit in range(stack.unit[top], len(bins.hours)):
        if not free & bit(unit) or bins.hours[unit] > stack.room[top]:
            continue
        if stack.room[top] - stack.could[top] > stack.waste[top]:
            return -2
        stack.could[top] -= bins.hours[unit]
        if not (stack.taken[top] & bins.mates[unit] or stack.left[top] & bins.twins[unit]):
            return unit
    return -1


@numba.njit(cache=True)
def may_leave(bins: Bins, stack: Stack, top: int) -> bool:
    """Whether the seat may be left as it is filled: not too much wasted, nobody stranded, not dominated or failed."""
    seat, left = stack.seat[top], stack.left[top]
    if stack.room[top] > stack.waste[top] or left & bins.last[seat]:
        return False
    if is_dominated(bins, stack, top):
        return False
    return not left or (seat + 1 < len(bins.room) and not recall(bins, seat, left, False))


@numba.njit(cache=True)
def fill(bins: Bins, stack: Stack, waste: float) -> int:
    """Try every filling, depth first: 1 and the plan in ``bins.taken``, 0 if there is none, -1 if steps ran out.

    A seat that was left for the next one waits with -1 as its unit: when it is on top again, what followed has failed.
    """
    stack.room[0], stack.waste[0] = bins.room[0], waste
    stack.left[0] = ~np.uint64(0) >> np.uint64(MOST_UNITS - len(bins.hours))
    weigh(bins, stack, 0)
    top = 0
    while top >= 0:
        bins.steps[0] += 1
        if bins.steps[0] > bins.steps[1]:
            return -1
        unit = another(bins, stack, top) if stack.unit[top] >= 0 else -3
        if unit >= 0:
            stack.unit[top] = unit + 1
            top += 1
            push(bins, stack, top, unit)
        elif unit == -1 and may_leave(bins, stack, top):
            bins.taken[stack.seat[top]] = stack.taken[top]
            if not stack.left[top]:
                bins.taken[stack.seat[top] + 1 :] = np.uint64(0)
                return 1
            stack.unit[top] = -1
            top += 1
            push(bins, stack, top, -1)
        else:
            if unit == -3:
                recall(bins, stack.seat[top], stack.left[top], True)
            top -= 1
    return 0
