"""What stands in the way of a case that nobody can take, and what is the cheapest way out? Never "infeasible"."""

from collections.abc import Sequence

from allocation.board import Board, Positions
from allocation.filters import Presence
from allocation.obstacle import Obstacle, Way, relaxed, smallest_conflict
from allocation.principles import Filter
from allocation.seat import Seat
from allocation.units import BOTH, Unit, wishes
from allocation.wording import case_list, listed, sentence
from sagstyngde.plan import CaseToPlace, Unplaced

MOST_NAMED = 3


def stranded(board: Board, unit: Unit, positions: Positions) -> list[Unplaced]:
    """Explain cases that can go to nobody, the plan being as ``positions`` says."""
    obstacle = Obstacle.of(board, unit, positions)
    conditions = smallest_conflict(obstacle, list(board.seats.values())) if board.seats else ()
    reason = sentence(f"{_subject(unit)}: {_conflict(obstacle, conditions)}")
    ways = [*relaxed(obstacle), *_separated(board, unit, positions)]
    ways_out = tuple(sentence(way.text) for way in sorted(ways)[:MOST_NAMED]) or (_last_resort(board),)
    names = tuple(item.name for item in conditions)
    return [Unplaced(case_id=case.case_id, reason=reason, ways_out=ways_out, principles=names) for case in unit]


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
    return Unplaced(
        case_id=case.case_id,
        reason=sentence(reason),
        ways_out=tuple(sentence(way) for way in ways),
        principles=tuple(rule.name for rule in board.policy.pair_rules),
    )


def _together(board: Board, unit: Unit, seats: Sequence[Seat], positions: Positions) -> str:
    """Name the best of some seats for cases together, the rules for siblings apart."""
    obstacle = Obstacle.of(board, unit, positions)
    rules = {rule.name for rule in board.policy.pair_rules}
    able = [seat for seat in seats if obstacle.objections[seat.caseworker_id].keys() <= rules]
    return obstacle.loaded(obstacle.lightest(able)) if able else "det kan ingen"


def _each(board: Board, unit: Unit, taken: Sequence[Seat], positions: Positions) -> str:
    """Name the best seat for each case in turn, none of them twice."""
    free = {key: seat for key, seat in board.seats.items() if seat not in taken}
    rules, parts = {rule.name for rule in board.policy.pair_rules}, []
    for case in unit:
        obstacle = Obstacle.of(board, (case,), positions)
        able = [seat for key, seat in free.items() if obstacle.objections[key].keys() <= rules]
        best = obstacle.lightest(able) if able else None
        parts.append(f"sag {case.case_id} hos {obstacle.loaded(best) if best else 'ingen'}")
        if best:
            del free[best.caseworker_id]
    return listed(parts)


def _subject(unit: Unit) -> str:
    who = case_list([case.case_id for case in unit])
    if len(unit) == 1:
        return f"{who} kan ikke placeres uden at fravige noget"
    return f"{who} skal have samme sagsbehandler og kan ikke placeres uden at fravige noget"


def _conflict(obstacle: Obstacle, conditions: Sequence[Filter]) -> str:
    """Name conditions that together bar every seat, beginning with the one that fewest meet."""
    if not conditions:
        return "der er ingen sagsbehandlere på listen"
    lead = min(conditions, key=lambda item: len(obstacle.passing(item.name)))
    passing = obstacle.passing(lead.name)
    named = passing or (list(obstacle.board.seats.values()) if isinstance(lead, Presence) else [])
    names = [item.name for item in conditions]
    details = [f"{seat.shown} {listed(obstacle.barred(names, seat))}" for seat in named[:MOST_NAMED]]
    return "; ".join([f"{'den' if len(obstacle.cases) == 1 else 'de'} {obstacle.demand(lead)}", *details])


def _separated(board: Board, unit: Unit, positions: Positions) -> list[Way]:
    """Let siblings who should stay together have a caseworker each, where that places them all."""
    if len(unit) == 1:
        return []
    parts, loads = [], []
    for case in unit:
        obstacle = Obstacle.of(board, (case,), positions)
        if not (able := obstacle.able()):
            return []
        best = obstacle.lightest(able)
        parts.append(f"sag {case.case_id} hos {obstacle.loaded(best)}")
        loads.append(obstacle.shares(best)[1])
    return [Way(1, max(loads), f"lad søskende få hver sin sagsbehandler: {listed(parts)}")]


def _last_resort(board: Board) -> str:
    """Nothing that can be set aside is enough: somebody else is needed."""
    if any(seat.capacity > 0.0 for seat in board.seats.values()):
        return "Tilføj en sagsbehandler, der må få sagen: ingen på listen kan, heller ikke med en fravigelse."
    return "Tilføj sagsbehandlere, der er på arbejde i perioden."
