"""Which allocation is best under goals in order? Every one is tried where they are few, otherwise the best is searched.

The goals are ε-lexicographic: each is made as small as the earlier ones allow, and may then be worsened by its
tolerance for the sake of the next: a peak by that share of itself; a sum of squared loads by the square of it, which is
what loads off by that share cost (a share of the whole sum would let the next goal undo this one); any other sum by
that share of what the plan changes. Slack that buys nothing is given back at the end. Few: at most ``EXACT_CELLS`` /
caseworkers allocations, all of them compared, so the answer is proved. Beyond that: the longest cases first, each to
where it adds least; then, goal by goal, compiled code where there is some (``allocation.even_start`` for loads,
``allocation.cost_level`` for costs) and rotations (``allocation.local``) until none helps, with a few shakes where
cases are not many.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from allocation.aims import Aim, Costs, Number, Sums
from allocation.columns import Floats, Integers
from allocation.cost_level import improve_costs
from allocation.even_start import even_start
from allocation.load_bound import least_load
from allocation.local import improve, shake
from allocation.principles import Shape
from allocation.proof import Proof
from allocation.seating import PRECISION, Limit, Seating, is_peak
from allocation.units import Puzzle, families

EXACT_CELLS = 2_000_000
Minimise = Callable[[Number, Sequence[Limit]], float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """A seat for every unit, (U,), and what is known of each goal's number: how low the goals before it let it come."""

    seat_of: Integers
    proofs: tuple[Proof, ...]


def search(puzzle: Puzzle, aims: Sequence[Aim], deadline: float | None = None) -> Found:
    """Find a seat for every unit. Goals that are alike whatever is done are left aside."""
    if not puzzle.shape[0]:
        return Found(seat_of=np.zeros(0, dtype=np.intp), proofs=())
    some = busy(aims)
    found = best_of_all(puzzle, some) if is_small(puzzle, some) else best_found(puzzle, some, deadline)
    known = dict(zip(map(id, some), found.proofs, strict=True))
    proofs = tuple(known[id(aim)] if id(aim) in known else _settled(aim, found.seat_of) for aim in aims)
    return Found(seat_of=found.seat_of, proofs=proofs)


def value_of(measure: Number, seat_of: Integers) -> float:
    """Measure one allocation, (U,) seats."""
    return float(_values(measure, seat_of[None])[0])


def _settled(aim: Aim, seat_of: Integers) -> Proof:
    value = value_of(aim.measures[0], seat_of)
    return Proof(value=value, bound=value)


def busy(aims: Sequence[Aim]) -> Sequence[Aim]:
    """Leave out the goals that are alike whatever is done; all of them where none is left."""
    return [aim for aim in aims if not all(map(_is_idle, aim.measures))] or aims


def _is_idle(measure: Number) -> bool:
    """Whether no placement changes a measure: it asks something of no case on the board."""
    return not (np.ptp(measure.table.rows, axis=1) if isinstance(measure, Costs) else measure.adds).any()


def is_small(puzzle: Puzzle, aims: Sequence[Aim]) -> bool:
    """Whether every allocation can be tried. Logarithms, since the number itself may be astronomical."""
    widths = [one.adds.shape[1] for aim in aims for one in aim.measures if isinstance(one, Sums)]
    ways = np.log(puzzle.allowed.rows.sum(axis=1))[puzzle.allowed.kind_of].sum()
    return float(ways) <= log(EXACT_CELLS / (puzzle.shape[1] * max([1, *widths])))


def best_of_all(puzzle: Puzzle, aims: Sequence[Aim]) -> Found:
    """Try every allocation; of equals, take the one whose cases go to the first caseworkers."""
    options = [np.flatnonzero(puzzle.allowed.rows[kind]) for kind in puzzle.allowed.kind_of]
    seats = np.stack([grid.ravel() for grid in np.meshgrid(*options, indexing="ij")], axis=1)
    for a, b in puzzle.apart:
        seats = seats[seats[:, a] != seats[:, b]]
    left = np.arange(len(seats))
    proofs: dict[int, Proof] = {}

    def minimise(measure: Number, limits: Sequence[Limit]) -> float:
        nonlocal left
        fits = np.ones(len(seats), dtype=bool)
        for limit in limits:
            fits &= _values(limit.measure, seats) <= limit.bound + _precision(limit.bound)
        values = _values(measure, seats)
        left = np.flatnonzero(fits)
        reached = float(values[left].min())
        left = left[values[left] <= reached + _precision(reached)]
        proofs.setdefault(id(measure), Proof(value=reached, bound=reached))
        return reached

    descend(aims, minimise)
    return _found(np.asarray(seats[left[0]], dtype=np.intp), aims, proofs)


def best_found(puzzle: Puzzle, aims: Sequence[Aim], deadline: float | None = None) -> Found:
    """Start greedily and improve, goal by goal."""
    seating = _started(puzzle, [measure for aim in aims for measure in aim.measures])
    proofs: dict[int, Proof] = {}

    def minimise(measure: Number, limits: Sequence[Limit]) -> float:
        if isinstance(measure, Costs) and id(measure) not in proofs:
            proofs[id(measure)] = improve_costs(puzzle, measure, limits, seating, deadline=deadline)
        elif id(measure) not in proofs or seating.value(measure) > proofs[id(measure)].bound:
            if not even_start(puzzle, measure, limits, seating, deadline=deadline):
                improve(seating, measure, limits, deadline)
                if is_peak(measure):
                    shake(seating, measure, limits, deadline)
            proofs.setdefault(id(measure), _bounded(puzzle, measure, seating.value(measure)))
        return seating.value(measure)

    descend(aims, minimise)
    return _found(seating.seat_of, aims, proofs)


def _bounded(puzzle: Puzzle, measure: Number, value: float) -> Proof:
    """Say what is known of a sum's least value: something of a largest load, nothing of any other."""
    if isinstance(measure, Costs) or measure.load_z is None:
        return Proof(value=value, bound=-np.inf)
    return Proof(value=value, bound=least_load(puzzle, measure, value))


def _found(seat_of: Integers, aims: Sequence[Aim], proofs: Mapping[int, Proof]) -> Found:
    return Found(seat_of=seat_of, proofs=tuple(proofs[id(aim.measures[0])] for aim in aims))


def descend(aims: Sequence[Aim], minimise: Minimise) -> None:
    """Minimise goal after goal under what the earlier ones still allow, then give back what was not needed.

    The last goal leaves no slack: there is nobody to use it.
    """
    limits: list[Limit] = []
    for number, aim in enumerate(aims, start=1):
        squares = _in_the_way(aim, limits)
        limits = [limit for limit in limits if limit not in squares]
        slack = aim.tolerance if number < len(aims) else 0.0
        limits += [_slackened(limit, slack) for limit in _exactly(aim, minimise, limits)]
        for square in squares:
            again = Limit(measure=square.measure, bound=minimise(square.measure, limits), tolerance=square.tolerance)
            limits.append(_slackened(again, again.tolerance))
    if len(aims) > 1:
        for aim in aims:
            limits += _exactly(aim, minimise, limits)


def _in_the_way(aim: Aim, limits: Sequence[Limit]) -> list[Limit]:
    """Return the sums of squared loads that a sum of costs need not keep, the largest load being kept.

    Kept, they would hold every caseworker to her share, and nothing could be bought with the slack of the largest load:
    a handful of moves off the most loaded would not do. They are made small again at once.
    """
    if not isinstance(aim.measures[0], Costs):
        return []
    return [limit for limit in limits if isinstance(limit.measure, Sums) and limit.measure.is_square]


def _slackened(limit: Limit, tolerance: float) -> Limit:
    """Leave a measure the slack that the next goals may use: loads may be off by the tolerance."""
    measure, bound = limit.measure, limit.bound
    if isinstance(measure, Costs) or is_peak(measure):
        slack = tolerance * abs(bound)
    elif measure.is_square:
        slack = tolerance**2 * bound
    else:
        slack = tolerance * abs(bound - float(measure.term(measure.held, measure.room).sum()))
    return Limit(measure=measure, bound=bound + slack, tolerance=tolerance)


def _exactly(aim: Aim, minimise: Minimise, limits: Sequence[Limit]) -> list[Limit]:
    """Minimise a goal's measures in order, each held while the next is minimised."""
    reached: list[Limit] = []
    for measure in aim.measures:
        reached.append(Limit(measure=measure, bound=minimise(measure, (*limits, *reached))))
    return reached


def _precision(bound: float) -> float:
    return PRECISION * max(1.0, abs(bound))


def _values(measure: Number, seats: Integers) -> Floats:
    """Measure N allocations, (N, U) seats."""
    units = np.arange(seats.shape[1])
    if isinstance(measure, Costs):
        costs: Floats = measure.table.at(units, seats).sum(axis=1)
        return costs
    sums = np.tile(measure.held, (len(seats), 1, 1))
    every = np.arange(len(seats))
    for unit in units.tolist():
        sums[every, seats[:, unit]] += measure.adds[unit]
    terms = measure.term(sums, measure.room[None])
    over: Floats = terms.max(axis=1) if measure.shape is Shape.PEAK else terms.sum(axis=1)
    return over


def _started(puzzle: Puzzle, measures: Sequence[Number]) -> Seating:
    """Leave cases where they are; place the longest new unit first, each where it adds least.

    A family that gets stuck takes its known way out.
    """
    seating = Seating(puzzle, measures, puzzle.present)
    family_of = {unit: family for family in families(puzzle.apart) for unit in family}
    for unit in _heaviest_first(measures):
        if seating.seat_of[unit] >= 0:
            continue
        free = np.flatnonzero(puzzle.allowed.rows[puzzle.allowed.kind_of[unit]])
        free = free[seating.pairs.near(unit, free) == 0]
        if len(free):
            seating.put(unit, int(free[_cheapest(seating, unit, free, measures)]))
        else:
            for member in family_of[unit]:
                seating.put(member, int(puzzle.witness[member]))
    return seating


def _heaviest_first(measures: Sequence[Number]) -> list[int]:
    """Return the units by what they add to the first sums that tell them apart."""
    keys = [-one.adds[:, 0] for one in measures if isinstance(one, Sums)]
    if not keys:
        return list(range(max((len(one.table.kind_of) for one in measures if isinstance(one, Costs)), default=0)))
    order: list[int] = np.lexsort(keys[::-1]).tolist()
    return order


def _cheapest(seating: Seating, unit: int, seats: Integers, measures: Sequence[Number]) -> int:
    """Return which of the seats a unit burdens least, by the measures in order."""
    costs = []
    for measure in measures:
        if isinstance(measure, Costs):
            costs.append(measure.table.at(np.full_like(seats, unit), seats))
            continue
        now, room = seating.totals[id(measure)][seats], measure.room[seats]
        after = measure.term(now + measure.adds[unit], room)
        costs.append(after if measure.shape is Shape.PEAK else after - measure.term(now, room))
    return int(np.lexsort(costs[::-1])[0])
