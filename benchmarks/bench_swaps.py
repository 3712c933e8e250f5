"""How soon does a running server answer from another model, and what do its users notice? Writes docs/swaps.json.

Two processes on one casebook, thirty requests a second by the clock; first left alone, then while models are put into
use one after another. Every answer is compared with what its model says of the same case when asked alone. Run with
``python -m benchmarks.bench_swaps``.
"""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.surroundings import Json, silent, surroundings, write_json
from models.boosting import Boosting
from models.bundle import ModelBundle
from models.learn import Training
from pipelines.synthetic import synthesise
from pipelines.train import train
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.live_server import LiveServer, live_server
from tests.serve.signed_models import Keys
from tests.serve.swap_load import Load, known_answers, under_load, wait_for_all
from tests.serve.swap_server import CODE

CASES = (400, 380)
SWAPS = 20
SECONDS = 30.0
RATE = 30.0
WORKERS = 2
LOOKS_EVERY_S = 1.0


def bench_swaps(home: Path) -> Json:
    """Return how long swaps took to reach every process, and how long requests waited with and without them."""
    first, second = (_learned(home / str(seed), cases, seed) for seed, cases in enumerate(CASES, start=1))
    url = f"sqlite:///{home / 'casebook.sqlite'}"
    engine, keys = open_engine(url), Keys(home)
    upgrade(engine)
    for one in (first, second):
        keys.register(engine, one)
    keys.put_into_use(engine, first.content_hash, 1)
    expected = known_answers(engine, (first, second))
    told = {"SAGSTYNGDE_WORKERS": str(WORKERS), "PROMETHEUS_MULTIPROC_DIR": str(home / "metrics")}
    where = {
        "SAGSTYNGDE_DATABASE": url,
        "SAGSTYNGDE_MODEL_TRUST": str(keys.trust_file),
        "LOOKS_EVERY_S": str(LOOKS_EVERY_S),
    }
    (home / "metrics").mkdir()
    with live_server(CODE, home, told | where) as server:
        wait_for_all(server.url, first.content_hash, WORKERS)
        quiet, busy, taken = Load(expected), Load(expected), []
        with under_load(quiet, [server.url], rate=RATE):
            sleep(SECONDS)
        with under_load(busy, [server.url], rate=RATE):
            for serial in range(2, SWAPS + 2):
                keys.put_into_use(engine, (first, second)[serial % 2 == 0].content_hash, serial)
                taken.append(_until_all(server, (first, second)[serial % 2 == 0]))
    return {
        "processes": WORKERS,
        "rate": RATE,
        "looks_every_s": LOOKS_EVERY_S,
        "swaps": SWAPS,
        "all_answer_from_it_s": {"median": round(median(taken), 2), "longest": round(max(taken), 2)},
        "without_swaps": _waits(quiet),
        "during_swaps": _waits(busy),
        "p99_ratio": round(busy.percentile_ms(0.99) / quiet.percentile_ms(0.99), 2),
    }


def main() -> None:
    """Measure and write."""
    with TemporaryDirectory() as home:
        write_json("swaps.json", surroundings() | bench_swaps(Path(home)))


def _learned(folder: Path, cases: int, seed: int) -> ModelBundle:
    synthesise(folder, cases=cases, caseworkers=6, seed=seed)
    return train(str(folder / "scheme.toml"), folder, Training(largest=Boosting(trees=10)), silent).bundle


def _until_all(server: LiveServer, bundle: ModelBundle) -> float:
    return wait_for_all(server.url, bundle.content_hash, WORKERS)


def _waits(load: Load) -> Json:
    """Return what was answered and how long it took; ``wrong`` counts failed and mixed answers."""
    return {
        "answered": len(load.seconds),
        "wrong": len(load.wrong),
        "p50_ms": round(load.percentile_ms(0.5), 1),
        "p99_ms": round(load.percentile_ms(0.99), 1),
    }


if __name__ == "__main__":
    main()
