"""In which order do the principles count? A policy: the municipality's own ordered list, and its rules of capacity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeGuard

from allocation.birth_days import BirthDays
from allocation.capacity import CapacityRules
from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.districts import Districts, Travel
from allocation.filters import Presence, Siblings
from allocation.first_decisions import FirstDecisions
from allocation.goals import BalancedLoad, EqualCount
from allocation.inflow import inflow_faults
from allocation.language import Language
from allocation.leader import Leader
from allocation.mandate import Mandate
from allocation.mix import Mix
from allocation.norms import norm_faults
from allocation.pacing import Pacing
from allocation.principles import Checked, Filter, Goal, PairRule, Principle, Softened
from allocation.roll import Preparable, Roll
from allocation.seat import Option, Seat
from allocation.siblings_together import SiblingsTogether
from allocation.teams import Teams
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Authority
from sagstyngde.errors import Fault, PolicyRefused
from sagstyngde.plan import CaseToPlace

_KINDS: tuple[type[Principle], ...] = (
    Siblings,
    SiblingsTogether,
    Teams,
    Districts,
    Travel,
    BirthDays,
    Competence,
    Leader,
    Mandate,
    FirstDecisions,
    Language,
    BalancedLoad,
    EqualCount,
    Mix,
    Pacing,
    Continuity,
    Presence,
)
PRINCIPLES: Mapping[str, type[Principle]] = MappingProxyType({str(kind.name): kind for kind in _KINDS})
"""What a policy can name. What is not here does not exist."""

LONGEST_HORIZON_MONTHS = 60
MOST_FULL = 10.0
"""Ten times the hours there are: a limit above that is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Principles in order of importance, over a horizon in months.

    Filters hold for every placement whatever their place in the list; goals count in their order. ``norm_hours`` are
    the hours a month that a case without an estimate counts with, by category code.

    Raises:
        PolicyRefused: the policy contradicts itself, or names no goal.

    >>> Policy(name="tom", principles=(Competence(),))
    Traceback (most recent call last):
    ...
    sagstyngde.errors.PolicyRefused: no goal: name balanceret_belastning or ligelig_fordeling
    """

    name: str
    principles: tuple[Principle, ...]
    horizon_months: int = 6
    capacity: CapacityRules = field(default_factory=CapacityRules)
    norm_hours: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse it where it is faulty: the first fault is told, all of them are named."""
        found = [_placed(english, danish) for english, danish in _faults(self)]
        for fault in found:
            english, danish = (" ".join(filter(None, (fault.key, said))) for said in (fault.english, fault.danish))
            raise PolicyRefused(english=english, danish=danish, faults=found)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The conditions that hold for every placement, in order; presence is always one of them."""
        named = tuple(principle for principle in self.principles if isinstance(principle, Filter) and principle.hard)
        return named if any(isinstance(item, Presence) for item in named) else (*named, Presence())

    @property
    def conditions(self) -> tuple[Filter, ...]:
        """Those conditions, and after them the ones that are not hard: what of them is met is a reason."""
        return (*self.filters, *(principle for principle in self.principles if _is_soft(principle)))

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The numbers to make small, in order: the goals, and the conditions that are not hard."""
        soft = (Softened(condition=one) if _is_soft(one) else one for one in self.principles)
        return tuple(principle for principle in soft if isinstance(principle, Goal))

    @property
    def moves(self) -> bool:
        """Whether a plan may move active cases."""
        return any(isinstance(principle, Continuity) for principle in self.principles)

    @property
    def pair_rules(self) -> tuple[PairRule, ...]:
        """The conditions on two cases, in order."""
        return tuple(principle for principle in self.principles if isinstance(principle, PairRule))


def roll(policy: Policy, seats: Mapping[CaseworkerId, Seat], cases: Sequence[CaseToPlace]) -> Roll:
    """Say who is there: the seats that the policy's condition of presence has no objection to."""
    presence = next(item for item in policy.filters if isinstance(item, Presence))
    anything = CaseToPlace(case_id=CaseId("any"), monthly_hours=())
    present = [key for key, seat in seats.items() if presence.objection(Option(case=anything, seat=seat)) is None]
    return Roll(seats=seats, present=frozenset(present), cases=tuple(cases))


def prepared(policy: Policy, known: Roll) -> Policy:
    """Return the policy with its principles knowing who is there: as a board, or a week of a replay, needs it."""
    principles = (one.prepared(known) if isinstance(one, Preparable) else one for one in policy.principles)
    return replace(policy, principles=tuple(principles))


def authorised(policy: Policy, authority: Authority | None) -> Policy:
    """Return the policy with *beslutningskompetence*, where it is named, asking the municipality's register."""
    if authority is None:
        return policy
    principles = (one.authorised(authority) if isinstance(one, Mandate) else one for one in policy.principles)
    return replace(policy, principles=tuple(principles))


def _is_soft(principle: Principle) -> TypeGuard[Filter]:
    return isinstance(principle, Filter) and not principle.hard


def _placed(english: str, danish: str) -> Fault:
    """Part a fault's place from what is said of it; a fault of the whole policy has no place."""
    place, _, said = english.partition(" ")
    if not danish.startswith(f"{place} "):
        return Fault(english=english, danish=danish)
    return Fault(key=place, english=said, danish=danish.removeprefix(f"{place} "))


def _faults(policy: Policy) -> Iterable[tuple[str, str]]:
    """Yield what is wrong, in both languages; each sentence begins with the setting it is about."""
    names = [principle.name for principle in policy.principles]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is named twice", f"{name} er nævnt to gange"
    if not policy.goals:
        goals = f"{BalancedLoad.name} or {EqualCount.name}"
        yield f"no goal: name {goals}", f"intet mål: nævn {goals.replace(' or ', ' eller ')}"
    if not 1 <= policy.horizon_months <= LONGEST_HORIZON_MONTHS:
        months = LONGEST_HORIZON_MONTHS
        yield f"horizon_months lies between 1 and {months}", f"horizon_months ligger mellem 1 og {months}"
    yield from _principle_faults(policy)
    yield from _capacity_faults(policy.capacity)
    yield from norm_faults(policy.norm_hours)


def _principle_faults(policy: Policy) -> Iterable[tuple[str, str]]:
    for principle in policy.principles:
        if not 0.0 <= getattr(principle, "tolerance", 0.0) <= 1.0:
            yield (
                f"{principle.name}.tolerance is a share between 0 and 1",
                f"{principle.name}.tolerance er en andel mellem 0 og 1",
            )
        for english, danish in principle.faults() if isinstance(principle, Checked) else ():
            yield f"{principle.name}.{english}", f"{principle.name}.{danish}"


def _capacity_faults(rules: CapacityRules) -> Iterable[tuple[str, str]]:
    if not 0.0 < rules.casework_share <= 1.0:
        yield (
            "capacity.casework_share lies above 0 and at most at 1",
            "capacity.casework_share er en andel over 0 og højst 1",
        )
    if rules.most_share is not None and not 0.0 < rules.most_share <= MOST_FULL:
        most = f"{MOST_FULL:g}"
        yield (
            f"capacity.most_share lies above 0 and at most at {most}",
            f"capacity.most_share ligger over 0 og er højst {most}",
        )
    if not 0.0 < rules.ramp_months <= LONGEST_HORIZON_MONTHS:
        months = LONGEST_HORIZON_MONTHS
        yield (
            f"capacity.ramp_months lies above 0 and at most at {months}",
            f"capacity.ramp_months ligger over 0 og er højst {months}",
        )
    if len(rules.ramp) < 2 or not all(0.0 <= share <= 1.0 for share in rules.ramp):
        yield (
            "capacity.ramp holds at least two shares between 0 and 1",
            "capacity.ramp består af mindst to andele mellem 0 og 1",
        )
    yield from inflow_faults(rules)
