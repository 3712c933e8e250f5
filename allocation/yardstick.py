"""What became of the cases under a policy? Who had them, and everything the figures are measured by.

Nothing here depends on the policy: competence, district and siblings are looked up in the cases and the staff list, so
that a policy that does not ask for a competence is measured by it all the same.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from allocation.backlog import Done, Holding, demand, work_off
from allocation.columns import UNKNOWN, Flags, Floats, Integers
from allocation.record import Record
from allocation.world import World
from sagstyngde.case import FamilyId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

SMOOTHED_WEEKS = 13
LEAST_PRESENT = 0.25
"""A caseworker-week counts where her hours over 13 weeks are at least this share of the typical: not during leave."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Yardstick:
    """What a placement is measured by: (cases of the record, W) tables, and which cases are heavy."""

    lacks_competence: Flags
    outside_district: Flags
    asks_competence: Flags
    has_district: Flags
    heavy: Flags


def yardstick(record: Record) -> Yardstick:
    """Look up every case of a record against every caseworker."""
    return Yardstick(
        lacks_competence=_table(record, lambda case, one: bool(case.required_competences - one.competences)),
        outside_district=_table(record, _is_outside),
        asks_competence=np.array([bool(case.required_competences) for case in record.cases], dtype=bool),
        has_district=np.array([case.district is not None for case in record.cases], dtype=bool),
        heavy=record.strata == record.strata.max(initial=0),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """One policy in one world, from the first measured week on.

    ``holding`` (T, N), ``due``, ``capacity`` and ``load`` (T, W) begin at ``since``; ``load`` is the work that fell due
    over net capacity, both over the last 13 weeks, ``nan`` where she had too few hours to count. ``siblings`` (P, 2)
    are pairs that no rule wants apart. ``bent`` (N,) says for which cases nobody met the policy's conditions.
    """

    world: World
    yardstick: Yardstick
    since: int
    holding: Holding
    due: Floats
    capacity: Floats
    load: Floats
    done: Done
    siblings: Integers
    bent: Flags

    @property
    def newcomers(self) -> Integers:
        """The cases that came in the measured weeks."""
        return np.flatnonzero(self.world.received >= 7 * self.since)

    @property
    def first_holder(self) -> Integers:
        """Who got each newcomer."""
        week = self.world.arrives[self.newcomers] - self.since
        return np.asarray(self.holding[week, self.newcomers], dtype=np.intp)


def outcome(  # noqa: PLR0913  a whole replay
    world: World, holding: Holding, capacity: Floats, *, by: Yardstick, siblings: Integers, bent: Flags, since: int
) -> Outcome:
    """Let what fell due be worked off, and lay everything out for the figures."""
    due = demand(world, holding, capacity.shape[1])
    return Outcome(
        world=world,
        yardstick=by,
        since=since,
        holding=holding[since:],
        due=due[since:],
        capacity=capacity[since:],
        load=smoothed(due, capacity)[since:],
        done=work_off(world, holding, capacity),
        siblings=siblings,
        bent=bent,
    )


def sibling_pairs(cases: Sequence[CaseToPlace]) -> Integers:
    """Return every pair of one family that neither case's rule wants apart, (P, 2)."""
    families: dict[FamilyId, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        if case.family_id is not None:
            families[case.family_id].append(place)
    pairs = [
        pair
        for family in families.values()
        for pair in combinations(family, 2)
        if all(cases[place].sibling_rule is not SiblingRule.DIFFERENT for place in pair)
    ]
    return np.array(pairs, dtype=np.intp).reshape(len(pairs), 2)


def together(outcome: Outcome) -> tuple[Flags, Flags]:
    """Return, (T, P), where both siblings are open, and where two caseworkers have them."""
    first, second = (outcome.holding[:, outcome.siblings[:, side]] for side in (0, 1))
    both = (first != UNKNOWN) & (second != UNKNOWN)
    return both, both & (first != second)


def smoothed(due: Floats, capacity: Floats) -> Floats:
    """Return load over the last 13 weeks, (T, W); ``nan`` where a caseworker had too few hours to count."""
    hours, room = (_last_weeks(table) for table in (due, capacity))
    typical = np.median(room[room > 0.0]) if (room > 0.0).any() else np.inf
    counted = (room >= LEAST_PRESENT * typical) & (capacity > 0.0)
    return np.divide(hours, room, out=np.full_like(hours, np.nan), where=counted)


def _last_weeks(table: Floats) -> Floats:
    """Add each week to those before it, 13 in all."""
    upto = np.concatenate((np.zeros((1, table.shape[1])), np.cumsum(table, axis=0)))
    end = np.arange(1, len(table) + 1)
    return np.asarray(upto[end] - upto[np.maximum(end - SMOOTHED_WEEKS, 0)])


def _is_outside(case: CaseToPlace, one: Caseworker) -> bool:
    return case.district is not None and bool(one.districts) and case.district not in one.districts


def _table(record: Record, differs: Callable[[CaseToPlace, Caseworker], bool]) -> Flags:
    rows = [[differs(case, one) for one in record.staff] for case in record.cases]
    return np.array(rows, dtype=bool).reshape(len(record.cases), len(record.staff))
