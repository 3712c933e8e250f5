"""What does a sum of costs under limits look like as arrays? Costs of every unit at every seat, and linear limits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocation.aims import Costs, Sums
from allocation.columns import Floats, Integers
from allocation.proof import PRECISION
from allocation.seating import Limit
from allocation.units import Puzzle

# Beyond this many cells the arrays would not fit in memory beside the rest.
CELLS = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loads:
    """Limits on loads over M spans of time: hours + z * sqrt(variance) of a seat's units and of what stays there.

    Units add ``hours`` and ``variance`` (U, M); what stays has the variance ``held`` (W, M) and leaves ``room`` (W, M)
    for the rest, infinite where nothing is limited. ``z`` is (M,).
    """

    hours: Floats
    variance: Floats
    z: Floats
    held: Floats
    room: Floats

    @property
    def slope(self) -> Floats:
        """What the units' variance takes of the room at least, per unit of it, (W, M).

        The root is concave: it lies above the straight line from the variance that stays to the largest there can be,
        and that is what would fill the room with the units that vary most for their hours.
        """
        most = np.maximum(_largest_variance(self), 1e-300)
        rise: Floats = self.z * (np.sqrt(self.held + most) - np.sqrt(self.held)) / most
        return rise

    @property
    def spare(self) -> Floats:
        """Room for ``hours + slope * variance`` of the units, (W, M)."""
        return self.room - self.z * np.sqrt(self.held)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CostLevel:
    """Costs of U units at W seats under limits.

    ``cost`` (U, W) is infinite where a unit may not sit. The R earlier costs ``others`` (R, U, W) sum up to ``most``
    (R,) at most; the units of ``apart`` (P, 2) differ. ``is_whole`` says that there are no further limits.
    """

    cost: Floats
    loads: Loads
    others: Floats
    most: Floats
    apart: Integers
    is_whole: bool

    @property
    def step(self) -> float:
        """What all sums of costs are multiples of; zero where nothing is known."""
        every = self.cost[np.isfinite(self.cost)]
        least = float(np.abs(every[every != 0.0]).min(initial=np.inf))
        return next((step for step in (least, 1.0) if np.isfinite(step) and _divides(step, every)), 0.0)

    def at_least(self, bound: float) -> float:
        """Return the least sum of costs that is not below a bound."""
        step = self.step
        return bound if step == 0.0 or not np.isfinite(bound) else float(step * np.ceil(bound / step - 1e-6))


def least_possible(puzzle: Puzzle, costs: Costs) -> float:
    """Return what the units would cost if each had the seat where it costs least."""
    kinds = np.stack([puzzle.allowed.kind_of, costs.table.kind_of])
    asked, kind_of = np.unique(kinds, axis=1, return_inverse=True)
    cheapest = np.where(puzzle.allowed.rows[asked[0]], costs.table.rows[asked[1]], np.inf).min(axis=1)
    return float(cheapest[kind_of.ravel()].sum())


def laid_out(puzzle: Puzzle, costs: Costs, limits: Sequence[Limit]) -> CostLevel | None:
    """Lay out costs under limits; nothing where that would take too much memory."""
    units, seats = puzzle.shape
    earlier = [(limit.measure, limit.bound) for limit in limits if isinstance(limit.measure, Costs)]
    peaks = [(limit.measure, limit.bound) for limit in limits if isinstance(limit.measure, Sums)]
    peaks = [(measure, bound) for measure, bound in peaks if measure.load_z is not None]
    loads = load_limits(peaks, units, seats)
    if units * seats * (1 + len(earlier)) > CELLS or loads.hours.size > CELLS:
        return None
    return CostLevel(
        cost=np.where(puzzle.allowed.rows[puzzle.allowed.kind_of], _by_unit(costs), np.inf),
        loads=loads,
        others=np.array([_by_unit(costs) for costs, _ in earlier]).reshape(-1, units, seats),
        most=np.array([_within(bound) for _, bound in earlier]),
        apart=puzzle.apart,
        is_whole=len(peaks) + len(earlier) == len(limits),
    )


def load_limits(peaks: Sequence[tuple[Sums, float]], units: int, seats: int) -> Loads:
    """Lay out largest loads and their bounds."""
    parts = [_load_limit(measure, _within(bound)) for measure, bound in peaks]
    shapes = ((units, 0), (units, 0), (0,), (seats, 0), (seats, 0))
    hours, variance, z, held, room = (
        np.concatenate([np.zeros(shape), *columns], axis=-1)
        for shape, columns in zip(shapes, zip(*parts, strict=True) if parts else [()] * 5, strict=True)
    )
    return Loads(hours=hours, variance=variance, z=z, held=held, room=room)


def _load_limit(measure: Sums, bound: float) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    spans = measure.adds.shape[1] // 2
    hours, variance = measure.adds[:, :spans], measure.adds[:, spans:]
    capacity, help_hours = measure.room[:, :spans], measure.room[:, spans:]
    limited = np.isfinite(capacity)
    room = np.where(limited, bound * np.where(limited, capacity, 0.0) - help_hours - measure.held[:, :spans], np.inf)
    z = np.full(spans, measure.load_z or 0.0)
    return hours, variance, z, measure.held[:, spans:], room


def _largest_variance(loads: Loads) -> Floats:
    """Return the most variance that units that fit at each seat can have, (W, M): those that vary most an hour."""
    largest = np.zeros_like(loads.room)
    for span in range(len(loads.z)):
        hours, variance = loads.hours[:, span], loads.variance[:, span]
        free = float(variance[hours <= 0.0].sum())
        order = np.argsort(-variance / np.maximum(hours, 1e-300), kind="stable")
        order = order[hours[order] > 0.0]
        filled = np.concatenate([[0.0], np.cumsum(hours[order])])
        reached = np.concatenate([[0.0], np.cumsum(variance[order])])
        largest[:, span] = free + np.interp(loads.room[:, span], filled, reached)
    return largest


def _by_unit(costs: Costs) -> Floats:
    return np.asarray(costs.table.rows[costs.table.kind_of], dtype=np.float64)


def _within(bound: float) -> float:
    """Return a bound with the precision that the search allows."""
    return bound + 0.5 * PRECISION * max(1.0, abs(bound))


def _divides(step: float, values: Floats) -> bool:
    times = values / step
    return bool(np.all(np.abs(times - np.round(times)) < 1e-9))
