"""Which placements do caseworkers disagree with, and what did their leaders answer?

A dissent changes nothing by itself. A caseworker has one open dissent of a case at most: an index says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, insert, select, update

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import Dissent, DissentAnswer, DissentId, DissentReason
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import dissents


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDissent:
    """Who disagrees with having which case, and why. ``note`` is her own words."""

    case_id: CaseId
    caseworker_id: CaseworkerId
    reason: DissentReason
    note: str | None = None


def tell_dissent(connection: Connection, new: NewDissent, stamp: Stamp) -> DissentId:
    """Store a dissent and return its id. A second open one of the same case and caseworker breaks an index."""
    dissent_id = DissentId(str(uuid4()))
    row = {
        "dissent_id": dissent_id,
        "case_id": new.case_id,
        "caseworker_id": new.caseworker_id,
        "reason": new.reason.value,
        "note": new.note,
    }
    connection.execute(insert(dissents).values(**row, **stamp.on("told")))
    return dissent_id


def answer_dissent(
    connection: Connection, dissent_id: DissentId, answer: DissentAnswer, *, note: str | None, stamp: Stamp
) -> None:
    """Store a leader's answer. The caller holds the row, and has seen that there is none yet."""
    values = {"answer": answer.value, "answer_note": note} | stamp.on("answered")
    connection.execute(update(dissents).where(dissents.c.dissent_id == dissent_id).values(**values))


def find_dissent(connection: Connection, dissent_id: DissentId, *, lock: bool = False) -> Dissent | None:
    """Return a dissent, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    query = select(dissents).where(dissents.c.dissent_id == dissent_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _dissent(row)


def open_dissents(connection: Connection) -> tuple[Dissent, ...]:
    """Return every dissent that nobody has answered, the one that has waited longest first."""
    return _read(connection, dissents.c.answered_at.is_(None))


def dissents_of(connection: Connection, case_ids: Collection[CaseId]) -> tuple[Dissent, ...]:
    """Return the dissents of cases, answered ones too, in the order they were told."""
    return _read(connection, dissents.c.case_id.in_(sorted(case_ids))) if case_ids else ()


def dissents_by(connection: Connection, caseworker_id: CaseworkerId) -> tuple[Dissent, ...]:
    """Return what a caseworker has told, answered or not, in the order she told it."""
    return _read(connection, dissents.c.caseworker_id == caseworker_id)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Dissent, ...]:
    query = select(dissents).where(*conditions).order_by(dissents.c.sequence)
    return tuple(_dissent(row) for row in connection.execute(query))


def _dissent(row: Row[Any]) -> Dissent:
    return Dissent(
        dissent_id=DissentId(row.dissent_id),
        case_id=CaseId(row.case_id),
        caseworker_id=CaseworkerId(row.caseworker_id),
        reason=DissentReason(row.reason),
        note=row.note,
        told_at=row.told_at,
        answer=None if row.answer is None else DissentAnswer(row.answer),
        answer_note=row.answer_note,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
