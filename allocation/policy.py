"""In which order do the principles count? A policy: the municipality's own ordered list, and its rules of capacity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeGuard

from allocation.capacity import CapacityRules
from allocation.continuity import Continuity
from allocation.filters import Competence, Presence, Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.inflow import inflow_faults
from allocation.norms import norm_faults
from allocation.principles import Filter, Goal, PairRule, Principle, Softened
from sagstyngde.errors import PolicyRefused

PRINCIPLES: Mapping[str, type[Principle]] = MappingProxyType(
    {
        Siblings.name: Siblings,
        Competence.name: Competence,
        BalancedLoad.name: BalancedLoad,
        EqualCount.name: EqualCount,
        Continuity.name: Continuity,
        Presence.name: Presence,
    }
)
"""What a policy can name. What is not here does not exist."""

LONGEST_HORIZON_MONTHS = 60


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
        """Refuse the first fault."""
        for english, danish in _faults(self):
            raise PolicyRefused(english=english, danish=danish)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The conditions that hold for every placement, in order; presence is always one of them."""
        named = tuple(principle for principle in self.principles if isinstance(principle, Filter) and principle.hard)
        return named if any(isinstance(item, Presence) for item in named) else (*named, Presence())

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


def _is_soft(principle: Principle) -> TypeGuard[Filter]:
    return isinstance(principle, Filter) and not principle.hard


def _faults(policy: Policy) -> Iterable[tuple[str, str]]:
    """Yield what is wrong, in both languages."""
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
    for goal in policy.goals:
        if not 0.0 <= goal.tolerance <= 1.0:
            yield (
                f"{goal.name}: tolerance is a share between 0 and 1",
                f"{goal.name}: tolerance er en andel mellem 0 og 1",
            )
    for item in policy.filters:
        if isinstance(item, Presence) and item.start_within_days < 0:
            yield (
                f"{item.name}: start_within_days cannot be negative",
                f"{item.name}: start_within_days kan ikke være negativ",
            )


def _capacity_faults(rules: CapacityRules) -> Iterable[tuple[str, str]]:
    if not 0.0 < rules.casework_share <= 1.0:
        yield (
            "capacity.casework_share lies above 0 and at most at 1",
            "capacity.casework_share er en andel over 0 og højst 1",
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
