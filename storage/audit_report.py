"""Which looks does the log hold of one child, or of one case? Found by index, the oldest first."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from sagstyngde.access_report import LoggedLook
from sagstyngde.case import CaseId, ChildId
from storage.audit_seals import sealed_up_to, seals
from storage.engine import Connection
from storage.tables.audit import audit_entries
from storage.tables.casework import cases


def looks_at_child(connection: Connection, child_id: ChildId) -> Iterator[LoggedLook]:
    """Yield the looks at a child, and at every case of hers also where the look named no child."""
    own = connection.execute(select(cases.c.case_id).where(cases.c.child_id == child_id)).scalars().all()
    return _looks(connection, or_(audit_entries.c.child_id == child_id, audit_entries.c.case_id.in_(own)))


def looks_at_case(connection: Connection, case_id: CaseId) -> Iterator[LoggedLook]:
    """Yield the looks at a case."""
    return _looks(connection, audit_entries.c.case_id == case_id)


def kept_from(connection: Connection) -> datetime | None:
    """Return when the newest look was made that is no longer kept, or ``None`` where all are."""
    sealed = seals(connection)
    return max(one.last_at for one in sealed) if sealed else None


def _looks(connection: Connection, concerned: ColumnElement[bool]) -> Iterator[LoggedLook]:
    entries = audit_entries.c
    still_kept = entries.sequence > sealed_up_to(connection).sequence
    columns = (entries.at, entries.actor, entries.roles, entries.operation, entries.outcome, entries.purpose)
    found = connection.execute(
        select(*columns, entries.case_id).where(concerned, still_kept).order_by(entries.sequence)
    )
    for row in found.mappings():
        yield LoggedLook(**row)
