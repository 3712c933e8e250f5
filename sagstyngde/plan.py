"""What is a proposed allocation? Placements with their reasons, the load they make, and what could not be kept."""

from dataclasses import dataclass
from datetime import date

from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseToPlace:
    """A case as allocation sees it: what it weighs month by month from now on, and what it asks of its caseworker.

    ``monthly_hours[0]`` is the month that starts on the plan's day. ``caseworker_id`` is set for a case that already
    has a caseworker: it counts in that caseworker's load.
    """

    case_id: CaseId
    monthly_hours: tuple[float, ...]
    category: str | None = None
    family_id: FamilyId | None = None
    sibling_rule: SiblingRule = SiblingRule.FREE
    required_competences: frozenset[str] = frozenset()
    team: str | None = None
    district: str | None = None
    caseworker_id: CaseworkerId | None = None

    def __post_init__(self) -> None:
        """Refuse negative hours."""
        if min(self.monthly_hours, default=0.0) < 0.0:
            raise ValueError("a month cannot hold negative hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another caseworker for a placement, and in Danish what choosing her would cost."""

    caseworker_id: CaseworkerId
    text: str
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One case given to one caseworker, why (Danish sentences), and the best alternatives."""

    case_id: CaseId
    caseworker_id: CaseworkerId
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A case nobody could be proposed for, in the user's terms: what stands in the way, and the cheapest ways out."""

    case_id: CaseId
    reason: str
    ways_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A condition of the policy that a plan does not keep. ``principle`` is the name in the policy."""

    principle: str
    case_ids: tuple[CaseId, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A caseworker's hours month by month over the horizon: net capacity, load before the plan and load after it."""

    caseworker_id: CaseworkerId
    capacity_hours: tuple[float, ...]
    hours_before: tuple[float, ...]
    hours_after: tuple[float, ...]
    count_before: int
    count_after: int

    @property
    def share_before(self) -> float:
        """Load before over net capacity, summed over the horizon; infinite where there is load and no capacity."""
        return _share(sum(self.hours_before), sum(self.capacity_hours))

    @property
    def share_after(self) -> float:
        """Load after over net capacity, summed over the horizon; infinite where there is load and no capacity."""
        return _share(sum(self.hours_after), sum(self.capacity_hours))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal under a policy. A person commits it; nothing here does."""

    policy: str
    proposed_on: date
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    loads: tuple[Load, ...]
    violations: tuple[Violation, ...]

    @property
    def peak_share(self) -> float:
        """The largest load of any caseworker, over net capacity."""
        return max((load.share_after for load in self.loads), default=0.0)


def _share(hours: float, capacity: float) -> float:
    if capacity > 0.0:
        return hours / capacity
    return 0.0 if hours == 0.0 else float("inf")
