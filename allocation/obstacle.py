"""What keeps cases from everybody, and what would it lead to if conditions were set aside?

A condition that nobody can set aside (*inhabilitet*, somebody who has left) is never a way out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from allocation.board import Board, Positions, share
from allocation.principles import Filter
from allocation.seat import Option, Seat, total
from allocation.units import Unit
from allocation.wording import change, listed
from sagstyngde.case import CaseworkerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Cases that go together, and what keeps them from each seat: Danish clauses by the principle's name.

    ``hours`` are each seat's over the horizon without the cases.
    """

    board: Board
    cases: Unit
    hours: Mapping[CaseworkerId, float]
    options: Mapping[CaseworkerId, tuple[Option, ...]]
    objections: Mapping[CaseworkerId, Mapping[str, str]]

    @classmethod
    def of(cls, board: Board, cases: Unit, positions: Positions) -> "Obstacle":
        """Look at cases that are with nobody, everything else being as ``positions`` says."""
        seats = board.seats.items()
        options = {key: tuple(board.option(case, seat, positions) for case in cases) for key, seat in seats}
        objections = {key: _merged([board.objections(option) for option in some]) for key, some in options.items()}
        return cls(board=board, cases=cases, hours=board.hours(positions), options=options, objections=objections)

    def barred(self, names: Sequence[str], seat: Seat) -> list[str]:
        """Return the seat's objections among some principles."""
        found = self.objections[seat.caseworker_id]
        return [found[name] for name in names if name in found]

    def passing(self, name: str) -> list[Seat]:
        """Return the seats that meet one principle."""
        return [seat for seat in self.board.seats.values() if name not in self.objections[seat.caseworker_id]]

    def able(self) -> list[Seat]:
        """Return the seats that meet every condition."""
        return [seat for key, seat in self.board.seats.items() if not self.objections[key]]

    def shares(self, seat: Seat) -> tuple[float, float]:
        """Return the seat's load without and with the cases."""
        hours = self.hours[seat.caseworker_id]
        return share(hours, seat), share(hours + total(self.cases, self.board.policy.horizon_months), seat)

    def loaded(self, seat: Seat) -> str:
        """Name a seat with the load it would get, where it has hours to measure one by."""
        return f"{seat.shown} ({change(*self.shares(seat))})" if seat.capacity > 0.0 else seat.shown

    def lightest(self, seats: Sequence[Seat]) -> Seat:
        """Return the seat whose load would be lowest; of equals, the first by id."""
        return min(seats, key=lambda seat: (self.shares(seat)[1], seat.caseworker_id))

    def demand(self, item: Filter) -> str:
        """Say what the cases ask for under one condition, and who alone meets it."""
        any_options = next(iter(self.options.values()))
        return item.demand(any_options, [seat.shown for seat in self.passing(item.name)])


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """A way out: how many conditions it sets aside, the load it leads to, its text, and the conditions' names.

    The fewest conditions come first, then the lowest load.
    """

    aside: int
    load: float
    text: str
    names: tuple[str, ...] = ()


def smallest_conflict(obstacle: Obstacle, seats: Sequence[Seat]) -> tuple[Filter, ...]:
    """Return the smallest set of conditions that together bar every one of some seats.

    Without any one of them somebody would be free to have the cases; conditions named earlier in the policy win ties.
    """
    sets = {frozenset(obstacle.objections[seat.caseworker_id]) for seat in seats}
    filters = obstacle.board.filters
    for size in range(1, len(filters) + 1):
        for conditions in combinations(filters, size):
            names = {item.name for item in conditions}
            if all(names & barred for barred in sets):
                return conditions
    return filters


def relaxed(obstacle: Obstacle) -> list[Way]:
    """Return what could be set aside: for each way to do so, the seat with the lowest load.

    Only seats that need the fewest conditions set aside are ways out.
    """
    found = [(seat, asides) for seat in obstacle.board.seats.values() if (asides := _set_aside(obstacle, seat))]
    fewest = min((len(asides) for _, asides in found), default=0)
    cheapest: dict[str, Way] = {}
    for seat, asides in found:
        if len(asides) == fewest:
            text, load = listed(list(asides.values())), obstacle.shares(seat)[1]
            way = Way(fewest, load, f"{text}: {obstacle.loaded(seat)}", tuple(asides))
            cheapest[text] = min(cheapest.get(text, way), way, key=lambda one: one.load)
    return list(cheapest.values())


def _set_aside(obstacle: Obstacle, seat: Seat) -> dict[str, str] | None:
    """Say for each condition that bars a seat what setting it aside means; nothing where one cannot be."""
    objections = obstacle.objections[seat.caseworker_id]
    asides = {}
    for item in obstacle.board.filters:
        if item.name in objections:
            barred = [option for option in obstacle.options[seat.caseworker_id] if item.objection(option) is not None]
            texts = [item.way_out(option) for option in barred]
            told = [text for text in texts if text is not None]
            if len(told) < len(texts):
                return None
            asides[item.name] = listed(list(dict.fromkeys(told)))
    return asides


def _merged(objections: Sequence[Mapping[str, str]]) -> dict[str, str]:
    names = dict.fromkeys(name for found in objections for name in found)
    return {name: listed(list(dict.fromkeys(found[name] for found in objections if name in found))) for name in names}
