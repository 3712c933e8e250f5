"""Who has a case, who had it, and who may not? Placed by a leader's word, beside what plans place."""

from datetime import date, timedelta

from fastapi import APIRouter, Response

from casework.follow_up_rules import over_while_ramping
from casework.placing import Made, Order, place, stop_helping
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlacementRefused
from sagstyngde.feed import Event, EventKind
from sagstyngde.operations import Operation
from serve.api.wire_plans import DisqualificationIn, PlacementIn
from serve.api.wire_plans_out import DisqualificationOut, LoadOut, PlacedOut, PlacementOut, PlacementsOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.house import House
from serve.ledger import policy_of
from serve.replies import reply
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.alarms import raise_alarms
from storage.answered import Reply
from storage.disqualifications import disqualified, disqualify, requalify
from storage.placements import placements_of
from storage.staff import lock_staff

router = APIRouter(tags=["Fordeling"])


@router.post(
    "/cases/{case_id:path}/placements",
    status_code=201,
    summary="Giv en sag til en sagsbehandler",
    operation_id=Operation.PLACEMENT_MAKE,
    response_model=PlacedOut,
)
def make_placement(
    case_id: str, placement: PlacementIn, *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> Response:
    """Give a case to a caseworker by your own word. Who had it no longer has it; that she had it is kept.

    The conditions of the installation's policy hold, unless you set them aside by name; who is *inhabil* never gets it.
    """
    on = today(scheme)
    order = Order(
        case_id=CaseId(case_id),
        caseworker_id=placement.caseworker_id,
        is_primary=placement.is_primary,
        reason=placement.reason,
        set_aside=frozenset(placement.set_aside),
    )
    if order.set_aside and order.reason is None:
        raise PlacementRefused(
            english="say why the conditions are set aside", danish="skriv, hvorfor betingelserne fraviges"
        )

    def act(work: Work) -> Reply:
        lock_staff(work.connection, [order.caseworker_id])  # before the case's row: see casework.placing
        work.case(order.case_id, lock=True)
        work.caseworker(order.caseworker_id)
        made = placed(work, order, house, on=on)
        told = PlacedOut(
            number=made.number,
            case_id=order.case_id,
            caseworker_id=order.caseworker_id,
            moved_from=made.moved_from,
            load=None if made.load is None else LoadOut.of(made.load),
        )
        return reply(told, status=201, case_ids=(order.case_id,))

    return visit.effect(act)


@router.get(
    "/cases/{case_id:path}/placements", summary="Hvem har og har haft sagen?", operation_id=Operation.PLACEMENT_LIST
)
def list_placements(case_id: str, visit: Visiting) -> PlacementsOut:
    """Return every placement of a case, ended ones too, in the order they were made."""

    def act(work: Work) -> PlacementsOut:
        found = placements_of(work.connection, work.case(CaseId(case_id)).case.case_id)
        return PlacementsOut(placements=[PlacementOut.of(one) for one in found])

    return visit.do(act)


@router.delete(
    "/cases/{case_id:path}/placements/{number}",
    status_code=204,
    summary="Afslut en medhjælpers tildeling",
    operation_id=Operation.PLACEMENT_END,
)
def end_help(case_id: str, number: int, visit: Visiting, scheme: CaseScheme) -> None:
    """Let somebody help on a case no longer. The primary placement ends only when another begins."""
    on = today(scheme)

    def act(work: Work) -> None:
        record = work.case(CaseId(case_id), lock=True)
        stop_helping(work.connection, record.case.case_id, number, on=on, stamp=work.stamp)

    visit.do(act)


@router.post(
    "/cases/{case_id:path}/disqualifications",
    status_code=201,
    summary="Registrér inhabilitet",
    operation_id=Operation.DISQUALIFICATION_RECORD,
    response_model=DisqualificationOut,
)
def record_disqualification(case_id: str, told: DisqualificationIn, visit: Visiting) -> Response:
    """Record that a caseworker is *inhabil* in a case (forvaltningsloven § 3). She gets it from nobody."""

    def act(work: Work) -> Reply:
        record, whom = work.case(CaseId(case_id), lock=True), work.caseworker(told.caseworker_id)
        known = disqualified(work.connection, [record.case.case_id]).get(record.case.case_id, ())
        if any(one.caseworker_id == whom.caseworker_id for one in known):
            raise PlacementRefused(english="it is recorded already", danish="det er allerede registreret")
        number = disqualify(
            work.connection, record.case.case_id, whom.caseworker_id, reason=told.reason, stamp=work.stamp
        )
        shown = DisqualificationOut(number=number, caseworker_id=whom.caseworker_id, reason=told.reason)
        return reply(shown, status=201, case_ids=(record.case.case_id,))

    return visit.effect(act)


@router.delete(
    "/cases/{case_id:path}/disqualifications/{number}",
    status_code=204,
    summary="Træk en inhabilitet tilbage",
    operation_id=Operation.DISQUALIFICATION_WITHDRAW,
)
def withdraw_disqualification(case_id: str, number: int, visit: Visiting) -> None:
    """Withdraw what was recorded. It can still be read in the database."""

    def act(work: Work) -> None:
        record = work.case(CaseId(case_id), lock=True)
        known = disqualified(work.connection, [record.case.case_id]).get(record.case.case_id, ())
        if not any(one.number == number for one in known):
            raise unseen()
        requalify(work.connection, number, work.stamp)

    visit.do(act)


def placed(work: Work, order: Order, house: House, *, on: date) -> Made:
    """Place a case by a person's word, and tell of it; also where somebody newly employed now has too much."""
    policy = policy_of(work, house).policy
    made = place(work.connection, order, policy, on=on, stamp=work.stamp, weigher=house.weigher)
    work.tell(_placed(work, order, made.moved_from))
    _alarm(work, made, house, on)
    return made


def _alarm(work: Work, made: Made, house: House, on: date) -> None:
    """Tell where the placement gave a newly employed caseworker more than she has hours for yet."""
    if made.load is not None:
        whom = work.caseworker(made.load.caseworker_id)
        rules = policy_of(work, house).policy.capacity
        limit = house.thresholds.over_share or rules.most_share or 1.0
        found = over_while_ramping([made.load], {whom.caseworker_id: whom.on(on)}, on, rules, limit=limit)
        raise_alarms(work.connection, found, work.stamp, quiet=timedelta(days=house.thresholds.quiet_days))


def _placed(work: Work, order: Order, moved_from: CaseworkerId | None) -> Event:
    content: dict[str, str | float | bool | None] = {
        "caseworker_id": order.caseworker_id,
        "is_primary": order.is_primary,
        "moved_from": moved_from,
        "plan_id": None,
    }
    return Event(kind=EventKind.PLACED, case_id=order.case_id, at=work.stamp.at, content=content)
