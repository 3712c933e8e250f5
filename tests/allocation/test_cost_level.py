"""Costs under limits against every allocation there is: none is missed or broken, and no bound is above the best."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from allocation import cost_level
from allocation.aims import Costs, Sums
from allocation.columns import UNKNOWN, CaseColumns, Floats, Integers, SeatColumns
from allocation.cost_arrays import laid_out
from allocation.cost_level import improve_costs
from allocation.cost_prices import priced
from allocation.goals import BalancedLoad
from allocation.load_bound import least_load
from allocation.principles import Measure
from allocation.seating import Limit, Seating
from allocation.spans import Per
from allocation.table import Table
from allocation.units import Puzzle

UNITS, SEATS, MONTHS = 6, 3, 2
EVERYTHING = np.array(list(product(range(SEATS), repeat=UNITS)), dtype=np.intp)


class Drawn:
    """A board of six units and three caseworkers, two goals with costs, and a limit on the largest load."""

    def __init__(self, seed: int, z: float = 0.0, per: Per = "horizon") -> None:
        random = np.random.default_rng(seed)
        rows = random.random((UNITS, SEATS)) < 0.8
        rows[np.arange(UNITS), random.integers(SEATS, size=UNITS)] = True
        own = np.arange(UNITS, dtype=np.intp)
        apart = np.array([[0, 1]] if seed % 2 else [], dtype=np.intp).reshape(-1, 2)
        new = np.full(UNITS, -1, dtype=np.intp)
        self.puzzle = Puzzle(allowed=Table(kind_of=own, rows=rows), apart=apart, present=new, witness=new)
        self.costs, self.earlier = (
            Costs(table=Table(kind_of=own, rows=random.integers(0, 9, (UNITS, SEATS)).astype(float))) for _ in range(2)
        )
        self.load = _load(random, BalancedLoad(z=z, per=per))
        self.legal = EVERYTHING[rows[own, EVERYTHING].all(axis=1)]
        for one, other in apart:
            self.legal = self.legal[self.legal[:, one] != self.legal[:, other]]

    def limits(self) -> list[Limit]:
        """A tenth of slack in the load, half in the earlier costs: about what one allocation in a few keeps."""
        loads = np.array([self.value(self.load, seats) for seats in self.legal])
        earlier = np.array([self.value(self.earlier, seats) for seats in self.legal])
        return [
            Limit(measure=self.load, bound=1.1 * float(loads.min())),
            Limit(measure=self.earlier, bound=1.5 * float(earlier[loads <= 1.1 * loads.min()].min())),
        ]

    def value(self, measure: Costs | Sums, seats: Integers) -> float:
        if isinstance(measure, Costs):
            return float(measure.table.rows[np.arange(UNITS), seats].sum())
        sums = measure.held.copy()
        np.add.at(sums, seats, measure.adds)
        return float(measure.term(sums, measure.room).max())

    def kept(self, limits: Sequence[Limit]) -> Integers:
        fits = [all(self.value(one.measure, seats) <= one.bound + 1e-9 for one in limits) for seats in self.legal]
        return self.legal[fits]


def _load(random: np.random.Generator, goal: BalancedLoad) -> Sums:
    cases = CaseColumns(
        hours=random.lognormal(2.0, 0.7, (UNITS, MONTHS)),
        spread=random.uniform(0.2, 0.6, UNITS),
        is_new=np.ones(UNITS, dtype=bool),
        category=np.zeros(UNITS, dtype=np.intp),
        decided_on=np.full(UNITS, UNKNOWN),
    )
    every = np.zeros(SEATS)
    columns = SeatColumns(
        capacity=random.uniform(50.0, 100.0, (SEATS, MONTHS)),
        help=np.zeros((SEATS, MONTHS)),
        employed_months=every,
        inflow_cap=every,
    )
    measure: Measure = goal.measures(columns, 0.0)[0]
    adds: Floats = measure.adds(cases)
    return Sums(
        shape=measure.shape,
        adds=adds,
        held=random.uniform(0.0, 10.0, (SEATS, adds.shape[1])),
        room=measure.room,
        term=measure.term,
        is_square=measure.is_square,
        load_z=measure.load_z,
    )


@pytest.mark.parametrize("per", ["horizon", "month"])
@pytest.mark.parametrize("seed", range(20))
def test_nothing_cheaper_keeps_the_limits(seed: int, per: Per) -> None:
    drawn = Drawn(seed, per=per)
    limits = drawn.limits()
    kept = drawn.kept(limits)
    best = min(drawn.value(drawn.costs, seats) for seats in kept)
    start = max(kept, key=lambda seats: drawn.value(drawn.costs, seats))
    seating = Seating(drawn.puzzle, [drawn.costs, drawn.earlier, drawn.load], start)

    proof = improve_costs(drawn.puzzle, drawn.costs, limits, seating)

    assert proof.value == drawn.value(drawn.costs, seating.seat_of)
    assert (kept == seating.seat_of).all(axis=1).any()
    assert proof.value == best
    assert proof.proved


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_is_never_above_the_best_where_loads_are_uncertain(seed: int) -> None:
    drawn = Drawn(seed, z=1.0)
    limits = drawn.limits()
    kept = drawn.kept(limits)
    best = min(drawn.value(drawn.costs, seats) for seats in kept)
    level = laid_out(drawn.puzzle, drawn.costs, limits)
    assert level is not None
    seating = Seating(drawn.puzzle, [drawn.costs, drawn.earlier, drawn.load], kept[0])

    proof = improve_costs(drawn.puzzle, drawn.costs, limits, seating)

    assert priced(level, best).bound <= best + 1e-9
    assert proof.bound <= best <= proof.value
    assert (kept == seating.seat_of).all(axis=1).any()


@pytest.mark.parametrize("hidden", [{"cost_loops"}, {"cost_milp"}, {"cost_loops", "cost_milp"}])
def test_without_numba_or_scipy_there_is_an_answer_within_the_limits(
    hidden: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cost_level._loaded
    monkeypatch.setattr(cost_level, "_loaded", lambda name: None if name in hidden else there(name))
    drawn = Drawn(4)
    limits = drawn.limits()
    kept = drawn.kept(limits)
    start = max(kept, key=lambda seats: drawn.value(drawn.costs, seats))
    seating = Seating(drawn.puzzle, [drawn.costs, drawn.earlier, drawn.load], start)

    proof = improve_costs(drawn.puzzle, drawn.costs, limits, seating)

    assert proof.bound <= min(drawn.value(drawn.costs, seats) for seats in kept) <= proof.value
    assert proof.value < drawn.value(drawn.costs, start)
    assert (kept == seating.seat_of).all(axis=1).any()


@pytest.mark.parametrize("per", ["horizon", "month"])
@pytest.mark.parametrize("z", [0.0, 0.7])
@pytest.mark.parametrize("seed", range(10))
def test_no_load_is_below_its_bound_and_the_bound_is_not_idle(seed: int, z: float, per: Per) -> None:
    drawn = Drawn(seed, z=z, per=per)
    best = min(drawn.value(drawn.load, seats) for seats in drawn.legal)

    bound = least_load(drawn.puzzle, drawn.load, best)

    assert 0.5 * best <= bound <= best + 1e-9


def test_a_missing_library_of_ours_is_not_taken_for_a_missing_extra() -> None:
    with pytest.raises(ModuleNotFoundError):
        cost_level._loaded("no_such_module")


def test_where_every_unit_has_its_cheapest_seat_nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn(0)
    cheapest = np.where(drawn.puzzle.allowed.rows, drawn.costs.table.rows, np.inf).argmin(axis=1)
    seating = Seating(drawn.puzzle, [drawn.costs], cheapest)
    monkeypatch.setattr(cost_level, "laid_out", lambda *_: pytest.fail("searched"))

    assert improve_costs(drawn.puzzle, drawn.costs, [], seating).proved
