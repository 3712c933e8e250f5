"""What do a proposal, its impact and a placement look like on the wire?"""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from allocation.impact import Edit, Impact
from sagstyngde.plan import LeadersWord, Load
from serve.wire import CaseKey, CaseworkerKey, PlainText, Strict
from serve.wire_out import Out
from storage.placements import Held
from storage.plans import PlanRecord

Note = Annotated[PlainText, Field(title="Begrundelse", description="Kort og uden personoplysninger.")]
PolicyText = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
PRINCIPLE = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern="^[a-zæøå_]+$")]
MOST_CASES = 1_000


class WordIn(Strict):
    """The leader's word on one case, for this proposal."""

    case_id: CaseKey
    pinned_to: CaseworkerKey | None = Field(None, title="Skal have sagen")
    excluded: list[CaseworkerKey] = Field([], max_length=100, title="Må ikke få sagen")
    order: list[CaseworkerKey] = Field([], max_length=100, title="Rækkefølge", description="Den første helst.")

    def word(self) -> LeadersWord:
        """Return it in the words of the domain."""
        return LeadersWord(pinned_to=self.pinned_to, excluded=frozenset(self.excluded), order=tuple(self.order))


class PlanIn(Strict):
    """What a proposal is asked for."""

    policy: PlainText | None = Field(
        None, title="Politik", description="Navnet på en indbygget politik; udeladt = installationens egen."
    )
    policy_toml: PolicyText | None = Field(None, title="Politik som TOML", description="I stedet for et navn.")
    case_ids: list[CaseKey] | None = Field(
        None, max_length=MOST_CASES, title="Sager", description="Udeladt = alle, der venter på en sagsbehandler."
    )
    words: list[WordIn] = Field([], max_length=MOST_CASES, title="Lederens ord om enkelte sager")
    slack: bool = Field(False, title="Spillerum", description="Regn også, hvad spillerum i belastningen giver.")


class EditIn(Strict):
    """A case given to another, or taken out of the plan."""

    case_id: CaseKey
    caseworker_id: CaseworkerKey | None = Field(title="Sagsbehandler", description="null = tag sagen ud af forslaget.")

    def edit(self) -> Edit:
        """Return it in the words of the domain."""
        return Edit(case_id=self.case_id, caseworker_id=self.caseworker_id)


class EditsIn(Strict):
    """Edits of a plan, in order."""

    edits: list[EditIn] = Field(min_length=1, max_length=MOST_CASES, title="Ændringer")


class ReasonedEditsIn(EditsIn):
    """Edits of a plan, and why."""

    reason: Note


class CommitIn(Strict):
    """A leader's word on a proposal."""

    reason: Note | None = None
    set_aside: list[PRINCIPLE] = Field(
        [], max_length=20, title="Fraviges", description="Betingelser i politikken, som lederen fraviger."
    )


class WithdrawIn(Strict):
    """Why a proposal is withdrawn."""

    reason: Note | None = None


class PlacementIn(Strict):
    """A case given to a caseworker by a person's word."""

    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler")
    is_primary: bool = Field(True, title="Primær", description="false = medhjælper ved siden af den primære.")
    reason: Note | None = None
    set_aside: list[PRINCIPLE] = Field([], max_length=20, title="Fraviges")


class DisqualificationIn(Strict):
    """Who may not have a case, and why."""

    caseworker_id: CaseworkerKey = Field(title="Sagsbehandler")
    reason: Note


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
