"""What has been written for whoever takes a case on, and has she read it? Every version is kept; the newest counts."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.hand_over import HandOver, HandOverId, Heading
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import hand_overs


def write_hand_over(
    connection: Connection, case_id: CaseId, from_id: CaseworkerId, *, notes: Mapping[Heading, str], stamp: Stamp
) -> HandOverId:
    """Store the next version of a caseworker's note on a case, and return its id. Empty headings are left out."""
    hand_over_id = HandOverId(str(uuid4()))
    row = {
        "hand_over_id": hand_over_id,
        "case_id": case_id,
        "from_id": from_id,
        "notes": {heading.value: notes[heading] for heading in Heading if notes.get(heading)},
    }
    connection.execute(insert(hand_overs).values(**row, **stamp.on("written")))
    return hand_over_id


def receive_hand_over(
    connection: Connection, hand_over_id: HandOverId, received_id: CaseworkerId, stamp: Stamp
) -> None:
    """Write down that a caseworker has read a version; who did so first stays."""
    is_it = (hand_overs.c.hand_over_id == hand_over_id) & hand_overs.c.received_at.is_(None)
    values = {"received_id": received_id} | stamp.on("received")
    connection.execute(update(hand_overs).where(is_it).values(**values))


def find_hand_over(connection: Connection, hand_over_id: HandOverId, *, lock: bool = False) -> HandOver | None:
    """Return a version, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    query = select(hand_overs).where(hand_overs.c.hand_over_id == hand_over_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _hand_over(row)


def hand_overs_of(connection: Connection, case_id: CaseId) -> tuple[HandOver, ...]:
    """Return every version written about a case, in the order they were written."""
    return _read(connection, hand_overs.c.case_id == case_id)


def newest_hand_overs(connection: Connection, case_ids: Collection[CaseId]) -> dict[CaseId, tuple[HandOver, ...]]:
    """Return, by case, the newest version of each caseworker who has written about it; the newest of them last."""
    if not case_ids:
        return {}
    latest = (
        select(func.max(hand_overs.c.sequence))
        .where(hand_overs.c.case_id.in_(sorted(case_ids)))
        .group_by(hand_overs.c.case_id, hand_overs.c.from_id)
    )
    found: dict[CaseId, tuple[HandOver, ...]] = {}
    for one in _read(connection, hand_overs.c.sequence.in_(latest)):
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[HandOver, ...]:
    query = select(hand_overs).where(*conditions).order_by(hand_overs.c.sequence)
    return tuple(_hand_over(row) for row in connection.execute(query))


def _hand_over(row: Row[Any]) -> HandOver:
    return HandOver(
        hand_over_id=HandOverId(row.hand_over_id),
        case_id=CaseId(row.case_id),
        from_id=CaseworkerId(row.from_id),
        notes={heading: row.notes[heading.value] for heading in Heading if heading.value in row.notes},
        written_at=row.written_at,
        received_id=None if row.received_id is None else CaseworkerId(row.received_id),
        received_at=row.received_at,
    )
