"""How is work allocated? A proposal, its impact, a leader's edits, her commit. Nothing is final before that."""

from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Response

from allocation.impact import Edit
from casework.committing import Commitment
from casework.policy import HousePolicy, named_policy, read_text
from casework.proposing import Asked, Gathered, impact
from sagstyngde.errors import PlanStale, PolicyRefused
from sagstyngde.operations import Operation
from serve.api.reckoning import InTurn
from serve.api.wire_plans import CommitIn, EditsIn, PlanIn, ReasonedEditsIn, WithdrawIn
from serve.api.wire_plans_out import ImpactOut, PlanOut, PlansOut, PlanSummaryOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.ledger import policy_of
from serve.planning import (
    carried_out,
    changed,
    gathered,
    laid_aside,
    reached,
    reckoned,
    seen,
    stored,
    with_basis,
)
from serve.preconditions import Expected, require
from serve.replies import etag, reply
from serve.visits import Visiting
from serve.work import Work
from storage.answered import Reply
from storage.plans import PlanId, PlanRecord, plan_heads, plan_records

router = APIRouter(tags=["Fordeling"])
_NEWEST = 50


@router.post(
    "/plans",
    status_code=201,
    summary="Foreslå en fordeling",
    operation_id=Operation.PLAN_PROPOSE,
    response_model=PlanOut,
)
def propose_plan(asked: PlanIn, *, visit: Visiting, house: HouseRules, scheme: CaseScheme, in_turn: InTurn) -> Response:
    """Propose who takes the cases that wait. What lies on the desks counts, and moves only if the policy says so.

    The proposal is reckoned between two transactions: what it was reckoned from is kept with it, and whoever commits it
    commits it to just that. Cases that await a blind judgement count with their norm, so that no load tells of them.
    """

    def read(work: Work) -> Gathered | None:
        if work.is_answered():
            return None
        wanted = Asked(
            on=today(scheme),
            policy=_policy(asked, policy_of(work, house)),
            case_ids=None if asked.case_ids is None else frozenset(asked.case_ids),
            words={one.case_id: one.word() for one in asked.words},
            weigher=house.weigher,
        )
        return gathered(work, wanted)

    found = visit.do(read)
    plan = None if found is None else in_turn(lambda: reckoned(found.basis, slack=asked.slack))

    def store(work: Work) -> Reply:
        if found is None or plan is None:
            raise PlanStale(english="the answer was lost; ask again", danish="svaret gik tabt; spørg igen")
        return _told(stored(work, PlanId(str(uuid4())), plan, found.basis), status=201)

    return visit.effect(store)


@router.get("/plans", summary="Se de nyeste forslag", operation_id=Operation.PLAN_LIST)
def list_plans(visit: Visiting) -> PlansOut:
    """Return the newest proposals of which you reach every case, the newest first."""

    def act(work: Work) -> PlansOut:
        heads = reached(work, plan_heads(work.connection, limit=_NEWEST))
        found = plan_records(work.connection, [one.plan_id for one in heads])
        return PlansOut(plans=[_summary(one) for one in found])

    return visit.do(act)


@router.get("/plans/{plan_id}", summary="Læs et forslag", operation_id=Operation.PLAN_READ)
def read_plan(plan_id: str, visit: Visiting, response: Response) -> PlanOut:
    """Return a proposal as it stands. Its ETag is what an edit or a commit must name in If-Match."""
    found = visit.do(lambda work: seen(work, plan_id))
    response.headers["ETag"] = etag(found.version)
    return PlanOut.of(found)


@router.get("/plans/{plan_id}/impact", summary="Hvad betyder forslaget?", operation_id=Operation.PLAN_IMPACT)
def read_impact(plan_id: str, visit: Visiting, in_turn: InTurn) -> ImpactOut:
    """Say what the proposal changes for everybody it touches, against leaving every case where it is."""
    record, basis = visit.do(lambda work: with_basis(work, plan_id))
    edits = [Edit(case_id=one.case_id, caseworker_id=one.caseworker_id) for one in record.plan.placements]
    bare = replace(record.plan, placements=())
    return in_turn(lambda: ImpactOut.of(impact(basis, bare, edits)))


@router.post("/plans/{plan_id}/impact", summary="Hvad ville en ændring betyde?", operation_id=Operation.PLAN_TRY)
def try_edits(plan_id: str, tried: EditsIn, *, visit: Visiting, in_turn: InTurn) -> ImpactOut:
    """Say what edits would change, and change nothing."""
    record, basis = visit.do(lambda work: with_basis(work, plan_id))
    return in_turn(lambda: ImpactOut.of(impact(basis, record.plan, [one.edit() for one in tried.edits])))


@router.patch("/plans/{plan_id}", summary="Ret et forslag", operation_id=Operation.PLAN_EDIT)
def edit_plan(
    plan_id: str, edits: ReasonedEditsIn, *, visit: Visiting, expected: Expected, response: Response
) -> PlanOut:
    """Give cases to others than proposed, or take them out. What the plan then breaks is named."""
    found = visit.do(lambda work: changed(work, plan_id, edits, expected=expected))
    response.headers["ETag"] = etag(found.version)
    return PlanOut.of(found)


@router.post(
    "/plans/{plan_id}/commit",
    summary="Gennemfør et forslag",
    operation_id=Operation.PLAN_COMMIT,
    response_model=PlanOut,
)
def commit_plan(  # noqa: PLR0913  what a route needs is what it is given
    plan_id: str, word: CommitIn, *, visit: Visiting, expected: Expected, house: HouseRules, scheme: CaseScheme
) -> Response:
    """Place every case as the plan says, all or none, if what it was reckoned from still stands."""
    said = Commitment(reason=word.reason, set_aside=frozenset(word.set_aside))

    def act(work: Work) -> Reply:
        record = seen(work, plan_id, lock=True)
        require(record.version, expected)
        return _told(carried_out(work, record, said, house=house, scheme=scheme).record)

    return visit.effect(act)


@router.post(
    "/plans/{plan_id}/withdraw",
    summary="Træk et forslag tilbage",
    operation_id=Operation.PLAN_WITHDRAW,
    response_model=PlanOut,
)
def withdraw_plan(plan_id: str, _word: WithdrawIn, *, visit: Visiting, expected: Expected) -> Response:
    """Lay a proposal aside for good."""

    def act(work: Work) -> Reply:
        record = seen(work, plan_id, lock=True)
        require(record.version, expected)
        return _told(laid_aside(work, record))

    return visit.effect(act)


def _policy(asked: PlanIn, own: HousePolicy) -> HousePolicy:
    if asked.policy is not None and asked.policy_toml is not None:
        raise PolicyRefused(english="name a policy or send one, not both", danish="nævn en politik, eller send en")
    if asked.policy_toml is not None:
        return read_text(asked.policy_toml, "policy_toml")
    return own if asked.policy is None else named_policy(asked.policy, own)


def _told(record: PlanRecord, *, status: int = 200) -> Reply:
    headers = {"etag": etag(record.version)}
    if status == 201:
        headers["location"] = f"/api/v1/plans/{record.plan_id}"
    named = sorted({one.case_id for one in record.plan.placements} | {one.case_id for one in record.plan.unplaced})
    return reply(PlanOut.of(record), status=status, case_ids=tuple(named), **headers)


def _summary(record: PlanRecord) -> PlanSummaryOut:
    return PlanSummaryOut(
        plan_id=record.plan_id,
        version=record.version,
        state=record.state.value,
        policy=record.plan.policy,
        proposed_on=record.plan.proposed_on,
        created_at=record.created.at,
        placement_count=len(record.plan.placements),
        unplaced_count=len(record.plan.unplaced),
    )
