"""What would every principle say, in plain Python? Slow, obvious, and written from the documents, not from the code.

A *choice* says who has which case; what the plan may not move is in it too. Only the cases that a plan may place have
prices, as the plan is not to be blamed for the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

from allocation.capacity import CapacityRules, capacity
from allocation.policy import Policy
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import AWAY_UNTIL_JANUARY, LONG_AGO, MONDAY

Choice = dict[str, str]
HALF_YEAR_LATER = {LONG_AGO: LONG_AGO, MONDAY.replace(month=8, day=31): MONDAY.replace(year=2027, month=2, day=28)}


@dataclass
class World:
    """One situation: cases, caseworkers and a policy."""

    cases: Sequence[CaseToPlace]
    staff: Sequence[Caseworker]
    policy: Policy

    @cached_property
    def hours(self) -> dict[str, float]:
        """Net hours of each caseworker."""
        return {str(one.caseworker_id): sum(capacity(one, MONDAY, 6, CapacityRules())) for one in self.staff}

    @cached_property
    def present(self) -> list[Caseworker]:
        """Who may take new cases."""
        return [one for one in self.staff if AWAY_UNTIL_JANUARY not in one.absences]

    @cached_property
    def moves(self) -> bool:
        """Whether active cases may move."""
        return any(one.name == "kontinuitet" for one in self.policy.principles)

    def is_placed(self, case: CaseToPlace) -> bool:
        """Whether the plan decides about a case."""
        family = [other for other in self.cases if other.family_id == case.family_id and case.family_id is not None]
        ruled = len(family) > 1 and any(other.sibling_rule.value != "free" for other in family)
        return case.caseworker_id is None or (self.moves and case.leader.pinned_to is None and not ruled)

    def may(self, case: CaseToPlace, who: Caseworker) -> bool:
        """Whether she may have the case under the conditions; who has it may keep it."""
        if case.caseworker_id == who.caseworker_id:
            return True
        hard = [one for one in self.policy.principles if getattr(one, "hard", False)]
        return who in self.present and all(against(one, case, who, self) == 0.0 for one in hard)


def against(rule: Any, case: CaseToPlace, who: Caseworker, world: World) -> float:
    """How much a placement goes against one condition, pairs of siblings apart."""
    return {
        "soeskende": lambda: 0.0,
        "saerlige_kompetencer": lambda: _competence(rule, case, who, world),
        "teams": lambda: float(case.team not in {None, who.team, rule.within.get(who.team)}),
        "distrikt": lambda: float(bool(case.district and who.districts and case.district not in who.districts)),
        "cpr_dag": lambda: float(case.birth_day is not None and who.caseworker_id not in _holders(rule, case, world)),
        "ledelsesmaessig_vurdering": lambda: float(
            who.caseworker_id in case.leader.disqualified | case.leader.excluded
            or case.leader.pinned_to not in {None, who.caseworker_id}
        ),
        "sprog": lambda: float(case.language == "arabisk" and "arabisk" not in who.languages),
        "beslutningskompetence": lambda: float(case.decision_on is not None and _may_not(rule, case, who)),
    }[rule.name]()


def _competence(rule: Any, case: CaseToPlace, who: Caseworker, world: World) -> float:
    total = 0.0
    for one in case.required_competences - who.competences:
        stands_in = any(other in who.competences for other in rule.fallback.get(one, ()))
        if rule.hard:
            total += not (stands_in and not any(one in other.competences for other in world.present))
        else:
            total += 0.5 if stands_in else 1.0
    return total


def _holders(rule: Any, case: CaseToPlace, world: World) -> set[str]:
    keys = sorted(str(one.caseworker_id) for one in world.staff)
    even = {key: [day for day in range(1, 32) if (day - 1) * len(keys) // 31 == n] for n, key in enumerate(keys)}
    bands = rule.bands or even
    there = {str(one.caseworker_id) for one in world.present}
    assert case.birth_day is not None
    for day in [*range(case.birth_day, 32), *range(1, case.birth_day)]:
        if found := {key for key in there if day in bands.get(key, ())}:
            return found
    return set(keys)


def _may_not(rule: Any, case: CaseToPlace, who: Caseworker) -> bool:
    if case.decision_under and hasattr(rule, "authority"):
        allowed = [rule.authority.may[one.code] for one in case.decision_under if one.code in rule.authority.may]
        return not all(who.caseworker_id in keys for keys in allowed)
    return _junior(rule, case, who)


def _junior(rule: Any, case: CaseToPlace, who: Caseworker) -> bool:
    assert case.decision_on is not None
    return case.decision_on < (HALF_YEAR_LATER[who.employed_on] if rule.months else who.employed_on)


def price(goal: Any, case: CaseToPlace, who: Caseworker, world: World) -> float:
    """What a placement costs under a goal that prices."""
    condition = getattr(goal, "condition", None)
    if condition is not None:
        return against(condition, case, who, world)
    key = who.caseworker_id
    if goal.name == "rejseafstand":
        return min([_minutes(goal, case.district, one) for one in who.districts], default=0.0) if case.district else 0.0
    if goal.name == "ledelsesmaessig_vurdering":
        return float([*case.leader.order, key].index(key))
    if goal.name == "kontinuitet":
        return 0.0 if case.caseworker_id in {None, key} else _move(goal, case)
    hosts = {
        other.caseworker_id
        for other in world.cases
        if other.family_id == case.family_id and other.caseworker_id is not None and other.sibling_rule.value == "free"
    }
    free = case.caseworker_id is None and case.family_id is not None and case.sibling_rule.value == "free"
    return float(free and bool(hosts) and key not in hosts)


def _minutes(goal: Any, one: str | None, other: str) -> float:
    pairs = {frozenset((a, b)): minutes for a, row in goal.distances.items() for b, minutes in row.items()}
    return 0.0 if one == other else float(pairs.get(frozenset((one, other)), goal.default))


def _move(goal: Any, case: CaseToPlace) -> float:
    years = (MONDAY - case.held_since).days / 365.25 if case.held_since else 0.0
    near = case.decision_on is not None and 0 <= (case.decision_on - MONDAY).days <= goal.near_days
    return float(goal.move_price + goal.price_per_year * years + goal.price_near_decision * near)


def numbers(goal: Any, choice: Choice, world: World, counted: Choice | None = None) -> list[tuple[str, float]]:
    """Return a goal's numbers, each with its kind; only the cases in ``counted`` are seen, the means being the same."""
    mine = [case for case in world.cases if case.case_id in (choice if counted is None else counted)]
    piles = {key: [case for case in mine if choice[case.case_id] == key] for key in world.hours}
    if goal.name == "balanceret_belastning":
        loads = {key: _load(pile, goal.z) for key, pile in piles.items()}
        return [
            ("peak", max(load / world.hours[key] for key, load in loads.items())),
            ("square", sum(load**2 / world.hours[key] for key, load in loads.items())),
        ]
    if goal.name == "ligelig_fordeling":
        return [("sum", sum((len(pile) - len(choice) / len(piles)) ** 2 for pile in piles.values()))]
    if goal.name == "indfasning":
        caps = {str(one.caseworker_id): goal.weeks for one in world.staff if is_capped(one)}
        new = {key: sum(case.caseworker_id is None for case in piles[key]) for key in caps}
        return [("sum", sum(max(0.0, new[key] - cap) for key, cap in caps.items()))]
    if goal.name == "oplaering":
        juniors = [str(one.caseworker_id) for one in world.staff if one.employed_on != LONG_AGO]
        waits = [sum(bool(one.decision_on and one.decision_on >= MONDAY) for one in piles[key]) for key in juniors]
        return [("sum", float(sum(max(0, goal.least - number) for number in waits)))]
    if goal.name == "blanding":
        mean = sum(world.hours.values()) / len(world.hours)
        counts = [(key, sum(case.category == one for case in pile)) for key, pile in piles.items() for one in "AB"]
        return [("sum", sum(count**2 * mean / world.hours[key] for key, count in counts))]
    staff = {str(one.caseworker_id): one for one in world.staff}
    costs = [price(goal, case, staff[choice[case.case_id]], world) for case in mine if world.is_placed(case)]
    return [("price", sum(costs))]


def is_capped(one: Caseworker) -> bool:
    """Whether new cases come slowly: newly employed, or on leave."""
    return one.employed_on != LONG_AGO or AWAY_UNTIL_JANUARY in one.absences


def _load(pile: Sequence[CaseToPlace], z: float) -> float:
    hours = [sum(case.monthly_hours[:6]) for case in pile]
    variance = sum((case.spread * each) ** 2 for case, each in zip(pile, hours, strict=True))
    return sum(hours) + z * sqrt(variance)
