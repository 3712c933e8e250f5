"""Is what a diary shows of a course right on average? Recorded hours over exposed true ones, with no model in between.

For many invented municipalities: hours recorded in the windows over the truth's expected hours times the exposure,
beside the same of all hours of the last two years. What the two share is the municipality's luck; their ratio is the
diary's.

    python -m benchmarks.diary_level        writes docs/diary_level.json
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.surroundings import VAR, Bar, Json, bar, surroundings, write_json
from features.history_files import read_history
from features.panel import panel
from features.scheme_toml import read_scheme
from pipelines.synthetic import synthesise
from pipelines.synthetic_diary import Diary
from pipelines.train import TRUTH

SEEDS = tuple(range(21, 37))
CASES, CASEWORKERS = 1500, 8
DIARIES = {"2 weeks": Diary(weeks=2), "4 weeks": Diary(weeks=2, rounds=2), "8 weeks": Diary(weeks=2, rounds=4)}
LAST_DAYS = 730


def collect(tell: Bar, seeds: Sequence[int] = SEEDS) -> Json:
    """Return each diary's level over that of all hours: mean, standard error, and the ratios themselves."""
    ratios: dict[str, list[float]] = {name: [] for name in DIARIES}
    for seed in seeds:
        tell(f"Municipality {seed}")
        whole = level(_invented(seed, None), LAST_DAYS)
        for name, diary in DIARIES.items():
            ratios[name].append(level(_invented(seed, diary)) / whole)
    return {name: _summary(values) for name, values in ratios.items()}


def level(folder: Path, days: int | None = None) -> float:
    """Return recorded hours over true ones times exposure, within the horizon; of the last ``days`` where given."""
    history, _ = read_history(read_scheme(folder / "scheme.toml"), folder)
    laid_out = panel(history)
    months = slice(laid_out.horizon)
    truth = pd.read_parquet(folder / TRUTH).set_index("case_id").loc[[case.case_id for case in history.cases]]
    expected = truth[[f"expected_month_{month + 1}" for month in range(laid_out.horizon)]].to_numpy(np.float64)
    hours, exposure = laid_out.hours[:, months].copy(), laid_out.exposure[:, months].copy()
    if days is not None:
        earlier = panel(history.as_of(history.ends_on - timedelta(days=days)))
        hours[: len(earlier.hours)] -= earlier.hours[:, months]
        exposure[: len(earlier.hours)] -= earlier.exposure[:, months]
    return float(hours.sum() / (exposure * expected).sum())


def _invented(seed: int, diary: Diary | None) -> Path:
    folder = VAR / "diary" / f"niveau-{'hele' if diary is None else diary.rounds}"
    synthesise(folder, cases=CASES, caseworkers=CASEWORKERS, seed=seed, diary=diary)
    return folder


def _summary(values: Sequence[float]) -> Json:
    error = float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
    return {
        "over_all_hours": round(float(np.mean(values)), 4),
        "standard_error": round(error, 4),
        "ratios": [round(value, 4) for value in values],
    }


def main() -> None:
    """Collect and write."""
    with bar(len(SEEDS)) as tell:
        write_json("diary_level.json", surroundings() | collect(tell))


if __name__ == "__main__":
    main()
