"""Which allocations have been proposed, what has a leader changed in them, and what became of them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NewType

from sqlalchemy import Row, Text, cast, insert, select, update

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlanSettled
from sagstyngde.plan import Plan
from storage.codec import Json, plan_from_json, plan_to_json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import PlanState, plan_edits, plans

__all__ = ["PlanState"]

PlanId = NewType("PlanId", str)
_FIRST = 1
"""The version of a proposal that nobody has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """What is told of a proposal in a list: nothing of what it says about anybody.

    ``case_ids`` are all it was reckoned with and may name: whoever does not reach all of them does not reach the plan.
    """

    plan_id: PlanId
    version: int
    state: PlanState
    policy: str
    proposed_on: date
    case_ids: tuple[CaseId, ...]
    created: Stamp
    settled: Stamp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A proposal as it stands: ``version`` counts what a leader has changed. ``case_ids`` as ``PlanHead`` has them.

    ``has_basis``: what it was reckoned from is kept with it (``basis_of``), so that it can be changed and committed.
    """

    plan_id: PlanId
    version: int
    state: PlanState
    plan: Plan
    case_ids: tuple[CaseId, ...]
    has_basis: bool
    created: Stamp
    settled: Stamp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """What a leader changed: ``version`` is what it led to, ``before`` the proposal as it stood until then.

    ``undoes`` is the version of the edit that this one takes back. What was held fast from an earlier proposal
    (``hold_fast``) has no ``before``, nor have edits of an earlier version of the system: they cannot be taken back.
    """

    version: int
    edits: tuple[tuple[CaseId, CaseworkerId | None], ...]
    reason: str
    edited: Stamp
    before: Plan | None = None
    undoes: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether it was said of an earlier proposal, and this one was made with it."""
        return self.version == _FIRST


def insert_plan(
    connection: Connection, plan_id: PlanId, plan: Plan, stamp: Stamp, *, basis: Json | None = None
) -> PlanRecord:
    """Store a proposal. Without its basis it can be shown and never committed."""
    case_ids = tuple(sorted({*plan.case_ids, *map(CaseId, basis["case_stands"] if basis else ())}))
    row = {"version": _FIRST, "state": PlanState.PROPOSED.value, "policy": plan.policy, "proposed_on": plan.proposed_on}
    stored = row | {"plan_id": plan_id, "answer": plan_to_json(plan), "basis": basis, "case_ids": case_ids}
    connection.execute(insert(plans).values(**stored, **stamp.on("created")))
    return PlanRecord(
        plan_id=plan_id,
        version=_FIRST,
        state=PlanState.PROPOSED,
        plan=plan,
        case_ids=case_ids,
        has_basis=basis is not None,
        created=stamp,
    )


def change_plan(connection: Connection, known: PlanRecord, plan: Plan, *, change: Json, stamp: Stamp) -> PlanRecord:
    """Store what a leader changed, the plan as it then is, and as it was. The caller holds the plan's row.

    Raises:
        PlanSettled: it is committed or withdrawn.

    """
    _refuse_settled(known)
    version = known.version + 1
    values = {"version": version, "answer": plan_to_json(plan)}
    connection.execute(update(plans).where(plans.c.plan_id == known.plan_id).values(**values))
    kept = change | {"before": plan_to_json(known.plan)}
    row = {"plan_id": known.plan_id, "version": version, "answer": kept} | stamp.on("edited")
    connection.execute(insert(plan_edits).values(**row))
    return replace(known, version=version, plan=plan)


def hold_fast(connection: Connection, known: PlanRecord, edits: Sequence[PlanEdit]) -> PlanRecord:
    """Keep with a new proposal what it was made with: a leader's changes of an earlier one, when and why she made them.

    The cases it names are among those the plan may name, also one that she took out.
    """
    rows = [
        {
            "plan_id": known.plan_id,
            "version": _FIRST,
            "answer": {"edits": [{"case_id": key, "caseworker_id": to} for key, to in one.edits], "reason": one.reason},
        }
        | one.edited.on("edited")
        for one in edits
    ]
    if not rows:
        return known
    case_ids = tuple(sorted({*known.case_ids, *(key for one in edits for key, _to in one.edits)}))
    connection.execute(update(plans).where(plans.c.plan_id == known.plan_id).values(case_ids=case_ids))
    connection.execute(insert(plan_edits), rows)
    return replace(known, case_ids=case_ids)


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
    query = _RECORD.where(plans.c.plan_id == plan_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _record(row)


def basis_of(connection: Connection, plan_id: PlanId) -> Json | None:
    """Return what a proposal was reckoned from: in a large municipality megabytes, so read only where it is needed."""
    found: Json | None = connection.execute(
        select(plans.c.basis).where(plans.c.plan_id == plan_id)
    ).scalar_one_or_none()
    return found


def plan_records(connection: Connection, plan_ids: Sequence[PlanId]) -> tuple[PlanRecord, ...]:
    """Return these proposals, the newest first."""
    query = _RECORD.where(plans.c.plan_id.in_(plan_ids)).order_by(plans.c.sequence.desc())
    return tuple(_record(row) for row in connection.execute(query))


def find_plan_head(connection: Connection, plan_id: PlanId) -> PlanHead | None:
    """Return the head of a proposal, or ``None`` where the id is unknown."""
    row = connection.execute(_HEAD.where(plans.c.plan_id == plan_id)).one_or_none()
    return None if row is None else _head(row)


def plan_heads(connection: Connection, *, limit: int, state: PlanState | None = None) -> tuple[PlanHead, ...]:
    """Return the heads of the proposals stored last, the newest first: no proposal is read whole for that."""
    query = _HEAD if state is None else _HEAD.where(plans.c.state == state.value)
    return tuple(_head(row) for row in connection.execute(query.order_by(plans.c.sequence.desc()).limit(limit)))


def plan_edits_of(connection: Connection, plan_id: PlanId) -> tuple[PlanEdit, ...]:
    """Return what has been changed in a proposal, in order."""
    query = select(plan_edits).where(plan_edits.c.plan_id == plan_id).order_by(plan_edits.c.sequence)
    return tuple(_edit(row) for row in connection.execute(query))


def not_undone(edits: Sequence[PlanEdit]) -> tuple[PlanEdit, ...]:
    """Return the edits that stand, in order; the last of them is the one to be taken back next."""
    undone = {one.undoes for one in edits if one.undoes is not None}
    return tuple(one for one in edits if one.undoes is None and one.version not in undone)


def _edit(row: Row[Any]) -> PlanEdit:
    told = row.answer
    before = told.get("before")
    return PlanEdit(
        version=row.version,
        edits=tuple((CaseId(one["case_id"]), one["caseworker_id"]) for one in told["edits"]),
        reason=told["reason"],
        edited=Stamp(by=row.edited_by, at=row.edited_at),
        before=None if before is None else plan_from_json(before),
        undoes=told.get("undoes"),
    )


def _refuse_settled(known: PlanRecord) -> None:
    if known.state is PlanState.PROPOSED:
        return
    committed = known.state is PlanState.COMMITTED
    raise PlanSettled(
        english=f"the plan is {known.state.value} already; propose a new one",
        danish=f"forslaget er allerede {'gennemført' if committed else 'trukket tilbage'}; lav et nyt",
    )


def _head(row: Row[Any]) -> PlanHead:
    return PlanHead(
        plan_id=PlanId(row.plan_id),
        version=row.version,
        state=PlanState(row.state),
        policy=row.policy,
        proposed_on=row.proposed_on,
        case_ids=tuple(map(CaseId, row.case_ids)),
        created=Stamp(by=row.created_by, at=row.created_at),
        settled=None if row.settled_at is None else Stamp(by=row.settled_by, at=row.settled_at),
    )


def _record(row: Row[Any]) -> PlanRecord:
    return PlanRecord(
        plan_id=PlanId(row.plan_id),
        version=row.version,
        state=PlanState(row.state),
        plan=plan_from_json(row.answer),
        case_ids=tuple(map(CaseId, row.case_ids)),
        has_basis=bool(row.has_basis),
        created=Stamp(by=row.created_by, at=row.created_at),
        settled=None if row.settled_at is None else Stamp(by=row.settled_by, at=row.settled_at),
    )


_HEAD = select(*(column for column in plans.c if column.name not in {"answer", "basis"}))
_HAS_BASIS = cast(plans.c.basis, Text) != "null"  # JSON's own null is what a proposal made from files has
_RECORD = _HEAD.add_columns(plans.c.answer, _HAS_BASIS.label("has_basis"))
