"""What are other systems told, in which order? Events are stored while the log's head is locked: none overtakes.

Whoever has read up to a sequence has therefore read everything before it.
"""

from collections.abc import Sequence

from sqlalchemy import insert, select

from sagstyngde.case import CaseId
from sagstyngde.feed import Event, EventKind, Told
from storage.engine import Connection
from storage.tables.identity import events


def append(connection: Connection, told: Sequence[Event]) -> None:
    """Store events; the transaction has appended to the log already."""
    rows = [
        {"kind": one.kind.value, "case_id": one.case_id, "at": one.at, "content": dict(one.content)} for one in told
    ]
    if rows:
        connection.execute(insert(events), rows)


def read(connection: Connection, *, after: int, limit: int) -> tuple[Told, ...]:
    """Return the events after a sequence, oldest first, at most ``limit`` of them."""
    query = select(events).where(events.c.sequence > after).order_by(events.c.sequence).limit(limit)
    return tuple(
        Told(
            sequence=row.sequence,
            event=Event(kind=EventKind(row.kind), case_id=CaseId(row.case_id), at=row.at, content=row.content),
        )
        for row in connection.execute(query)
    )
