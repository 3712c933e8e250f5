"""What do the caseworkers carry right now under a policy, and where does one more case go? Exact, and fast.

Sums are kept as cases come, so that one case at intake costs one look at each caseworker. The choice is the search's
own (``allocation.search.descend``) over the allocations there are for a single case: one for each caseworker.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from allocation.aims import Aim, Costs, Number, Sums
from allocation.columns import CaseColumns, Flags, Floats, Integers, SeatColumns
from allocation.policy import Policy
from allocation.principles import Filter, Measure, Price, Shape
from allocation.roll import Roll
from allocation.search import busy, descend
from allocation.seat import Option, Placed, Seat
from allocation.seating import PRECISION, Limit
from allocation.siblings_together import SiblingsTogether
from allocation.table import Table
from sagstyngde.plan import CaseToPlace

NOBODY = -1
MOST_KINDS = 200
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
        self.pair_rules = policy.pair_rules
        self.rules = {item.name for item in self.pair_rules}
        self._place = {seat.caseworker_id: number for number, seat in enumerate(self.seats)}
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

    def near(self, answer: Callable[[Seat], Any], siblings: Sequence[Placed]) -> np.ndarray:
        """Return the answers to a question about a child's siblings: alike for all who have none of them, (W,)."""
        homes = {self._place.get(one.seat.caseworker_id, NOBODY) for one in siblings} - {NOBODY}
        other = next((number for number in range(len(self.seats)) if number not in homes), NOBODY)
        row = np.full(len(self.seats), answer(self.seats[other]) if other != NOBODY else 0)
        for place in homes:
            row[place] = answer(self.seats[place])
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
        numbers: dict[int, list[Number]] = {place: [] for place in range(len(self.asked.goals))}
        for key, measure in self._measures(self.count + 1):
            goal = self.asked.goals[key[0]]
            if isinstance(goal, SiblingsTogether):
                numbers[key[0]].append(self._together(goal, case, siblings))
            else:
                numbers[key[0]].append(self._number(key, measure, case, column))
        goals = enumerate(self.asked.goals)
        return [Aim(measures=tuple(numbers[place]), tolerance=goal.tolerance) for place, goal in goals]

    def able(self, case: CaseToPlace, siblings: Sequence[Placed] = (), ignored: Sequence[str] = ()) -> Flags:
        """Return who may take the case under the policy's conditions, (W,); those ``ignored`` by name are not asked."""
        able = np.ones(len(self.columns), dtype=bool)
        for item in self.asked.filters:
            if item.name not in ignored:
                able &= self.passing(item, case, siblings)
        return able

    def put(self, aims: Sequence[Aim], seat: int) -> None:
        """Let a seat have the case that the aims were laid out for."""
        self.count += 1
        for place, aim in enumerate(aims):
            for number, measure in enumerate(aim.measures):
                if isinstance(measure, Sums):
                    self._held[place, number][seat] += measure.adds[0]

    def passing(self, item: Filter, case: CaseToPlace, siblings: Sequence[Placed]) -> Flags:
        """Return who has no objection from one filter, (W,)."""
        if item.name not in self.asked.rules:
            return np.asarray(self.asked.row(item.name, item, case), dtype=bool)
        if not siblings:
            return np.ones(len(self.columns), dtype=bool)
        there = tuple(siblings)
        passing = self.asked.near(
            lambda seat: item.objection(Option(case=case, seat=seat, siblings=there)) is None, there
        )
        return np.asarray(passing, dtype=bool)

    def ask_ahead(self, cases: Sequence[CaseToPlace]) -> None:
        """Ask of the commonest kinds of cases there are, so that nobody has to wait for the first of a kind."""
        questions: list[tuple[Hashable, Price | Filter]] = [
            (item.name, item) for item in self.asked.filters if item.name not in self.asked.rules
        ]
        questions += [(key, one) for key, one in self._measures(self.count) if isinstance(one, Price)]
        for key, question in questions:
            kinds = Counter(question.asks(case) for case in cases)
            common = {kind for kind, _ in kinds.most_common(MOST_KINDS)}
            for case in cases:
                if (kind := question.asks(case)) in common:
                    common.remove(kind)
                    self.asked.row(key, question, case)

    def _measures(self, count: int) -> list[tuple[tuple[int, int], Measure | Price]]:
        mean = count / max(1, len(self.columns))
        return [
            ((place, number), measure)
            for place, goal in enumerate(self.asked.goals)
            for number, measure in enumerate(goal.measures(self.columns, mean))
        ]

    def _number(self, key: tuple[int, int], measure: Measure | Price, case: CaseToPlace, column: CaseColumns) -> Number:
        if isinstance(measure, Price):
            return _costs(self.asked.row(key, measure, case))
        return Sums(
            shape=measure.shape,
            adds=measure.adds(column),
            held=self._held[key],
            room=measure.room,
            term=measure.term,
            is_square=measure.is_square,
            load_z=measure.load_z,
        )

    def _together(self, goal: SiblingsTogether, case: CaseToPlace, siblings: Sequence[Placed]) -> Number:
        """Ask the one goal about a child's siblings anew: they may have come since the board was laid."""
        there = {one.seat.caseworker_id: one.seat for one in siblings}
        homes = {
            key: replace(seat, held=tuple(one.case for one in siblings if one.seat.caseworker_id == key))
            for key, seat in there.items()
        }
        knowing = goal.prepared(Roll(seats=homes, present=frozenset(), cases=()))
        (price,) = knowing.measures(self.columns, 0.0)
        return _costs(self.asked.near(lambda seat: price.cost(case, seat), siblings))


def _costs(row: np.ndarray) -> Costs:
    return Costs(table=Table(kind_of=_ONLY, rows=row.astype(np.float64)[None, :]))


def best_seat(aims: Sequence[Aim], able: Flags) -> int:
    """Return the best of the seats that may have the case, ``NOBODY`` where there is none; of equals the first."""
    options = np.flatnonzero(able)
    if len(options) < 2:
        return int(options[0]) if len(options) else NOBODY
    aims = busy(aims)
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
