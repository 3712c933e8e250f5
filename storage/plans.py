"""Which allocations have been proposed?"""

from typing import NewType

from sqlalchemy import insert, select

from sagstyngde.plan import Plan
from storage.codec import plan_from_json, plan_to_json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import PlanState, plans

PlanId = NewType("PlanId", str)


def insert_plan(connection: Connection, plan_id: PlanId, plan: Plan, stamp: Stamp) -> None:
    """Store a proposal."""
    row = {"version": 1, "state": PlanState.PROPOSED.value, "policy": plan.policy, "proposed_on": plan.proposed_on}
    connection.execute(insert(plans).values(plan_id=plan_id, answer=plan_to_json(plan), **row, **stamp.on("created")))


def find_plan(connection: Connection, plan_id: PlanId) -> Plan | None:
    """Return a proposal, or ``None`` where the id is unknown."""
    answer = connection.execute(select(plans.c.answer).where(plans.c.plan_id == plan_id)).scalar_one_or_none()
    return None if answer is None else plan_from_json(answer)


def newest_plan(connection: Connection) -> Plan | None:
    """Return the proposal stored last, or ``None`` where there is none."""
    query = select(plans.c.answer).order_by(plans.c.sequence.desc()).limit(1)
    answer = connection.execute(query).scalar_one_or_none()
    return None if answer is None else plan_from_json(answer)
