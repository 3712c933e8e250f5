"""What are other systems told, in which order? Events are stored while the log's head is locked: none overtakes.

Whoever has read up to a sequence has therefore read everything before it.
"""

from collections.abc import Sequence

from sqlalchemy import func, insert, select

from sagstyngde.case import CaseId
from sagstyngde.feed import Event, EventKind, Told
from storage.engine import Connection
from storage.reach import Condition
from storage.tables.casework import cases
from storage.tables.identity import events

_APPENDED = insert(events)


def append(connection: Connection, told: Sequence[Event]) -> None:
    """Store events; the transaction has appended to the log already."""
    rows = [
        {"kind": one.kind.value, "case_id": one.case_id, "at": one.at, "content": dict(one.content)} for one in told
    ]
    if rows:
        connection.execute(_APPENDED, rows)


def read(connection: Connection, reach: Condition, *, after: int, limit: int) -> tuple[tuple[Told, ...], int]:
    """Return the events of the cases within reach after a sequence, oldest first, and the sequence to go on from.

    At most ``limit`` are returned; where there are no more, one goes on from the last event there was, whosever.
    """
    last = connection.execute(select(func.coalesce(func.max(events.c.sequence), 0))).scalar_one()
    query = select(events).join(cases, cases.c.case_id == events.c.case_id)
    query = query.where(events.c.sequence > after, events.c.sequence <= last, reach)
    rows = connection.execute(query.order_by(events.c.sequence).limit(limit)).all()
    told = tuple(
        Told(
            sequence=row.sequence,
            event=Event(kind=EventKind(row.kind), case_id=CaseId(row.case_id), at=row.at, content=row.content),
        )
        for row in rows
    )
    return told, told[-1].sequence if len(told) == limit else max(after, last)
