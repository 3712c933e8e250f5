"""Which allocations are legal, and how good is the best under goals in order? Every one is tried, in plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import LONG_AGO, MONDAY
from tests.allocation.plain import Choice, World, is_capped, numbers, price

NEAR = 1e-9
CLASH = {"same", "different"}


def legal_choices(world: World) -> Iterator[Choice]:
    """Yield every allocation that keeps the conditions; a new case that is not placed is not in it."""
    named = any(rule.name == "soeskende" for rule in world.policy.principles)
    pairs = [pair for pair in combinations(world.cases, 2) if named and rules(*pair)]
    placed = [case for case in world.cases if world.is_placed(case)]
    aside = {case.case_id for pair in pairs if rules(*pair) == CLASH for case in pair if case in placed}
    options = [_options(case, world) if case.case_id not in aside else [None] for case in placed]
    stay = {str(case.case_id): str(case.caseworker_id) for case in world.cases if case not in placed}
    checked = [pair for pair in pairs if not {case.case_id for case in pair} & aside]
    for choice in product(*options):
        found = stay | {str(case.case_id): key for case, key in zip(placed, choice, strict=True) if key is not None}
        if all(_kept(*pair, found) for pair in checked):
            yield found


def rules(case: CaseToPlace, other: CaseToPlace) -> set[str]:
    """Return what two cases ask of each other."""
    related = case.family_id is not None and case.family_id == other.family_id
    return {case.sibling_rule.value, other.sibling_rule.value} & CLASH if related else set()


def _options(case: CaseToPlace, world: World) -> list[str | None]:
    able: list[str | None] = [str(who.caseworker_id) for who in world.staff if world.may(case, who)]
    return able if case.caseworker_id else [*able, None]


def _kept(case: CaseToPlace, other: CaseToPlace, choice: Choice) -> bool:
    """Two that a person has placed are not the plan's to judge; new ones who belong together stay out together."""
    if case.caseworker_id and other.caseworker_id:
        return True
    here, there = choice.get(case.case_id), choice.get(other.case_id)
    if rules(case, other) == {"different"}:
        return here is None or here != there
    return here == there or bool(None in {here, there} and (case.caseworker_id or other.caseworker_id))


@dataclass
class _Bound:
    goal: int
    number: int
    kind: str
    bound: float


def best_numbers(world: World, rivals: Sequence[Choice]) -> list[list[float]]:
    """Return what each goal's numbers are in the best of some allocations that place the same cases.

    As the policy is documented: each number as small as can be within the earlier ones' slack; a price frees the sum
    of squared loads, which is made small again right after; the last goal leaves no slack; at the end, slack that
    bought nothing is given back.
    """
    descent = _Descent(world, rivals)
    limits: list[_Bound] = []
    for goal in range(len(descent.goals)):
        freed = [one for one in limits if one.kind == "square" and descent.table[0][goal][0][0] == "price"]
        limits = [one for one in limits if one not in freed]
        reached = descent.exactly(goal, limits)
        limits += [descent.slackened(one) for one in reached] if goal < len(descent.goals) - 1 else reached
        for one in freed:
            limits.append(descent.slackened(descent.least(one.goal, one.number, limits)))
    last: list[list[float]] = []
    for goal in range(len(descent.goals)):
        reached = descent.exactly(goal, limits)
        limits += reached
        last.append([one.bound for one in reached])
    return last


class _Descent:
    """The numbers of every rival, row by row, and of what no rival moves."""

    def __init__(self, world: World, rivals: Sequence[Choice]) -> None:
        self.goals = goals_that_count(world, rivals[0])
        self.table = [[numbers(goal, choice, world) for goal in self.goals] for choice in rivals]
        held = {str(case.case_id): str(case.caseworker_id) for case in world.cases if not world.is_placed(case)}
        self.rest = [numbers(goal, rivals[0], world, held) for goal in self.goals]

    def exactly(self, goal: int, under: Sequence[_Bound]) -> list[_Bound]:
        reached: list[_Bound] = []
        for number in range(len(self.table[0][goal])):
            reached.append(self.least(goal, number, [*under, *reached]))
        return reached

    def least(self, goal: int, number: int, under: Sequence[_Bound]) -> _Bound:
        fits = [row for row in self.table if all(row[b.goal][b.number][1] <= b.bound + _near(b.bound) for b in under)]
        return _Bound(goal, number, self.table[0][goal][number][0], min(row[goal][number][1] for row in fits))

    def slackened(self, one: _Bound) -> _Bound:
        slack = self.goals[one.goal].tolerance
        width = {
            "square": slack**2 * one.bound,
            "sum": slack * abs(one.bound - self.rest[one.goal][one.number][1]),
        }.get(one.kind, slack * abs(one.bound))
        return _Bound(one.goal, one.number, one.kind, one.bound + width)


def goals_that_count(world: World, choice: Choice) -> list[Any]:
    """Return the goals that some placement can change."""
    return [goal for goal in world.policy.goals if not _is_idle(goal, world, choice)] or list(world.policy.goals)


def _is_idle(goal: Any, world: World, choice: Choice) -> bool:
    """Whether no placement can change a goal's numbers."""
    placed = [case for case in world.cases if world.is_placed(case) and case.case_id in choice]
    if goal.name == "balanceret_belastning":
        return not any(sum(case.monthly_hours) for case in placed)
    if goal.name == "indfasning":
        return not any(map(is_capped, world.staff)) or not any(case.caseworker_id is None for case in placed)
    if goal.name == "oplaering":
        newly = any(one.employed_on != LONG_AGO for one in world.staff)
        return not newly or not any(case.decision_on and case.decision_on >= MONDAY for case in placed)
    if goal.name == "blanding":
        return not any(case.category for case in placed)
    if goal.name == "ligelig_fordeling":
        return not placed
    units = _together(placed, world)
    costs = [{round(sum(price(goal, case, who, world) for case in unit), 9) for who in world.staff} for unit in units]
    return all(len(different) == 1 for different in costs)


def _together(placed: Sequence[CaseToPlace], world: World) -> list[list[CaseToPlace]]:
    """Join cases that must share a caseworker."""
    named = any(rule.name == "soeskende" for rule in world.policy.principles)
    units: list[list[CaseToPlace]] = []
    for case in placed:
        mine = [unit for unit in units if named and any(rules(case, other) == {"same"} for other in unit)]
        units = [unit for unit in units if unit not in mine]
        units.append([case, *(other for unit in mine for other in unit)])
    return units


def _near(bound: float) -> float:
    return NEAR * max(1.0, abs(bound))
