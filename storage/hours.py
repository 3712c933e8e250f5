"""How many hours have been recorded? An entry is known by its source and its id there: the same one counts once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, tuple_

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.hours import HoursEntry
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import hours


def known_entries(connection: Connection, entries: Sequence[HoursEntry]) -> dict[tuple[str, str], HoursEntry]:
    """Return those entries that are stored under the same source and id as one of these."""
    keys = sorted({(entry.source, entry.entry_id) for entry in entries})
    if not keys:
        return {}
    query = select(hours).where(tuple_(hours.c.source, hours.c.entry_id).in_(keys))
    found = (_entry(row) for row in connection.execute(query))
    return {(entry.source, entry.entry_id): entry for entry in found}


def insert_entries(connection: Connection, entries: Sequence[HoursEntry], stamp: Stamp) -> None:
    """Store entries that are not known yet; one that is breaks a constraint."""
    names = ("source", "entry_id", "case_id", "caseworker_id", "worked_on", "hours")
    rows = [{name: getattr(entry, name) for name in names} | stamp.on("recorded") for entry in entries]
    if rows:
        connection.execute(insert(hours), rows)


def _entry(row: Row[Any]) -> HoursEntry:
    return HoursEntry(
        source=row.source,
        entry_id=row.entry_id,
        case_id=CaseId(row.case_id),
        worked_on=row.worked_on,
        hours=row.hours,
        caseworker_id=None if row.caseworker_id is None else CaseworkerId(row.caseworker_id),
    )
