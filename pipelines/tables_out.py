"""How does a table leave the casebook? As text under ids made for this one export, in a folder that is whole.

The key of the ids is drawn here and kept nowhere. Texts that a spreadsheet would run are written as text.
"""

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from features.csv_cells import guarded
from features.tables import CSV_SUFFIXES, PARQUET_SUFFIX
from pipelines.importers.folder import write_table
from pipelines.whole_files import whole_folder

Rename = Callable[[str, str], str]
"""Gives an id of a kind (``sag``, ``barn`` …) the name it has in the export."""

_LETTERS = "bcdfghjkmnpqrstv"
"""One for each half byte: without digits a name never looks like a CPR number, without vowels it says nothing."""


class Format(StrEnum):
    """How the tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as text: the file it goes to, its header and its rows."""

    file: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def anew() -> Rename:
    """Return what gives every id a name nobody can lead back: its key is drawn here and kept nowhere.

    >>> rename = anew()
    >>> rename("sag", "s1") == rename("sag", "s1"), rename("sag", "s1") == anew()("sag", "s1")
    (True, False)
    """
    key = token_bytes(32)

    def rename(kind: str, known: str) -> str:
        digest = hmac.digest(key, f"{kind}\x1f{known}".encode(), sha256)[:10]
        return f"{kind}-{''.join(_LETTERS[half] for byte in digest for half in (byte >> 4, byte & 15))}"

    return rename


def as_known(_kind: str, known: str) -> str:
    """Keep an id as the casebook has it, for a folder that stays inside the municipality."""
    return known


def write_export(out: Path, tables: Iterable[Grid], scheme_text: str, form: Format) -> None:
    """Write the folder, whole or not at all.

    Raises:
        InputRefused: the folder holds files already, or cannot be written.

    """
    with whole_folder(out) as folder:
        for table in tables:
            path = folder / f"{_stem(table.file)}.{form.value}"
            if form is Format.PARQUET:
                _write_parquet(path, table)
            else:
                write_table(path, table.header, ([guarded(cell) for cell in row] for row in table.rows))
        (folder / "scheme.toml").write_text(scheme_text, "utf-8")


def _stem(file: str) -> str:
    name = Path(file).name
    return next((name.removesuffix(one) for one in (*CSV_SUFFIXES, PARQUET_SUFFIX) if name.endswith(one)), name)


def _write_parquet(path: Path, table: Grid) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = zip(*table.rows, strict=True) if table.rows else ([] for _ in table.header)
    pq.write_table(pa.table({name: list(cells) for name, cells in zip(table.header, columns, strict=True)}), path)
