"""What does CP-SAT make of a board? It is given the best seating known, and may improve it or prove it best.

For boards with too many units to try every way, and not too many for CP-SAT. It has one thread, one seed and a limit
of its own work rather than of time, so that the same board gives the same answer.
"""

from time import monotonic

import numpy as np
from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver

from allocation.balance import Balance, Found, Integers

# Loads are whole numbers of a thousand millionth, rounded down: what is proved of them holds for the true ones.
WHOLE = 1e9
SEED = 2016
WORK = 0.4


def solved(question: Balance, known: Integers, floor: float, deadline: float | None) -> Found:
    """Return the best of the known seating and what is found, with the bound proved on the way.

    Where CP-SAT has proved its seating best, the bound is its peak: true but for what was rounded off, a thousand
    millionth of a load for every unit.
    """
    board = _Board(question, known, floor)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = WORK
    if deadline is not None:
        solver.parameters.max_time_in_seconds = max(0.0, deadline - monotonic())
    status = solver.solve(board.model)
    if status not in {OPTIMAL, FEASIBLE}:
        return Found(seat_of=known, floor=floor)
    found = board.seats(solver)
    best = min(known, found, key=question.peak)
    peak, bound = question.peak(best), solver.best_objective_bound / WHOLE
    is_proved = status == OPTIMAL and peak - bound <= (len(known) + 1) / WHOLE
    return Found(seat_of=best, floor=peak if is_proved else max(floor, bound))


class _Board:
    """The model: who takes what, and the peak, each hinted as known."""

    def __init__(self, question: Balance, known: Integers, floor: float) -> None:
        peak = question.peak(known)
        after = (question.held + question.hours[:, None]) / question.capacity
        self.rows = question.rows[question.kind_of] & (after <= peak * (1.0 + 1e-12))
        self.model = CpModel()
        self.takes = {(unit, seat): self.model.new_bool_var("") for unit, seat in np.argwhere(self.rows).tolist()}
        # Rounding down takes less than one from each unit and from what is held.
        self.top = self.model.new_int_var(
            max(0, int(WHOLE * floor) - len(known) - 1), int(np.ceil(WHOLE * peak)), "peak"
        )
        self._limit(question, known)
        for (unit, seat), taken in self.takes.items():
            self.model.add_hint(taken, bool(known[unit] == seat))
        self.model.minimize(self.top)

    def seats(self, solver: CpSolver) -> Integers:
        """Return the seats of the solution."""
        seats = {unit: seat for (unit, seat), taken in self.takes.items() if solver.boolean_value(taken)}
        return np.array([seats[unit] for unit in range(len(self.rows))], dtype=np.intp)

    def _limit(self, question: Balance, known: Integers) -> None:
        shares = np.floor(WHOLE * question.hours[:, None] / question.capacity).astype(np.int64)
        held = np.floor(WHOLE * question.held / question.capacity).astype(np.int64)
        for unit, row in enumerate(self.rows):
            self.model.add_exactly_one(self.takes[unit, seat] for seat in np.flatnonzero(row).tolist())
        tops = []
        for seat, column in enumerate(self.rows.T):
            units = np.flatnonzero(column).tolist()
            given = sum(int(shares[unit, seat]) * self.takes[unit, seat] for unit in units)
            self.model.add(given + int(held[seat]) <= self.top)
            tops.append(int(held[seat] + shares[known == seat, seat].sum()))
        self.model.add_hint(self.top, max(tops))
        for first, second in question.apart.tolist():
            for seat in np.flatnonzero(self.rows[first] & self.rows[second]).tolist():
                self.model.add_at_most_one(self.takes[first, seat], self.takes[second, seat])
