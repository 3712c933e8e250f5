"""Does a plan keep the policy? The same judgement for a proposal and for a plan a person has made."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from math import inf

from allocation.board import Board, Positions, lay_out
from allocation.filters import Presence
from allocation.goals import BalancedLoad
from allocation.pacing import Pacing
from allocation.policy import Policy
from allocation.principles import PairRule, Softened
from allocation.relief import NO_RELIEF, relief
from allocation.seat import Option, Seat
from allocation.units import BOTH
from allocation.wording import case_list, listed, percent, sentence, subordinate
from sagstyngde.case import CaseId, CaseworkerId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.danish import MONTHS, amount, count
from sagstyngde.months import add_months
from sagstyngde.plan import CaseToPlace, Load, Placement, Violation

PLAN = "fordelingsforslag"
"""The name on a fault of the plan itself, which no principle can be blamed for."""
FULL = 1.0 + 1e-9
MONTHS_NAMED = 4
HALF_A_MONTH = timedelta(days=15)
RELIEVED = 3
"""Of so many, the most overloaded, it is told what would relieve them: where everybody is, nothing would."""


def violations(
    placements: Sequence[Placement],
    cases: Sequence[CaseToPlace],
    staff: Sequence[Caseworker],
    policy: Policy,
    *,
    on: date,
) -> tuple[Violation, ...]:
    """Judge any plan. Cases that already have a caseworker count where they are, unless the plan moves them.

    What a plan breaks comes first: conditions that hold for every placement, and placements that name an unknown case
    or caseworker, or one case twice. Remarks follow: cases that stay with somebody who may never have them, new cases
    above the inflow cap, loads above net capacity with the months in which that happens, cases without an estimate,
    names that nobody has, and wishes not met.

    Raises:
        ValueError: two cases or two caseworkers have one id.

    """
    return judged(lay_out(cases, staff, policy, on), placements)


def judged(board: Board, placements: Sequence[Placement]) -> tuple[Violation, ...]:
    """Judge a plan on a board."""
    placed = {
        placement.case_id: placement.caseworker_id
        for placement in placements
        if placement.case_id in board.cases and placement.caseworker_id in board.seats
    }
    positions = board.held | placed
    return (
        *_impossible(board, placements),
        *_objections(board, placed, positions),
        *_pairs(board, placed, positions),
        *_never(board, placed),
        *_floods(board, placed),
        *_overloads(board, placed, positions),
        *_unestimated(board, positions),
        *board.unknown,
        *_wishes(board, placed, positions),
    )


def _impossible(board: Board, placements: Sequence[Placement]) -> Iterable[Violation]:
    for placement in placements:
        if placement.case_id not in board.cases:
            yield _violation(PLAN, [placement.case_id], "findes ikke blandt sagerne")
        elif placement.caseworker_id not in board.seats:
            yield _violation(PLAN, [placement.case_id], "er givet til en, der ikke er på listen over sagsbehandlere")
    times = Counter(placement.case_id for placement in placements)
    for case_id in sorted(case_id for case_id, number in times.items() if number > 1):
        yield _violation(PLAN, [case_id], "er placeret mere end én gang; den sidste placering er talt med")


def _objections(board: Board, placed: Positions, positions: Positions) -> Iterable[Violation]:
    """Ask the filters of every placement; pairs are asked once a pair, below."""
    for case_id, caseworker_id in sorted(placed.items()):
        seat = board.seats[caseworker_id]
        option = board.option(board.cases[case_id], seat, positions)
        for item in board.filters:
            if not isinstance(item, PairRule) and (text := item.objection(option)) is not None:
                yield _violation(item.name, [case_id], _at(seat, text))


def _wishes(board: Board, placed: Positions, positions: Positions) -> Iterable[Violation]:
    """Ask the conditions that are not hard of every placement."""
    soft = [goal.condition for goal in board.policy.goals if isinstance(goal, Softened)]
    for case_id, caseworker_id in sorted(placed.items()):
        seat = board.seats[caseworker_id]
        option = board.option(board.cases[case_id], seat, positions)
        for item in soft:
            if (text := item.objection(option)) is not None:
                yield _remark(item.name, [case_id], f"{_at(seat, text)}; det er et ønske", item.burden(option))


def _never(board: Board, placed: Positions) -> Iterable[Violation]:
    """Ask of the cases that stay only what nobody can set aside: that is for a person to act on."""
    conditions = [item for item in board.filters if not isinstance(item, PairRule | Presence)]
    for case_id, caseworker_id in sorted(board.held.items()):
        option = Option(case=board.cases[case_id], seat=board.seats[caseworker_id])
        for item in conditions if case_id not in placed else ():
            if (text := item.objection(option)) is not None and item.way_out(option) is None:
                yield _remark(item.name, [case_id], _at(option.seat, text))


def _floods(board: Board, placed: Positions) -> Iterable[Violation]:
    """Say who gets more new cases than she may in the plan's weeks."""
    pacing = next((one for one in board.policy.principles if isinstance(one, Pacing)), Pacing())
    for key, seat in board.seats.items():
        new = sorted(case_id for case_id, given in placed.items() if given == key and _is_new(board, case_id))
        if seat.inflow_cap is not None and len(new) > (cap := pacing.weeks * seat.inflow_cap):
            told = f"{seat.shown} får {count(len(new), 'ny sag', 'nye sager')}"
            most = f"så kort efter ansættelse eller orlov er loftet {amount(seat.inflow_cap)} om ugen"
            text = sentence(f"{told}; {most}")
            yield Violation(principle=Pacing.name, case_ids=tuple(new), text=text, hard=False, burden=len(new) - cap)


def _is_new(board: Board, case_id: CaseId) -> bool:
    return board.cases[case_id].caseworker_id is None


def _pairs(board: Board, placed: Positions, positions: Positions) -> Iterable[Violation]:
    families = {board.cases[case_id].family_id for case_id in placed}
    for family_id in sorted(family_id for family_id in families if family_id is not None):
        seated = [case for case in board.families[family_id] if case.case_id in positions]
        for case, other in combinations(seated, 2):
            if case.case_id in placed or other.case_id in placed:
                yield from _pair(board, case, other, positions)


def _pair(board: Board, case: CaseToPlace, other: CaseToPlace, positions: Positions) -> Iterable[Violation]:
    ids = [case.case_id, other.case_id]
    one, two = (board.seats[positions[case_id]] for case_id in ids)
    for rule in board.policy.pair_rules:
        wish = rule.wish(case, other)
        if wish == BOTH:
            yield _violation(
                rule.name, ids, "er søskende, og den ene skal have samme sagsbehandler, den anden en anden"
            )
        elif SiblingRule.SAME in wish and one is not two:
            text = f"er søskende og skal have samme sagsbehandler, men er hos {one.shown} og {two.shown}"
            yield _violation(rule.name, ids, text)
        elif SiblingRule.DIFFERENT in wish and one is two:
            text = f"er søskende og skal have forskellige sagsbehandlere, men er begge hos {one.shown}"
            yield _violation(rule.name, ids, text)


def _overloads(board: Board, placed: Positions, positions: Positions) -> Iterable[Violation]:
    """Say who is overloaded; of the worst, why it must be her and what would relieve her."""
    over = [load for load in board.loads(positions) if load.share_after > FULL]
    given = {load.caseworker_id: sorted(c for c, key in placed.items() if key == load.caseworker_id) for load in over}
    worst = sorted((load for load in over if given[load.caseworker_id]), key=lambda load: -load.share_after)
    for load in over:
        case_ids, seat = given[load.caseworker_id], board.seats[load.caseworker_id]
        found = relief(board, seat, case_ids, positions) if load in worst[:RELIEVED] else NO_RELIEF
        told = "; ".join(filter(None, (_overload(board, load, is_new=bool(case_ids)), found.cause)))
        yield Violation(
            principle=BalancedLoad.name,
            case_ids=tuple(case_ids),
            text=sentence(told),
            hard=False,
            burden=load.share_after - 1.0 if load.share_after < inf else 0.0,
            ways_out=found.ways_out,
        )


def _overload(board: Board, load: Load, *, is_new: bool) -> str:
    shown = board.seats[load.caseworker_id].shown
    if sum(load.capacity_hours) == 0.0:
        return f"{shown} har {count(load.count_after, 'sag', 'sager')}, men ingen timer til sager i perioden"
    now = f"{shown} kommer på {percent(load.share_after)} af sine timer til sager"
    told = f"{now} ({percent(load.share_before)} før)" if is_new else f"{now}, også uden nye sager"
    return f"{told}{_over_when(board, load)}"


def _over_when(board: Board, load: Load) -> str:
    """Name the months above net capacity, the plan's months beginning on its day, the worst, and those without any."""
    over, worst = load.full_months, load.peak_month
    every = len(over) == len(load.capacity_hours) > 1
    when = "alle måneder" if every else _months(board.on, over)
    most = f", mest i {_month(board.on, worst)} ({percent(load.peak_after)})" if worst is not None and over[1:] else ""
    told = [f"over 100 % i {when}{most}"] if over else []
    away = [month for month, hours in enumerate(load.capacity_hours) if not hours and load.hours_after[month]]
    if away:
        told.append(f"{'og ' if over else ''}ingen timer til sager i {_months(board.on, away)}")
    return f": {', '.join(told)}" if told else ""


def _months(on: date, months: Sequence[int]) -> str:
    return listed([_month(on, month) for month in months], most=MONTHS_NAMED)


def _month(on: date, month: int) -> str:
    """Name a month of the plan by the calendar month its middle lies in: begun on the 31st, it is mostly the next."""
    return MONTHS[(add_months(on, month) + HALF_A_MONTH).month - 1]


def _unestimated(board: Board, positions: Positions) -> Iterable[Violation]:
    alike: dict[tuple[CaseworkerId, str], list[CaseId]] = {}
    for case_id, caseworker_id in sorted(positions.items()):
        if case_id in board.norms:
            alike.setdefault((caseworker_id, board.norms[case_id]), []).append(case_id)
    for (caseworker_id, clause), case_ids in sorted(alike.items()):
        text = f"{clause.removeprefix('sagen ')} (hos {board.seats[caseworker_id].shown})"
        yield _remark(BalancedLoad.name, case_ids, text)


def _violation(principle: str, case_ids: Sequence[CaseId], text: str) -> Violation:
    return Violation(principle=principle, case_ids=tuple(case_ids), text=sentence(f"{case_list(case_ids)} {text}"))


def _remark(principle: str, case_ids: Sequence[CaseId], text: str, burden: float = 0.0) -> Violation:
    return replace(_violation(principle, case_ids, text), hard=False, burden=burden)


def _at(seat: Seat, objection: str) -> str:
    return f"er hos {seat.shown}, som {subordinate(objection)}"
