"""What is measured of very many cases: parts of invented cases, and a page that hides nothing of the machine."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from benchmarks import scale_parts
from benchmarks.memory import watched
from benchmarks.scale_page import page
from benchmarks.surroundings import Json


def a_run(workers: int, rows_per_s: int) -> Json:
    peak = {"all_mib": 1500, "largest_mib": 500, "processes": 4}
    run = {
        "rows": 1000,
        "refused": 0,
        "parts": 1,
        "workers": workers,
        "seconds": 2.0,
        "start_s": 1.0,
        "rows_per_s": rows_per_s,
    }
    return run | {"peak": peak, "output_bytes_per_row": 510, "load": [0.1, 7.5]}


def a_search(workers: int, content_hash: str) -> Json:
    return {"workers": workers, "cases": 300, "seconds": 9.0, "content_hash": content_hash, "load": [0.1, 1.0]}


def some_figures(*hashes: str) -> Json:
    found = {"date": "2026-03-02", "machine": {"cores": 2, "memory_gib": 24}}
    runs = [a_run(0, 500), a_run(1, 400), a_run(2, 600)]
    return found | {"assess": runs, "search": [a_search(place, text) for place, text in enumerate(hashes)]}


def test_the_page_tells_the_load_and_what_the_second_worker_was_worth() -> None:
    told = page(some_figures("a" * 64, "a" * 64))

    assert "0.1 → 7.5" in told
    assert "1.50 times as many a second" in told
    assert "same bit for bit" in told


def test_models_that_differ_are_called_a_fault() -> None:
    assert "that is a fault" in page(some_figures("a" * 64, "b" * 64))
    assert "Not measured" in page(some_figures())


def test_parts_hold_as_many_different_invented_cases_as_asked_for(
    municipality: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale_parts, "ROWS_PER_PART", 40)

    parts = sorted(scale_parts.write_parts(municipality, tmp_path / "sager", 100).iterdir())

    rows = pd.concat([pd.read_parquet(part) for part in parts])
    assert [pq.read_metadata(part).num_rows for part in parts] == [40, 40, 20]
    assert rows["case_id"].nunique() == 100
    assert set(rows["kommunikation"]) <= set(pd.read_csv(municipality / "cases.csv", dtype=str)["kommunikation"]) | {""}


def test_memory_is_that_of_all_processes() -> None:
    with watched() as peaks:
        held = bytearray(64 << 20)
        while not peaks["processes"]:
            held[0] += 1
            held[0] %= 2

    assert peaks["all_mib"] >= peaks["largest_mib"] >= 64
