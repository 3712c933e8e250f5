"""How small can costs under limits not be? Room and earlier costs get prices; then every unit chooses for itself.

Lagrange's bound: whatever the prices are, no allocation within the limits costs less than all units' cheapest seats at
those prices, less what the room is worth. The prices are improved by the subgradient (Held and Karp; Polyak's steps).
They also say which seats are worth trying for a unit: those that are nearly cheapest.
"""

from dataclasses import dataclass

import numpy as np

from allocation.columns import Flags, Floats
from allocation.cost_arrays import CostLevel
from allocation.proof import PRECISION

ROUNDS = 600
PATIENCE = 15
MEMORY = 0.4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """Prices of room, (W, M), and of earlier costs, (R,)."""

    room: Floats
    others: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dual:
    """The best bound found, its prices, and what each unit costs at each seat at those prices, (U, W)."""

    bound: float
    prices: Prices
    cost: Floats

    @property
    def excess(self) -> Floats:
        """What each seat costs a unit above its cheapest, (U, W)."""
        over: Floats = self.cost - self.cost.min(axis=1, keepdims=True)
        return over

    def open(self, value: float) -> Flags:
        """Say which seats a unit may have in any allocation that costs less than a value, (U, W)."""
        return self.excess < value - self.bound


def priced(level: CostLevel, value: float) -> Dual:
    """Find prices that bound the costs well; ``value`` is what an allocation within the limits costs."""
    terms, slack = _Terms.of(level), max(0.0, level.step - PRECISION)
    prices = Prices(room=np.zeros_like(level.loads.room), others=np.zeros_like(level.most))
    best, kept, step, tries, way = -np.inf, prices, 1.0, 0, Prices(room=prices.room, others=prices.others)
    for _ in range(ROUNDS):
        bound, over = terms.bound(prices)
        if bound > best:
            best, kept, tries, step = bound, prices, 0, min(1.5, 1.05 * step)
        elif (tries := tries + 1) >= PATIENCE:
            prices, tries, step = kept, 0, 0.6 * step
            bound, over = terms.bound(prices)
        way = Prices(room=MEMORY * way.room + over.room, others=MEMORY * way.others + over.others)
        length = float(np.square(way.room).sum() + np.square(way.others).sum())
        if length < 1e-12 or step < 1e-4 or best >= value - slack:
            break
        prices = terms.moved(prices, way, step * max(value - bound, 0.0) / length)
    return Dual(bound=best, prices=kept, cost=terms.cost(kept))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Terms:
    """A cost level with its limits in parts of themselves, so that steps along them are comparable."""

    level: CostLevel
    slope: Floats
    spare: Floats
    scale: Floats
    other_scale: Floats

    @classmethod
    def of(cls, level: CostLevel) -> "_Terms":
        loads = level.loads
        spare = loads.spare
        limited = np.isfinite(spare)
        usual = np.maximum(loads.hours.mean(axis=0), 1e-12)
        return cls(
            level=level,
            slope=loads.slope,
            spare=np.where(limited, spare, 0.0),
            scale=np.where(limited, np.maximum(spare, usual), np.inf),
            other_scale=np.maximum(np.abs(level.most), 1.0),
        )

    def cost(self, prices: Prices) -> Floats:
        loads = self.level.loads
        cost = self.level.cost + loads.hours @ prices.room.T
        if loads.z.any():
            cost += loads.variance @ (self.slope * prices.room).T
        for price, other in zip(prices.others, self.level.others, strict=True):
            cost += price * other
        return cost

    def bound(self, prices: Prices) -> tuple[float, Prices]:
        """Return the bound, and by which part of itself each limit is broken where each unit chooses for itself."""
        cost, loads = self.cost(prices), self.level.loads
        seat_of = cost.argmin(axis=1)
        units = np.arange(len(cost))
        value = float(cost[units, seat_of].sum() - (prices.room * self.spare).sum() - prices.others @ self.level.most)
        used = np.zeros_like(self.spare)
        np.add.at(used, seat_of, loads.hours + self.slope[seat_of] * loads.variance)
        spent = self.level.others[:, units, seat_of].sum(axis=1)
        return value, Prices(room=(used - self.spare) / self.scale, others=(spent - self.level.most) / self.other_scale)

    def moved(self, prices: Prices, way: Prices, step: float) -> Prices:
        return Prices(
            room=np.maximum(0.0, prices.room + step * way.room / self.scale),
            others=np.maximum(0.0, prices.others + step * way.others / self.other_scale),
        )
