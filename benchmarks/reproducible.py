"""Do the same data give the same bundle, whatever the order of rows and the number of threads?

Three runs in processes of their own: as exported with one thread, shuffled with one, shuffled again with two. Run as
``python -m benchmarks.reproducible SCHEME FOLDER`` this module is one such run and prints its content hash.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd

from benchmarks.surroundings import ROOT, Json, silent
from models.learn import Training
from pipelines.train import train

RUNS = ((0, 1), (1, 1), (2, 2))
"""Seed of the shuffle (0 = as exported) and threads."""


def reproducibility(scheme: Path, folder: Path, scratch: Path) -> Json:
    """Return the content hash of each run, and whether they are one."""
    runs = [
        {
            "shuffle": shuffle,
            "threads": threads,
            "content_hash": _hash(scheme, _shuffled(folder, scratch, shuffle), threads),
        }
        for shuffle, threads in RUNS
    ]
    return {"equal": len({run["content_hash"] for run in runs}) == 1, "runs": runs}


def _shuffled(folder: Path, scratch: Path, seed: int) -> Path:
    """Copy a history with the rows of every table in another order, as text and thus untouched."""
    if seed == 0:
        return folder
    copy = scratch / f"{folder.name}-shuffled-{seed}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    for path in sorted(copy.glob("*.csv*")):
        path.chmod(0o644)
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.sample(frac=1.0, random_state=seed).to_csv(path, index=False)
    return copy


def _hash(scheme: Path, folder: Path, threads: int) -> str:
    command = [sys.executable, "-m", "benchmarks.reproducible", str(scheme), str(folder)]
    environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


if __name__ == "__main__":
    print(train(sys.argv[1], Path(sys.argv[2]), Training(), silent).bundle.content_hash)
