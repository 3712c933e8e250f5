"""Who should have this one new case, why, and what would another cost? Answered at once, however many caseworkers.

A desk is laid once and keeps the sums of everybody's cases. The choice is exact: what trying every caseworker under the
policy's goals in order would give (``allocation.standing``). Cases that are placed since are added one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocation.aims import Aim, case_columns, categories_of, seat_columns
from allocation.board import Board, share
from allocation.columns import Flags, Floats, Integers
from allocation.ledger import help_hours, own_hours
from allocation.norms import with_norms
from allocation.rivals import ALTERNATIVE_COUNT, Rival, cost, standing
from allocation.scene import goal_change
from allocation.seat import Option, Placed
from allocation.seating import PRECISION
from allocation.standing import NOBODY, Asked, Standing, best_seat, value_at
from allocation.units import BOTH
from allocation.unplaced import contradiction, stranded
from allocation.wording import change, listed, sentence
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.plan import Alternative, CaseToPlace, GoalChange, Placement, Unplaced


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Weighed:
    """One case against every seat: the goals with the case in them, who may have it, and who gets it."""

    case: CaseToPlace
    hours: float
    siblings: tuple[Placed, ...]
    aims: list[Aim]
    able: Flags
    chosen: int
    norm: str | None


class Desk:
    """A board's caseworkers and what they carry, ready for the next new case."""

    def __init__(self, board: Board) -> None:
        """Add up what everybody has."""
        months = board.policy.horizon_months
        self._board = board
        self._months = months
        self._seats = tuple(seat for seat in board.seats.values() if seat.capacity > 0.0)
        self._place = {seat.caseworker_id: number for number, seat in enumerate(self._seats)}
        self._positions = board.held
        self._since: dict[CaseId, CaseToPlace] = {}
        self._families: dict[FamilyId, list[CaseToPlace]] = defaultdict(list)
        held = [board.cases[case_id] for case_id, key in self._positions.items() if key in self._place]
        self._categories = categories_of(board.cases.values())
        self._standing = Standing(Asked(board.policy, self._seats), seat_columns(self._seats, months))
        self._standing.carry(case_columns(held, months, self._categories), self._holders(held))
        self._standing.ask_ahead(held)
        self._hours = self._hours_of(held)
        for case_id in self._positions:
            self._remember(board.cases[case_id])

    def advise(self, case: CaseToPlace) -> Placement | Unplaced:
        """Propose a caseworker for a case that has none; every condition of the policy holds.

        The proposal has its reasons and the two best alternatives. A case nobody may have is returned with what stands
        in the way and the cheapest ways out, which takes longer. Nothing is placed: see :meth:`place`.

        Raises:
            ValueError: the case has a caseworker already.

        """
        if case.case_id in self._positions:
            raise ValueError("the case has a caseworker already")
        if any(self._wishes(case, other) == BOTH for other in self._family(case)):
            return contradiction(self._board_with(case), case, self._positions)
        weighed = self._weigh(case)
        if weighed.chosen == NOBODY:
            return stranded(self._board_with(weighed.case), (weighed.case,), self._positions)[0]
        return Placement(
            case_id=case.case_id,
            caseworker_id=self._seats[weighed.chosen].caseworker_id,
            reasons=self._reasons(weighed),
            alternatives=self._alternatives(weighed),
        )

    def place(self, case: CaseToPlace, caseworker_id: CaseworkerId) -> None:
        """Let somebody have a case, as a person has decided: from now on it counts in her load."""
        weighed = self._weigh(case)
        if (place := self._place.get(caseworker_id)) is not None:
            self._standing.put(weighed.aims, place)
            self._hours[place] += weighed.hours
        for helper, hours in help_hours([weighed.case], self._months).items():
            if (place := self._place.get(helper)) is not None:
                self._standing.columns.help[place] += hours
                self._hours[place] += sum(hours)
        self._positions[case.case_id] = caseworker_id
        self._since[case.case_id] = weighed.case
        self._remember(weighed.case)

    def _weigh(self, case: CaseToPlace) -> _Weighed:
        (case, *_), norms = self._estimated(case)
        siblings = tuple(
            Placed(case=other, seat=self._board.seats[self._positions[other.case_id]]) for other in self._family(case)
        )
        aims = self._standing.aims(case, case_columns([case], self._months, self._categories), siblings)
        able = self._standing.able(case, siblings)
        return _Weighed(
            case=case,
            hours=sum(own_hours(case, self._months)),
            siblings=siblings,
            aims=aims,
            able=able,
            chosen=best_seat(aims, able),
            norm=norms.get(case.case_id),
        )

    def _estimated(self, case: CaseToPlace) -> tuple[Sequence[CaseToPlace], dict[CaseId, str]]:
        """Give a case without an estimate its norm, from all cases on the board."""
        if case.monthly_hours:
            return (case,), {}
        return with_norms((case, *self._board.cases.values()), self._board.policy)

    def _reasons(self, weighed: _Weighed) -> tuple[str, ...]:
        seat = self._seats[weighed.chosen]
        option = Option(case=weighed.case, seat=seat, siblings=weighed.siblings)
        loads = change(self._load(weighed.chosen, 0.0), self._load(weighed.chosen, weighed.hours))
        merits = [text for item in self._board.policy.conditions if (text := item.merit(option)) is not None]
        unknown = [] if weighed.norm is None else [weighed.norm]
        reasons = [f"foreslået: {seat.shown} ({loads})", *merits, *self._standing_among(weighed), *unknown]
        return tuple(sentence(reason) for reason in reasons)

    def _standing_among(self, weighed: _Weighed) -> list[str]:
        """Say how the chosen stands among those who may have the case, where that is a reason."""
        able = np.flatnonzero(weighed.able)
        others = able[able != weighed.chosen]
        loads = (self._hours[others] + weighed.hours) / self._standing.columns.whole[others]
        return standing(self._load(weighed.chosen, weighed.hours), loads)

    def _alternatives(self, weighed: _Weighed) -> tuple[Alternative, ...]:
        values = self._values(weighed)
        order = np.lexsort(_steps(values, weighed.chosen)[::-1])
        others = order[order != weighed.chosen]
        able = others[weighed.able[others]][:ALTERNATIVE_COUNT]
        if len(able) < ALTERNATIVE_COUNT:
            barred = others[~weighed.able[others]]
            able = np.concatenate((able, barred[np.argsort(self._objection_counts(weighed)[barred], kind="stable")]))
        return tuple(self._alternative(weighed, int(place), values) for place in able[:ALTERNATIVE_COUNT])

    def _values(self, weighed: _Weighed) -> Floats:
        """Return what every number becomes at each seat, (numbers, W): the goals', then what decides between equals."""
        numbers = [aim.measures[0] for aim in weighed.aims] + [one for aim in weighed.aims for one in aim.measures[1:]]
        return np.stack([value_at(number) for number in numbers])

    def _objection_counts(self, weighed: _Weighed) -> Integers:
        counts = np.zeros(len(self._seats), dtype=np.intp)
        for item in self._board.filters:
            counts += ~self._standing.passing(item, weighed.case, weighed.siblings)
        return counts

    def _alternative(self, weighed: _Weighed, place: int, values: Floats) -> Alternative:
        seat = self._seats[place]
        option = Option(case=weighed.case, seat=seat, siblings=weighed.siblings)
        rival = Rival(
            seat=seat,
            objections=() if weighed.able[place] else tuple(self._board.objections(option).values()),
            changes=self._changes(values[:, weighed.chosen], values[:, place]),
            load=self._load(place, weighed.hours),
        )
        told = listed(rival.objections) or cost(rival, self._load(weighed.chosen, weighed.hours))
        return Alternative(
            caseworker_id=seat.caseworker_id,
            text=f"{seat.shown} – {told}",
            allowed=not rival.objections,
            changes=rival.changes,
        )

    def _changes(self, chosen: Floats, other: Floats) -> tuple[GoalChange, ...]:
        """Name the goals whose numbers differ."""
        goals = zip(self._standing.asked.goals, chosen.tolist(), other.tolist(), strict=False)
        return tuple(
            goal_change(goal, value, value + rise)
            for goal, value, after in goals
            if (rise := _beyond_precision(after - value, value))
        )

    def _load(self, place: int, hours: float) -> float:
        return share(float(self._hours[place]) + hours, self._seats[place])

    def _hours_of(self, held: Sequence[CaseToPlace]) -> Floats:
        hours = [sum(own_hours(case, self._months)) for case in held]
        own = np.bincount(self._holders(held), hours, minlength=len(self._seats))
        return np.asarray(own, dtype=np.float64) + self._standing.columns.whole_help

    def _holders(self, cases: Sequence[CaseToPlace]) -> Integers:
        return np.array([self._place[self._positions[case.case_id]] for case in cases], dtype=np.intp)

    def _wishes(self, case: CaseToPlace, other: CaseToPlace) -> frozenset[SiblingRule]:
        rules = self._standing.asked.pair_rules
        return frozenset[SiblingRule]().union(*(rule.wish(case, other) for rule in rules))

    def _family(self, case: CaseToPlace) -> list[CaseToPlace]:
        return [] if case.family_id is None else self._families.get(case.family_id, [])

    def _remember(self, case: CaseToPlace) -> None:
        if case.family_id is not None:
            self._families[case.family_id].append(case)

    def _board_with(self, case: CaseToPlace) -> Board:
        """Return the board as it is by now, with one more case: for what has to be explained at length."""
        families = dict(self._board.families)
        if case.family_id is not None:
            families[case.family_id] = (*self._family(case), case)
        cases = {**self._board.cases, **self._since, case.case_id: case}
        return replace(self._board, cases=cases, families=families)


def _steps(values: Floats, chosen: int) -> Floats:
    """Return by how many steps that differ each value lies above the chosen seat's."""
    own = values[:, [chosen]]
    return np.rint((values - own) / (PRECISION * np.maximum(1.0, np.abs(own))))


def _beyond_precision(rise: float, value: float) -> float:
    return rise if abs(rise) > PRECISION * max(1.0, abs(value)) else 0.0
