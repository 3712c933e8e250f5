"""What stands in a Parquet file? The same cells a CSV file would hold, so that one set of rules reads both."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sagstyngde.errors import HistoryRefused

Cells = Sequence[str | tuple[str, ...]]


def read_parquet(path: Path, wanted: frozenset[str]) -> tuple[Sequence[str], Mapping[str, Cells]]:
    """Return the names of all columns, and of the wanted ones their cells as text; a list becomes a tuple of texts.

    Raises:
        HistoryRefused: the file is no Parquet file, or is damaged.

    """
    try:
        header = list(pq.read_schema(path).names)
        table = pq.read_table(path, columns=sorted(wanted & set(header)))
    except (pa.ArrowException, OSError) as error:
        raise HistoryRefused(
            english=f"{path.name}: cannot be read as Parquet; export or copy it again",
            danish=f"{path.name}: kan ikke læses som Parquet; lav udtrækket eller kopien igen",
        ) from error
    return header, {name: [cell_of(value) for value in table.column(name).to_pylist()] for name in table.column_names}


def cell_of(value: object) -> str | tuple[str, ...]:
    """Return a typed value as the text a CSV file would hold; missing is empty.

    >>> cell_of(3.0), cell_of(None), cell_of(True), cell_of(["skole", "PPR"])
    ('3.0', '', 'true', ('skole', 'PPR'))
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if math.isnan(value):
            return ""
        case date():
            return value.isoformat()
        case list() | tuple() | set():
            return tuple("" if part is None else str(part) for part in value)
        case _:
            return str(value)
