"""How far do parts and a cluster carry on this machine? Millions of cases, and the search for a model; docs/scale.md.

``python -m benchmarks.scale --rows 1000000`` takes some minutes, with 10,000,000 rows the better part of an hour; the
parts are deleted again. The machine's load stands beside every figure: on a busy machine they say little.
"""

import json
import os
import shutil
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.memory import watched
from benchmarks.runs import municipality
from benchmarks.scale_page import page
from benchmarks.scale_parts import write_parts
from benchmarks.surroundings import DOCS, VAR, Json, silent, surroundings, write_json
from features.frame import Frame
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models import bundle as bundles
from models.bundle import ModelBundle
from models.cohort import split
from models.learn import Provenance, Training, learn_bundle
from models.mapping import Mapper, one_by_one
from pipelines.assess_parts import SUMMARY, assess_parts
from pipelines.engines import Engine, mapper_of
from pipelines.progress import Steps

REPEATED_CASES = 20_000
"""So many invented cases are repeated."""
SEARCHED_CASES = 1_000
"""So many cases a model is searched for on."""
NAME = "scale.json"


def main(
    rows: Annotated[int, typer.Option(help="How many cases are assessed.")] = 1_000_000,
    workers: Annotated[str, typer.Option(help="On how many processes; 0 is without a cluster.")] = "0,1,2",
    scratch: Annotated[Path, typer.Option(help="Where parts are written and deleted.")] = VAR,
    *,
    search: Annotated[bool, typer.Option(help="Also time the search for a model.")] = True,
) -> None:
    """Measure, add to docs/scale.json, and write docs/scale.md anew."""
    counts, path = [int(word) for word in workers.split(",")], DOCS / NAME
    figures: Json = json.loads(path.read_text("utf-8")) if path.exists() else {"assess": [], "search": []}
    figures |= surroundings()
    folder = municipality(1, SEARCHED_CASES)
    if search:
        figures["search"] = [_search(folder, count) for count in counts]
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scratch, prefix="scale-") as place:
        bundles.save(_learned(folder, one_by_one), Path(place) / "bundle")
        runs = _assess_all(Path(place), rows, counts)
    others = [run for run in figures["assess"] if (run["rows"], run["workers"]) not in {(rows, n) for n in counts}]
    figures["assess"] = sorted(others + runs, key=lambda run: (run["rows"], run["workers"]))
    write_json(NAME, figures)
    (DOCS / "scale.md").write_text(page(figures), "utf-8")


def _assess_all(folder: Path, rows: int, counts: list[int]) -> list[Json]:
    cases = write_parts(municipality(1, REPEATED_CASES), folder / "sager", rows)
    return [_assess(folder / "bundle", cases, folder / "ud", workers=count) for count in counts]


def _assess(bundle: Path, cases: Path, out: Path, *, workers: int) -> Json:
    """Assess all parts, and delete the answers."""
    load, started = os.getloadavg()[0], time.perf_counter()
    with watched() as memory, _mapper(workers) as mapper:
        begun = time.perf_counter()
        done = assess_parts(bundle, cases, out, mapper=mapper, steps=Steps(Console(quiet=True), None, None))
        seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    parts = json.loads((out / SUMMARY).read_text("utf-8"))["parts"]
    shutil.rmtree(out)
    return {
        "rows": done.answered + done.refused,
        "refused": done.refused,
        "parts": len(parts),
        "workers": workers,
        "start_s": round(begun - started, 1),
        "seconds": round(seconds, 1),
        "rows_per_s": round(done.answered / seconds),
        "peak": dict(memory),
        "output_bytes_per_row": round(size / done.answered),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
    }


def _mapper(workers: int) -> AbstractContextManager[Mapper]:
    return mapper_of(Engine.DASK if workers else None, None, max(1, workers))


def _search(folder: Path, workers: int) -> Json:
    """Learn a model, most of which is the search for its size."""
    load = os.getloadavg()[0]
    with _mapper(workers) as mapper:
        begun = time.perf_counter()
        learned = _learned(folder, mapper)
        seconds = round(time.perf_counter() - begun, 1)
    load_now = round(os.getloadavg()[0], 1)
    return {
        "workers": workers,
        "cases": learned.manifest.training_cases,
        "seconds": seconds,
        "content_hash": learned.content_hash,
        "load": [round(load, 1), load_now],
    }


def _learned(folder: Path, mapper: Mapper) -> ModelBundle:
    scheme = read_scheme(str(folder / "scheme.toml"))
    parts = split(read_history(scheme, folder)[0])
    provenance = Provenance(
        scheme_text=(folder / "scheme.toml").read_text("utf-8"),
        bands=None,
        trained_through=parts.trained_through,
        created_at=datetime.now(UTC),
        code_version="benchmark",
    )
    frame = Frame.learn(scheme, parts.develop.cases)
    return learn_bundle(frame, parts, Training(mapper=mapper), provenance, progress=silent)[0]


if __name__ == "__main__":
    typer.run(main)
