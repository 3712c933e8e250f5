"""How fast is advice on one new case, with its reasons, among two thousand caseworkers?"""

from dataclasses import replace
from datetime import date
from time import perf_counter, process_time

import numpy as np
from numpy.random import Generator, default_rng

from allocation.advise import Desk
from allocation.board import lay_out
from allocation.policy_toml import read_policy
from benchmarks.surroundings import Json
from sagstyngde.case import CaseId, CaseworkerId, FamilyId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Placement

ON = date(2026, 11, 2)
MONTHS = 24
SKILLS = ("autisme", "tegnsprog", "hjemmetræning", "sjældne diagnoser", "tolkesager")
DISTRICTS = tuple(f"D{number}" for number in range(40))
OPEN_PER_CASEWORKER = 15
ASKED = 500


def bench_advise(caseworkers: int = 2000, policy: str = "standard", seed: int = 1) -> Json:
    """Ask about new cases one after the other, each placed as advised; return milliseconds with reasons."""
    rng = default_rng(seed)
    staff = [draw_caseworker(rng, number) for number in range(caseworkers)]
    held = [draw_case(rng, f"h{number}") for number in range(OPEN_PER_CASEWORKER * caseworkers)]
    held = [replace(case, caseworker_id=CaseworkerId(f"k{rng.integers(caseworkers):05d}")) for case in held]
    started = perf_counter()
    desk = Desk(lay_out(held, staff, read_policy(policy), ON))
    laid = perf_counter() - started
    took, used, placed = [], [], 0
    for number in range(ASKED):
        case = draw_case(rng, f"n{number}")
        before, worked = perf_counter(), process_time()
        advice = desk.advise(case)
        used.append(1000.0 * (process_time() - worked))
        took.append(1000.0 * (perf_counter() - before))
        if isinstance(advice, Placement):
            desk.place(case, advice.caseworker_id)
            placed += 1
    half, most = np.quantile(took, [0.5, 0.99]).tolist()
    return {
        "caseworkers": caseworkers,
        "open_cases": len(held),
        "policy": policy,
        "asked": ASKED,
        "placed": placed,
        "p50_ms": round(half, 3),
        "p99_ms": round(most, 3),
        "max_ms": round(max(took), 3),
        "cpu_p99_ms": round(float(np.quantile(used, 0.99)), 3),
        "lay_out_s": round(laid, 2),
    }


def draw_caseworker(rng: Generator, number: int) -> Caseworker:
    """Draw a caseworker: three districts of forty, some of the competences, full or part time."""
    return Caseworker(
        caseworker_id=CaseworkerId(f"k{number:05d}"),
        employed_on=date(2015, 1, 1),
        name=f"Nr. {number}",
        districts=frozenset(rng.choice(DISTRICTS, size=3, replace=False).tolist()),
        competences=frozenset(skill for skill in SKILLS if rng.random() < 0.4),
        weekly_hours=float(rng.choice([37.0, 32.0, 30.0])),
    )


def draw_case(rng: Generator, name: str) -> CaseToPlace:
    """Draw a case without a caseworker: hours that fall off over two years, a district, up to two competences."""
    return CaseToPlace(
        case_id=CaseId(name),
        monthly_hours=tuple((rng.lognormal(0.8, 0.6) * np.exp(-np.arange(MONTHS) / 8.0)).tolist()),
        spread=0.6,
        category=str(rng.choice(["A", "B", "C", "D"])),
        family_id=FamilyId(f"f{rng.integers(100_000)}"),
        required_competences=frozenset(rng.choice(SKILLS, size=rng.integers(0, 3), replace=False).tolist()),
        district=str(rng.choice(DISTRICTS)),
        birth_day=int(rng.integers(1, 29)),
    )


if __name__ == "__main__":
    for name in ("standard", "distrikt_og_kompetence"):
        print(bench_advise(policy=name))
