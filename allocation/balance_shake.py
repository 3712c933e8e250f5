"""How does a seating leave a dead end? A few units are moved by chance, loads are evened out, the better is kept.

For small boards: one office, or a corner of a large one. At 30 x 15 it ended at the proved optimum in all boards that
bin completion could settle (``benchmarks/bench_allocation.py``). The chances come from one seed: the same board gives
the same answer.
"""

import numba
import numpy as np

from allocation.balance import Integers
from allocation.balance_loops import Effort, Seating, Sheet, even_out, meets_mate, put, put_all

SEED = 2016
MOST_MOVED = 6
# A seating so much worse than the one it came from is still gone on with.
WORSE = 0.001
EXCHANGES = 3_000
SHARE = 0.01


@numba.njit(cache=True)
def chance(state: Integers, below: int) -> int:
    """Draw a number from 0 to ``below`` - 1 (Knuth's MMIX generator, its upper bits)."""
    state[0] = state[0] * 6364136223846793005 + 1442695040888963407
    return int(((state[0] >> 33) & 0x3FFFFFFF) % below)


@numba.njit(cache=True)
def stumble(seating: Seating, sheet: Sheet, state: Integers, moves: int) -> None:
    """Move a unit off the heaviest seat and some others, each to any seat that may have it."""
    heavy = np.argmax(seating.load / sheet.capacity)
    count, unit = 0, seating.head[heavy]
    while unit >= 0:
        count += 1
        unit = seating.after[unit]
    for move in range(moves):
        unit = chance(state, len(sheet.hours))
        if move == 0 and count:
            unit = seating.head[heavy]
            for _ in range(chance(state, count)):
                unit = seating.after[unit]
        kind = sheet.kind_of[unit]
        seat = sheet.seats[sheet.first[kind] + chance(state, sheet.first[kind + 1] - sheet.first[kind])]
        if seat != seating.seat_of[unit] and not meets_mate(seating, sheet, unit, seat):
            put(seating, sheet, unit, seat)


@numba.njit(cache=True)
def shake(seating: Seating, sheet: Sheet, goal: float, rounds: int) -> None:
    """Shake until the peak is at its goal, or so many times; leave the best seating found."""
    goals = np.full(len(sheet.capacity), goal)
    best_of, kept_of = seating.seat_of.copy(), seating.seat_of.copy()
    best = kept = (seating.load / sheet.capacity).max()
    state = np.full(1, SEED, dtype=np.intp)
    effort = Effort(2, len(sheet.capacity), SHARE, EXCHANGES)
    for turn in range(rounds):
        if best <= goal:
            break
        stumble(seating, sheet, state, 2 + turn % (MOST_MOVED - 1))
        even_out(seating, sheet, goals, effort)
        peak = (seating.load / sheet.capacity).max()
        if peak < best:
            best = peak
            best_of[:] = seating.seat_of
        if peak <= kept * (1.0 + WORSE):
            kept = peak
            kept_of[:] = seating.seat_of
        else:
            put_all(seating, sheet, kept_of)
    put_all(seating, sheet, best_of)
