import csv
from pathlib import Path

import numpy as np

from benchmarks.membership import _area, _halves


def _ids(folder: Path) -> list[str]:
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as stream:
        return [row["case_id"] for row in csv.DictReader(stream)]


def test_every_case_is_dealt_to_one_of_two_halves_of_a_size(tmp_path: Path) -> None:
    first, second = _halves(tmp_path, 120, 7)

    assert len(_ids(first)) == len(_ids(second)) == 60
    assert sorted([*_ids(first), *_ids(second)]) == sorted(_ids(tmp_path / "hele"))


def test_a_guess_that_knows_is_certain_and_a_blind_one_is_even() -> None:
    is_member = np.arange(400) % 2

    knows = _area(is_member.astype(np.float64), is_member, 1)
    blind = _area(np.random.default_rng(3).random(400), is_member, 1)

    assert (knows["auc"], knows["low"]) == (1.0, 1.0)
    assert blind["low"] < 0.5 < blind["high"]
