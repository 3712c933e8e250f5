"""What stands in the way of a case that nobody can take, and what is the cheapest way out? Never "infeasible"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from allocation.board import Board, Positions, share
from allocation.filters import Presence
from allocation.principles import Filter
from allocation.seat import Option, Seat, total
from allocation.units import BOTH, Unit, wishes
from allocation.wording import case_list, change, listed, sentence
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace, Unplaced

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Cases that go together, and what keeps them from each seat: Danish clauses by the principle's name."""

    board: Board
    cases: Unit
    hours: Mapping[CaseworkerId, float]
    options: Mapping[CaseworkerId, tuple[Option, ...]]
    objections: Mapping[CaseworkerId, Mapping[str, str]]

    def barred(self, names: Sequence[str], seat: Seat) -> list[str]:
        """Return the seat's objections among some principles."""
        found = self.objections[seat.caseworker_id]
        return [found[name] for name in names if name in found]

    def passing(self, name: str) -> list[Seat]:
        """Return the seats that meet one principle."""
        return [seat for seat in self.board.seats.values() if name not in self.objections[seat.caseworker_id]]

    def shares(self, seat: Seat) -> tuple[float, float]:
        """Return the seat's load without and with the cases."""
        hours = self.hours[seat.caseworker_id]
        return share(hours, seat), share(hours + total(self.cases, self.board.policy.horizon_months), seat)


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """A way out and the load it leads to: the cheapest way is the one with the lowest load."""

    load: float
    text: str


def stranded(board: Board, unit: Unit, positions: Positions) -> list[Unplaced]:
    """Explain cases that can go to nobody, the plan being as ``positions`` says."""
    obstacle = _obstacle(board, unit, positions)
    reason = sentence(f"{_subject(unit)}: {_conflict(obstacle)}")
    ways = [*_relaxed(obstacle), *_separated(board, unit, positions)]
    ways_out = tuple(sentence(way.text) for way in sorted(ways)[:MOST_NAMED]) or (_last_resort(obstacle),)
    return [Unplaced(case_id=case.case_id, reason=reason, ways_out=ways_out) for case in unit]


def contradiction(board: Board, case: CaseToPlace, positions: Positions) -> Unplaced:
    """Explain a case whose siblings' rules and its own cannot both hold: that is for a person to decide."""
    others = [other for other in board.siblings(case) if wishes(board, case, other) == BOTH]
    who = case_list([case.case_id, *(other.case_id for other in others)])
    reason = (
        f"sag {case.case_id} kan ikke placeres, før søskendereglen er afgjort: "
        f"{who} siger både samme og forskellig sagsbehandler"
    )
    waiting = tuple(sorted((case, *(o for o in others if o.case_id not in positions)), key=lambda one: one.case_id))
    taken = [board.seats[key] for key in sorted({positions[o.case_id] for o in others if o.case_id in positions})]
    ways = [
        f"beslut samme sagsbehandler: {_together(board, waiting, taken or list(board.seats.values()), positions)}",
        f"beslut forskellige sagsbehandlere: {_each(board, waiting, taken, positions)}",
    ]
    return Unplaced(case_id=case.case_id, reason=sentence(reason), ways_out=tuple(sentence(way) for way in ways))


def _together(board: Board, unit: Unit, seats: Sequence[Seat], positions: Positions) -> str:
    """Name the best of some seats for cases together, the rules for siblings apart."""
    obstacle = _obstacle(board, unit, positions)
    rules = {rule.name for rule in board.policy.pair_rules}
    able = [seat for seat in seats if obstacle.objections[seat.caseworker_id].keys() <= rules]
    return _loaded(obstacle, _lightest(obstacle, able)) if able else "det kan ingen"


def _each(board: Board, unit: Unit, taken: Sequence[Seat], positions: Positions) -> str:
    """Name the best seat for each case in turn, none of them twice."""
    free = {key: seat for key, seat in board.seats.items() if seat not in taken}
    rules, parts = {rule.name for rule in board.policy.pair_rules}, []
    for case in unit:
        obstacle = _obstacle(board, (case,), positions)
        able = [seat for key, seat in free.items() if obstacle.objections[key].keys() <= rules]
        best = _lightest(obstacle, able) if able else None
        parts.append(f"sag {case.case_id} hos {_loaded(obstacle, best) if best else 'ingen'}")
        if best:
            del free[best.caseworker_id]
    return listed(parts)


def _lightest(obstacle: Obstacle, seats: Sequence[Seat]) -> Seat:
    """Return the seat whose load would be lowest; of equals, the first by id."""
    return min(seats, key=lambda seat: (obstacle.shares(seat)[1], seat.caseworker_id))


def _obstacle(board: Board, cases: Unit, positions: Positions) -> Obstacle:
    options = {key: tuple(board.option(case, seat, positions) for case in cases) for key, seat in board.seats.items()}
    objections = {key: _merged([board.objections(option) for option in some]) for key, some in options.items()}
    return Obstacle(board=board, cases=cases, hours=board.hours(positions), options=options, objections=objections)


def _merged(objections: Sequence[Mapping[str, str]]) -> dict[str, str]:
    names = dict.fromkeys(name for found in objections for name in found)
    return {name: listed(list(dict.fromkeys(found[name] for found in objections if name in found))) for name in names}


def _subject(unit: Unit) -> str:
    who = case_list([case.case_id for case in unit])
    if len(unit) == 1:
        return f"{who} kan ikke placeres uden at fravige noget"
    return f"{who} skal have samme sagsbehandler og kan ikke placeres uden at fravige noget"


def _conflict(obstacle: Obstacle) -> str:
    """Name the smallest set of conditions that together bar every seat, beginning with the one that fewest meet."""
    if not obstacle.board.seats:
        return "der er ingen sagsbehandlere på listen"
    conditions = _smallest(obstacle)
    lead = min(conditions, key=lambda item: len(obstacle.passing(item.name)))
    passing = obstacle.passing(lead.name)
    any_options = next(iter(obstacle.options.values()))
    demand = lead.demand(any_options, [seat.shown for seat in passing])
    named = passing or (list(obstacle.board.seats.values()) if isinstance(lead, Presence) else [])
    names = [item.name for item in conditions]
    details = [f"{seat.shown} {listed(obstacle.barred(names, seat))}" for seat in named[:MOST_NAMED]]
    return "; ".join([f"{'den' if len(obstacle.cases) == 1 else 'de'} {demand}", *details])


def _smallest(obstacle: Obstacle) -> tuple[Filter, ...]:
    filters, seats = obstacle.board.filters, obstacle.board.seats.values()
    for size in range(1, len(filters) + 1):
        for conditions in combinations(filters, size):
            names = [item.name for item in conditions]
            if all(obstacle.barred(names, seat) for seat in seats):
                return conditions
    return filters


def _relaxed(obstacle: Obstacle) -> list[Way]:
    """Set one condition aside at a time, and name for each way to do so the seat with the lowest load."""
    ways = []
    for item in obstacle.board.filters:
        cheapest: dict[str, tuple[float, Seat]] = {}
        for key, seat in obstacle.board.seats.items():
            if obstacle.objections[key].keys() == {item.name} and (text := _set_aside(obstacle, item, seat)):
                load = obstacle.shares(seat)[1]
                cheapest[text] = min(cheapest.get(text, (load, seat)), (load, seat), key=lambda found: found[0])
        ways += [Way(load, f"{text}: {_loaded(obstacle, seat)}") for text, (load, seat) in cheapest.items()]
    return ways


def _loaded(obstacle: Obstacle, seat: Seat) -> str:
    """Name a seat with the load it would get, where it has hours to measure one by."""
    return f"{seat.shown} ({change(*obstacle.shares(seat))})" if seat.capacity > 0.0 else seat.shown


def _set_aside(obstacle: Obstacle, item: Filter, seat: Seat) -> str:
    barred = [option for option in obstacle.options[seat.caseworker_id] if item.objection(option) is not None]
    texts = [text for option in barred if (text := item.way_out(option)) is not None]
    return listed(list(dict.fromkeys(texts)))


def _separated(board: Board, unit: Unit, positions: Positions) -> list[Way]:
    """Let siblings who should stay together have a caseworker each, where that places them all."""
    if len(unit) == 1:
        return []
    parts, loads = [], []
    for case in unit:
        obstacle = _obstacle(board, (case,), positions)
        able = [seat for key, seat in board.seats.items() if not obstacle.objections[key]]
        if not able:
            return []
        best = _lightest(obstacle, able)
        parts.append(f"sag {case.case_id} hos {_loaded(obstacle, best)}")
        loads.append(obstacle.shares(best)[1])
    return [Way(max(loads), f"lad søskende få hver sin sagsbehandler: {listed(parts)}")]


def _last_resort(obstacle: Obstacle) -> str:
    """No single condition is enough: name the seat that most of them allow."""
    seats = [seat for seat in obstacle.board.seats.values() if seat.capacity > 0.0]
    if not seats:
        return "Tilføj sagsbehandlere, der er på arbejde i perioden."
    best = min(seats, key=lambda seat: (len(obstacle.objections[seat.caseworker_id]), obstacle.shares(seat)[1]))
    texts = listed(list(obstacle.objections[best.caseworker_id].values()))
    return sentence(f"fravig flere betingelser: {best.shown} {texts} ({change(*obstacle.shares(best))})")
