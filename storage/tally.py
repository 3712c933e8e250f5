"""Do two databases hold the same? Every table's rows counted and summed up, whichever engine keeps them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeAlias

from sqlalchemy import Table, func, select

from storage.engine import Connection
from storage.tables import METADATA
from storage.tables.changes import changes

Tell: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

CHUNK = 2_000
COPIED = tuple(table for table in METADATA.sorted_tables if table is not changes)
"""Every table but the one whose mark each database renews by itself: two that hold the same bear different ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A table's rows: how many, and a sum that any other row, missing row or value changes."""

    table: str
    rows: int
    digest: str


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def tallies(connection: Connection, tell: Tell = silent) -> tuple[Tally, ...]:
    """Read every row of every table, in one state of the database."""
    total = count_rows(connection)
    done = 0
    found = []
    for table in COPIED:
        rows, digest = 0, 0
        for chunk in chunks(connection, table):
            rows += len(chunk)
            # A sum, so that the order of the rows does not matter: engines sort text differently.
            digest = (digest + sum(map(_number, chunk))) % 2**256
            tell("Læser efter", done + rows, total)
        done += rows
        found.append(Tally(table=table.name, rows=rows, digest=f"{digest:064x}"))
    return tuple(found)


def count_rows(connection: Connection) -> int:
    """Count the rows of all tables."""
    counts = (connection.execute(select(func.count()).select_from(table)) for table in COPIED)
    return sum(count.scalar_one() for count in counts)


def chunks(connection: Connection, table: Table) -> Iterator[list[Mapping[str, Any]]]:
    """Yield a table's rows in the order of its key, some at a time: a log of years need not fit into memory."""
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": CHUNK}) as result:
        for part in result.mappings().partitions():
            yield [dict(row) for row in part]


def _number(row: Mapping[str, Any]) -> int:
    text = json.dumps([row[name] for name in sorted(row)], default=_plain, sort_keys=True, ensure_ascii=False)
    return int.from_bytes(sha256(text.encode()).digest())


def _plain(value: object) -> object:
    match value:
        case date() | datetime():
            return {type(value).__name__: value.isoformat()}
        case bytes() | memoryview():
            return {"bytes": bytes(value).hex()}
        case _:
            raise TypeError(f"a column of a kind that no tally knows: {type(value).__name__}")
