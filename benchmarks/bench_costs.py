"""How near the least possible do costs come while the largest load is held, and how few moves even out a history?

Boards are those of ``benchmarks.instances``, with costs drawn beside them: 20 for each grade (0, 1 or 2) that a
caseworker falls short of what a case is about, and the kilometres between two places. For *moves* the cases lie where
equal counts put them, and as few as possible change hands; *free* is how many would if none were asked to stay.
"""

from time import monotonic, perf_counter

import numpy as np

from allocation.aims import Aim, Costs, Number, Sums
from allocation.balance import Balance, balance
from allocation.columns import UNKNOWN, CaseColumns, Floats, Integers, SeatColumns
from allocation.cost_level import improve_costs
from allocation.goals import BalancedLoad
from allocation.principles import Measure, Price, Shape
from allocation.search import best_found, value_of
from allocation.seating import Limit, Seating
from allocation.table import Table
from allocation.units import Puzzle, families
from benchmarks.instances import VARIANTS, WEEKS, draw
from benchmarks.surroundings import Json

SIZES = ((300, 40), (3_000, 150))
SEEDS = (1, 2, 3)
SLACK = 0.03
SUBJECTS, GRADE_COST, KILOMETRES = 8, 20.0, 60.0
SEATS_PER_PLACE = 5
WEEKS_SECONDS = 1.5


def bench_costs() -> list[Json]:
    """Return a row for each size and seed of the costs, and for each seed of the fewest moves at 300 x 40."""
    _cost_row((30, 15), 1)  # compiles the loops
    costs = [_cost_row(size, seed) for size in SIZES for seed in SEEDS]
    return [
        *costs,
        *(_moves_row(SIZES[0], seed) for seed in SEEDS),
        *(_weeks_row(SIZES[0], seed, variant) for variant in VARIANTS for seed in SEEDS),
    ]


def _cost_row(size: tuple[int, int], seed: int) -> Json:
    """Take the most even allocation, and lower the costs within the slack."""
    question = draw(*size, seed)
    puzzle, aims = _puzzle(question, None), _aims(question, _costs(question, seed))
    load, costs = aims[0].measures[0], aims[1].measures[0]
    assert isinstance(costs, Costs)  # noqa: S101  as drawn
    even = balance(question)
    seating = Seating(puzzle, [load, costs], even.seat_of)
    before = seating.value(costs)
    started = perf_counter()
    limit = Limit(measure=load, bound=even.peak * (1.0 + SLACK), tolerance=SLACK)
    proof = improve_costs(puzzle, costs, [limit], seating)
    seconds = perf_counter() - started
    return _named("cost", size, seed) | {
        "peak_share": round(seating.value(load), 4),
        "cost_before": before,
        "cost": proof.value,
        "bound": round(proof.bound, 1),
        "gap_pct": round(100.0 * proof.gap, 3),
        "proved_optimal": proof.proved,
        "seconds": round(seconds, 2),
    }


def _moves_row(size: tuple[int, int], seed: int) -> Json:
    question = draw(*size, seed)
    present = _equal_counts(question, seed)
    puzzle, aims = _puzzle(question, present), _aims(question, _moves(present, size[1]))
    free = best_found(puzzle, aims[:1])
    started = perf_counter()
    found = best_found(puzzle, aims)
    seconds = perf_counter() - started
    moves = found.proofs[1]
    return _named("moves", size, seed) | {
        "moves": moves.value,
        "bound": round(moves.bound, 1),
        "proved_optimal": moves.proved,
        "moves_when_free": int((free.seat_of != present).sum()),
        "peak_before": round(value_of(aims[0].measures[0], present), 4),
        "peak_share": round(value_of(aims[0].measures[0], found.seat_of), 4),
        "seconds": round(seconds, 2),
    }


def _weeks_row(size: tuple[int, int], seed: int, variant: str) -> Json:
    """Make the largest load of any of 26 weeks small. Cases rise for some weeks and last for a few or for many.

    A caseworker's open cases run off over the weeks. ``gap_pct`` is to a bound on all weeks together.
    """
    question = draw(*size, seed, variant)
    random = np.random.default_rng(seed)
    week = np.arange(WEEKS)
    rises, lasts = random.uniform(1.0, 8.0, len(question.hours)), random.lognormal(2.5, 0.6, len(question.hours))
    course = (week + 1.0) / rises[:, None] * np.exp(1.0 - (week + 1.0) / rises[:, None]) + np.exp(
        -week / lasts[:, None]
    )
    course /= course.sum(axis=1, keepdims=True)
    left = np.exp(-week / 26.0)
    held = question.held[:, None] * left / left.sum()
    load = _load(question.hours[:, None] * course, question.capacity[:, None] / WEEKS * np.ones(WEEKS), held)
    started = perf_counter()
    found = best_found(_puzzle(question, None), [Aim(measures=(load,), tolerance=0.0)], monotonic() + WEEKS_SECONDS)
    seconds = perf_counter() - started
    proof = found.proofs[0]
    return _named("weeks", size, seed) | {
        "variant": variant,
        "peak_share": round(proof.value, 4),
        "bound": round(proof.bound, 4),
        "gap_pct": round(100.0 * (proof.value / proof.bound - 1.0), 3),
        "seconds": round(seconds, 2),
    }


def _load(hours: Floats, capacity: Floats, held: Floats) -> Sums:
    """Lay out the largest load over spans of time: ``hours`` (U, S), ``capacity`` and ``held`` (W, S)."""
    seats, spans = capacity.shape

    def share(sums: Floats, room: Floats) -> Floats:
        largest: Floats = ((sums[..., :spans] + room[..., spans:]) / room[..., :spans]).max(axis=-1)
        return largest

    return Sums(
        shape=Shape.PEAK,
        adds=np.hstack([hours, np.zeros_like(hours)]),
        held=np.zeros((seats, 2 * spans)),
        room=np.hstack([capacity, held]),
        term=share,
        is_square=False,
        load_z=0.0,
    )


def _named(level: str, size: tuple[int, int], seed: int) -> Json:
    return {"level": level, "cases": size[0], "caseworkers": size[1], "seed": seed}


def _puzzle(question: Balance, present: Integers | None) -> Puzzle:
    """Lay the board. A history knows no pairs that must be apart: equal counts did not ask."""
    nowhere = np.full(len(question.hours), -1, dtype=np.intp)
    apart = question.apart if present is None else question.apart[:0]
    return Puzzle(
        allowed=Table(kind_of=question.kind_of, rows=question.rows),
        apart=apart,
        present=nowhere if present is None else present,
        witness=_witness(question, apart),
    )


def _witness(question: Balance, apart: Integers) -> Integers:
    """Seat everybody at the first caseworker who may, and whoever must be apart at the next."""
    seat_of: Integers = question.rows.argmax(axis=1)[question.kind_of].astype(np.intp)
    for family in families(apart):
        for place, unit in enumerate(family):
            able = np.flatnonzero(question.rows[question.kind_of[unit]])
            seat_of[unit] = able[place % len(able)]
    return seat_of


def _aims(question: Balance, costs: Costs) -> list[Aim]:
    units, seats = len(question.hours), len(question.capacity)
    cases = CaseColumns(
        hours=question.hours[:, None],
        spread=np.zeros(units),
        is_new=np.ones(units, dtype=bool),
        category=np.zeros(units, dtype=np.intp),
        decided_on=np.full(units, UNKNOWN),
    )
    columns = SeatColumns(
        capacity=question.capacity[:, None],
        help=question.held[:, None],
        employed_months=np.zeros(seats),
        inflow_cap=np.full(seats, np.inf),
    )
    load: list[Number] = [_sums(one, cases, seats) for one in BalancedLoad(z=0.0).measures(columns, 0.0)]
    return [Aim(measures=tuple(load), tolerance=SLACK), Aim(measures=(costs,), tolerance=0.0)]


def _sums(measure: Measure | Price, cases: CaseColumns, seats: int) -> Sums:
    assert isinstance(measure, Measure)  # noqa: S101  a load is no price
    adds: Floats = measure.adds(cases)
    return Sums(
        shape=measure.shape,
        adds=adds,
        held=np.zeros((seats, adds.shape[1])),
        room=measure.room,
        term=measure.term,
        is_square=measure.is_square,
        load_z=measure.load_z,
    )


def _costs(question: Balance, seed: int) -> Costs:
    random = np.random.default_rng(seed)
    units, seats = len(question.hours), len(question.capacity)
    places = random.uniform(0.0, KILOMETRES, (max(4, seats // SEATS_PER_PLACE), 2))
    away = np.round(np.linalg.norm(places[:, None] - places[None], axis=2))
    sits, lives = random.integers(len(places), size=seats), random.integers(len(places), size=units)
    short = random.choice([0.0, 1.0, 2.0], p=[0.3, 0.3, 0.4], size=(SUBJECTS, seats))
    about = random.integers(SUBJECTS, size=units)
    asked, kind_of = np.unique(np.stack([lives, about]), axis=1, return_inverse=True)
    rows = away[asked[0]][:, sits] + GRADE_COST * short[asked[1]]
    return Costs(table=Table(kind_of=kind_of.ravel().astype(np.intp), rows=rows))


def _moves(present: Integers, seats: int) -> Costs:
    return Costs(table=Table(kind_of=present, rows=1.0 - np.eye(seats)))


def _equal_counts(question: Balance, seed: int) -> Integers:
    """Give each case, in order of chance, to whoever may take it and has the fewest."""
    counts, seat_of = np.zeros(len(question.capacity)), np.zeros(len(question.hours), dtype=np.intp)
    for unit in np.random.default_rng(seed).permutation(len(seat_of)).tolist():
        able = np.flatnonzero(question.rows[question.kind_of[unit]])
        seat_of[unit] = able[counts[able].argmin()]
        counts[seat_of[unit]] += 1
    return seat_of


if __name__ == "__main__":
    for row in bench_costs():
        print(row)
