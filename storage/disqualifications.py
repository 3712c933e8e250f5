"""Who is *inhabil* in which case (forvaltningsloven § 3)? Recorded with its reason; withdrawn, never removed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from sagstyngde.case import CaseId, CaseworkerId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.staff import disqualifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualification:
    """A caseworker may not have a case, and why."""

    number: int
    case_id: CaseId
    caseworker_id: CaseworkerId
    reason: str
    recorded: Stamp


def disqualify(
    connection: Connection, case_id: CaseId, caseworker_id: CaseworkerId, *, reason: str, stamp: Stamp
) -> int:
    """Record that a caseworker may not have a case, and return the record's number. Twice breaks an index."""
    row = {"case_id": case_id, "caseworker_id": caseworker_id, "reason": reason} | stamp.on("recorded")
    stored = insert(disqualifications).values(**row).returning(disqualifications.c.sequence)
    return int(connection.execute(stored).scalar_one())


def requalify(connection: Connection, number: int, stamp: Stamp) -> None:
    """Withdraw what was recorded."""
    is_it = disqualifications.c.sequence == number
    connection.execute(update(disqualifications).where(is_it).values(**stamp.on("withdrawn")))


def disqualified(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Disqualification, ...]]:
    """Return what stands recorded of these cases."""
    query = select(disqualifications).where(
        disqualifications.c.case_id.in_(case_ids), disqualifications.c.withdrawn_at.is_(None)
    )
    found: defaultdict[CaseId, tuple[Disqualification, ...]] = defaultdict(tuple)
    for row in connection.execute(query.order_by(disqualifications.c.sequence)):
        found[CaseId(row.case_id)] += (
            Disqualification(
                number=row.sequence,
                case_id=CaseId(row.case_id),
                caseworker_id=CaseworkerId(row.caseworker_id),
                reason=row.reason,
                recorded=Stamp(by=row.recorded_by, at=row.recorded_at),
            ),
        )
    return found
