"""How do all rows come from one database into another, of whichever engine? Table by table, in one transaction."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Insert, Table, bindparam, delete, func, insert, select

from storage.engine import Connection
from storage.tally import COPIED, Tell, chunks, count_rows, silent


def copy_rows(source: Connection, target: Connection, tell: Tell = silent) -> None:
    """Copy every row of every table that is copied; what migrations put into the target makes room."""
    for table in reversed(COPIED):
        target.execute(delete(table))
    total, done = count_rows(source), 0
    for table in COPIED:
        statement = _insert(table)
        for chunk in chunks(source, table):
            target.execute(statement, chunk)
            done += len(chunk)
            tell("Kopierer", done, total)
    if target.dialect.name == "postgresql":
        for table, column in _numbered():
            _count_on(target, table, column)


def _insert(table: Table) -> Insert:
    """Return an insert that keeps "no value" apart from JSON's null, where a column may be without a value."""
    maybe = (column for column in table.columns if isinstance(column.type, JSON) and column.nullable)
    return insert(table).values(
        {column.name: bindparam(column.name, type_=JSON(none_as_null=True)) for column in maybe}
    )


def _numbered() -> Iterator[tuple[Table, Any]]:
    for table in COPIED:
        column = table.autoincrement_column
        if column is not None:
            yield table, column


def _count_on(target: Connection, table: Table, column: Any) -> None:
    """Let the next row get the number after the last: rows that bring their own number do not move the counter."""
    last = target.execute(select(func.max(column))).scalar_one()
    if last is not None:
        target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))
