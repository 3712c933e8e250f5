"""How often does the gate stop a clean retraining, and how often a spoilt one? Invented municipalities, real trainings.

``python -m benchmarks.gate_power`` trains a champion on the first four fifths of each municipality's cases and a
challenger on all, judges it, and then does the same with each planted fault. Every figure is a share of municipalities
with the exact binomial interval (Clopper and Pearson 1934): twenty tell little, and the interval says how little.
``--seeds N`` takes more, ``--faults N`` how many of them get the faults.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree

from scipy.stats import binomtest

from benchmarks.gate_page import write_page
from benchmarks.surroundings import VAR, Bar, Json, bar, surroundings, write_json
from pipelines.gate import judge
from pipelines.gate.levels import FALSE_STOPS
from sagstyngde.errors import SagstyngdeError
from sagstyngde.gate import Gate, Outcome
from tests.pipelines import gate_faults
from tests.pipelines.gate_world import Plant, Tables, World, planted, trial_of, world

CASES, FIRST_SEED = 700, 100
SEEDS, WITH_FAULTS = 20, 5


def clean(_tables: Tables) -> None:
    """Plant nothing."""


EXPECTED: dict[str, frozenset[str]] = {
    "leak": frozenset({"leaks"}),
    "minutes_since": frozenset({"refused"}),
    "turned_scale": frozenset({"order"}),
    "turned_lately": frozenset({"calibration_category", "coverage_category", "champion_log_loss"}),
    "shifted_level": frozenset({"calibration_hours", "moved_hours"}),
    "shifted_scale": frozenset({"calibration_category", "coverage_category", "champion_log_loss"}),
    "biased_annotator": frozenset({"judge_step"}),
    "poisoned": frozenset({"judge_spoilt"}),
}
"""What tells of each fault in the right words, stopped or named."""
FAULTS: dict[str, Plant] = {
    "leak": gate_faults.leak,
    "minutes_since": gate_faults.minutes_since,
    "turned_scale": gate_faults.turned_scale,
    "turned_lately": gate_faults.turned_lately,
    "shifted_level": gate_faults.shifted_level,
    "shifted_scale": gate_faults.shifted_scale,
    "biased_annotator": gate_faults.biased_annotator,
    "poisoned": gate_faults.poisoned,
}


def collect(tell: Bar, *, seeds: Sequence[int], with_faults: int, cases: int = CASES) -> Json:
    """Return what became of every clean retraining and of every planted fault; the clean ones are made first."""
    kept = Kept.read(cases)
    asked = [(seed, ("clean",)) for seed in seeds] + [(seed, tuple(FAULTS)) for seed in seeds[:with_faults]]
    for seed, names in asked:
        tell(f"Municipality {seed}: {', '.join(names)}")
        _run(kept, seed, [name for name in names if (seed, name) not in kept.runs], cases)
    return figures_of(kept, cases)


def figures_of(kept: "Kept", cases: int) -> Json:
    """Count what has been made so far."""
    runs = {name: [run for (_, own), run in sorted(kept.runs.items()) if own == name] for name in ("clean", *FAULTS)}
    return {
        "cases": cases,
        "budget": FALSE_STOPS,
        "checks": kept.checks,
        "clean": {
            "stopped": _share([run["stopped"] for run in runs["clean"]]),
            "unmeasured": _share([bool(run["unmeasured"]) for run in runs["clean"]]),
            "runs": runs["clean"],
        },
        "faults": {name: _told(name, runs[name]) for name in FAULTS},
    }


@dataclass(kw_only=True)
class Kept:
    """What has been made, by seed and name: hours of training are not made twice when a run is stopped.

    It lies under ``var/gate_power`` by the number of cases; remove the file after a change of the gate.
    """

    file: Path
    checks: list[Json] = field(default_factory=list)
    runs: dict[tuple[int, str], Json] = field(default_factory=dict)

    @classmethod
    def read(cls, cases: int) -> "Kept":
        """Read what earlier runs have left."""
        kept = cls(file=VAR / "gate_power" / f"{cases}.json")
        if kept.file.exists():
            found = json.loads(kept.file.read_text("utf-8"))
            kept.checks = found["checks"]
            kept.runs = {(run["seed"], run["name"]): run for run in found["runs"]}
        return kept

    def add(self, seed: int, name: str, gate: Gate | SagstyngdeError) -> None:
        """Keep one more, at once."""
        if isinstance(gate, Gate) and not self.checks:
            self.checks = [{"code": one.code, "label": one.label, "limit": one.limit} for one in gate.checks]
        self.runs[seed, name] = {"seed": seed, "name": name} | _outcome(gate)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps({"checks": self.checks, "runs": list(self.runs.values())}), "utf-8")


def _run(kept: Kept, seed: int, names: Sequence[str], cases: int) -> None:
    """Make what is missing of one municipality."""
    if not names:
        return
    folder = VAR / "gate_power" / str(seed)
    rmtree(folder, ignore_errors=True)
    town = world(folder, cases=cases, seed=seed)
    for name in names:
        kept.add(seed, name, _judged(town, folder / name, FAULTS.get(name, clean), name))
    rmtree(folder)


def _told(name: str, runs: Sequence[Json]) -> Json:
    """Say how often a fault was stopped by anything, and how often it was stopped or named by the right check."""
    return {
        "stopped": _share([run["stopped"] for run in runs]),
        "told": _share([bool(EXPECTED[name] & {*run["stops"], *run["named"]}) for run in runs]),
        "runs": list(runs),
    }


def _judged(town: World, folder: Path, plant: Plant, name: str) -> Gate | SagstyngdeError:
    """Go the road of a retraining; what stops before training is an answer too."""
    planted(town.folder, folder, plant)
    if name == "leak":
        scheme = folder / "scheme.toml"
        scheme.write_text(scheme.read_text("utf-8") + gate_faults.LEAK, "utf-8")
    try:
        return judge(trial_of(folder, town.champion))
    except SagstyngdeError as refused:
        return refused


def _outcome(gate: Gate | SagstyngdeError) -> Json:
    """Say what stopped, what was named, and what nobody could tell, which stops too but is no false stop."""
    if isinstance(gate, SagstyngdeError):
        return {"stopped": True, "stops": ["refused"], "named": [], "unmeasured": [], "told": gate.danish}
    codes = {outcome: [one.code for one in gate.checks if one.outcome is outcome] for outcome in Outcome}
    return {
        "stopped": bool(codes[Outcome.STOPPED]),
        "stops": codes[Outcome.STOPPED],
        "named": codes[Outcome.NAMED],
        "unmeasured": codes[Outcome.UNMEASURED],
    }


def _share(hits: Sequence[bool]) -> Json:
    if not hits:
        return {"count": 0, "n": 0, "low": 0.0, "high": 1.0}
    interval = binomtest(sum(hits), len(hits)).proportion_ci(method="exact")
    return {"count": sum(hits), "n": len(hits), "low": round(interval.low, 4), "high": round(interval.high, 4)}


def main(words: Sequence[str]) -> None:
    """Collect, and write figures and page."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=SEEDS)
    asked.add_argument("--faults", type=int, default=WITH_FAULTS)
    chosen = asked.parse_args(words)
    seeds = range(FIRST_SEED, FIRST_SEED + chosen.seeds)
    with bar(chosen.seeds + chosen.faults) as tell:
        figures = surroundings() | collect(tell, seeds=seeds, with_faults=chosen.faults)
    write_json("gate_power.json", figures)
    write_page(figures)


if __name__ == "__main__":
    main(sys.argv[1:])
