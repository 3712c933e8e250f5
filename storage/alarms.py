"""Which alarms are open, and what was done about those that are closed?"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, insert, select, update

from sagstyngde.alarm import Alarm, AlarmAction, AlarmId, AlarmKind, Finding
from sagstyngde.case import CaseId, CaseworkerId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import alarms

QUIET = timedelta(days=30)
"""For so long what somebody has dealt with is not told again."""


def raise_alarms(connection: Connection, findings: Sequence[Finding], stamp: Stamp) -> int:
    """Store findings as alarms, but for those that are open already or were closed a short while ago.

    Returns how many were new. Two writers that find the same at once: one of them breaks an index and tries again.
    """
    wanted = {finding.subject: finding for finding in findings}
    is_known = alarms.c.closed_at.is_(None) | (alarms.c.closed_at > stamp.at - QUIET)
    query = select(alarms.c.subject).where(alarms.c.subject.in_(list(wanted)), is_known)
    known = set(connection.execute(query).scalars()) if wanted else set()
    new = [_row(finding, stamp) for subject, finding in sorted(wanted.items()) if subject not in known]
    if new:
        connection.execute(insert(alarms), new)
    return len(new)


def find_alarm(connection: Connection, alarm_id: AlarmId, *, lock: bool = False) -> Alarm | None:
    """Return an alarm, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    query = select(alarms).where(alarms.c.alarm_id == alarm_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _alarm(row)


def alarms_of(connection: Connection, *, is_open: bool, limit: int) -> tuple[Alarm, ...]:
    """Return the open alarms, or the closed ones; those raised last come first."""
    state: ColumnElement[bool] = alarms.c.closed_at.is_(None) if is_open else alarms.c.closed_at.is_not(None)
    query = select(alarms).where(state).order_by(alarms.c.sequence.desc()).limit(limit)
    return tuple(_alarm(row) for row in connection.execute(query))


def close_alarm(
    connection: Connection, alarm_id: AlarmId, action: AlarmAction, *, note: str | None, stamp: Stamp
) -> None:
    """Store what was done about an alarm. The caller holds its row."""
    values = {"action": action.value, "note": note} | stamp.on("closed")
    connection.execute(update(alarms).where(alarms.c.alarm_id == alarm_id).values(**values))


def _row(finding: Finding, stamp: Stamp) -> dict[str, Any]:
    return {
        "alarm_id": str(uuid4()),
        "kind": finding.kind.value,
        "case_id": finding.case_id,
        "caseworker_id": finding.caseworker_id,
        "subject": finding.subject,
        "content": {"text": finding.text, "figures": dict(finding.content)},
    } | stamp.on("raised")


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        alarm_id=AlarmId(row.alarm_id),
        finding=Finding(
            kind=AlarmKind(row.kind),
            subject=row.subject,
            text=row.content["text"],
            case_id=None if row.case_id is None else CaseId(row.case_id),
            caseworker_id=None if row.caseworker_id is None else CaseworkerId(row.caseworker_id),
            content=row.content["figures"],
        ),
        raised_at=row.raised_at,
        action=None if row.action is None else AlarmAction(row.action),
        note=row.note,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )
