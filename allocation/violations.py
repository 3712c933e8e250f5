"""Does a plan keep the policy? The same judgement for a proposal and for a plan a person has made."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from allocation.board import Board, Positions, lay_out
from allocation.goals import BalancedLoad
from allocation.policy import Policy
from allocation.principles import PairRule
from allocation.units import BOTH
from allocation.wording import case_list, percent, sentence
from sagstyngde.case import CaseId, CaseworkerId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Load, Placement, Violation

PLAN = "fordelingsforslag"
"""The name on a fault of the plan itself, which no principle can be blamed for."""
FULL = 1.0 + 1e-9


def violations(
    placements: Sequence[Placement],
    cases: Sequence[CaseToPlace],
    staff: Sequence[Caseworker],
    policy: Policy,
    *,
    on: date,
) -> tuple[Violation, ...]:
    """Judge any plan. Cases that already have a caseworker count where they are, unless the plan moves them.

    Besides the policy's conditions: loads above net capacity and cases without an estimate are always said, and so are
    placements that name an unknown case or caseworker, or one case twice.

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
        *_overloads(board, placed, positions),
        *_unestimated(board, positions),
    )


def _impossible(board: Board, placements: Sequence[Placement]) -> Iterable[Violation]:
    for placement in placements:
        if placement.case_id not in board.cases:
            yield _violation(PLAN, [placement.case_id], "findes ikke blandt sagerne")
        elif placement.caseworker_id not in board.seats:
            yield _violation(PLAN, [placement.case_id], "er givet til en, der ikke er på listen over sagsbehandlere")
    times = Counter(placement.case_id for placement in placements)
    for case_id in sorted(case_id for case_id, count in times.items() if count > 1):
        yield _violation(PLAN, [case_id], "er placeret mere end én gang; den sidste placering er talt med")


def _objections(board: Board, placed: Positions, positions: Positions) -> Iterable[Violation]:
    """Ask the filters of every placement; pairs are asked once a pair, below."""
    for case_id, caseworker_id in sorted(placed.items()):
        seat = board.seats[caseworker_id]
        option = board.option(board.cases[case_id], seat, positions)
        for item in board.filters:
            if not isinstance(item, PairRule) and (text := item.objection(option)) is not None:
                yield _violation(item.name, [case_id], f"er hos {seat.shown}, som {text}")


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
    for load in board.loads(positions):
        if load.share_after > FULL:
            case_ids = sorted(case_id for case_id, key in placed.items() if key == load.caseworker_id)
            yield Violation(
                principle=BalancedLoad.name, case_ids=tuple(case_ids), text=_overload(board, load, len(case_ids))
            )


def _overload(board: Board, load: Load, count: int) -> str:
    shown = board.seats[load.caseworker_id].shown
    if sum(load.capacity_hours) == 0.0:
        cases = "1 sag" if load.count_after == 1 else f"{load.count_after} sager"
        return f"{shown} har {cases}, men ingen timer til sager i perioden."
    now = f"{shown} kommer på {percent(load.share_after)} af sine timer til sager"
    return f"{now} ({percent(load.share_before)} før)." if count else f"{now}, også uden nye sager."


def _unestimated(board: Board, positions: Positions) -> Iterable[Violation]:
    alike: dict[tuple[CaseworkerId, str], list[CaseId]] = {}
    for case_id, caseworker_id in sorted(positions.items()):
        if case_id in board.norms:
            alike.setdefault((caseworker_id, board.norms[case_id]), []).append(case_id)
    for (caseworker_id, clause), case_ids in sorted(alike.items()):
        text = f"{clause.removeprefix('sagen ')} (hos {board.seats[caseworker_id].shown})"
        yield _violation(BalancedLoad.name, case_ids, text)


def _violation(principle: str, case_ids: Sequence[CaseId], text: str) -> Violation:
    return Violation(principle=principle, case_ids=tuple(case_ids), text=sentence(f"{case_list(case_ids)} {text}"))
