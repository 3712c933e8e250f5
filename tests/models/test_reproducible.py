import os
import subprocess
import sys
from pathlib import Path
from random import Random

from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme

# Trees are asked for by hand, so that threads and sums of trees are part of what must not matter.
LEARN = """
import sys
from dataclasses import replace
from pathlib import Path
import models.learn as learn
from pipelines import train
from tests.models.boosted import SIZES

few = replace(SIZES.category.boosting, trees=5)
sizes = learn.Sizes(category=replace(SIZES.category, boosting=few), effort=replace(SIZES.effort, boosting=few))
learn.choose_sizes = lambda frame, part, settings: sizes
train._report = lambda *_, **__: {"category": {}, "effort": {}}
train.model_card = lambda *_: ""
folder = Path(sys.argv[1])
trained = train.train(str(folder / "scheme.toml"), folder, learn.Training(), list)
assert trained.learned.score.booster is not None
print(trained.bundle.content_hash)
"""


def learned_hash(folder: Path, threads: int, hash_seed: int) -> str:
    # Threads that wait without spinning: on a busy machine two of them are else ten times slower than one.
    own = {"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive", "PYTHONHASHSEED": str(hash_seed)}
    environment = {**os.environ, **own}
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", LEARN, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=root,
        timeout=60,
    )
    return ran.stdout.strip()


def shuffled(source: Path, target: Path, seed: int) -> Path:
    """Copy a history with the rows of its tables in another order."""
    target.mkdir()
    (target / "scheme.toml").write_bytes((source / "scheme.toml").read_bytes())
    for name in ("cases", "hours", "categories"):
        header, *rows = (source / f"{name}.csv").read_text("utf-8").splitlines()
        Random(seed).shuffle(rows)  # noqa: S311
        (target / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return target


def test_neither_rows_nor_threads_nor_hash_seeds_change_the_bundle(municipality: Path, tmp_path: Path) -> None:
    plain = learned_hash(municipality, threads=1, hash_seed=0)

    folder = shuffled(municipality, tmp_path / "blandet", seed=5)

    assert len(plain) == 64
    assert learned_hash(folder, threads=2, hash_seed=1) == plain


def test_rows_in_another_order_are_the_same_history(municipality: Path, tmp_path: Path) -> None:
    scheme = read_scheme(municipality / "scheme.toml")

    def read(folder: Path) -> History:
        return read_history(scheme, folder)[0]

    one, other = read(municipality), read(shuffled(municipality, tmp_path / "blandet", seed=6))

    assert one.cases == other.cases
    assert one.judgements == other.judgements
    assert one.work.hours.tobytes() == other.work.hours.tobytes()
