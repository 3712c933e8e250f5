"""Whom could a case of a proposal be given to, and what would she then carry? With why not, where she may not.

What a leader chooses from on the board. The rest of the proposal stands as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from allocation.board import Board, lay_out, share
from allocation.seat import Seat, total
from casework.basis import PlanBasis
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlacementRefused
from sagstyngde.plan import CaseToPlace, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A caseworker one case could be given to: her load without it and with it, over the horizon.

    ``objections`` say by the condition's name why she may not have it; ``is_barred``: one of them nobody may set aside.
    """

    caseworker_id: CaseworkerId
    shown: str
    without: float
    with_it: float
    objections: Mapping[str, str]
    is_barred: bool
    has_it: bool

    @property
    def is_allowed(self) -> bool:
        """Whether every condition is met."""
        return not self.objections


def choices(basis: PlanBasis, plan: Plan, case_id: CaseId) -> tuple[Choice, ...]:
    """Return everybody on a proposal's board: first who may have the case, lowest load first, then who may not.

    Raises:
        PlacementRefused: the case is not one that the proposal was reckoned with.

    """
    now = basis.situation()
    board = lay_out(now.cases, now.staff, now.policy, now.on)
    case = board.cases.get(case_id)
    if case is None or case_id not in basis.case_stands:
        raise PlacementRefused(
            english="the case is not one that the plan was reckoned with",
            danish="sagen er ikke en, som forslaget er lavet med",
        )
    placed = {one.case_id: one.caseworker_id for one in plan.placements}
    positions = {key: who for key, who in (board.held | placed).items() if key != case_id}
    hours, holder = board.hours(positions), placed.get(case_id, board.held.get(case_id))
    found = [
        _choice(board, case, seat, positions=positions, hours=hours[key], has_it=key == holder)
        for key, seat in board.seats.items()
    ]
    return tuple(sorted(found, key=lambda one: (len(one.objections), one.with_it, one.caseworker_id)))


def _choice(  # noqa: PLR0913  all of it is what a choice is made of
    board: Board,
    case: CaseToPlace,
    seat: Seat,
    *,
    positions: Mapping[CaseId, CaseworkerId],
    hours: float,
    has_it: bool,
) -> Choice:
    option = board.option(case, seat, positions)
    objections = board.objections(option)
    barring = [one for one in board.filters if one.name in objections and one.way_out(option) is None]
    return Choice(
        caseworker_id=seat.caseworker_id,
        shown=seat.shown,
        without=share(hours, seat),
        with_it=share(hours + total([case], board.policy.horizon_months), seat),
        objections=objections,
        is_barred=bool(barring),
        has_it=has_it,
    )
