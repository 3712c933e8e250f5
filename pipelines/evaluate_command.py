"""How does a bundle do on other data? The same figures as in training, on cases received after it was trained."""

import json
from pathlib import Path

import numpy as np
from rich.console import Console

from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from models.cohort import cohort, with_bands
from models.evaluate import evaluate
from pipelines.train import read_truth
from pipelines.train_command import figures
from sagstyngde.errors import TooFewCases


def run(bundle: Path, history: Path, scheme_source: str | None, *, as_json: bool, console: Console) -> None:
    """Evaluate and print.

    Raises:
        BundleRefused, HistoryRefused: an input cannot be used.
        TooFewCases: no case is newer than the bundle's training; figures on training cases would flatter.
    """
    assessor = Assessor.load(bundle)
    scheme = assessor.scheme if scheme_source is None else read_scheme(scheme_source)
    read, _ = read_history(scheme, history)
    everything = with_bands(cohort(read), assessor.bundle.bands)
    learned_until = assessor.bundle.manifest.trained_through
    newer = np.flatnonzero([case.received_on >= learned_until for case in everything.cases])
    if not len(newer):
        raise TooFewCases(
            english=f"no case was received on or after {learned_until}, where the bundle's training ended",
            danish=f"ingen sag er modtaget den {learned_until} eller senere, hvor modellens træning sluttede",
        )
    test = everything.take(newer)
    report = {"content_hash": assessor.bundle_hash, "n_test": len(newer)}
    report |= evaluate(assessor, test, read_truth(history, scheme, test))
    if as_json:
        console.out(json.dumps(report, indent=1, ensure_ascii=False), highlight=False)
    else:
        console.print(figures(report))
