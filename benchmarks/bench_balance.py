"""How near the best possible does the balance engine come at every size, how fast, and what would others have done?

Gaps are above the proved floor; where the peak is proved they are 0. Seconds count from arrays to answer, networks and
models included, after one run to warm up; ``first`` is a new process's first answer, imports and compiled loops read
from disk included. Peers that are solvers get as long as ours took, at least a second, and the time their model takes
to build.
"""

import json
import resource
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from statistics import median

from allocation.balance import Balance, balance
from benchmarks.balance_peers import MOST_PAIRS, cpsat, equal_count, highs, longest_first, round_robin
from benchmarks.instances import SIZES, VARIANTS, draw
from benchmarks.surroundings import Json

SEEDS = (1, 2, 3)
PROVED_SEEDS = range(1, 21)
LARGEST = SIZES[-1]
RULES = {"round_robin": round_robin, "equal_count": equal_count, "lpt": longest_first}
SOLVERS = {"cpsat": cpsat, "highs": highs}
LEAST_SECONDS = 1.0


def bench_balance() -> list[Json]:
    """Return a row for each size, seed and variant."""
    balance(draw(*SIZES[0], seed=4))
    balance(draw(*SIZES[1], seed=2, variant="hard"))
    return [_row(size, seed, variant) for size, variant, seed in product(SIZES, VARIANTS, SEEDS)]


def bench_proofs() -> Json:
    """Return on how many boards of the smallest size the peak is proved."""
    taken, proved = [], 0
    for variant, seed in product(VARIANTS, PROVED_SEEDS):
        question = draw(*SIZES[0], seed, variant)
        started = time.perf_counter()
        proved += balance(question).proved
        taken.append(time.perf_counter() - started)
    return {
        "boards": len(taken),
        "proved": proved,
        "median_seconds": round(median(taken), 3),
        "slowest_seconds": round(max(taken), 3),
        "within_half_a_second": sum(seconds <= 0.5 for seconds in taken),
    }


def alone(size: tuple[int, int], seed: int, variant: str) -> Json:
    """Balance one board in a process of its own: seconds to its first answer, and the most memory it used."""
    called = [sys.executable, "-m", "benchmarks.bench_balance", *map(str, size), str(seed), variant]
    done = subprocess.run(called, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])  # noqa: S603
    found: Json = json.loads(done.stdout)
    return found


def _row(size: tuple[int, int], seed: int, variant: str) -> Json:
    question = draw(*size, seed, variant)
    started = time.perf_counter()
    found = balance(question)
    taken = time.perf_counter() - started
    peaks: dict[str, float | None] = {name: question.peak(rule(question)) for name, rule in RULES.items()}
    peaks |= {name: _solved(question, name, max(LEAST_SECONDS, taken)) for name in SOLVERS}
    row = {
        "cases": size[0],
        "caseworkers": size[1],
        "seed": seed,
        "variant": variant,
        "gap_pct": _over(found.peak, found.floor),
        "peak_share": round(found.peak, 4),
        "proved_optimal": found.proved,
        "seconds": round(taken, 3),
        "peers": {name: None if peak is None else _over(peak, found.floor) for name, peak in peaks.items()},
        "largest_over_ours": {
            name: None if peak is None else round(peak / found.peak, 4) for name, peak in peaks.items()
        },
    }
    if size == LARGEST and seed == SEEDS[0]:
        row |= alone(size, seed, variant)
    if None in peaks.values():
        row["note"] = f"null: nothing found in the time, or more than {MOST_PAIRS:,} pairs of unit and caseworker"
    return row


def _solved(question: Balance, name: str, seconds: float) -> float | None:
    found = SOLVERS[name](question, seconds)
    return None if found is None else question.peak(found)


def _over(peak: float, floor: float) -> float:
    return round(100.0 * (peak / floor - 1.0), 4) + 0.0  # no negative zero


def main() -> None:
    """Print what one board alone took, as ``alone`` reads it."""
    cases, caseworkers, seed, variant = sys.argv[1:]
    question = draw(int(cases), int(caseworkers), int(seed), variant)
    started = time.perf_counter()
    balance(question)
    taken = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"first_seconds": round(taken, 2), "rss_mib": memory}))


if __name__ == "__main__":
    main()
