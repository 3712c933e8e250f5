"""Millions of invented cases: one invented municipality's again and again, with other ids, days and order."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_PER_PART = 50_000
_DAYS = 180


def write_parts(municipality: Path, folder: Path, rows: int, *, seed: int = 1) -> Path:
    """Write parts of invented cases until there are so many rows.

    Facts are drawn from the municipality's own cases, whole cases at a time; each is received up to half a year later
    than its original, so that ages differ.
    """
    cases = pd.read_csv(municipality / "cases.csv", dtype=str, keep_default_na=False)
    received = cases.pop("received_on").to_numpy(dtype="datetime64[D]")
    cases["closed_on"] = ""
    facts = pa.Table.from_pandas(cases, preserve_index=False)
    folder.mkdir(parents=True)
    for part, first in enumerate(range(0, rows, ROWS_PER_PART)):
        rng = np.random.default_rng((seed, part))
        count = min(ROWS_PER_PART, rows - first)
        chosen = rng.integers(0, len(cases), count)
        later = received[chosen] + rng.integers(0, _DAYS, count).astype("timedelta64[D]")
        table = facts.take(pa.array(chosen)).set_column(
            facts.schema.get_field_index("case_id"),
            "case_id",
            pa.array([f"opdigtet-{number}" for number in range(first, first + count)]),
        )
        table = table.append_column("received_on", pa.array(later))
        pq.write_table(table, folder / f"del-{part:04d}.parquet", compression="zstd")
    return folder
