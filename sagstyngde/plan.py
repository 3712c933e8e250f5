"""What is a proposed allocation? Placements with their reasons, the load they make, and what could not be kept."""

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.decision import ExpectedDecision
from sagstyngde.provision import Provision


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWork:
    """A part of a case's hours that another caseworker has agreed to do: a second caseworker, a specialist."""

    caseworker_id: CaseworkerId
    share: float

    def __post_init__(self) -> None:
        """Refuse what is no part."""
        if not 0.0 < self.share <= 1.0:
            raise ValueError("a share of a case lies above 0 and at most at 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadersWord:
    """*Ledelsesmæssig vurdering*: what a leader has decided about who has a case.

    ``disqualified`` are caseworkers who are *inhabile* (forvaltningsloven § 3): no way out ever sets that aside, as it
    may ``excluded``. ``order`` is the leader's own, the first preferred.
    """

    pinned_to: CaseworkerId | None = None
    excluded: frozenset[CaseworkerId] = frozenset()
    disqualified: frozenset[CaseworkerId] = frozenset()
    order: tuple[CaseworkerId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseToPlace:
    """A case as allocation sees it: what it weighs month by month from now on, and what it asks of its caseworker.

    ``monthly_hours[0]`` is the month that starts on the plan's day; empty means no estimate. ``spread`` is how
    uncertain they are: the standard deviation of their sum over their sum. ``caseworker_id`` is set for a case that
    already has a caseworker, ``held_since`` when she got it: it counts in her load. ``birth_day`` is the child's day of
    birth in the month, 1-31, and all that is known of the date. ``decision_on`` is when a decision is expected that the
    caseworker should be able to make alone, ``decision_under`` the provisions it is expected under, as far as known.
    """

    case_id: CaseId
    monthly_hours: tuple[float, ...]
    spread: float = 0.0
    category: str | None = None
    family_id: FamilyId | None = None
    sibling_rule: SiblingRule = SiblingRule.FREE
    required_competences: frozenset[str] = frozenset()
    team: str | None = None
    district: str | None = None
    language: str | None = None
    birth_day: int | None = None
    decision_on: date | None = None
    decision_under: tuple[Provision, ...] = ()
    caseworker_id: CaseworkerId | None = None
    held_since: date | None = None
    shared: tuple[SharedWork, ...] = ()
    leader: LeadersWord = LeadersWord()

    def __post_init__(self) -> None:
        """Refuse negative hours, days that no month has, and more work shared than there is."""
        if min(self.monthly_hours, default=0.0) < 0.0 or self.spread < 0.0:
            raise ValueError("a month cannot hold negative hours, nor can they spread by less than nothing")
        if self.birth_day is not None and not 1 <= self.birth_day <= 31:
            raise ValueError("a day of birth lies between 1 and 31")
        if sum(work.share for work in self.shared) > 1.0 + 1e-9:
            raise ValueError("others cannot do more than the whole of a case")

    @property
    def awaits(self) -> tuple[ExpectedDecision, ...]:
        """The decisions expected, as far as known; how much they are on is not, before they are made."""
        if self.decision_on is None:
            return ()
        return tuple(ExpectedDecision(provision=one, on=self.decision_on) for one in self.decision_under)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChange:
    """A goal of the policy (``goal`` is its name there) whose number another choice changes: from, to, and in Danish.

    A goal's number is to be small.
    """

    goal: str
    before: float
    after: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another caseworker for a placement, and in Danish what choosing her would cost.

    ``changes`` holds every goal whose number would be another if this placement, and nothing else, were changed; it is
    empty for somebody without any hours for cases.
    """

    caseworker_id: CaseworkerId
    text: str
    allowed: bool
    changes: tuple[GoalChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One case given to one caseworker, why (Danish sentences), and the best alternatives.

    ``moved_from`` is who has it now, where a plan that may move cases takes it from her.
    """

    case_id: CaseId
    caseworker_id: CaseworkerId
    moved_from: CaseworkerId | None = None
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A case nobody could be proposed for, in the user's terms: what stands in the way, and the cheapest ways out.

    ``principles`` are the names in the policy of the smallest set of conditions that together bar everybody.
    """

    case_id: CaseId
    reason: str
    ways_out: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What a plan does not keep, or what should be known of it. ``principle`` is the name in the policy.

    ``hard`` says that a condition is broken which holds for every placement: no proposal does that, only a person. The
    others are remarks: wishes not met (``burden`` is how much that counts), overload, cases without an estimate.
    ``ways_out`` are in Danish, the cheapest first.
    """

    principle: str
    case_ids: tuple[CaseId, ...]
    text: str
    hard: bool = True
    burden: float = 0.0
    ways_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A caseworker's hours month by month over the horizon: net capacity, load before the plan and load after it.

    ``new_count`` is how many of the cases after she did not have before. The deviations are the standard deviations of
    the hours before and after, summed over the horizon, the cases' errors being taken to be independent.
    """

    caseworker_id: CaseworkerId
    capacity_hours: tuple[float, ...]
    hours_before: tuple[float, ...]
    hours_after: tuple[float, ...]
    count_before: int
    count_after: int
    new_count: int = 0
    deviation_before: float = 0.0
    deviation_after: float = 0.0

    @property
    def share_before(self) -> float:
        """Load before over net capacity, summed over the horizon; infinite where there is load and no capacity."""
        return _share(sum(self.hours_before), sum(self.capacity_hours))

    @property
    def share_after(self) -> float:
        """Load after over net capacity, summed over the horizon; infinite where there is load and no capacity."""
        return _share(sum(self.hours_after), sum(self.capacity_hours))

    @property
    def peak_after(self) -> float:
        """The largest load after of any single month that has hours for cases; zero where no month has."""
        return max(self._monthly_shares.values(), default=0.0)

    @property
    def peak_month(self) -> int | None:
        """The month of the peak, counted from the plan's day; the first of equals, ``None`` where there is none."""
        shares = self._monthly_shares
        return max(shares, key=lambda month: (shares[month], -month)) if shares else None

    @property
    def full_months(self) -> tuple[int, ...]:
        """The months in which the hours after exceed the net capacity, counted from the plan's day."""
        return tuple(month for month, share in self._monthly_shares.items() if share > 1.0 + 1e-9)

    @property
    def _monthly_shares(self) -> dict[int, float]:
        months = enumerate(zip(self.hours_after, self.capacity_hours, strict=True))
        return {month: _share(hours, capacity) for month, (hours, capacity) in months if capacity > 0.0}

    @property
    def overload_chance(self) -> float:
        """The chance that the hours after exceed the net capacity, as a normal distribution has it."""
        return _chance(sum(self.hours_after) - sum(self.capacity_hours), self.deviation_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The largest load that no allocation can go below, and in Danish why: these cases can only go to these people.

    ``proved`` says that the plan is proved to have the smallest largest load there is.
    """

    share: float
    text: str
    case_ids: tuple[CaseId, ...] = ()
    caseworker_ids: tuple[CaseworkerId, ...] = ()
    proved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalReached:
    """A goal's number in one allocation: ``text`` is as people read it, ``case_count`` the placements that cost.

    ``goal`` is its name in the policy, ``label`` what people read. The number is the goal's own: a share of capacity, a
    sum of prices, a number of moves. ``bound`` is the least it could be while the goals before it keep theirs, where
    that is known, and ``proof`` says so in Danish. Where a search for the bound ends by the clock, the two may differ
    from machine to machine: they belong in no content hash.
    """

    goal: str
    label: str
    value: float
    text: str
    case_count: int | None = None
    bound: float | None = None
    proof: str = ""

    @property
    def proved(self) -> bool:
        """Whether no allocation can have a smaller number."""
        return self.bound is not None and self.value <= self.bound + 1e-9 * max(1.0, abs(self.bound))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """What a tolerance of the load leads to: the largest load, and what the other goals' numbers then are."""

    tolerance: float
    peak_share: float
    goals: tuple[GoalReached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal under a policy. A person commits it; nothing here does.

    ``cautions`` say in Danish what the policy's principles cannot see, where that is easily forgotten.
    """

    policy: str
    proposed_on: date
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    loads: tuple[Load, ...]
    violations: tuple[Violation, ...]
    floor: Floor | None = None
    goals: tuple[GoalReached, ...] = ()
    slack: tuple[Slack, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def peak_share(self) -> float:
        """The largest load of any caseworker, over net capacity."""
        return max((load.share_after for load in self.loads), default=0.0)

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """Every case it names anywhere: whoever is shown a plan is shown all of them."""
        placed = [placement.case_id for placement in self.placements] + [one.case_id for one in self.unplaced]
        told = [case_id for violation in self.violations for case_id in violation.case_ids]
        return tuple(dict.fromkeys([*placed, *told, *(self.floor.case_ids if self.floor else ())]))


def _share(hours: float, capacity: float) -> float:
    if capacity > 0.0:
        return hours / capacity
    return 0.0 if hours == 0.0 else float("inf")


def _chance(excess: float, deviation: float) -> float:
    if deviation == 0.0:
        return float(excess > 1e-9)
    return NormalDist().cdf(excess / deviation)
