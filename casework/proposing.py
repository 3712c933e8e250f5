"""What would be a good allocation of what waits now? Gathered in one transaction, reckoned outside any, stored in one.

A leader's board holds what she reaches. What else lies on the desks of her people counts as hours without a name.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from allocation.board import lay_out
from allocation.impact import Edit, Impact, impact_of
from allocation.measured import goals_reached
from allocation.slack import slack_prices
from allocation.solve import allocate
from allocation.violations import judged
from casework.basis import CaseStand, DeskStand, PlanBasis
from casework.board import View, cases_on_board
from casework.deciders import decider_of
from casework.mandates import adopted_on
from casework.policy import HousePolicy
from casework.weighing import Weigher
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import is_employed
from sagstyngde.errors import PlacementRefused
from sagstyngde.plan import LeadersWord, Plan, Unplaced
from storage.cases import CaseRecord
from storage.engine import Connection
from storage.placements import open_with
from storage.read_once import every_open_record, newest_estimates
from storage.staff import StaffRecord, staff_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a leader asks for: a day, a policy, which of the waiting cases (``None``: all), and her word on cases.

    ``weigher`` says what open cases still take; ``without`` are cases that wait on: she has taken them out.
    """

    on: date
    policy: HousePolicy
    weigher: Weigher
    case_ids: Collection[CaseId] | None = None
    words: Mapping[CaseId, LeadersWord] = field(default_factory=dict)
    without: Collection[CaseId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees:
    """How far a leader reaches: which cases, which caseworkers."""

    case: Callable[[CaseRecord], bool]
    caseworker: Callable[[StaffRecord], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a proposal is reckoned from, and the records behind it that its reader reaches."""

    basis: PlanBasis
    seen: tuple[CaseRecord, ...]


def gather(connection: Connection, asked: Asked, sees: Sees) -> Gathered:
    """Read what lies on the table, as far as a leader sees.

    A case waits when nobody employed has it. One that somebody outside the leader's reach has is not on her board.

    Raises:
        PlacementRefused: a case that was asked for is not one that waits to be placed.

    """
    everybody = [one for one in staff_records(connection) if is_employed(one.employment.left_on, asked.on)]
    own = [one for one in everybody if sees.caseworker(one)]
    employed, at_work = ({one.caseworker_id for one in several} for several in (own, everybody))
    found = every_open_record(connection)
    held = [record for record in found if record.case.caseworker_id in employed]
    waits = [record for record in found if record.case.caseworker_id not in at_work and sees.case(record)]
    _refuse_others(asked, waits)
    wanted = [one for one in waits if asked.case_ids is None or one.case.case_id in asked.case_ids]
    wanted = [one for one in wanted if one.case.case_id not in asked.without]
    board = sorted([*held, *wanted], key=lambda record: record.case.case_id)
    hidden = {record.case.case_id for record in held if not sees.case(record)}
    house = adopted_on(connection, asked.on)
    view = View(
        on=asked.on,
        months=asked.policy.policy.horizon_months,
        employed=employed,
        words=asked.words,
        register=None if house is None else house.register,
        weigher=asked.weigher,
    )
    basis = PlanBasis(
        on=asked.on,
        policy=asked.policy.text,
        cases=cases_on_board(connection, board, view, hidden=hidden, answers=newest_estimates(connection)),
        staff=tuple(one.on(asked.on) for one in own),
        case_stands=stands_of(record for record in board if record.case.case_id not in hidden),
        desks=desks_of(connection, own),
        register=None if house is None or house.adopted is None else house.adopted.toml,
        deciders=() if house is None else tuple(map(decider_of, own)),
    )
    return Gathered(basis=basis, seen=tuple(record for record in board if record.case.case_id not in hidden))


def propose(basis: PlanBasis, *, time_limit_s: float | None = None, slack: bool = False) -> Plan:
    """Reckon a proposal: seconds of work, and nothing of the database's."""
    now = basis.situation()
    plan = allocate(now.cases, now.staff, now.policy, now.on, time_limit_s=time_limit_s)
    return replace(plan, slack=slack_prices(now.cases, now.staff, now.policy, now.on)) if slack else plan


def impact(basis: PlanBasis, plan: Plan, edits: Sequence[Edit]) -> Impact:
    """Say what edits of a plan would change.

    Raises:
        PlacementRefused: an edit names a case or a caseworker that the plan was not reckoned with.

    """
    if any(edit.case_id not in basis.case_stands for edit in edits):  # also what lies there without a name
        raise _unknown()
    try:
        return impact_of(edits, plan.placements, basis.situation())
    except ValueError as error:
        raise _unknown() from error


def edited(basis: PlanBasis, plan: Plan, edits: Sequence[Edit]) -> Plan:
    """Return a plan as a leader has changed it: everything is counted and judged anew, and nothing is proved.

    Raises:
        PlacementRefused: an edit names a case or a caseworker that the plan was not reckoned with.

    """
    now, placements = basis.situation(), impact(basis, plan, edits).placements
    board = lay_out(now.cases, now.staff, now.policy, now.on)
    placed = {one.case_id: one.caseworker_id for one in placements}
    positions = board.held | placed
    moved = (replace(one, moved_from=board.held.get(one.case_id)) for one in placements)
    known = {one.case_id: one for one in plan.unplaced}
    waiting = [case.case_id for case in board.to_place if case.case_id not in positions]
    counted = {case.case_id for case in board.to_place} | placed.keys()
    return replace(
        plan,
        placements=tuple(one for one in moved if one.moved_from != one.caseworker_id),
        unplaced=tuple(known.get(case_id) or _taken_out(case_id) for case_id in waiting),
        loads=board.loads(positions),
        violations=judged(board, placements),
        goals=tuple(goals_reached(board, positions, counted)),
        floor=None,
        slack=(),
    )


def stands_of(records: Iterable[CaseRecord]) -> dict[CaseId, CaseStand]:
    """Return how cases stand now."""
    return {
        record.case.case_id: CaseStand(version=record.version, holder=record.case.caseworker_id) for record in records
    }


def desks_of(connection: Connection, staff: Sequence[StaffRecord]) -> dict[CaseworkerId, DeskStand]:
    """Return what lies on the desks of caseworkers now, and the version of their terms."""
    held: defaultdict[CaseworkerId, list[CaseId]] = defaultdict(list)
    for who, what in open_with(connection, [one.caseworker_id for one in staff]):
        held[who].append(what)
    return {one.caseworker_id: DeskStand(version=one.version, case_ids=tuple(held[one.caseworker_id])) for one in staff}


def _unknown() -> PlacementRefused:
    return PlacementRefused(
        english="an edit names a case or a caseworker that the plan was not reckoned with",
        danish="en ændring nævner en sag eller en sagsbehandler, som forslaget ikke er lavet med",
    )


def _taken_out(case_id: CaseId) -> Unplaced:
    return Unplaced(case_id=case_id, reason=f"Sag {case_id} er taget ud af forslaget af den, der har ændret det.")


def _refuse_others(asked: Asked, waits: Iterable[CaseRecord]) -> None:
    known = {record.case.case_id for record in waits}
    if asked.case_ids is not None and not known.issuperset(asked.case_ids):
        raise PlacementRefused(
            english="one of the cases is not one that waits for a caseworker, as far as you may see",
            danish="en af sagerne er ikke en sag, der venter på en sagsbehandler, så vidt du har adgang",
        )
