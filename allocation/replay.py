"""What would have become of the cases under a policy? Week by week, each case goes where the policy says that day.

The choice is the product's own (``allocation.standing``): what the advisor sees of a case and what it cannot know, as
on the day. Cases open at the start stay with whoever had them, the same under every policy. Who leaves, or goes on long
leave, hands her cases over, the oldest first, before the week's new cases come.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from allocation.actual import actual_holding
from allocation.aims import case_columns, categories_of, seat_columns
from allocation.backlog import Holding
from allocation.board import lay_out
from allocation.capacity import DAYS_PER_MONTH
from allocation.columns import UNKNOWN, CaseColumns, Flags, Integers, SeatColumns
from allocation.policy import Policy
from allocation.record import Record, remaining
from allocation.seat import Placed, Seat
from allocation.standing import NOBODY, Asked, Standing, best_seat
from allocation.supply import DAYS_PER_WEEK, as_known
from allocation.world import World
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placings:
    """Who had each case in each week, (T, N), and for which cases nobody met the policy's conditions, (N,)."""

    holding: Holding
    bent: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Monday:
    """The seats of one week: those with hours over the policy's horizon, and their places in the staff."""

    seats: tuple[Seat, ...]
    columns: SeatColumns
    staff_place: Integers
    seat_place: Integers
    asked: Asked


class Replay:
    """One policy over the weeks of a record; worlds drawn from the same record are asked together, each kind once."""

    def __init__(self, record: Record, policy: Policy, away: Flags) -> None:
        """Lay the weeks out. ``away`` (T, W) says who cannot have cases."""
        self.record = record
        self.policy = policy
        self.away = away
        self.weeks = [_monday(record, policy, week) for week in range(record.weeks)]
        self.fresh = case_columns(record.cases, policy.horizon_months, categories_of(record.cases))
        self.remaining = remaining(record, policy.horizon_months)

    def run(self, world: World) -> Placings:
        """Give every case of a world a caseworker, and another when she goes."""
        now = _Now(world=world, holder=_at_start(world, self.away), siblings=_siblings(world))
        holding = np.full((self.record.weeks, len(world.cases)), UNKNOWN, dtype=np.int32)
        arrives, leaves = world.arrives, world.leaves
        for week in range(self.record.weeks):
            there = (arrives <= week) & (leaves > week)
            now.holder[~there | (now.holder == UNKNOWN) | self.away[week, now.holder]] = UNKNOWN
            waiting = np.flatnonzero(there & (now.holder == UNKNOWN))
            if len(waiting) and len(self.weeks[week].seats):
                self._place(now, week, waiting)
            holding[week] = now.holder
        return Placings(holding=holding, bent=now.bent)

    def _place(self, now: "_Now", week: int, waiting: Integers) -> None:
        """Find a caseworker for those who have none, one after the other."""
        world, monday = now.world, self.weeks[week]
        standing = Standing(monday.asked, monday.columns)
        held = np.flatnonzero(now.holder != UNKNOWN)
        held = held[monday.seat_place[now.holder[held]] != UNKNOWN]
        standing.carry(self._columns(world, held, week), monday.seat_place[now.holder[held]])
        for case in waiting.tolist():
            placed = now.placed_siblings(case, monday)
            aims = standing.aims(
                world.cases[case], self._columns(world, np.array([case]), week, is_new=case not in now.had)
            )
            seat = best_seat(aims, standing.able(world.cases[case], placed))
            if seat == NOBODY:
                now.bent[case] |= case not in now.had
                seat = best_seat(aims, self._relaxed(standing, world.cases[case], placed))
            now.holder[case] = monday.staff_place[seat]
            now.had.add(case)
            standing.put(aims, seat)

    def _relaxed(self, standing: Standing, case: CaseToPlace, placed: Sequence[Placed]) -> Flags:
        """Set conditions aside, the least important first, until somebody may take the case; in the end, anybody."""
        names = [item.name for item in self.policy.filters]
        named = [principle.name for principle in self.policy.principles]
        order = sorted(names, key=lambda name: named.index(name) if name in named else -1, reverse=True)
        for count in range(1, len(order) + 1):
            able = standing.able(case, placed, ignored=order[:count])
            if able.any():
                return able
        raise AssertionError("without conditions anybody may take a case")

    def _columns(self, world: World, cases: Integers, week: int, *, is_new: bool = False) -> CaseColumns:
        """Lay out what cases still weigh in a week."""
        source = world.source[cases]
        age = (DAYS_PER_WEEK * week - world.received[cases]) / DAYS_PER_MONTH
        month = np.clip(age.astype(np.intp), 0, self.remaining.shape[1] - 1)
        fresh, moved = self.fresh.at(source), world.received[cases] - self.record.received[source]
        return replace(
            fresh,
            decided_on=np.where(fresh.decided_on == UNKNOWN, UNKNOWN, fresh.decided_on + moved),
            hours=self.remaining[source, month],
            is_new=np.full(len(cases), is_new),
        )


class _Now:
    """Who has the cases while the weeks run, and which have had somebody before."""

    def __init__(self, world: World, holder: Integers, siblings: dict[int, tuple[int, ...]]) -> None:
        self.world = world
        self.holder = holder
        self.siblings = siblings
        self.bent = np.zeros(len(world.cases), dtype=bool)
        self.had = set(np.flatnonzero((holder != UNKNOWN) | (world.received < 0)).tolist())

    def placed_siblings(self, case: int, monday: Monday) -> tuple[Placed, ...]:
        """Return where a case's siblings are, as far as their caseworkers have seats this week."""
        others = [other for other in self.siblings.get(case, ()) if self.holder[other] != UNKNOWN]
        seats = [int(monday.seat_place[self.holder[other]]) for other in others]
        return tuple(
            Placed(case=self.world.cases[other], seat=monday.seats[seat])
            for other, seat in zip(others, seats, strict=True)
            if seat != UNKNOWN
        )


def _monday(record: Record, policy: Policy, week: int) -> Monday:
    on = record.starts_on + timedelta(weeks=week)
    board = lay_out((), as_known(record.staff, on), policy, on)
    every = [board.seats[one.caseworker_id] for one in record.staff]
    staff_place = np.array([place for place, seat in enumerate(every) if seat.capacity > 0.0], dtype=np.intp)
    seat_place = np.full(len(every), UNKNOWN)
    seat_place[staff_place] = np.arange(len(staff_place))
    seats = tuple(every[place] for place in staff_place)
    return Monday(
        seats=seats,
        columns=seat_columns(seats, policy.horizon_months),
        staff_place=staff_place,
        seat_place=seat_place,
        asked=Asked(board.policy, seats),
    )


def _at_start(world: World, away: Flags) -> Integers:
    """Return who has the cases that were open at the start, (N,)."""
    holder = np.full(len(world.cases), UNKNOWN)
    if world.record.holders is not None:
        stock = world.received < 0
        holder[stock] = actual_holding(world, away[:1])[0, stock]
    return holder


def _siblings(world: World) -> dict[int, tuple[int, ...]]:
    """Return the other cases of each case's family, where it has any."""
    families: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(world.cases):
        if case.family_id is not None:
            families[case.family_id].append(place)
    return {
        place: tuple(other for other in family if other != place)
        for family in families.values()
        if len(family) > 1
        for place in family
    }
