"""What do the caseworkers carry right now under a policy, and where does one more case go? Exact, and fast.

Sums are kept as cases come, so that one case at intake costs one look at each caseworker. The choice is the search's
own (``allocation.search.descend``) over the allocations there are for a single case: one for each caseworker.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from allocation.aims import Aim, Costs, Number, Sums
from allocation.columns import CaseColumns, Flags, Floats, Integers, SeatColumns
from allocation.policy import Policy
from allocation.principles import Filter, Goal, Measure, PairRule, Price, Shape
from allocation.roll import Roll
from allocation.search import descend
from allocation.seat import Option, Placed, Seat
from allocation.seating import PRECISION, Limit
from allocation.siblings_together import SiblingsTogether
from allocation.table import Table
from sagstyngde.plan import CaseToPlace

NOBODY = -1
_ONLY = np.zeros(1, dtype=np.intp)


class Asked:
    """A policy's answers for one row of seats: each question is put once for each kind of case and of seat.

    ``rules`` are the names of the filters that ask about siblings.
    """

    def __init__(self, policy: Policy, seats: Sequence[Seat]) -> None:
        """Ask nothing yet."""
        self.seats = tuple(seats)
        self.goals = policy.goals
        self.filters = policy.filters
        self.rules = {item.name for item in self.filters if isinstance(item, PairRule)}
        self._offers: dict[Hashable, tuple[list[int], Integers]] = {}
        self._rows: dict[Hashable, np.ndarray] = {}

    def row(self, key: Hashable, question: Price | Filter, case: CaseToPlace) -> np.ndarray:
        """Return the answers for every seat, (W,): a price's cost, or whether a filter has no objection.

        ``key`` names the question: principles are made anew for every case, the answers are not.
        """
        kind = (key, question.asks(case))
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = self._put(key, question, case)
        return row

    def _put(self, key: Hashable, question: Price | Filter, case: CaseToPlace) -> np.ndarray:
        answer = _answer(question)
        first, which = self._kinds(key, question)
        return np.array([answer(case, self.seats[place]) for place in first])[which]

    def _kinds(self, key: Hashable, question: Price | Filter) -> tuple[list[int], Integers]:
        kinds = self._offers.get(key)
        if kinds is None:
            numbers: dict[Hashable, int] = {}
            which = np.array([numbers.setdefault(question.offers(seat), len(numbers)) for seat in self.seats], np.intp)
            kinds = self._offers[key] = np.unique(which, return_index=True)[1].tolist(), which
        return kinds


def _answer(question: Price | Filter) -> Callable[[CaseToPlace, Seat], Any]:
    if isinstance(question, Price):
        return question.cost
    return lambda case, seat: question.objection(Option(case=case, seat=seat)) is None


class Standing:
    """The running sums of a policy's measures over W seats that have capacity."""

    def __init__(self, asked: Asked, columns: SeatColumns) -> None:
        """Begin with empty desks; ``columns`` are those of the seats asked."""
        self.asked = asked
        self.columns = columns
        self.count = 0
        self._held: dict[tuple[int, int], Floats] = {}

    def carry(self, cases: CaseColumns, holder: Integers) -> None:
        """Lay cases on the desks of those who have them, in place of what lay there."""
        self.count = len(cases)
        for key, measure in self._measures(self.count):
            if isinstance(measure, Measure):
                adds = measure.adds(cases)
                sums = [np.bincount(holder, adds[:, d], len(self.columns)) for d in range(adds.shape[1])]
                self._held[key] = np.column_stack(sums).astype(np.float64)

    def aims(self, case: CaseToPlace, column: CaseColumns, siblings: Sequence[Placed] = ()) -> list[Aim]:
        """Return the goals as one more case sees them; ``column`` is the case's own row."""
        numbers: dict[int, list[Number]] = {goal: [] for goal in range(len(self.asked.goals))}
        for key, measure in self._measures(self.count + 1, siblings):
            numbers[key[0]].append(self._number(key, measure, case, column))
        return [
            Aim(measures=tuple(numbers[place]), tolerance=goal.tolerance) for place, goal in enumerate(self.asked.goals)
        ]

    def able(self, case: CaseToPlace, siblings: Sequence[Placed] = (), ignored: Sequence[str] = ()) -> Flags:
        """Return who may take the case under the policy's conditions, (W,); those ``ignored`` by name are not asked."""
        able = np.ones(len(self.columns), dtype=bool)
        for item in self.asked.filters:
            if item.name not in ignored:
                able &= self._passing(item, case, siblings)
        return able

    def put(self, aims: Sequence[Aim], seat: int) -> None:
        """Let a seat have the case that the aims were laid out for."""
        self.count += 1
        for place, aim in enumerate(aims):
            for number, measure in enumerate(aim.measures):
                if isinstance(measure, Sums):
                    self._held[place, number][seat] += measure.adds[0]

    def _passing(self, item: Filter, case: CaseToPlace, siblings: Sequence[Placed]) -> Flags:
        if item.name not in self.asked.rules:
            return np.asarray(self.asked.row(item.name, item, case))
        if not siblings:
            return np.ones(len(self.columns), dtype=bool)
        options = (Option(case=case, seat=seat, siblings=tuple(siblings)) for seat in self.asked.seats)
        return np.array([item.objection(option) is None for option in options], dtype=bool)

    def _measures(self, count: int, siblings: Sequence[Placed] = ()) -> list[tuple[tuple[int, int], Measure | Price]]:
        mean = count / max(1, len(self.columns))
        return [
            ((place, number), measure)
            for place, goal in enumerate(self.asked.goals)
            for number, measure in enumerate(_knowing(goal, siblings).measures(self.columns, mean))
        ]

    def _number(self, key: tuple[int, int], measure: Measure | Price, case: CaseToPlace, column: CaseColumns) -> Number:
        if isinstance(measure, Price):
            row = self.asked.row(key, measure, case)
            return Costs(table=Table(kind_of=_ONLY, rows=row.astype(np.float64)[None, :]))
        return Sums(
            shape=measure.shape,
            adds=measure.adds(column),
            held=self._held[key],
            room=measure.room,
            term=measure.term,
            is_square=measure.is_square,
            is_load=measure.is_load,
        )


def _knowing(goal: Goal, siblings: Sequence[Placed]) -> Goal:
    """Let the one goal that asks who has the child's siblings know it: they may have moved since the board was laid."""
    if not isinstance(goal, SiblingsTogether):
        return goal
    there = {one.seat.caseworker_id: one.seat for one in siblings}
    homes = {
        key: replace(seat, held=tuple(one.case for one in siblings if one.seat.caseworker_id == key))
        for key, seat in there.items()
    }
    return goal.prepared(Roll(seats=homes, present=frozenset(), cases=()))


def best_seat(aims: Sequence[Aim], able: Flags) -> int:
    """Return the best of the seats that may have the case, ``NOBODY`` where there is none; of equals the first."""
    options = np.flatnonzero(able)
    if len(options) < 2:
        return int(options[0]) if len(options) else NOBODY
    values = {id(measure): value_at(measure)[options] for aim in aims for measure in aim.measures}
    best = 0

    def minimise(measure: Number, limits: Sequence[Limit]) -> float:
        nonlocal best
        fits = np.ones(len(options), dtype=bool)
        for limit in limits:
            fits &= values[id(limit.measure)] <= limit.bound + _precision(limit.bound)
        fitting = np.where(fits, values[id(measure)], np.inf)
        reached = float(fitting.min())
        best = int(np.argmax(fitting <= reached + _precision(reached)))
        return reached

    descend(aims, minimise)
    return int(options[best])


def value_at(measure: Number) -> Floats:
    """Return what a measure becomes with the case at each seat, (W,)."""
    if isinstance(measure, Costs):
        return np.asarray(measure.table.rows[0], dtype=np.float64)
    now = measure.term(measure.held, measure.room)
    after = measure.term(measure.held + measure.adds[0], measure.room)
    if measure.shape is Shape.TOTAL:
        total: Floats = now.sum() - now + after
        return total
    return np.maximum(_largest_other(now), after)


def _largest_other(terms: Floats) -> Floats:
    """Return the largest term of all other seats, (W,).

    >>> _largest_other(np.array([1.0, 5.0, 3.0])).tolist()
    [5.0, 3.0, 5.0]
    """
    top = int(terms.argmax())
    largest = np.full_like(terms, terms[top])
    largest[top] = np.delete(terms, top).max(initial=-np.inf)
    return largest


def _precision(bound: float) -> float:
    return PRECISION * max(1.0, abs(bound))
