"""How is a balanced seating found? Two starts, evened out by exchanges; what is small or stuck is tried harder.

1. The most even flow (``allocation.flow_bound``) says which caseworkers share a level, and so which kinds should not
   go to whom: taking in another level's units would lift a level that is full already.
2. Two starts, longest units first: by the flow's hours for each kind and seat, and to wherever the load ends least.
   Each is evened out, one unit at a time, then several. The better is kept; one that is good enough ends the search.
3. What is still above the bound is shaken: the whole board if it is small, else the heaviest seat and those around it.
   Where every way can be tried (``allocation.balance_proof``) the peak is proved; else CP-SAT may improve it. If those
   who hold the level up are few, settling their board alone proves the whole.
4. Below the peak, loads are evened out within the levels, never lifting the peak.
"""

from collections.abc import Iterator
from time import monotonic

import numpy as np

from allocation.balance import Balance, Flags, Floats, Floor, Found, Integers, optional
from allocation.balance_loops import Effort, Seating, Sheet, deal, even_out, put_all
from allocation.balance_proof import MOST_UNITS, under
from allocation.balance_shake import shake
from allocation.balance_start import part_families
from allocation.flow_bound import Levels, levels

# Four hundredths of a per mille: hours are predicted nowhere near as well.
ENOUGH = 4e-5
COARSE = (1e-3, 2e-4)
PROVED = 1e-9
LEVEL = 1e-9
# Exchanges tried a seat and in all; some 15 microseconds each.
A_SEAT, AT_LEAST = 30, 30_000
OFFICE = 300
SMALL_CELLS = 15_000
ROUNDS, SHAKEN_UNITS = 150, 25_000
AROUND = 24
CORNERS = 2
PROOF_STEPS = 12_000_000
AMISS = 1e-4
CPSAT_UNITS = 300


def search(question: Balance, bound: Floor, start: Integers | None, deadline: float | None) -> Found:
    """Return the best seating found, and a bound on the peak where one was proved beyond ``bound``."""
    if not len(question.hours):
        return Found(seat_of=np.zeros(0, dtype=np.intp), floor=bound.level)
    board = _Board(question, bound, deadline)
    seat_of = min(board.started(start), key=question.peak)
    found = board.tried_harder(seat_of)
    return Found(seat_of=board.levelled(found.seat_of), floor=found.floor)


class _Board:
    """A question being answered."""

    def __init__(self, question: Balance, bound: Floor, deadline: float | None) -> None:
        self.question, self.bound, self.deadline = question, bound, deadline
        self.level = levels(question)
        lowest = np.where(question.rows, self.level.load, np.inf).min(axis=1, initial=np.inf)
        self.inner = sheet(question, question.rows & (self.level.load <= lowest[:, None] * (1.0 + LEVEL)))
        self.whole = sheet(question, question.rows)
        self.longest = np.argsort(-question.hours, kind="stable")
        self.budget = AT_LEAST + A_SEAT * len(question.held)

    def is_enough(self, peak: float) -> bool:
        """Whether a peak is near enough to the bound to stop, or time is up."""
        late = self.deadline is not None and monotonic() >= self.deadline
        return late or peak <= self.bound.level * (1.0 + ENOUGH)

    def started(self, start: Integers | None) -> Iterator[Integers]:
        """Yield seatings, each evened out, until one is good enough."""
        starts = [_quotas(self.inner, self.level), np.zeros(0)]
        for quota in starts:
            seating = seated(self.question)
            deal(seating, self.inner, self.longest, quota)
            if (seating.seat_of < 0).any():
                put_all(seating, self.inner, part_families(self.question, seating.seat_of, start))
            yield self._evened(seating)
            # Beyond an office the flow's start is the better one (0.01 against 0.1 per cent at 30,000 x 1,000).
            if self.is_enough(self.question.peak(seating.seat_of)) or len(self.question.held) > OFFICE:
                return
        if start is not None:
            seating = seated(self.question)
            put_all(seating, self.inner, start)
            yield self._evened(seating)

    def _evened(self, seating: Seating) -> Integers:
        """Even out within the levels, coarsely first; then, while the peak is amiss, what is above the top level."""
        seats, level = len(self.question.held), self.level.load
        self._even(seating, self.inner, level * (1.0 + COARSE[0]), Effort(1, 16, 0.1, self.budget))
        for near in (*COARSE, ENOUGH):
            self._even(seating, self.inner, level * (1.0 + near), Effort(2, seats, 0.1, self.budget))
        top = np.full(seats, self.bound.level * (1.0 + ENOUGH))
        for rows in (self.inner, self.whole) if seats <= OFFICE else (self.inner,):
            if not self.is_enough(self.question.peak(seating.seat_of) / (1.0 + AMISS)):
                self._even(seating, rows, top, Effort(2, seats, 0.01, self.budget))
        return seating.seat_of

    def _even(self, seating: Seating, rows: Sheet, goal: Floats, effort: Effort) -> None:
        if self.deadline is None or monotonic() < self.deadline:
            even_out(seating, rows, goal, effort)

    def tried_harder(self, seat_of: Integers) -> Found:
        """Return a seating that shaking, trying every way or CP-SAT made better, and what they proved."""
        question, floor = self.question, self.bound.level
        if self.is_enough(question.peak(seat_of)) and len(seat_of) > MOST_UNITS:
            return Found(seat_of=seat_of, floor=floor)
        if len(question.hours) * len(question.held) <= SMALL_CELLS:
            return _settled(question, seat_of, floor, self.deadline)
        seat_of = self._corners(seat_of)
        if not self.is_enough(question.peak(seat_of)):
            floor = max(floor, self._floor_of_cut(seat_of))
        return Found(seat_of=seat_of, floor=floor)

    def _corners(self, seat_of: Integers) -> Integers:
        """Settle the heaviest seat and those around it, again and again while that helps."""
        seat_of = seat_of.copy()
        for _ in range(CORNERS):
            peak = self.question.peak(seat_of)
            if self.is_enough(peak) or peak <= self.bound.level * (1.0 + AMISS):
                break
            units, corner, seats = corner_of(self.question, seat_of, self._around(seat_of))
            within = np.searchsorted(seats, seat_of[units])
            seat_of[units] = seats[_settled(corner, within, self.bound.level, self.deadline).seat_of]
            if self.question.peak(seat_of) >= peak:
                break
        return seat_of

    def _around(self, seat_of: Integers) -> Integers:
        """Return the heaviest seat and the lightest of those that may take its units, ascending."""
        loads = self.question.loads(seat_of)
        heavy = int(loads.argmax())
        near = self.question.rows[self.question.kind_of[seat_of == heavy]].any(axis=0)
        near[heavy] = False
        seats = np.flatnonzero(near)
        seats = seats[np.argsort(loads[seats], kind="stable")][: AROUND - 1]
        return np.sort(np.append(seats, heavy))

    def _floor_of_cut(self, seat_of: Integers) -> float:
        """Return what a small cut's own board proves: its units can go nowhere else."""
        question, bound = self.question, self.bound
        units, seats = np.flatnonzero(bound.cut_kinds[question.kind_of]), np.flatnonzero(bound.cut_seats)
        if not 0 < len(units) <= MOST_UNITS:
            return bound.level
        inner = restricted(question, units, seats)
        within = np.searchsorted(seats, seat_of[units])
        return _settled(inner, within, bound.level, self.deadline).floor

    def levelled(self, seat_of: Integers) -> Integers:
        """Even out below the peak what trying harder left uneven."""
        seating = seated(self.question)
        put_all(seating, self.inner, seat_of)
        goal = self.level.load * (1.0 + ENOUGH)
        self._even(seating, self.inner, goal, Effort(2, 8, 0.1, self.budget // 4))
        return seating.seat_of


def _settled(question: Balance, seat_of: Integers, floor: float, deadline: float | None) -> Found:
    """Shake a small board, and try every way or CP-SAT on it; a deadline is only looked at in between."""
    seating, rows = seated(question), sheet(question, question.rows)
    put_all(seating, rows, seat_of)
    is_small = len(seat_of) <= MOST_UNITS
    shake(seating, rows, floor * (1.0 + (PROVED if is_small else ENOUGH)), min(ROUNDS, SHAKEN_UNITS // len(seat_of)))
    found = Found(seat_of=seating.seat_of, floor=floor)
    if is_small:
        return _every_way(question, found)
    cpsat = optional("allocation.balance_cpsat")
    if cpsat is not None and len(seat_of) <= CPSAT_UNITS and question.peak(found.seat_of) > found.floor * (1.0 + AMISS):
        found = cpsat.solved(question, found.seat_of, found.floor, deadline)
    return found


def _every_way(question: Balance, found: Found) -> Found:
    """Look for something better until there is nothing, which proves what was found, or the steps are used."""
    seat_of, answer = found.seat_of, 1
    peak = question.peak(seat_of)
    while answer == 1 and peak > found.floor * (1.0 + PROVED):
        answer, better = under(question, peak * (1.0 - PROVED), PROOF_STEPS)
        if answer == 1 and question.peak(better) < peak:
            seat_of, peak = better, question.peak(better)
        elif answer == 1:
            answer = 0
    return Found(seat_of=seat_of, floor=peak if answer == 0 else found.floor)


def corner_of(question: Balance, seat_of: Integers, seats: Integers) -> tuple[Integers, Balance, Integers]:
    """Return the units at some seats, the board that is only those, and the seats."""
    units = np.flatnonzero(np.isin(seat_of, seats))
    return units, restricted(question, units, seats), seats


def restricted(question: Balance, units: Integers, seats: Integers) -> Balance:
    """Return the board of some units and seats (ascending)."""
    kinds, kind_of = np.unique(question.kind_of[units], return_inverse=True)
    place = np.full(len(question.hours), -1, dtype=np.intp)
    place[units] = np.arange(len(units))
    apart = place[question.apart]
    return Balance(
        hours=question.hours[units],
        kind_of=kind_of.ravel().astype(np.intp),
        rows=question.rows[np.ix_(kinds, seats)],
        held=question.held[seats],
        capacity=question.capacity[seats],
        apart=apart[(apart >= 0).all(axis=1)],
    )


def sheet(question: Balance, may: Flags) -> Sheet:
    """Lay a question out for the loops; ``may`` (K, W) are its rows or fewer."""
    both = np.concatenate([question.apart, question.apart[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return Sheet(
        hours=np.ascontiguousarray(question.hours, dtype=float),
        kind_of=np.ascontiguousarray(question.kind_of, dtype=np.intp),
        may=np.ascontiguousarray(may),
        first=np.concatenate([[0], np.cumsum(may.sum(axis=1))]).astype(np.intp),
        seats=np.nonzero(may)[1].astype(np.intp),
        capacity=np.ascontiguousarray(question.capacity, dtype=float),
        first_mate=np.searchsorted(both[:, 0], np.arange(len(question.hours) + 1)).astype(np.intp),
        mates=np.ascontiguousarray(both[:, 1], dtype=np.intp),
    )


def seated(question: Balance) -> Seating:
    """Return a seating in which nobody is seated yet."""
    units, seats = len(question.hours), len(question.held)
    return Seating(
        seat_of=np.full(units, -1, dtype=np.intp),
        load=question.held.astype(float),
        head=np.full(seats, -1, dtype=np.intp),
        after=np.full(units, -1, dtype=np.intp),
        before=np.full(units, -1, dtype=np.intp),
    )


def _quotas(rows: Sheet, level: Levels) -> Floats:
    """Return the flow's hours for each entry of ``rows.seats``."""
    seats = len(rows.capacity)
    keys = np.repeat(np.arange(len(rows.first) - 1), np.diff(rows.first)) * seats + rows.seats
    quota = np.zeros(len(keys))
    quota[np.searchsorted(keys, level.kind * seats + level.seat)] = level.hours
    return quota
