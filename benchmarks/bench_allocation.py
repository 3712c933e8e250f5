"""How far from the best possible is a proposal, how long does it take, and what would simpler ways have done?

The gap is measured to a bound that no allocation can beat: all hours over all capacity, the heaviest load somebody
already has, and for each case the least load that any one caseworker can take it with. Its true distance to the best
allocation is smaller than stated; where there are few cases the best is found exactly, and stands among the peers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from allocation.capacity import capacity
from allocation.goals import BalancedLoad
from allocation.policy import Policy
from allocation.policy_toml import read_policy
from allocation.solve import allocate
from benchmarks.exact import smallest_peak
from benchmarks.surroundings import Json
from benchmarks.timing import REPEATS, median_seconds
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

SIZES = ((30, 15), (300, 40))
SEEDS = (1, 2, 3)
ON = date(2026, 3, 2)
MONTHS = 6
FEW_CASES = 50
ALMOST = 1e-8
EMPLOYED = date(2015, 1, 1)

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Cases to place and caseworkers with what they hold, invented: heavy-tailed hours and mixed contracts."""

    cases: tuple[CaseToPlace, ...]
    held: tuple[CaseToPlace, ...]
    staff: tuple[Caseworker, ...]

    @property
    def hours(self) -> Floats:
        """Hours of the cases to place, (cases,)."""
        return np.array([sum(case.monthly_hours) for case in self.cases])

    @property
    def held_hours(self) -> Floats:
        """Hours that each caseworker holds, (caseworkers,)."""
        return np.array([sum(case.monthly_hours) for case in self.held])

    @property
    def capacity(self) -> Floats:
        """Net hours of each caseworker, (caseworkers,)."""
        rules = read_policy("standard").capacity
        return np.array([sum(capacity(one, ON, MONTHS, rules)) for one in self.staff])


def bench_allocation() -> list[Json]:
    """Return a row for each size, seed and variant: the standard policy, and balance alone without slack."""
    policies = {
        "standard": read_policy("standard"),
        "balance_alone": Policy(name="balance", principles=(BalancedLoad(tolerance=0.0),), horizon_months=MONTHS),
    }
    warm = draw_instance(*SIZES[1], seed=4)
    allocate([*warm.cases, *warm.held], warm.staff, policies["standard"], ON)
    return [_row(size, seed, variant, policies[variant]) for size, seed, variant in product(SIZES, SEEDS, policies)]


def draw_instance(cases: int, caseworkers: int, seed: int) -> Instance:
    """Draw an instance: new cases fill about a quarter of the capacity, open ones about half, unevenly."""
    rng = np.random.default_rng(seed)
    contracts = rng.choice([25.0, 30.0, 37.0, 37.0], caseworkers)
    staff = tuple(
        Caseworker(caseworker_id=CaseworkerId(f"w{place:02d}"), employed_on=EMPLOYED, weekly_hours=hours)
        for place, hours in enumerate(contracts.tolist())
    )
    net = Instance(cases=(), held=(), staff=staff).capacity
    hours = rng.lognormal(0.0, 0.9, cases)
    hours *= 0.25 * net.sum() / hours.sum()
    held = net * rng.uniform(0.35, 0.65, caseworkers)
    return Instance(
        cases=tuple(_case(f"c{place:03d}", total, None) for place, total in enumerate(hours.tolist())),
        held=tuple(
            _case(f"h{place:03d}", total, staff[place].caseworker_id) for place, total in enumerate(held.tolist())
        ),
        staff=staff,
    )


def bound(instance: Instance) -> float:
    """Return a largest load that no allocation can go below."""
    net, held, hours = instance.capacity, instance.held_hours, instance.hours
    together = (held.sum() + hours.sum()) / net.sum()
    alone = ((held[None, :] + hours[:, None]) / net[None, :]).min(axis=1).max()
    return float(max(together, (held / net).max(), alone))


def _case(name: str, hours: float, holder: CaseworkerId | None) -> CaseToPlace:
    return CaseToPlace(case_id=CaseId(name), monthly_hours=(hours / MONTHS,) * MONTHS, caseworker_id=holder)


def _row(size: tuple[int, int], seed: int, variant: str, policy: Policy) -> Json:
    instance = draw_instance(*size, seed)
    best, exact = bound(instance), _exact(instance)

    def propose() -> float:
        return allocate([*instance.cases, *instance.held], instance.staff, policy, ON).peak_share

    peak = propose()
    return {
        "cases": size[0],
        "caseworkers": size[1],
        "seed": seed,
        "variant": variant,
        "gap_pct": _gap(peak, best),
        "peak_share": round(peak, 4),
        "proved_optimal": peak <= (best if exact is None else exact) * (1.0 + ALMOST),
        "seconds": round(median_seconds(propose, REPEATS), 3),
        "peers": {name: _gap(_peak(instance, way(instance)), best) for name, way in PEERS.items()}
        | ({} if exact is None else {"highs": _gap(exact, best)}),
    }


def _exact(instance: Instance) -> float | None:
    """Return the smallest largest load where that can be found in seconds."""
    if len(instance.cases) > FEW_CASES:
        return None
    return smallest_peak(instance.hours, instance.held_hours, instance.capacity)


def _gap(peak: float, best: float) -> float:
    return round(100.0 * (peak / best - 1.0), 3) + 0.0  # no negative zero


def _peak(instance: Instance, seats: Integers) -> float:
    loads = instance.held_hours + np.bincount(seats, instance.hours, minlength=len(instance.staff))
    return float((loads / instance.capacity).max())


def _round_robin(instance: Instance) -> Integers:
    return np.arange(len(instance.cases)) % len(instance.staff)


def _fewest_cases(instance: Instance) -> Integers:
    """Give each case, as it comes, to the caseworker with the fewest new ones; of several to the least loaded."""
    loads, counts = instance.held_hours.copy(), np.zeros(len(instance.staff))
    seats = []
    for hours in instance.hours.tolist():
        seat = int(np.lexsort((loads / instance.capacity, counts))[0])
        loads[seat] += hours
        counts[seat] += 1
        seats.append(seat)
    return np.array(seats, dtype=np.intp)


def _heaviest_first(instance: Instance) -> Integers:
    """Give the heaviest case left to whoever then has the smallest load."""
    loads, seats = instance.held_hours.copy(), np.zeros(len(instance.cases), dtype=np.intp)
    for case in np.argsort(-instance.hours, kind="stable").tolist():
        seats[case] = int(np.argmin((loads + instance.hours[case]) / instance.capacity))
        loads[seats[case]] += instance.hours[case]
    return seats


PEERS: dict[str, Callable[[Instance], Integers]] = {
    "round_robin": _round_robin,
    "equal_count": _fewest_cases,
    "lpt": _heaviest_first,
}
