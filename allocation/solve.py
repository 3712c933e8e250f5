"""Who is proposed for which case? Policy + cases + staff → Plan. A person changes it, and a person commits it."""

from collections.abc import Sequence
from datetime import date
from time import monotonic

from allocation.aims import aims_of
from allocation.board import Board, lay_out
from allocation.bottleneck import floor_of
from allocation.columns import Integers
from allocation.explain import explained
from allocation.measured import goals_proved
from allocation.policy import Policy
from allocation.principles import Cautioned
from allocation.search import search
from allocation.units import Grouping, group
from allocation.unplaced import contradiction, stranded
from allocation.violations import judged
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Plan, Unplaced


def allocate(
    cases: Sequence[CaseToPlace],
    staff: Sequence[Caseworker],
    policy: Policy,
    on: date,
    *,
    time_limit_s: float | None = None,
) -> Plan:
    """Propose a caseworker for every case that has none on the staff list; the others stay where they are.

    Where the policy names *kontinuitet*, active cases may move too: as few as the goals before it allow.

    Every condition of the policy holds for every placement. A case that can go to nobody is in ``unplaced``, with what
    stands in the way and the cheapest ways out. Overload is proposed where it cannot be avoided, and shown among the
    violations. The order of cases and staff does not matter. With ``time_limit_s`` the search ends there, with the
    best found; the result may then depend on the machine.

    Raises:
        ValueError: two cases or two caseworkers have one id.

    """
    deadline = None if time_limit_s is None else monotonic() + time_limit_s
    board = lay_out(cases, staff, policy, on)
    grouping = group(board)
    found = search(grouping.puzzle, aims_of(board, grouping), deadline)
    positions = board.held | _named(grouping, found.seat_of)
    placements = explained(board, grouping, positions)
    return Plan(
        policy=policy.name,
        proposed_on=on,
        placements=placements,
        unplaced=_unplaced(board, grouping, positions),
        loads=board.loads(positions),
        violations=judged(board, placements),
        goals=goals_proved(board, positions, found.proofs),
        floor=floor_of(board, grouping, positions),
        cautions=tuple(one.caution for one in policy.principles if isinstance(one, Cautioned)),
    )


def placed(board: Board, grouping: Grouping, deadline: float | None = None) -> dict[CaseId, CaseworkerId]:
    """Return who is proposed for which case of the units; the search ends at the deadline (``time.monotonic``)."""
    return _named(grouping, search(grouping.puzzle, aims_of(board, grouping), deadline).seat_of)


def _named(grouping: Grouping, seat_of: Integers) -> dict[CaseId, CaseworkerId]:
    return {
        case.case_id: grouping.seats[seat].caseworker_id
        for unit, seat in zip(grouping.units, seat_of.tolist(), strict=True)
        for case in unit
    }


def _unplaced(board: Board, grouping: Grouping, positions: dict[CaseId, CaseworkerId]) -> tuple[Unplaced, ...]:
    found = [item for unit in grouping.stranded for item in stranded(board, unit, positions)]
    found += [contradiction(board, case, positions) for case in grouping.contradictory]
    return tuple(sorted(found, key=lambda item: item.case_id))
