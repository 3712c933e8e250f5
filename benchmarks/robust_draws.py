"""Does leaving room for uncertainty help? ``python -m benchmarks.robust_draws`` draws what cases take.

The same cases are allocated on their expected hours alone (z = 0), with the default room (z = 0.7) and with more (1.3).
Then each case's hours are drawn a thousand times, log-normal with its own spread, the same draws for every plan. The
largest overload is that of the caseworker furthest above her net hours, in per cent of them; zero where nobody is.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.random import Generator, default_rng

from allocation.capacity import CapacityRules, capacity
from allocation.columns import Floats, Integers
from allocation.competence import Competence
from allocation.goals import BalancedLoad
from allocation.policy import Policy
from allocation.solve import allocate
from benchmarks.compare_principles import learned_before, municipality
from benchmarks.surroundings import Json, bar, surroundings, write_json
from pipelines.advisor_view import assessed
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

ON = date(2026, 11, 2)
MONTHS = 6
DRAWS = 1000
SPREADS = (0.2, 0.45, 0.8)
SEEDS = range(1, 6)
ROOMS = (0.0, 0.7, 1.3)
LOAD = 0.9
SKILLS = ("autisme", "tegnsprog", "hjemmetræning", "tolkesager")
NEWEST = 200


def main() -> None:
    """Draw for every instance and write ``docs/robust.json``."""
    figures: Json = surroundings() | {"draws": DRAWS, "load": LOAD, "definition": __doc__}
    with bar(len(SEEDS) + 2) as tell:
        rows: list[Json] = []
        for seed in SEEDS:
            tell(f"300 x 40, seed {seed}")
            rows.append({"seed": seed} | drawn(*instance(default_rng(seed)), seed=seed))
        figures["300x40"] = {"instances": rows, "against_mean": _against(rows)}
        tell("An invented municipality")
        figures["opdigtet_14"] = drawn(*_invented(), seed=1)
        tell("Writing")
    write_json("robust.json", figures)


def instance(rng: Generator, cases: int = 300, caseworkers: int = 40) -> tuple[list[CaseToPlace], list[Caseworker]]:
    """Draw cases of three degrees of uncertainty and caseworkers with contracts and skills, at the load wanted."""
    staff = [
        Caseworker(
            caseworker_id=CaseworkerId(f"k{number:02d}"),
            employed_on=date(2015, 1, 1),
            weekly_hours=float(rng.choice([37.0, 32.0, 30.0, 25.0], p=[0.55, 0.2, 0.15, 0.1])),
            competences=frozenset(skill for skill in SKILLS if rng.random() < 0.5),
        )
        for number in range(caseworkers)
    ]
    hours = rng.lognormal(0.0, 0.7, size=cases)
    hours *= LOAD * sum(sum(capacity(one, ON, MONTHS, CapacityRules())) for one in staff) / hours.sum()
    return [_case(rng, f"s{number:03d}", float(whole)) for number, whole in enumerate(hours)], staff


def _case(rng: Generator, name: str, hours: float) -> CaseToPlace:
    return CaseToPlace(
        case_id=CaseId(name),
        monthly_hours=(hours / MONTHS,) * MONTHS,
        spread=float(rng.choice(SPREADS)),
        required_competences=frozenset({str(rng.choice(SKILLS))} if rng.random() < 0.4 else set()),
    )


def _invented() -> tuple[list[CaseToPlace], list[Caseworker]]:
    """Take the invented municipality's newest cases as a bundle sees them that knew nothing of them."""
    invented = municipality("opdigtet_14")
    newest = invented.history.cases[-NEWEST:]
    seen = assessed(newest, learned_before(invented, newest[0].received_on))
    staff = [one for one in invented.staff if one.left_on is None]
    hours = sum(sum(case.monthly_hours[:MONTHS]) for case in seen)
    scale = LOAD * sum(sum(capacity(one, ON, MONTHS, CapacityRules())) for one in staff) / hours
    scaled = [_scaled(case, scale) for case in seen]
    return scaled, staff


def _scaled(case: CaseToPlace, scale: float) -> CaseToPlace:
    return CaseToPlace(
        case_id=case.case_id,
        monthly_hours=tuple(scale * hours for hours in case.monthly_hours),
        spread=case.spread,
        required_competences=case.required_competences,
    )


def drawn(cases: Sequence[CaseToPlace], staff: Sequence[Caseworker], *, seed: int) -> Json:
    """Allocate with each room, and draw: the largest overload's median and 90th percentile, in per cent."""
    place = {one.caseworker_id: number for number, one in enumerate(staff)}
    room = np.array([sum(capacity(one, ON, MONTHS, CapacityRules())) for one in staff])
    hours = _hours(cases, default_rng(10_000 + seed))
    told: Json = {"cases": len(cases), "caseworkers": len(staff)}
    for z in ROOMS:
        policy = Policy(name="robust", principles=(Competence(), BalancedLoad(z=z)), horizon_months=MONTHS)
        plan = allocate(cases, staff, policy, ON)
        seat_of = {placement.case_id: place[placement.caseworker_id] for placement in plan.placements}
        kept = [number for number, case in enumerate(cases) if case.case_id in seat_of]
        seats = np.array([seat_of[cases[number].case_id] for number in kept], dtype=np.intp)
        told[f"z_{z:g}"] = _figures(hours[:, kept], seats, room) | {"planned_peak": round(plan.peak_share, 4)}
    return told


def _hours(cases: Sequence[CaseToPlace], rng: Generator) -> Floats:
    """Draw every case's hours, (draws, cases), log-normal with its mean and spread."""
    mean = np.array([sum(case.monthly_hours[:MONTHS]) for case in cases])
    sigma = np.sqrt(np.log1p(np.square([case.spread for case in cases])))
    noise = rng.standard_normal((DRAWS, len(cases)))
    return np.asarray(mean * np.exp(sigma * noise - sigma**2 / 2.0))


def _figures(hours: Floats, seats: Integers, room: Floats) -> Json:
    loads = np.zeros((len(hours), len(room)))
    for seat in range(len(room)):
        loads[:, seat] = hours[:, seats == seat].sum(axis=1)
    over = np.maximum(loads / room - 1.0, 0.0)
    largest = 100.0 * over.max(axis=1)
    median, most = np.quantile(largest, [0.5, 0.9]).tolist()
    return {
        "median": round(median, 2),
        "p90": round(most, 2),
        "mean": round(float(largest.mean()), 2),
        "hours_over": round(float((over * room).sum(axis=1).mean()), 1),
    }


def _against(rows: Sequence[Mapping[str, Json]]) -> Json:
    """Return how much lower the 90th percentile is than with expected hours alone, over the instances."""
    told: Json = {}
    for z in ROOMS[1:]:
        gaps = np.array([row[f"z_{z:g}"]["p90"] - row["z_0"]["p90"] for row in rows])
        told[f"z_{z:g}"] = {
            "p90_points": round(float(gaps.mean()), 2),
            "standard_error": round(float(gaps.std(ddof=1) / np.sqrt(len(gaps))), 2),
            "lower_in": int((gaps < 0.0).sum()),
            "of": len(gaps),
        }
    return told


if __name__ == "__main__":
    main()
