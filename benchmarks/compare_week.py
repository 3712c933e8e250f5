"""How long does a comparison of principles take? Each policy by itself, on a large municipality's week.

``python -m benchmarks.compare_week`` prints a line a policy: seconds, and how many of the waiting cases it places.
"""

import time
from datetime import date, timedelta

import numpy as np

from benchmarks.large_cases import Size, caseworker_of
from casework.basis import CaseStand, DeskStand, PlanBasis
from casework.comparing import mark_of, under_each
from casework.policy import DEFAULT, HousePolicy, house_policy, named_policy
from sagstyngde.case import CaseId, FamilyId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from serve.compare_pages import SIX

TODAY = date(2026, 11, 3)
OPEN, WAITING, CASEWORKERS = 6_000, 200, 200
"""Of 20,000 cases three in ten are open, and one in a hundred waits."""
MONTHS = 36


def main() -> None:
    """Measure every policy; the first also loads and compiles what the search uses."""
    own = house_policy(DEFAULT)
    basis, policies = a_week(own), (own, *(named_policy(name, own) for name in SIX))
    print(f"{OPEN} åbne sager, {WAITING} venter, {CASEWORKERS} sagsbehandlere")
    under_each(basis, policies[:1])
    begun = time.perf_counter()
    mark_of(basis, policies)
    print(f"kendemærke: {time.perf_counter() - begun:.2f} s")
    for policy in policies:
        started = time.perf_counter()
        (one,) = under_each(basis, [policy])
        print(f"{policy.policy.name}: {time.perf_counter() - started:.2f} s, {one.counts.placed} placeret")
    print(f"i alt: {time.perf_counter() - begun:.1f} s")


def a_week(own: HousePolicy) -> PlanBasis:
    """Return a week's table of invented cases, seeded."""
    rng, size = np.random.default_rng(OPEN), Size(caseworkers=CASEWORKERS)
    staff = [caseworker_of(number, size, TODAY) for number in range(CASEWORKERS)]
    cases = tuple(_case(rng, number, staff, size) for number in range(OPEN))
    return PlanBasis(
        on=TODAY,
        policy=own.text,
        cases=cases,
        staff=tuple(staff),
        case_stands={case.case_id: CaseStand(version=1, holder=case.caseworker_id) for case in cases},
        desks={one.caseworker_id: DeskStand(version=1, case_ids=()) for one in staff},
    )


def _case(rng: np.random.Generator, number: int, staff: list[Caseworker], size: Size) -> CaseToPlace:
    holder = None if number < WAITING else staff[number % len(staff)]
    first = float(rng.gamma(2.0, 1.5))
    return CaseToPlace(
        case_id=CaseId(f"sag-{number:05}"),
        monthly_hours=tuple(first * 0.9**month for month in range(MONTHS)),
        spread=0.5,
        family_id=FamilyId(f"familie-{number // 2}") if rng.random() < 0.2 else None,
        team=holder.team if holder else f"Team {number % size.teams}",
        district=f"distrikt {number % 7}",
        required_competences=frozenset({"autisme"} if number % 11 == 0 else ()),
        birth_day=1 + number % 31,
        caseworker_id=holder.caseworker_id if holder else None,
        held_since=TODAY - timedelta(days=number % 700) if holder else None,
    )


if __name__ == "__main__":
    main()
