"""How good is it? Trains on every history there is, real and invented, and writes docs/results.md and results.json."""

import json
import time

from benchmarks.document import document
from benchmarks.learning_chart import draw
from benchmarks.learning_curve import STEPS as CURVE_STEPS
from benchmarks.learning_curve import learning_curve
from benchmarks.newest_hundred import newest_hundred
from benchmarks.reproducible import reproducibility
from benchmarks.runs import REAL, RESULTS, SEEDS, municipality, real_report, scheme_file, seed_row, synthetic_report
from benchmarks.surroundings import DOCS, Bar, Json, bar, real_data, surroundings, write_json

WITH_TREES = "bpic15_touch_days"
"""Validation chooses no trees on the invented municipality; here it does, and threads could matter."""
STEPS = len(REAL) + len(SEEDS) + CURVE_STEPS + 3


def collect(tell: Bar) -> Json:
    """Run everything and return every figure."""
    started = time.perf_counter()
    reports, invented = _real(tell), _invented(tell)
    tell("Allocating the newest 100 cases of municipality 1")
    allocated = newest_hundred()
    tell("Training again: shuffled rows, one and two threads")
    reproducible = {"synthetic": _again_invented(), WITH_TREES: _again_real()}
    return surroundings() | {
        "seconds": round(time.perf_counter() - started, 1),
        "reports": reports | {"synthetic": invented[SEEDS[0]]},
        "seeds": [seed_row(seed, report) for seed, report in invented.items()],
        "newest_hundred": allocated,
        "reproducible": reproducible,
        "learning_curve": learning_curve(tell),
        "bench": _bench(),
    }


def main() -> None:
    """Collect, write, and say where."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    with bar(STEPS) as tell:
        results = collect(tell)
        tell("Writing")
    write_json("results.json", results)
    draw(results["learning_curve"], DOCS / "learning-curve.svg")
    (DOCS / "results.md").write_text(document(results), "utf-8")
    print(f"docs/results.md and docs/results.json, in {results['seconds']:.0f} s")


def _bench() -> Json:
    """Return the speeds that `make bench` last measured, with their date."""
    file = DOCS / "bench.json"
    if not file.is_file():
        return {"absent": "make bench has not been run"}
    figures = json.loads(file.read_text("utf-8"))
    return {name: figures[name] for name in ("date", "assess_batch", "assess_one", "train")}


def _real(tell: Bar) -> Json:
    reports = {}
    for name in REAL:
        tell(f"Training on {name}")
        reports[name] = real_report(name)
    return reports


def _invented(tell: Bar) -> dict[int, Json]:
    reports = {}
    for seed in SEEDS:
        tell(f"Inventing municipality {seed} and training on it")
        reports[seed] = synthetic_report(seed)
    return reports


def _again_invented() -> Json:
    folder = municipality(SEEDS[0])
    return reproducibility(folder / "scheme.toml", folder, RESULTS)


def _again_real() -> Json:
    folder = real_data(REAL[WITH_TREES])
    if folder is None:
        return {"absent": "the real history is not on this machine"}
    return reproducibility(scheme_file(WITH_TREES), folder, RESULTS)


if __name__ == "__main__":
    main()
