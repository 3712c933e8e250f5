"""Parquet parts of cases for tests: the invented municipality's own, as many as are asked for."""

from pathlib import Path

import pandas as pd


def write_parts(municipality: Path, folder: Path, *, parts: int, rows: int = 60) -> Path:
    """Write so many parts with so many cases each; ids differ, everything else comes again."""
    cases = pd.read_csv(municipality / "cases.csv", dtype=str, keep_default_na=False)
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(parts):
        chosen = cases.iloc[[(part * rows + row) % len(cases) for row in range(rows)]].copy()
        chosen["case_id"] = [f"S{part:03d}{row:05d}" for row in range(rows)]
        chosen.to_parquet(folder / f"del-{part:03d}.parquet", index=False)
    return folder
