"""How small can the largest load not be, over the horizon or any month? What prices on hours prove, and single units.

Whatever weights (adding up to one) the caseworkers' spans of time are given, the largest load is at least the weighted
mean of all loads, and that is least where every unit sits where its hours weigh least. The weights are improved by
multiplying them with how loaded each span then is. Of variances only those count that no allocation can avoid.
"""

import numpy as np

from allocation.aims import Sums
from allocation.columns import Flags, Floats
from allocation.units import Puzzle

ROUNDS = 1_000
PATIENCE = 20
# Beyond this many cells a round takes too long for what it tells.
CELLS = 1_000_000


def least_load(puzzle: Puzzle, measure: Sums, value: float) -> float:
    """Return a bound on the largest load; ``value`` is what an allocation reaches."""
    spans, units = measure.adds.shape[1] // 2, np.arange(puzzle.shape[0])
    capacity, held = measure.room[:, :spans], measure.held
    z, hours = measure.load_z or 0.0, measure.adds[:, :spans]
    base = (held[:, :spans] + measure.room[:, spans:] + z * np.sqrt(np.maximum(held[:, spans:], 0.0))) / capacity
    allowed = puzzle.allowed.rows[puzzle.allowed.kind_of]
    best = max(float(base.max()), _alone(measure, allowed))
    if allowed.size > CELLS:
        return best
    weights, step, tries = _fullest_span(measure, capacity, base), 1.0, 0
    kept = weights
    for _ in range(ROUNDS):
        cost = np.where(allowed, hours @ (weights / capacity).T, np.inf)
        seat_of = cost.argmin(axis=1)
        bound = float((weights * base).sum() + cost[units, seat_of].sum())
        if bound > best:
            best, kept, tries = bound, weights, 0
        elif (tries := tries + 1) >= PATIENCE:
            weights, step, tries = kept, 0.7 * step, 0
            continue
        loads = np.zeros_like(base)
        np.add.at(loads, seat_of, hours)
        over = base + loads / capacity - bound
        if value <= best or step < 1e-4:
            break
        weights = weights * np.exp(step * (value - bound) / float(np.square(over).max()) * over)
        weights /= weights.sum()
    return min(best, value)


def _fullest_span(measure: Sums, capacity: Floats, base: Floats) -> Floats:
    """Weigh the span in which all hours fill all capacity most, (W, S).

    A good bound alone, and better to begin with than all spans at once, in which the fullest hides among the others.
    """
    counted = np.where(np.isfinite(capacity), capacity, 0.0)
    whole = counted.sum(axis=0)
    filled = (measure.adds[:, : len(whole)].sum(axis=0) + (base * counted).sum(axis=0)) / np.maximum(whole, 1e-9)
    fullest: Floats = counted * (np.arange(len(whole)) == filled.argmax())
    weights: Floats = fullest / fullest.sum()
    return weights


def _alone(measure: Sums, allowed: Flags) -> float:
    """Return the largest load that some one unit makes wherever it sits."""
    found = 0.0
    for unit, seats in zip(measure.adds, allowed, strict=True):
        found = max(found, float(measure.term(measure.held[seats] + unit, measure.room[seats]).min()))
    return found
