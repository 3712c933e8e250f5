"""How does a proposal become placements? All of it or nothing, while what it was reckoned from stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from casework.basis import PlanBasis, basis_from_json
from casework.placing import Made, Order, hold, refuse_disqualified, refuse_full, seat
from casework.staleness import changed_since
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.danish import listing
from sagstyngde.errors import PlacementRefused, PlanStale
from sagstyngde.plan import Placement, Plan
from storage.engine import Connection
from storage.plans import PlanRecord, PlanState, basis_of, settle_plan
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A leader's word on a proposal: why, and which conditions that it breaks she sets aside."""

    reason: str | None = None
    set_aside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The plan as it stands then, and every placement that was made, by case."""

    record: PlanRecord
    made: dict[CaseId, Made]


def commit(connection: Connection, known: PlanRecord, commitment: Commitment, *, on: date, stamp: Stamp) -> Committed:
    """Carry a proposal out. The caller holds the plan's row.

    Raises:
        PlanStale: a case, its siblings, a caseworker's terms or her desk are no longer as the plan found them.
        PlanSettled: it is committed or withdrawn already.
        PlacementRefused: it breaks a condition that the leader has not set aside, or fills a desk above the limit.

    """
    stored = basis_of(connection, known.plan_id)
    if stored is None:
        raise PlanStale(
            english="the plan was made from files; propose one from the casebook",
            danish="forslaget er lavet af filer; lav et forslag af sagerne her",
        )
    basis, plan = basis_from_json(stored), known.plan
    orders = [_order(one, known, commitment) for one in plan.placements]
    settled = settle_plan(connection, known, PlanState.COMMITTED, stamp)
    hold(connection, plan.placements)
    refuse_stale(connection, basis, plan.placements)
    refuse_disqualified(connection, orders)
    _refuse_broken(plan, commitment.set_aside)
    gaining = {one.caseworker_id for one in plan.placements}
    refuse_full((load for load in plan.loads if load.caseworker_id in gaining), basis.situation().policy)
    made = {one.case_id: seat(connection, one, on=on, stamp=stamp) for one in orders}
    return Committed(record=settled, made=made)


def refuse_stale(connection: Connection, basis: PlanBasis, placements: Sequence[Placement]) -> None:
    """Refuse a plan whose basis has changed, naming the cases and the caseworkers it is about.

    Raises:
        PlanStale: it has.

    """
    since = changed_since(connection, basis, placements)
    if not since:
        return
    cases, desks = [one for one, _ in since.cases], [one for one, _ in since.desks]
    told = _named("case", cases), _named("caseworker", desks)
    fortalt = _named("sag", cases), _named("sagsbehandler", desks)
    raise PlanStale(
        english=f"changed since the plan was reckoned: {'; '.join(filter(None, told))}; propose a new one",
        danish=f"ændret, siden forslaget blev lavet: {'; '.join(filter(None, fortalt))}; lav et nyt forslag",
    )


def _refuse_broken(plan: Plan, set_aside: Collection[str]) -> None:
    broken = [one for one in plan.violations if one.hard and one.principle not in set_aside]
    if broken:
        names = ", ".join(sorted({one.principle for one in broken}))
        raise PlacementRefused(
            english=f"the plan breaks conditions of its policy; name them in set_aside where they may be: {names}",
            danish=f"{' '.join(one.text for one in broken)} Nævn det i set_aside, hvis det skal fraviges: {names}",
        )


def _order(placement: Placement, known: PlanRecord, commitment: Commitment) -> Order:
    return Order(
        case_id=placement.case_id,
        caseworker_id=placement.caseworker_id,
        reason=commitment.reason,
        set_aside=commitment.set_aside,
        plan_id=known.plan_id,
    )


def _named(what: str, ids: Sequence[CaseId] | Sequence[CaseworkerId]) -> str:
    return f"{what} {listing(list(ids))}" if ids else ""
