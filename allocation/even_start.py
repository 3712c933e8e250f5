"""Where does the search begin when loads are what counts? Where the balance engine, or compiled chance, puts the cases.

The engine (``allocation.balance``) adds hours up over one span of time and proves how even they can be. Room for
uncertainty and the largest of several months do not add up; they are evened out by chance (``allocation.load_loops``),
from the engine's seating where there is one. Neither knows limits but who may take what and the largest load. What
goals before the load leave open is told to them as that, where it can be: prices whose sum is as low as it can be for
every unit alone leave each unit the seats that are cheapest for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from types import ModuleType

import numpy as np

from allocation.aims import Costs, Number, Sums
from allocation.balance import Balance, balance, optional
from allocation.columns import Flags, Floats, Integers
from allocation.load_bound import least_load
from allocation.seating import PRECISION, Limit, Seating, is_peak
from allocation.table import Table, joined
from allocation.units import Puzzle, mates_of

# On smaller boards (units times seats) the rotations seat as well, and the compiled loops' first use, which takes some
# ten seconds to compile them, is not worth it.
LEAST_CELLS = 2_000
STEPS_PER_UNIT, MOST_STEPS = 12_000, 12_000_000
STEPS_PER_SECOND = 2_000_000
PEAK_HEAT, SQUARES_HEAT = 0.01, 1e-3
SEED = 2016


def even_start(
    puzzle: Puzzle, measure: Number, limits: Sequence[Limit], seating: Seating, *, deadline: float | None = None
) -> bool:
    """Make the largest load, or the squared loads under it, small by compiled code; say whether that was done."""
    if puzzle.shape[0] * puzzle.shape[1] < LEAST_CELLS or not isinstance(measure, Sums):
        return False
    load, bound, others = _load_of(measure, limits)
    # Where each unit adds the same to a sum, an exchange of two leaves it as it is.
    alike = [
        limit for limit in others if isinstance(limit.measure, Sums) and not np.ptp(limit.measure.adds, axis=0).any()
    ]
    others = [limit for limit in others if limit not in alike]
    allowed = _within(puzzle.allowed, others, seating) if load is not None else None
    if load is None or allowed is None:
        return False
    board = _Board(puzzle=puzzle, load=load, allowed=allowed, seating=seating, deadline=deadline)
    if is_peak(measure) and load.adds.shape[1] == 2 and not alike:
        _take(seating, measure, board.balanced())
        if not load.load_z or not load.adds[:, 1].any():
            return True
    settled = board.settled(squares=not is_peak(measure), swaps=bool(alike), target=bound)
    if settled is None:
        return False
    _take(seating, measure, settled)
    return True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Board:
    """A seating whose loads are to be evened out: ``load`` is the largest, ``allowed`` what the limits leave."""

    puzzle: Puzzle
    load: Sums
    allowed: Table
    seating: Seating
    deadline: float | None

    @property
    def seconds(self) -> float | None:
        """Return how long there is."""
        return None if self.deadline is None else max(0.0, self.deadline - monotonic())

    def balanced(self) -> Integers:
        """Ask the engine.

        The room for uncertainty grows with the square root of a seat's variance, which lies below its tangents: the
        engine is given the tangent at the seating there is, so a seat comes out no more loaded than it believes.
        """
        load, now = self.load, self.seating.totals[id(self.load)][:, 1]
        z, middle = load.load_z or 0.0, float(now.mean())
        steep = z / (2.0 * np.sqrt(middle)) if middle > 0.0 else 0.0
        kept_free = z * np.sqrt(np.maximum(now, 0.0)) + steep * (load.held[:, 1] - now)
        question = Balance(
            hours=load.adds[:, 0] + steep * load.adds[:, 1],
            kind_of=self.allowed.kind_of,
            rows=self.allowed.rows.astype(bool),
            held=np.maximum(load.held[:, 0] + load.room[:, 1] + kept_free, 0.0),
            capacity=load.room[:, 0],
            apart=self.puzzle.apart,
        )
        return balance(question, time_limit_s=self.seconds, start=self.seating.seat_of).seat_of

    def settled(self, *, squares: bool, swaps: bool, target: float) -> Integers | None:
        """Even loads out by chance, always the same; ``None`` where that cannot be compiled, or there is no time."""
        loops = optional("allocation.load_loops")
        spans = self.load.adds.shape[1] // 2
        steps = min(MOST_STEPS, STEPS_PER_UNIT * len(self.load.adds)) * 10 // (spans + 9)
        if loops is None or (self.seconds is not None and self.seconds * STEPS_PER_SECOND < steps):
            return None
        peak = self.seating.value(self.load)
        heat = PEAK_HEAT * peak
        if squares:
            heat = SQUARES_HEAT * peak**2 * float(self.load.room[:, :spans].min(axis=1).mean())
        floor = least_load(self.puzzle, self.load, peak)
        course = loops.Course(
            steps=steps, heat=heat, target=target * (1.0 + PRECISION), floor=floor, squares=squares, swaps=swaps
        )
        found: Integers = loops.settle(self._sheet(loops), self.seating.seat_of, course, np.random.default_rng(SEED))
        return found

    def _sheet(self, loops: ModuleType) -> object:
        load, spans = self.load, self.load.adds.shape[1] // 2
        mate_first, mates = mates_of(self.puzzle.apart, len(load.adds))
        return loops.Sheet(
            hours=np.ascontiguousarray(load.adds[:, :spans]),
            variance=np.ascontiguousarray(load.adds[:, spans:]),
            held=load.held[:, :spans] + load.room[:, spans:],
            held_variance=np.ascontiguousarray(load.held[:, spans:]),
            capacity=np.ascontiguousarray(load.room[:, :spans]),
            z=float(load.load_z or 0.0),
            kind_of=self.allowed.kind_of,
            rows=self.allowed.rows.astype(bool),
            mate_first=mate_first,
            mates=mates,
        )


def _take(seating: Seating, measure: Number, seat_of: Integers) -> None:
    """Take over another seating where it is better."""
    before, value = seating.seat_of.copy(), seating.value(measure)
    seating.restore(seat_of)
    if seating.value(measure) > value:
        seating.restore(before)


def _load_of(measure: Sums, limits: Sequence[Limit]) -> tuple[Sums | None, float, list[Limit]]:
    """Return the largest load that a measure is or is held under, how large it may be, and the other limits."""
    loads = [limit for limit in limits if _is_same_load(limit.measure, measure)]
    others = [limit for limit in limits if limit not in loads and limit.measure is not measure]
    bound = min((limit.bound for limit in loads), default=np.inf)
    if measure.load_z is not None:
        return measure, bound, others
    if not measure.is_square or not loads:
        return None, bound, others
    load = loads[0].measure
    return (load if isinstance(load, Sums) else None), bound, others


def _is_same_load(one: Number, other: Sums) -> bool:
    """Whether a measure is the largest of the loads that another measures."""
    return isinstance(one, Sums) and one.load_z is not None and np.array_equal(one.adds, other.adds)


def _within(allowed: Table, limits: Sequence[Limit], seating: Seating) -> Table | None:
    """Say who may take what under the limits; ``None`` where no such table says what the limits say."""
    for limit in limits:
        costs = limit.measure
        if not isinstance(costs, Costs):
            return None
        both = joined([allowed, costs.table], _cheapest_of)
        least = float(both.rows.min(axis=1)[both.kind_of].sum())
        if limit.bound > least + PRECISION * max(1.0, least) or seating.value(costs) > limit.bound + PRECISION:
            return None
        allowed = Table(kind_of=both.kind_of, rows=both.rows <= both.rows.min(axis=1, keepdims=True) + PRECISION)
    return allowed


def _cheapest_of(rows: Sequence[Flags | Floats]) -> Floats:
    """Return what a unit costs where it may be, infinity elsewhere."""
    may, costs = rows
    return np.where(may, costs, np.inf)
