"""How does a revision carry rows over? Read as the tables are at that revision, written as they have become."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import op

Row: TypeAlias = dict[str, Any]


def all_rows(name: str) -> list[Row]:
    """Return every row of a table, in the order of its key."""
    table = _table(name)
    query = sa.select(table).order_by(*table.primary_key)
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


def add_rows(name: str, rows: Sequence[Row]) -> None:
    """Store rows, and let a table that numbers its rows count on from the last of them."""
    if not rows:
        return
    connection, table = op.get_bind(), _table(name)
    connection.execute(sa.insert(table), list(rows))
    if connection.dialect.name == "postgresql" and "sequence" in table.c:
        last = sa.select(sa.func.max(table.c.sequence)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(name, "sequence"), last)))


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
