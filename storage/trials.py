"""What was planned before the data were looked at, and what was found when? Both are only ever added to.

A plan is known by its text: registered again without a change it keeps the day it was registered first, and changed it
is another plan. So nobody can move a margin after the fact without it showing.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NewType
from uuid import uuid4

from sqlalchemy import Row, insert, select

from storage.codec import Json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.mandate import trial_evaluations, trial_plans

TrialPlanId = NewType("TrialPlanId", str)
EvaluationId = NewType("EvaluationId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPlan:
    """A trial's plan: its name, its text, and when it was registered."""

    plan_id: TrialPlanId
    name: str
    toml: str
    content_hash: str
    registered: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvaluation:
    """What an evaluation found, as it was found: by which plan, from data until which day, and when."""

    evaluation_id: EvaluationId
    plan_id: TrialPlanId
    data_until: date
    findings: Json
    evaluated: Stamp


def register_plan(connection: Connection, name: str, toml: str, stamp: Stamp) -> RegisteredPlan:
    """Register a trial's plan; one whose name and text are registered already is returned as it was."""
    content_hash = sha256(toml.replace("\r\n", "\n").encode()).hexdigest()
    for known in registered_plans(connection, name):
        if known.content_hash == content_hash:
            return known
    plan_id = TrialPlanId(str(uuid4()))
    row = {"plan_id": plan_id, "name": name, "toml": toml, "content_hash": content_hash}
    connection.execute(insert(trial_plans).values(**row, **stamp.on("registered")))
    return RegisteredPlan(plan_id=plan_id, name=name, toml=toml, content_hash=content_hash, registered=stamp)


def registered_plans(connection: Connection, name: str | None = None) -> tuple[RegisteredPlan, ...]:
    """Return the plans, of one name or all, the one registered last first."""
    query = select(trial_plans).order_by(trial_plans.c.sequence.desc())
    found = connection.execute(query if name is None else query.where(trial_plans.c.name == name))
    return tuple(map(_plan, found))


def insert_evaluation(
    connection: Connection, plan_id: TrialPlanId, findings: Json, *, data_until: date, stamp: Stamp
) -> StoredEvaluation:
    """Store what was found, and that the data were looked at."""
    stored = StoredEvaluation(
        evaluation_id=EvaluationId(str(uuid4())),
        plan_id=plan_id,
        data_until=data_until,
        findings=findings,
        evaluated=stamp,
    )
    plain = ("evaluation_id", "plan_id", "data_until", "findings")
    row = {name: getattr(stored, name) for name in plain} | stamp.on("evaluated")
    connection.execute(insert(trial_evaluations).values(**row))
    return stored


def evaluations(
    connection: Connection, plan_id: TrialPlanId | None = None, *, limit: int | None = None
) -> tuple[StoredEvaluation, ...]:
    """Return what was found, by one plan or by any, the newest first; the last is the first look at the data."""
    query = select(trial_evaluations).order_by(trial_evaluations.c.sequence.desc()).limit(limit)
    found = connection.execute(query if plan_id is None else query.where(trial_evaluations.c.plan_id == plan_id))
    return tuple(map(_evaluation, found))


def _plan(row: Row[Any]) -> RegisteredPlan:
    return RegisteredPlan(
        plan_id=TrialPlanId(row.plan_id),
        name=row.name,
        toml=row.toml,
        content_hash=row.content_hash,
        registered=Stamp(by=row.registered_by, at=row.registered_at),
    )


def _evaluation(row: Row[Any]) -> StoredEvaluation:
    return StoredEvaluation(
        evaluation_id=EvaluationId(row.evaluation_id),
        plan_id=TrialPlanId(row.plan_id),
        data_until=row.data_until,
        findings=row.findings,
        evaluated=Stamp(by=row.evaluated_by, at=row.evaluated_at),
    )
