"""What does training report on each scheme, real and invented, and how much of that is the luck of one seed?"""

from pathlib import Path

from benchmarks.ebm import with_ebm
from benchmarks.surroundings import SCHEMES, VAR, Json, real_data, silent
from models import bundle as bundles
from models.learn import Training
from pipelines.synthetic import synthesise
from pipelines.train import Trained, read_truth, train

REAL = {
    "bpic15_touch_days": "bpic15",
    "bpic15_activities": "bpic15",
    "sip": "sip",
    "sip_estimate": "sip",
    "dds": "dds",
}
"""Each real scheme and its history's folder."""
SYNTHETIC_CASES = 3000
SYNTHETIC_CASEWORKERS = 16
SEEDS = (1, 2, 3, 7, 11)
RESULTS = VAR / "results"


def scheme_file(name: str) -> Path:
    """Return a real scheme's file."""
    return SCHEMES / f"{name}.toml"


def bundle_folder(name: str) -> Path:
    """Return where a run's bundle is kept."""
    return RESULTS / "bundles" / name


def real_report(name: str) -> Json:
    """Train on a real history and return the report; where the history is absent, say so."""
    folder = real_data(REAL[name])
    if folder is None:
        return {"absent": f"the real history {REAL[name]} is not on this machine"}
    trained = train(str(scheme_file(name)), folder, Training(), silent)
    return _kept(name, trained, with_ebm(trained))


def municipality(seed: int, cases: int = SYNTHETIC_CASES) -> Path:
    """Return an invented municipality's folder, made now: what an older program invented would not be its equal."""
    folder = RESULTS / (f"kommune-{seed}" if cases == SYNTHETIC_CASES else f"kommune-{seed}-{cases}")
    synthesise(folder, cases=cases, caseworkers=SYNTHETIC_CASEWORKERS, seed=seed)
    return folder


def synthetic_report(seed: int) -> Json:
    """Train on an invented municipality and return the report, which knows the truth; the first seed has every peer."""
    folder = municipality(seed)
    trained = train(str(folder / "scheme.toml"), folder, Training(), silent)
    if seed != SEEDS[0]:
        return _kept(f"synthetic-{seed}", trained, trained.report)
    truth = read_truth(folder, trained.bundle.frame.scheme, trained.parts.test)
    return _kept(f"synthetic-{seed}", trained, with_ebm(trained, truth))


def seed_row(seed: int, report: Json) -> Json:
    """Return what one seed says of the distance to the truth, and of leaving open cases out.

    ``expected_…`` are free of the hold-out's luck: the truth's own figure plus the expected surplus over it.
    """
    category, effort = report["category"], report["effort"]
    closed_only, truth = effort["baselines"]["closed_only"], effort["truth_deviance"]
    return {
        "seed": seed,
        "n_matured": effort["n_matured"],
        "log_loss_over_truth": category["log_loss"] / category["truth_log_loss"],
        "expected_log_loss_over_truth": 1.0 + category["excess_log_loss"] / category["truth_log_loss"],
        "deviance_over_truth": effort["deviance"] / truth,
        "expected_deviance_over_truth": 1.0 + effort["excess_deviance"] / truth,
        "glm_over_truth": effort["baselines"]["glm"]["deviance"] / truth,
        "expected_glm_over_truth": 1.0 + effort["baselines"]["glm"]["excess_deviance"] / truth,
        "category_table_over_truth": effort["baselines"]["category_table"]["deviance"] / truth,
        "closed_only_over_truth": closed_only["deviance"] / truth,
        "bias_ratio": effort["bias_ratio"],
        "truth_bias_ratio": effort["truth_bias_ratio"],
        "closed_only_bias_ratio": closed_only["bias_ratio"],
        "ece": category["ece"],
        "coverage": coverage_row(report),
    }


def coverage_row(report: Json) -> Json:
    """Return how many of how many each promise held: sets overall and by category, and intervals of hours."""
    category, effort = report["category"], report["effort"]
    held = {"sets": [category["coverage"], category["n"], category["set_level"]]}
    for code, found in category.get("coverage_by_category", {}).items():
        held[f"sets, {code}"] = [found["coverage"], found["n"], category["set_level"]]
    return held | {"hours": [effort["interval_coverage"], effort["n_matured"], effort["interval_level"]]}


def _kept(name: str, trained: Trained, report: Json) -> Json:
    bundles.save(trained.bundle, bundle_folder(name))
    effort = report["effort"] | {"interval_level": trained.bundle.effort.interval.level}
    return report | {"effort": effort}
