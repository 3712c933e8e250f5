"""Every allocation of a few cases, tried one by one in plain Python: slow, obvious, and independent of the search."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from statistics import fmean

from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

Seats = dict[str, str]
CLASH = {"same", "different"}


def every_allocation(cases: Sequence[CaseToPlace], staff: Sequence[Caseworker]) -> Iterator[Seats]:
    """Yield who has what, cases that contradict a sibling left out, every other case placed or left out."""
    new = [case for case in cases if not case.caseworker_id]
    aside = frozenset(case.case_id for case in new if _contradicts(case, cases))
    options = [_options(case, staff) if case.case_id not in aside else [None] for case in new]
    pairs = [pair for pair in combinations(cases, 2) if rules(*pair)]
    for choice in product(*options):
        seats = {str(case.case_id): str(case.caseworker_id) for case in cases if case.caseworker_id}
        seats |= {str(case.case_id): key for case, key in zip(new, choice, strict=True) if key is not None}
        if all(_kept(*pair, seats, aside) for pair in pairs):
            yield seats


def _options(case: CaseToPlace, staff: Sequence[Caseworker]) -> list[str | None]:
    able: list[str | None] = [one.caseworker_id for one in staff if case.required_competences <= one.competences]
    return [*able, None]


def rules(case: CaseToPlace, other: CaseToPlace) -> set[str]:
    """Return what two cases ask of each other."""
    related = case.family_id is not None and case.family_id == other.family_id
    return {case.sibling_rule.value, other.sibling_rule.value} & CLASH if related else set()


def _contradicts(case: CaseToPlace, cases: Sequence[CaseToPlace]) -> bool:
    return any(rules(case, other) == CLASH for other in cases if other is not case)


def _kept(case: CaseToPlace, other: CaseToPlace, seats: Seats, aside: frozenset[str]) -> bool:
    """Say whether a pair's rule is kept; siblings who belong together are placed together or not at all.

    Two cases that a person has already placed, and cases set aside as contradictory, are not the plan's to judge.
    """
    if {case.case_id, other.case_id} & aside or (case.caseworker_id and other.caseworker_id):
        return True
    here, there = seats.get(case.case_id), seats.get(other.case_id)
    if rules(case, other) == {"different"}:
        return here is None or here != there
    left_with_a_held_one = None in {here, there} and (case.caseworker_id or other.caseworker_id)
    return here == there or bool(left_with_a_held_one)


def largest_load(seats: Seats, cases: Sequence[CaseToPlace], capacity: Mapping[str, float]) -> float:
    """Return the largest hours over capacity."""
    hours = dict.fromkeys(capacity, 0.0)
    for case in cases:
        if case.case_id in seats:
            hours[seats[case.case_id]] += sum(case.monthly_hours[:6])
    return max(hours[key] / capacity[key] for key in capacity)


def squared_load(seats: Seats, cases: Sequence[CaseToPlace], capacity: Mapping[str, float]) -> float:
    """Return the sum of hours squared over capacity: what decides where the largest load does not."""
    hours = dict.fromkeys(capacity, 0.0)
    for case in cases:
        if case.case_id in seats:
            hours[seats[case.case_id]] += sum(case.monthly_hours[:6])
    return sum(hours[key] ** 2 / capacity[key] for key in capacity)


def unevenness(seats: Seats, cases: Sequence[CaseToPlace], capacity: Mapping[str, float]) -> float:
    """Return the squared distances of the numbers of cases from their mean."""
    counts = [list(seats.values()).count(key) for key in capacity]
    return sum((count - fmean(counts)) ** 2 for count in counts)
