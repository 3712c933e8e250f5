"""How does a case get its caseworker? By a person's word or a committed plan; ended and begun in one transaction.

Rows are held in one order - whoever gets cases, then the cases, each by id - so that a full desk is full for everybody
and a case has one primary caseworker, however many place at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from allocation.board import Board, lay_out
from allocation.policy import Policy
from allocation.wording import percent, sentence
from casework.board import View, cases_on_board
from casework.weighing import BY_COURSES, Weigher
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlacementRefused, PlanStale
from sagstyngde.plan import Load, Placement
from storage.cases import CaseRecord, find_record, in_ids
from storage.disqualifications import disqualified
from storage.engine import Connection
from storage.placements import (
    Held,
    NewPlacement,
    active,
    end_placement,
    in_families,
    insert_placement,
    open_records,
    open_with,
)
from storage.staff import StaffRecord, find_staff, lock_staff, staff_records
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A person gives a case to a caseworker, as the primary one or beside her, and says why.

    ``set_aside`` names the conditions of the policy that she sets aside. What no way out sets aside (habilitet) she
    cannot.
    """

    case_id: CaseId
    caseworker_id: CaseworkerId
    is_primary: bool = True
    reason: str | None = None
    set_aside: frozenset[str] = frozenset()
    plan_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A placement that was made: its number, from whom the case moved, and the load of who got it."""

    number: int
    moved_from: CaseworkerId | None
    load: Load | None


def place(  # noqa: PLR0913  what is placed by which rules, when, by whom
    connection: Connection,
    order: Order,
    policy: Policy,
    *,
    on: date,
    stamp: Stamp,
    weigher: Weigher = BY_COURSES,
) -> Made:
    """Place one case. A case that somebody has moves; who had it no longer has it.

    Raises:
        PlacementRefused: the law, a condition of the policy or a full desk stands in the way, and is named.

    """
    lock_staff(connection, [order.caseworker_id])
    record, staff = find_record(connection, order.case_id, lock=True), find_staff(connection, order.caseworker_id)
    if record is None or record.case.closed_on is not None:
        raise _refused("the case is closed or not there", "sagen er lukket eller findes ikke")
    if staff is None or not _is_employed(staff, on):
        raise _refused("she is not employed on the day", "hun er ikke ansat den dag")
    refuse_disqualified(connection, [order])
    view = View(on=on, months=policy.horizon_months, weigher=weigher)
    load = _load_after(connection, record, order, policy=policy, view=view) if order.is_primary else None
    return seat(connection, order, on=on, stamp=stamp, load=load)


def seat(connection: Connection, order: Order, *, on: date, stamp: Stamp, load: Load | None = None) -> Made:
    """End what must end, and begin the new placement; the caller holds the rows and has checked the conditions.

    Raises:
        PlacementRefused: she has the case already.

    """
    held = active(connection, [order.case_id]).get(order.case_id, ())
    own = next((one for one in held if one.caseworker_id == order.caseworker_id), None)
    if own is not None and (own.is_primary or not order.is_primary):
        raise _refused("she has the case already", "hun har allerede sagen")
    primary = next((one for one in held if one.is_primary), None)
    for one in filter(None, (own, primary if order.is_primary else None)):
        end_placement(connection, one, on, stamp)
    number = insert_placement(connection, _new(order, on), stamp)
    moved_from = primary.caseworker_id if primary is not None and order.is_primary else None
    return Made(number=number, moved_from=moved_from, load=load)


def stop_helping(connection: Connection, case_id: CaseId, number: int, *, on: date, stamp: Stamp) -> Held:
    """End a placement beside the primary caseworker. The primary one ends only when another begins, or with the case.

    Raises:
        PlacementRefused: there is no such active placement beside the primary.

    """
    found = next((one for one in active(connection, [case_id]).get(case_id, ()) if one.number == number), None)
    if found is None or found.is_primary:
        raise _refused(
            "only an active placement beside the primary one can be ended; give the case to another to end that",
            "kun en aktiv tildeling som medhjælper kan afsluttes; giv sagen til en anden for at afslutte den primære",
        )
    end_placement(connection, found, on, stamp)
    return found


def refuse_disqualified(connection: Connection, orders: Sequence[Order]) -> None:
    """Refuse placements with whoever is *inhabil*: no policy and no leader sets that aside.

    Raises:
        PlacementRefused: one of them is.

    """
    barred = disqualified(connection, [order.case_id for order in orders])
    for order in orders:
        if any(one.caseworker_id == order.caseworker_id for one in barred.get(order.case_id, ())):
            raise _refused(
                f"case {order.case_id}: the caseworker is disqualified (forvaltningsloven § 3)",
                f"sag {order.case_id}: sagsbehandleren er inhabil (forvaltningsloven § 3)",
            )


def refuse_full(loads: Iterable[Load], policy: Policy) -> None:
    """Refuse what would bring somebody above the policy's limit, where it has one.

    Raises:
        PlacementRefused: a desk is full.

    """
    most = policy.capacity.most_share
    over = [load for load in loads if most is not None and load.share_after > most + 1e-9]
    if over and most is not None:
        whom, limit = ", ".join(load.caseworker_id for load in over), percent(most)
        raise _refused(
            f"above the policy's limit of {limit} of the net hours: {whom}",
            f"over politikkens grænse på {limit} af nettotimerne: {whom}",
        )


def hold(connection: Connection, placements: Sequence[Placement]) -> None:
    """Hold the rows of everybody and everything a plan places, in the one order.

    Raises:
        PlanStale: a case or a caseworker is no longer there.

    """
    whom, what = sorted({one.caseworker_id for one in placements}), sorted({one.case_id for one in placements})
    there = lock_staff(connection, whom)
    cases = [find_record(connection, case_id, lock=True) for case_id in what]
    if len(there) < len(whom) or None in cases:
        raise PlanStale(
            english="a case or a caseworker of the plan is no longer there",
            danish="en sag eller en sagsbehandler i forslaget findes ikke længere",
        )


def _load_after(connection: Connection, record: CaseRecord, order: Order, *, policy: Policy, view: View) -> Load:
    board = _board(connection, record, order, policy=policy, view=view)
    case, chosen = board.cases[order.case_id], board.seats[order.caseworker_id]
    option = board.option(case, chosen, board.held)
    for item in board.filters:
        objection = item.objection(option)
        if objection is not None and (item.name not in order.set_aside or item.way_out(option) is None):
            raise _refused(
                f"the condition {item.name} is not met; name it in set_aside where a person may set it aside",
                f"{chosen.shown} {objection} ({item.name}); nævn det i set_aside, hvis det skal fraviges",
            )
    positions = board.held | {order.case_id: order.caseworker_id}
    load = next(one for one in board.loads(positions) if one.caseworker_id == order.caseworker_id)
    refuse_full([load], policy)
    return load


def _board(connection: Connection, record: CaseRecord, order: Order, *, policy: Policy, view: View) -> Board:
    """Lay a board with the case, its siblings and all that lies on the desk in question."""
    staff = [one.on(view.on) for one in staff_records(connection) if _is_employed(one, view.on)]
    held = [case_id for _, case_id in open_with(connection, [order.caseworker_id])]
    ids = sorted({*held, order.case_id})
    near = open_records(connection, in_ids(ids))
    if record.case.family_id is not None:
        near += tuple(
            one for one in open_records(connection, in_families([record.case.family_id])) if one.case.case_id not in ids
        )
    employed = replace(view, employed={one.caseworker_id for one in staff})
    return lay_out(cases_on_board(connection, near, employed), staff, policy, view.on)


def _is_employed(one: StaffRecord, on: date) -> bool:
    return one.employment.left_on is None or one.employment.left_on >= on


def _new(order: Order, on: date) -> NewPlacement:
    return NewPlacement(
        case_id=order.case_id,
        caseworker_id=order.caseworker_id,
        starts_on=on,
        is_primary=order.is_primary,
        plan_id=order.plan_id,
        reason=order.reason,
        set_aside=tuple(sorted(order.set_aside)),
    )


def _refused(english: str, danish: str) -> PlacementRefused:
    return PlacementRefused(english=english, danish=sentence(danish))
