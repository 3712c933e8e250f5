"""What is told of a proposal, its impact and a placement?"""

from datetime import date, datetime

from pydantic import Field

from allocation.impact import Impact
from sagstyngde.plan import Load
from serve.wire_out import Out
from storage.placements import Held
from storage.plans import PlanRecord


class GoalChangeOut(Out):
    """A goal whose number another choice changes."""

    goal: str
    before: float
    after: float
    text: str


class AlternativeOut(Out):
    """Another caseworker, and what choosing her would cost."""

    caseworker_id: str
    text: str
    allowed: bool = Field(title="Tilladt", description="Opfylder politikkens betingelser.")
    changes: list[GoalChangeOut]


class ProposedOut(Out):
    """One case given to one caseworker, and why."""

    case_id: str
    caseworker_id: str
    moved_from: str | None
    reasons: list[str]
    alternatives: list[AlternativeOut]


class UnplacedOut(Out):
    """A case nobody could be proposed for."""

    case_id: str
    reason: str
    ways_out: list[str]
    principles: list[str]


class ViolationOut(Out):
    """What a plan does not keep, or what should be known of it."""

    principle: str
    case_ids: list[str]
    text: str
    hard: bool = Field(title="Betingelse", description="true = en betingelse er brudt; ellers en bemærkning.")
    burden: float
    ways_out: list[str]


class LoadOut(Out):
    """Hours by month over the horizon against net capacity. A share is null where there are no hours for cases."""

    caseworker_id: str
    capacity_hours: list[float] = Field(title="Nettotimer til sager, måned for måned")
    hours_before: list[float]
    hours_after: list[float]
    share_before: float | None
    share_after: float | None
    peak_after: float = Field(title="Højeste måned")
    overload_chance: float = Field(title="Risiko for over 100 %")
    count_before: int
    count_after: int

    @classmethod
    def of(cls, load: Load) -> "LoadOut":
        """Mirror a load."""
        has_hours = sum(load.capacity_hours) > 0.0
        return cls(
            caseworker_id=load.caseworker_id,
            capacity_hours=list(load.capacity_hours),
            hours_before=list(load.hours_before),
            hours_after=list(load.hours_after),
            share_before=load.share_before if has_hours else None,
            share_after=load.share_after if has_hours else None,
            peak_after=load.peak_after,
            overload_chance=load.overload_chance,
            count_before=load.count_before,
            count_after=load.count_after,
        )


class GoalOut(Out):
    """A goal's number."""

    goal: str
    label: str
    text: str
    value: float
    proved: bool
    proof: str


class FloorOut(Out):
    """The largest load that no allocation can go below."""

    share: float
    text: str
    proved: bool


class PlanOut(Out):
    """A proposal as it stands. A person commits it; nothing else does."""

    plan_id: str
    version: int = Field(title="Udgave", description="Den, som ETag er lavet af.")
    state: str = Field(title="Tilstand", description="proposed, committed eller withdrawn.")
    policy: str
    proposed_on: date
    created_by: str
    created_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    placements: list[ProposedOut]
    unplaced: list[UnplacedOut]
    loads: list[LoadOut]
    violations: list[ViolationOut]
    goals: list[GoalOut]
    floor: FloorOut | None
    cautions: list[str]

    @classmethod
    def of(cls, record: PlanRecord) -> "PlanOut":
        """Mirror a stored proposal."""
        plan, settled = record.plan, record.settled
        return cls(
            plan_id=record.plan_id,
            version=record.version,
            state=record.state.value,
            policy=plan.policy,
            proposed_on=plan.proposed_on,
            created_by=record.created.by,
            created_at=record.created.at,
            settled_by=settled.by if settled else None,
            settled_at=settled.at if settled else None,
            placements=[ProposedOut.model_validate(one) for one in plan.placements],
            unplaced=[UnplacedOut.model_validate(one) for one in plan.unplaced],
            loads=[LoadOut.of(load) for load in plan.loads],
            violations=[ViolationOut.model_validate(one) for one in plan.violations],
            goals=[GoalOut.model_validate(goal) for goal in plan.goals],
            floor=None if plan.floor is None else FloorOut.model_validate(plan.floor),
            cautions=list(plan.cautions),
        )


class PlanSummaryOut(Out):
    """A proposal in a list."""

    plan_id: str
    version: int
    state: str
    policy: str
    proposed_on: date
    created_at: datetime
    placement_count: int
    unplaced_count: int


class PlansOut(Out):
    """The newest proposals within reach."""

    plans: list[PlanSummaryOut]


class ImpactOut(Out):
    """What edits, or the plan itself, change for everybody touched."""

    placements: list[ProposedOut]
    loads: list[LoadOut]
    changes: list[GoalChangeOut]
    appearing: list[ViolationOut]
    vanishing: list[ViolationOut]

    @classmethod
    def of(cls, impact: Impact) -> "ImpactOut":
        """Mirror an impact."""
        return cls(
            placements=[ProposedOut.model_validate(one) for one in impact.placements],
            loads=[LoadOut.of(load) for load in impact.loads],
            changes=[GoalChangeOut.model_validate(one) for one in impact.changes],
            appearing=[ViolationOut.model_validate(one) for one in impact.appearing],
            vanishing=[ViolationOut.model_validate(one) for one in impact.vanishing],
        )


class PlacementOut(Out):
    """Who has, or had, a case."""

    number: int
    caseworker_id: str
    is_primary: bool
    starts_on: date
    ended_on: date | None
    plan_id: str | None
    reason: str | None
    set_aside: list[str]
    placed_by: str
    placed_at: datetime

    @classmethod
    def of(cls, held: Held) -> "PlacementOut":
        """Mirror a stored placement."""
        return cls(
            number=held.number,
            caseworker_id=held.caseworker_id,
            is_primary=held.is_primary,
            starts_on=held.starts_on,
            ended_on=held.ended_on,
            plan_id=held.plan_id,
            reason=held.reason,
            set_aside=list(held.set_aside),
            placed_by=held.placed.by,
            placed_at=held.placed.at,
        )


class PlacementsOut(Out):
    """Every placement of a case, in the order they were made."""

    placements: list[PlacementOut]


class PlacedOut(Out):
    """What was placed, and what she then carries."""

    number: int
    case_id: str
    caseworker_id: str
    moved_from: str | None
    load: LoadOut | None


class DisqualificationOut(Out):
    """Who may not have a case."""

    number: int
    caseworker_id: str
    reason: str
