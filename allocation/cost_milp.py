"""Is there an allocation that costs less, and how much at most? Asked of HiGHS where prices have not settled it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from allocation.columns import Integers
from allocation.cost_arrays import CostLevel
from allocation.cost_prices import Dual

MARGIN = 2e-6
# What leaves more pairs of unit and seat open is beyond it.
PAIRS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What no allocation can cost less than, and an allocation that may cost less than the one known."""

    bound: float
    seat_of: Integers | None


def solve(level: CostLevel, dual: Dual, value: float, seconds: float) -> Iterator[Answer]:
    """Look for allocations that cost less than ``value``.

    HiGHS keeps limits to a millionth, the search to a billionth: what breaks them is looked for again with that margin,
    if the caller asks for a second answer. Its bound is then not one for all allocations.
    """
    units, seats = np.nonzero(dual.open(value - 0.999 * level.step))
    if len(units) > PAIRS:
        return
    for margin in (0.0, MARGIN):
        if len(np.unique(units)) < len(level.cost):
            yield Answer(bound=value, seat_of=None)
            return
        answer = _asked(level, (units, seats), seconds, margin)
        bound = dual.bound if margin else max(dual.bound, min(value, level.at_least(answer.bound)))
        yield Answer(bound=bound, seat_of=answer.seat_of)


def _asked(level: CostLevel, pairs: tuple[Integers, Integers], seconds: float, margin: float) -> Answer:
    units, seats = pairs
    found = milp(
        level.cost[units, seats],
        constraints=_constraints(level, pairs, margin),
        integrality=np.ones(len(units)),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if found.status == 2:
        return Answer(bound=np.inf, seat_of=None)
    bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    if found.status != 0:
        return Answer(bound=bound, seat_of=None)
    chosen = np.flatnonzero(np.round(found.x) > 0.0)
    seat_of = np.empty(len(level.cost), dtype=np.intp)
    seat_of[units[chosen]] = seats[chosen]
    return Answer(bound=bound, seat_of=seat_of)


def _constraints(level: CostLevel, pairs: tuple[Integers, Integers], margin: float) -> list[LinearConstraint]:
    units, seats = pairs
    every = np.arange(len(units))
    once = coo_array((np.ones(len(units)), (units, every)), shape=(len(level.cost), len(units)))
    rows = [LinearConstraint(once.tocsr(), 1.0, 1.0), *_load_rows(level, pairs, margin)]
    for other, most in zip(level.others, level.most, strict=True):
        rows.append(LinearConstraint(other[units, seats][None, :], -np.inf, most))
    return rows + _apart_rows(level, pairs)


def _load_rows(level: CostLevel, pairs: tuple[Integers, Integers], margin: float) -> list[LinearConstraint]:
    """Return a row for each seat and span that is limited, in parts of its room."""
    units, seats = pairs
    loads = level.loads
    slope, spare = loads.slope, loads.spare
    rows = []
    for span in range(len(loads.z)):
        limited = np.isfinite(spare[:, span])
        scale = np.where(limited, np.maximum(spare[:, span], 1e-9), 1.0)
        adds = loads.hours[units, span] + slope[seats, span] * loads.variance[units, span]
        matrix = coo_array((adds / scale[seats], (seats, np.arange(len(units)))), shape=(len(scale), len(units)))
        most = np.where(limited, spare[:, span] / scale - margin, np.inf)
        rows.append(LinearConstraint(matrix.tocsr(), -np.inf, most))
    return rows


def _apart_rows(level: CostLevel, pairs: tuple[Integers, Integers]) -> list[LinearConstraint]:
    """Return a row for each pair that must be apart and each seat that both may have."""
    units, seats = pairs
    place = np.full(level.cost.shape, -1, dtype=np.intp)
    place[units, seats] = np.arange(len(units))
    both = np.flatnonzero(((place[level.apart[:, 0]] >= 0) & (place[level.apart[:, 1]] >= 0)).ravel())
    if not len(both):
        return []
    which, seat = np.divmod(both, level.cost.shape[1])
    columns = np.concatenate([place[level.apart[which, side], seat] for side in (0, 1)])
    at = np.tile(np.arange(len(both)), 2)
    matrix = coo_array((np.ones(len(columns)), (at, columns)), shape=(len(both), len(units)))
    return [LinearConstraint(matrix.tocsr(), -np.inf, 1.0)]
