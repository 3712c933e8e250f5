"""When were cases erased, and how many? So that a model trained before says what is still to go from it.

A row holds a number and a moment: neither a case, a child nor a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.models import erasures


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One time that cases were erased."""

    erasure_id: str
    cases: int
    erased_at: datetime


def record_erasure(connection: Connection, cases: int, stamp: Stamp) -> None:
    """Store that cases were erased; nothing where there were none."""
    if cases:
        row = {"erasure_id": uuid4().hex, "cases": cases}
        connection.execute(insert(erasures).values(**row, **stamp.on("erased")))


def pending_erasures(connection: Connection, since: datetime) -> tuple[Erasure, ...]:
    """Return the erasures after a model's history was read, the oldest first: the model may still know those cases."""
    query = select(erasures).where(erasures.c.erased_at >= since).order_by(erasures.c.sequence)
    rows = connection.execute(query)
    return tuple(Erasure(erasure_id=row.erasure_id, cases=row.cases, erased_at=row.erased_at) for row in rows)


def cases_pending(pending: Sequence[Erasure]) -> int:
    """Count the cases of some erasures."""
    return sum(one.cases for one in pending)
