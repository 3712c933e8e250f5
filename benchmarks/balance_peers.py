"""What would simpler ways, or a general solver alone, have made of a board? Each seats every unit, or says nothing."""

from collections.abc import Callable

import numpy as np
from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from allocation.balance import Balance, Floats, Integers

# Units times who may take them: beyond this a solver's model alone takes longer than the search, and then gigabytes.
MOST_PAIRS = 200_000
WHOLE = 1e6

Score = Callable[[int, Integers], Floats]


def round_robin(question: Balance) -> Integers:
    """Give each unit, as it comes, to whoever may take it and was not given one for longest."""
    last = np.full(len(question.held), -1.0)

    def score(_unit: int, seats: Integers) -> Floats:
        return last[seats]

    def given(unit: int, seat: int) -> None:
        last[seat] = unit

    return _dealt(question, np.arange(len(question.hours)), score, given)


def equal_count(question: Balance) -> Integers:
    """Give each unit, as it comes, to whoever may take it and has the fewest new ones."""
    counts = np.zeros(len(question.held))

    def score(_unit: int, seats: Integers) -> Floats:
        return counts[seats]

    def given(_unit: int, seat: int) -> None:
        counts[seat] += 1.0

    return _dealt(question, np.arange(len(question.hours)), score, given)


def longest_first(question: Balance) -> Integers:
    """Give the longest unit left to whoever then has the smallest load."""
    load = question.held.astype(float)

    def score(unit: int, seats: Integers) -> Floats:
        after: Floats = (load[seats] + question.hours[unit]) / question.capacity[seats]
        return after

    def given(unit: int, seat: int) -> None:
        load[seat] += question.hours[unit]

    return _dealt(question, np.argsort(-question.hours, kind="stable"), score, given)


def cpsat(question: Balance, seconds: float) -> Integers | None:
    """Let CP-SAT alone look for so long, two threads; nothing where it finds nothing or the board is too large."""
    pairs = _pairs(question)
    if pairs is None:
        return None
    units, seats = pairs
    model = CpModel()
    takes = [model.new_bool_var("") for _ in units]
    top = model.new_int_var(0, int(1000 * WHOLE), "")
    shares = np.floor(WHOLE * question.hours[units] / question.capacity[seats]).astype(np.int64).tolist()
    at_unit, at_seat = _grouped(units, len(question.hours)), _grouped(seats, len(question.held))
    for places in at_unit:
        model.add_exactly_one(takes[place] for place in places)
    for seat, places in enumerate(at_seat):
        held = int(WHOLE * question.held[seat] / question.capacity[seat])
        model.add(sum(shares[place] * takes[place] for place in places) + held <= top)
    for first, second in _together(question, units, seats):
        model.add_at_most_one(takes[first], takes[second])
    model.minimize(top)
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in {OPTIMAL, FEASIBLE}:
        return None
    return _seats(question, units, seats, np.array([solver.boolean_value(taken) for taken in takes]))


def highs(question: Balance, seconds: float) -> Integers | None:
    """Let HiGHS alone look for so long; nothing where it finds nothing or the board is too large."""
    pairs = _pairs(question)
    if pairs is None:
        return None
    units, seats = pairs
    count, width = len(units), len(question.held)
    once = coo_array((np.ones(count), (units, np.arange(count))), shape=(len(question.hours), count + 1))
    share = question.hours[units] / question.capacity[seats]
    loads = coo_array(
        (
            np.append(share, -np.ones(width)),
            (np.append(seats, np.arange(width)), np.append(np.arange(count), np.full(width, count))),
        ),
        shape=(width, count + 1),
    )
    limits = [
        LinearConstraint(once.tocsr(), 1.0, 1.0),
        LinearConstraint(loads.tocsr(), -np.inf, -question.held / question.capacity),
    ]
    if together := _together(question, units, seats):
        both = np.array(together)
        rows = np.repeat(np.arange(len(both)), 2)
        apart = coo_array((np.ones(2 * len(both)), (rows, both.ravel())), shape=(len(both), count + 1))
        limits.append(LinearConstraint(apart.tocsr(), -np.inf, 1.0))
    found = milp(
        np.append(np.zeros(count), 1.0),
        constraints=limits,
        integrality=np.append(np.ones(count), 0.0),
        bounds=Bounds(0.0, np.append(np.ones(count), np.inf)),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    return None if found.x is None else _seats(question, units, seats, found.x[:-1] > 0.5)


def _dealt(question: Balance, order: Integers, score: Score, given: Callable[[int, int], None]) -> Integers:
    seats_of = [np.flatnonzero(row) for row in question.rows]
    mates: dict[int, list[int]] = {}
    for first, second in question.apart.tolist():
        mates.setdefault(first, []).append(second)
        mates.setdefault(second, []).append(first)
    seat_of = np.full(len(order), -1, dtype=np.intp)
    for unit in order.tolist():
        seats = seats_of[question.kind_of[unit]]
        if unit in mates:
            seats = seats[~np.isin(seats, seat_of[mates[unit]])]
        seat_of[unit] = seats[int(score(unit, seats).argmin())]
        given(unit, int(seat_of[unit]))
    return seat_of


def _pairs(question: Balance) -> tuple[Integers, Integers] | None:
    count = int(question.rows.sum(axis=1)[question.kind_of].sum())
    if count > MOST_PAIRS:
        return None
    units, seats = np.nonzero(question.rows[question.kind_of])
    return units, seats


def _grouped(index: Integers, count: int) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(count)]
    for place, group in enumerate(index.tolist()):
        groups[group].append(place)
    return groups


def _together(question: Balance, units: Integers, seats: Integers) -> list[tuple[int, int]]:
    """Return the places of pairs that must not both be chosen."""
    place = {pair: n for n, pair in enumerate(zip(units.tolist(), seats.tolist(), strict=True))}
    every = range(len(question.held))
    return [
        (place[first, seat], place[second, seat])
        for first, second in question.apart.tolist()
        for seat in every
        if (first, seat) in place and (second, seat) in place
    ]


def _seats(question: Balance, units: Integers, seats: Integers, chosen: Floats) -> Integers:
    seat_of = np.zeros(len(question.hours), dtype=np.intp)
    taken = np.flatnonzero(chosen)
    seat_of[units[taken]] = seats[taken]
    return seat_of
