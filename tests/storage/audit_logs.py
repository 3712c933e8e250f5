"""Logs for tests: looks in order, what is stored of them, and an intruder who may do everything in the database."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from sagstyngde.access import Role
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from storage.audit import append
from storage.engine import Engine, writing
from storage.tables.audit import audit_entries, audit_head, audit_seals
from tests.answers import NOON

GUARDED = (audit_entries, audit_head, audit_seals)


def a_look(number: int = 1, **changes: Any) -> Look:
    fields: dict[str, Any] = {
        "at": NOON + timedelta(seconds=number),
        "actor": f"bruger-{number % 3}",
        "operation": Operation.CASE_READ,
        "outcome": Outcome.ALLOWED,
        "purpose": "sagsbehandling",
        "request_id": f"r-{number}",
        "roles": frozenset({Role.CONSULTANT}),
        "case_id": CaseId(f"sag-{number}"),
        "child_id": ChildId(f"barn-{number % 7}"),
    }
    return Look(**(fields | changes))


def fill(engine: Engine, count: int, *, at_once: int = 10) -> None:
    """Write so many looks, some in each transaction."""
    for start in range(1, count + 1, at_once):
        with writing(engine) as connection:
            append(connection, [a_look(number) for number in range(start, min(start + at_once, count + 1))])


def intrude(engine: Engine, do: Callable[[Connection], object]) -> None:
    """Do something as whoever can put the guards aside."""
    with writing(engine) as connection:
        disarm(connection)
        do(connection)


def disarm(connection: Connection) -> None:
    """Take the guards away, as the database's owner can."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    for table in GUARDED:
        connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))


def stored(connection: Connection) -> list[dict[str, Any]]:
    """Return every row as it stands."""
    found = connection.execute(select(audit_entries).order_by(audit_entries.c.sequence))
    return [dict(row) for row in found.mappings()]


def replace_all(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Put other rows in place of all there are."""
    connection.execute(delete(audit_entries))
    connection.execute(insert(audit_entries), list(rows))


def move_head(connection: Connection, **values: Any) -> None:
    """Write something else into the head."""
    connection.execute(update(audit_head).values(**values))
