"""Which allocations have been proposed, what has a leader changed in them, and what became of them?"""

from dataclasses import dataclass, replace
from typing import NewType

from sqlalchemy import Row, insert, select, update

from sagstyngde.case import CaseId
from sagstyngde.errors import PlanSettled
from sagstyngde.plan import Plan
from storage.codec import Json, plan_from_json, plan_to_json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import PlanState, plan_edits, plans

__all__ = ["PlanState"]

PlanId = NewType("PlanId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A proposal as it stands: ``version`` counts what a leader has changed, ``basis`` is what it was reckoned from."""

    plan_id: PlanId
    version: int
    state: PlanState
    plan: Plan
    basis: Json | None
    created: Stamp
    settled: Stamp | None = None

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """Every case it was reckoned with and may name: whoever does not reach all of them does not reach the plan."""
        named = {one.case_id for one in self.plan.placements} | {one.case_id for one in self.plan.unplaced}
        stands = self.basis["case_stands"] if self.basis else {}
        return tuple(sorted(named | {CaseId(case_id) for case_id in stands}))


def insert_plan(
    connection: Connection, plan_id: PlanId, plan: Plan, stamp: Stamp, *, basis: Json | None = None
) -> PlanRecord:
    """Store a proposal. Without its basis it can be shown and never committed."""
    row = {"version": 1, "state": PlanState.PROPOSED.value, "policy": plan.policy, "proposed_on": plan.proposed_on}
    stored = row | {"plan_id": plan_id, "answer": plan_to_json(plan), "basis": basis} | stamp.on("created")
    connection.execute(insert(plans).values(**stored))
    return PlanRecord(plan_id=plan_id, version=1, state=PlanState.PROPOSED, plan=plan, basis=basis, created=stamp)


def change_plan(connection: Connection, known: PlanRecord, plan: Plan, *, change: Json, stamp: Stamp) -> PlanRecord:
    """Store what a leader changed, and the plan as it then is. The caller holds the plan's row.

    Raises:
        PlanSettled: it is committed or withdrawn.

    """
    _refuse_settled(known)
    version = known.version + 1
    values = {"version": version, "answer": plan_to_json(plan)}
    connection.execute(update(plans).where(plans.c.plan_id == known.plan_id).values(**values))
    row = {"plan_id": known.plan_id, "version": version, "answer": change} | stamp.on("edited")
    connection.execute(insert(plan_edits).values(**row))
    return replace(known, version=version, plan=plan)


def settle_plan(connection: Connection, known: PlanRecord, state: PlanState, stamp: Stamp) -> PlanRecord:
    """Let a proposal be committed or withdrawn. The caller holds the plan's row.

    Raises:
        PlanSettled: it is already.

    """
    _refuse_settled(known)
    values = {"state": state.value, "version": known.version + 1} | stamp.on("settled")
    connection.execute(update(plans).where(plans.c.plan_id == known.plan_id).values(**values))
    return replace(known, version=known.version + 1, state=state, settled=stamp)


def find_plan_record(connection: Connection, plan_id: PlanId, *, lock: bool = False) -> PlanRecord | None:
    """Return a proposal, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    query = select(plans).where(plans.c.plan_id == plan_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _record(row)


def plan_records(connection: Connection, *, limit: int) -> tuple[PlanRecord, ...]:
    """Return the proposals stored last, the newest first."""
    query = select(plans).order_by(plans.c.sequence.desc()).limit(limit)
    return tuple(_record(row) for row in connection.execute(query))


def _refuse_settled(known: PlanRecord) -> None:
    if known.state is PlanState.PROPOSED:
        return
    committed = known.state is PlanState.COMMITTED
    raise PlanSettled(
        english=f"the plan is {known.state.value} already; propose a new one",
        danish=f"forslaget er allerede {'gennemført' if committed else 'trukket tilbage'}; lav et nyt",
    )


def _record(row: Row[tuple[object, ...]]) -> PlanRecord:
    return PlanRecord(
        plan_id=PlanId(row.plan_id),
        version=row.version,
        state=PlanState(row.state),
        plan=plan_from_json(row.answer),
        basis=row.basis,
        created=Stamp(by=row.created_by, at=row.created_at),
        settled=None if row.settled_at is None else Stamp(by=row.settled_by, at=row.settled_at),
    )
