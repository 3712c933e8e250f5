"""How small can a sum of costs be while earlier goals keep their numbers? The fewest moves, the least distance.

With the largest load held this is a generalised assignment problem. A bound comes from prices (``allocation.
cost_prices``), good allocations from compiled chance (``allocation.cost_loops``, needs numba), and the proof, where it
can be had, from HiGHS on what the bound leaves open (``allocation.cost_milp``, needs SciPy). Without those two the
rotations of ``allocation.local`` do the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from time import monotonic
from types import ModuleType

import numpy as np

from allocation.aims import Costs
from allocation.columns import Floats, Integers
from allocation.cost_arrays import CostLevel, laid_out, least_possible
from allocation.cost_prices import Dual, priced
from allocation.local import improve
from allocation.proof import PRECISION, Proof
from allocation.seating import Limit, Seating
from allocation.units import Puzzle, mates_of

# The chance steps of each run, its heat as a share of the first's, and what breaking a limit costs to begin with: a
# second or two for 300 x 40, some fifteen for 3,000 x 150, where one long run ends farther from the bound. The
# last run breaks none: limits that hardly any allocation keeps are not found again once they have been left.
STEPS_PER_UNIT = 20_000
RUNS = ((1.0, 1.0), (0.3, 1.0), (0.15, 1.0), (0.3, 3_000.0))
STEPS_PER_SECOND = 5_000_000
NEAR = 10
# What HiGHS has found when its time is up depends on the machine, and only its bound is used.
PROOF_SECONDS = 8.0
OPTIONAL = frozenset({"numba", "scipy"})


def improve_costs(
    puzzle: Puzzle, costs: Costs, limits: Sequence[Limit], seating: Seating, *, deadline: float | None = None
) -> Proof:
    """Lower the costs of a seating that keeps the limits; say how low they came and could come at most."""
    level = _CostSearch(costs=costs, limits=limits, seating=seating, deadline=deadline)
    least = least_possible(puzzle, costs)
    arrays = laid_out(puzzle, costs, limits) if level.value > least + _precision(least) else None
    if arrays is None:
        improve(seating, costs, limits, deadline)
        return Proof(value=level.value, bound=least)
    dual = priced(arrays, level.value)
    level.search(arrays, dual)
    bound = max(least, arrays.at_least(dual.bound))
    if level.value > bound + _precision(bound):
        bound = max(bound, level.prove(arrays, priced(arrays, level.value)))
    return Proof(value=level.value, bound=bound)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _CostSearch:
    """A seating whose costs are being lowered under limits."""

    costs: Costs
    limits: Sequence[Limit]
    seating: Seating
    deadline: float | None

    @property
    def value(self) -> float:
        """What the seating costs now."""
        return self.seating.value(self.costs)

    def search(self, level: CostLevel, dual: Dual) -> None:
        """Look for a better seating."""
        loops = _loaded("cost_loops")
        steps = STEPS_PER_UNIT * len(level.cost)
        if loops is None or not level.is_whole:
            improve(self.seating, self.costs, self.limits, self.deadline)
            return
        sheet = loops.Sheet(**_sheet(level, dual))
        for run, (share, first) in enumerate(RUNS):
            if self.value <= level.at_least(dual.bound) or self._seconds(np.inf) * STEPS_PER_SECOND < steps:
                return
            course, chance = (steps, share * _heat(dual), first), np.random.default_rng(run)
            self.adopt(level, loops.anneal(sheet, self.seating.seat_of, course, chance)[1])

    def prove(self, level: CostLevel, dual: Dual) -> float:
        """Look for what is better still, and return a bound."""
        bound, solver = dual.bound, _loaded("cost_milp")
        if solver is None or self._seconds(PROOF_SECONDS) <= 0.0:
            return bound
        for answer in solver.solve(level, dual, self.value, self._seconds(PROOF_SECONDS)):
            bound = max(bound, answer.bound)
            if answer.seat_of is None or self.adopt(level, answer.seat_of):
                break
        return bound

    def adopt(self, level: CostLevel, seat_of: Integers) -> bool:
        """Take a seating that costs less and keeps every limit; say whether it keeps them."""
        before, value = self.seating.seat_of.copy(), self.value
        if not _is_legal(level, seat_of):
            return False
        self.seating.restore(seat_of)
        keeps = all(self.seating.value(one.measure) <= one.bound + _precision(one.bound) for one in self.limits)
        if not keeps or self.value >= value - _precision(value):
            self.seating.restore(before)
        return keeps

    def _seconds(self, most: float) -> float:
        return most if self.deadline is None else min(most, self.deadline - monotonic())


def _is_legal(level: CostLevel, seat_of: Integers) -> bool:
    allowed = np.isfinite(level.cost[np.arange(len(seat_of)), seat_of]).all()
    return bool(allowed and (seat_of[level.apart[:, 0]] != seat_of[level.apart[:, 1]]).all())


def _sheet(level: CostLevel, dual: Dual) -> dict[str, Floats | Integers]:
    """Return what the loops read. To be over a limit costs its price at least, and never nothing."""
    mate_first, mates = mates_of(level.apart, len(level.cost))
    room, others = dual.prices.room, dual.prices.others
    usual = max(float(level.loads.hours.sum()) / max(1, level.loads.hours.size), 1e-12)
    scale = float(np.median(_second(dual))) / usual
    return {
        "cost": level.cost,
        "hours": level.loads.hours,
        "variance": level.loads.variance,
        "z": level.loads.z,
        "held": level.loads.held,
        "room": level.loads.room,
        "price": room + 0.1 * scale,
        "others": level.others,
        "most": level.most,
        "other_price": others + _heat(dual) / np.array([_usual(other) for other in level.others]),
        "mate_first": mate_first,
        "mates": mates,
        "near": np.argsort(dual.cost, axis=1, kind="stable")[:, :NEAR].astype(np.intp),
    }


def _usual(costs: Floats) -> float:
    """Return the middle one of costs that are not zero, 1 where all are."""
    return float(np.median(np.abs(costs[costs != 0.0]))) if costs.any() else 1.0


def _heat(dual: Dual) -> float:
    """Return what it usually costs a unit not to have its cheapest seat."""
    return 1.3 * float(np.median(_second(dual)))


def _second(dual: Dual) -> Floats:
    """Return what the second cheapest seat costs each unit above the cheapest, where that is anything."""
    second = np.partition(dual.excess, 1, axis=1)[:, 1] if dual.cost.shape[1] > 1 else np.zeros(0)
    some = second[np.isfinite(second) & (second > PRECISION)]
    return some if len(some) else np.ones(1)


def _loaded(name: str) -> ModuleType | None:
    """Load a module of this package that needs more than numpy, if what it needs is there."""
    try:
        return import_module(f"allocation.{name}")
    except ModuleNotFoundError as error:
        if error.name not in OPTIONAL:
            raise
        return None


def _precision(value: float) -> float:
    return PRECISION * max(1.0, abs(value))
