"""What can be done with a proposal, whoever asks: a page or a system? One function each, within a visit's transaction.

A proposal is reckoned between two transactions: what it was reckoned from is kept with it, and whoever commits it
commits it to just that.
"""

from collections.abc import Collection, Sequence

from casework.basis import PlanBasis, basis_from_json, basis_to_json
from casework.committing import Commitment, Committed, commit
from casework.proposing import Asked, Gathered, Sees, edited, gather, propose
from features.scheme import Scheme
from sagstyngde.allowed import reaches_everything
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import PlacementRefused, PlanStale
from sagstyngde.feed import Event, EventKind
from sagstyngde.plan import Plan
from serve.api.look_around import look_around
from serve.api.wire_plans import ReasonedEditsIn
from serve.dependencies import today
from serve.house import House
from serve.preconditions import require
from serve.work import Work, unseen
from storage.listing import outside
from storage.plans import (
    PlanEdit,
    PlanHead,
    PlanId,
    PlanRecord,
    PlanState,
    basis_of,
    change_plan,
    find_plan_head,
    find_plan_record,
    hold_fast,
    insert_plan,
    not_undone,
    plan_edits_of,
    settle_plan,
)

TIME_LIMIT_S = 10.0
"""So long a proposal is searched for at the most; then the best found is proposed."""


def gathered(work: Work, asked: Asked) -> Gathered:
    """Read what a proposal is reckoned from, as far as the visit reaches, and write every look down."""
    found = gather(work.connection, asked, Sees(case=work.may_see, caseworker=work.reaches_caseworker))
    for record in found.seen:
        work.saw(record)
    return found


def reckoned(basis: PlanBasis, *, slack: bool) -> Plan:
    """Reckon a proposal: seconds of work, outside any transaction."""
    return propose(basis, time_limit_s=TIME_LIMIT_S, slack=slack)


def stored(work: Work, plan_id: PlanId, plan: Plan, basis: PlanBasis, *, held: Sequence[PlanEdit] = ()) -> PlanRecord:
    """Keep a proposal with what it was reckoned from, and with what was held fast from an earlier one."""
    record = insert_plan(work.connection, plan_id, plan, work.stamp, basis=basis_to_json(basis))
    return hold_fast(work.connection, record, held)


def seen(work: Work, plan_id: str, *, lock: bool = False) -> PlanRecord:
    """Return a proposal whose every case is within reach; otherwise it is not there.

    Raises:
        Unseen: there is none such, or one that names a case out of reach.

    """
    record = find_plan_record(work.connection, PlanId(plan_id), lock=lock)
    if record is None:
        raise unseen()
    work.looked_at(record.case_ids)
    return record


def with_basis(work: Work, plan_id: str, *, lock: bool = False) -> tuple[PlanRecord, PlanBasis]:
    """Return a proposal within reach and what it was reckoned from.

    Raises:
        Unseen: there is none such within reach.
        PlanStale: it was made from files, so that nothing can be reckoned from it here.

    """
    record = seen(work, plan_id, lock=lock)
    return record, _basis(work, record)


def unfolded(work: Work, plan_id: str) -> tuple[PlanRecord, PlanBasis]:
    """Return a proposal within reach and its basis; who shows cases of it says which (``Work.looked_at``).

    Raises:
        Unseen: there is none such within reach.
        PlanStale: it was made from files, so that nothing can be reckoned from it here.

    """
    record = find_plan_record(work.connection, PlanId(plan_id))
    if record is None or not _is_reached(work, record.case_ids):
        raise unseen()
    return record, _basis(work, record)


def _basis(work: Work, record: PlanRecord) -> PlanBasis:
    basis = basis_of(work.connection, record.plan_id)
    if basis is None:
        raise PlanStale(
            english="the plan was made from files; propose one from the casebook",
            danish="forslaget er lavet af filer; lav et forslag af sagerne her",
        )
    return basis_from_json(basis)


def _is_reached(work: Work, case_ids: Collection[CaseId]) -> bool:
    if reaches_everything(work.visit.principal, work.visit.operation):
        return True
    return not outside(work.connection, work.reach(), case_ids)


def reached(work: Work, heads: Sequence[PlanHead]) -> tuple[PlanHead, ...]:
    """Return those proposals of which every case is within reach: one question about all of them together."""
    if reaches_everything(work.visit.principal, work.visit.operation):
        return tuple(heads)
    named = frozenset(case_id for one in heads for case_id in one.case_ids)
    beyond = outside(work.connection, work.reach(), named) if named else frozenset()
    return tuple(one for one in heads if beyond.isdisjoint(one.case_ids))


def is_there(work: Work, plan_id: PlanId) -> bool:
    """Whether there is a proposal within reach by that id: one that is being reckoned is not there yet."""
    head = find_plan_head(work.connection, plan_id)
    return head is not None and bool(reached(work, [head]))


def changed(work: Work, plan_id: str, edits: ReasonedEditsIn, *, expected: int) -> PlanRecord:
    """Give cases to others than proposed, or take them out; what the plan then breaks is named in it.

    Raises:
        VersionDiffers: somebody has changed the proposal since it was read.
        PlanSettled: it is committed or withdrawn.
        PlacementRefused: an edit names a case or a caseworker that it was not reckoned with.

    """
    record, basis = with_basis(work, plan_id, lock=True)
    require(record.version, expected)
    then = edited(basis, record.plan, [one.edit() for one in edits.edits])
    return change_plan(work.connection, record, then, change=edits.model_dump(mode="json"), stamp=work.stamp)


def undone(work: Work, plan_id: str, *, expected: int) -> tuple[CaseId, ...]:
    """Take the newest change that stands back; return the cases it was about.

    Raises:
        VersionDiffers: somebody has changed the proposal since it was read.
        PlanSettled: it is committed or withdrawn.
        PlacementRefused: nothing that was changed is left to be taken back.

    """
    record = seen(work, plan_id, lock=True)
    require(record.version, expected)
    stands = not_undone(plan_edits_of(work.connection, record.plan_id))
    last = stands[-1] if stands else None
    if last is None or last.before is None:
        raise PlacementRefused(
            english="there is no change of the plan to be taken back",
            danish="der er ingen ændring af forslaget at fortryde",
        )
    edits = [{"case_id": case_id, "caseworker_id": _who(last.before, case_id)} for case_id, _ in last.edits]
    change = {"edits": edits, "reason": "", "undoes": last.version}
    change_plan(work.connection, record, last.before, change=change, stamp=work.stamp)
    return tuple(case_id for case_id, _ in last.edits)


def _who(plan: Plan, case_id: CaseId) -> CaseworkerId | None:
    return next((one.caseworker_id for one in plan.placements if one.case_id == case_id), None)


def carried_out(work: Work, record: PlanRecord, said: Commitment, *, house: House, scheme: Scheme) -> Committed:
    """Place every case as a proposal says, tell of each, and look around for what follows."""
    done = commit(work.connection, record, said, on=today(scheme), stamp=work.stamp)
    look_around(work, house, scheme, {one.caseworker_id for one in record.plan.placements})
    for event in _events(work, done):
        work.tell(event)
    return done


def laid_aside(work: Work, record: PlanRecord) -> PlanRecord:
    """Lay a proposal aside for good."""
    return settle_plan(work.connection, record, PlanState.WITHDRAWN, work.stamp)


def _events(work: Work, done: Committed) -> list[Event]:
    chosen = {one.case_id: one.caseworker_id for one in done.record.plan.placements}
    return [
        Event(
            kind=EventKind.PLACED,
            case_id=case_id,
            at=work.stamp.at,
            content={
                "caseworker_id": chosen[case_id],
                "is_primary": True,
                "moved_from": made.moved_from,
                "plan_id": done.record.plan_id,
            },
        )
        for case_id, made in sorted(done.made.items())
    ]
