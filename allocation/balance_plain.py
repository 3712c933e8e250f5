"""How is an allocation balanced without numba and OR-Tools? The longest units first, then moves and swaps, in numpy.

Good enough for a few hundred cases: at 300 x 40 it ends within a few per mille of the bound. Its own bound is weaker
than the flow's: all hours over all capacity, beside what single units and held loads prove; so it proves little.
"""

from time import monotonic

import numpy as np

from allocation.balance import Balance, Flags, Floats, Floor, Found, Integers
from allocation.balance_start import part_families

STEPS = 2_000
LEAST = 1e-9


def widest(question: Balance) -> Floor:
    """Return the load of all hours on all who may take some, with what they hold: a cut that is everybody."""
    kinds = np.zeros(len(question.rows), dtype=bool)
    kinds[question.kind_of] = True
    seats = np.asarray(question.rows[kinds].any(axis=0))
    hours, capacity = question.hours.sum() + question.held[seats].sum(), question.capacity[seats].sum()
    level = float(hours / capacity) if capacity else 0.0
    return Floor(level=level, cut_kinds=kinds, cut_seats=seats, binding_unit=-1)


def search(question: Balance, bound: Floor, start: Integers | None, deadline: float | None) -> Found:
    """Return a seating from the longest units first, or from ``start`` where that is better, moved and swapped."""
    mates = _mates(question)
    seat_of = _dealt(question, mates, start)
    if start is not None and question.peak(start) < question.peak(seat_of):
        seat_of = np.array(start, dtype=np.intp)
    for _ in range(STEPS):
        late = deadline is not None and monotonic() >= deadline
        if late or not len(seat_of) or not _stepped(question, mates, seat_of):
            break
    return Found(seat_of=seat_of, floor=bound.level)


def _mates(question: Balance) -> dict[int, list[int]]:
    mates: dict[int, list[int]] = {}
    for first, second in question.apart.tolist():
        mates.setdefault(first, []).append(second)
        mates.setdefault(second, []).append(first)
    return mates


def _dealt(question: Balance, mates: dict[int, list[int]], start: Integers | None) -> Integers:
    """Seat the longest first, each where the load ends least."""
    seat_of, load = np.full(len(question.hours), -1, dtype=np.intp), question.held.astype(float)
    for unit in np.argsort(-question.hours, kind="stable").tolist():
        may = question.rows[question.kind_of[unit]].copy()
        may[[seat_of[mate] for mate in mates.get(unit, ()) if seat_of[mate] >= 0]] = False
        if may.any():
            after = np.where(may, (load + question.hours[unit]) / question.capacity, np.inf)
            seat_of[unit] = int(after.argmin())
            load[seat_of[unit]] += question.hours[unit]
    anew = part_families(question, seat_of, start) if (seat_of < 0).any() else seat_of
    return np.where(anew >= 0, anew, seat_of)


def _stepped(question: Balance, mates: dict[int, list[int]], seat_of: Integers) -> bool:
    """Carry out the best move or swap of the heaviest seat that has one; say whether any did."""
    loads = question.loads(seat_of)
    for heavy in np.argsort(-loads, kind="stable").tolist():
        own, others = np.flatnonzero(seat_of == heavy), np.flatnonzero(seat_of != heavy)
        if _moved(question, mates, seat_of, (loads, own)) or _swapped(question, mates, seat_of, (loads, own, others)):
            return True
    return False


def _moved(question: Balance, mates: dict[int, list[int]], seat_of: Integers, at: tuple[Floats, Integers]) -> bool:
    loads, own = at
    after = loads + question.hours[own, None] / question.capacity
    after[~_free(question, mates, seat_of, own)] = np.inf
    if not after.size or after.min() >= loads[seat_of[own[0]]] * (1.0 - LEAST):
        return False
    row, seat = np.unravel_index(int(after.argmin()), after.shape)
    seat_of[own[row]] = seat
    return True


def _swapped(
    question: Balance, mates: dict[int, list[int]], seat_of: Integers, at: tuple[Floats, Integers, Integers]
) -> bool:
    loads, own, others = at
    if not len(own) or not len(others):
        return False
    heavy, theirs = seat_of[own[0]], seat_of[others]
    less = question.hours[own, None] - question.hours[others]
    after = np.maximum(loads[heavy] - less / question.capacity[heavy], loads[theirs] + less / question.capacity[theirs])
    may = _free(question, mates, seat_of, own)[:, theirs] & _free(question, mates, seat_of, others)[:, heavy]
    after[~may] = np.inf
    if after.min() >= loads[heavy] * (1.0 - LEAST):
        return False
    row, column = np.unravel_index(int(after.argmin()), after.shape)
    seat_of[own[row]], seat_of[others[column]] = theirs[column], heavy
    return True


def _free(question: Balance, mates: dict[int, list[int]], seat_of: Integers, units: Integers) -> Flags:
    """Say to which other seats units may go where no mate of theirs sits, (units, W)."""
    free: Flags = question.rows[question.kind_of[units]].copy()
    free[np.arange(len(units)), seat_of[units]] = False
    for row, unit in enumerate(units.tolist()):
        free[row, [seat_of[mate] for mate in mates.get(unit, ())]] = False
    return free
