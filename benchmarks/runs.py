"""What does training report on each scheme, real and invented, and how much of that is the luck of one seed?"""

from pathlib import Path

from benchmarks.surroundings import SCHEMES, VAR, Json, real_data, silent
from models import bundle as bundles
from models.learn import Training
from pipelines.synthetic import synthesise
from pipelines.train import Trained, train

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
    return _kept(name, train(str(scheme_file(name)), folder, Training(), silent))


def municipality(seed: int) -> Path:
    """Return an invented municipality's folder, made now: what an older program invented would not be its equal."""
    folder = RESULTS / f"kommune-{seed}"
    synthesise(folder, cases=SYNTHETIC_CASES, caseworkers=SYNTHETIC_CASEWORKERS, seed=seed)
    return folder


def synthetic_report(seed: int) -> Json:
    """Train on an invented municipality and return the report, which knows the truth."""
    folder = municipality(seed)
    return _kept(f"synthetic-{seed}", train(str(folder / "scheme.toml"), folder, Training(), silent))


def seed_row(seed: int, report: Json) -> Json:
    """Return what one seed says of the distance to the truth, and of leaving open cases out."""
    category, effort = report["category"], report["effort"]
    closed_only = effort["baselines"]["closed_only"]
    return {
        "seed": seed,
        "n_matured": effort["n_matured"],
        "log_loss_over_truth": category["log_loss"] / category["truth_log_loss"],
        "deviance_over_truth": effort["deviance"] / effort["truth_deviance"],
        "glm_over_truth": effort["baselines"]["glm"]["deviance"] / effort["truth_deviance"],
        "category_table_over_truth": effort["baselines"]["category_table"]["deviance"] / effort["truth_deviance"],
        "closed_only_over_truth": closed_only["deviance"] / effort["truth_deviance"],
        "bias_ratio": effort["bias_ratio"],
        "truth_bias_ratio": effort["truth_bias_ratio"],
        "closed_only_bias_ratio": closed_only["bias_ratio"],
    }


def _kept(name: str, trained: Trained) -> Json:
    bundles.save(trained.bundle, bundle_folder(name))
    effort = trained.report["effort"] | {"interval_level": trained.bundle.effort.interval.level}
    return trained.report | {"effort": effort}
