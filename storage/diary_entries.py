"""What stands in the diary? Of several rows about one case, day and kind of work the newest counts; so too of marks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry, RecordedEntry
from sagstyngde.work_kind import WorkKind
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import diary_days, diary_entries

_CELL = (diary_entries.c.caseworker_id, diary_entries.c.case_id, diary_entries.c.worked_on, diary_entries.c.kind)


def record_entries(
    connection: Connection, entries: Sequence[DiaryEntry], stamp: Stamp, *, is_imported: bool = False
) -> tuple[int, ...]:
    """Store entries, each in the place of what was told before of its case, day and kind; return their numbers.

    The caller holds her row: what she adds to must not have changed since it was read.
    """
    added = insert(diary_entries).returning(diary_entries.c.sequence)
    rows = (_row_of(one, is_imported=is_imported) | stamp.on("recorded") for one in entries)
    return tuple(int(connection.execute(added.values(**row)).scalar_one()) for row in rows)


def entries_of(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId], first: date, last: date
) -> tuple[RecordedEntry, ...]:
    """Return what stands of caseworkers' days, by day, then case and kind; minutes taken back stand as none."""
    return _read(
        connection, diary_entries.c.caseworker_id.in_(caseworker_ids), diary_entries.c.worked_on.between(first, last)
    )


def all_entries(connection: Connection) -> tuple[RecordedEntry, ...]:
    """Return all that stands in everybody's diary."""
    return _read(connection)


def entry_before(connection: Connection, number: int) -> tuple[RecordedEntry, int] | None:
    """Return the entry with a number and the minutes it took the place of; ``None`` where a newer one stands."""
    found = connection.execute(select(diary_entries).where(diary_entries.c.sequence == number)).one_or_none()
    if found is None:
        return None
    one = _recorded(found)
    same = [column == getattr(found, column.name) for column in _CELL]
    query = select(diary_entries.c.sequence, diary_entries.c.minutes).where(*same)
    newest, *before = connection.execute(query.order_by(diary_entries.c.sequence.desc()).limit(2)).all()
    return (one, before[0].minutes if before else 0) if newest.sequence == number else None


def days_worked(connection: Connection, first: date, last: date) -> frozenset[tuple[CaseworkerId, date]]:
    """Return on which days between two who has hours on cases; how many is not told."""
    standing = _newest(diary_entries.c.worked_on.between(first, last))
    query = select(diary_entries.c.caseworker_id, diary_entries.c.worked_on).distinct()
    has_minutes = (diary_entries.c.minutes > 0) & diary_entries.c.sequence.in_(standing)
    return frozenset((CaseworkerId(who), day) for who, day in connection.execute(query.where(has_minutes)))


def mark_days(
    connection: Connection, caseworker_id: CaseworkerId, days: Sequence[date], mark: DayMark, *, stamp: Stamp
) -> None:
    """Store what a caseworker says of days without hours on cases."""
    told = {"caseworker_id": caseworker_id, "mark": mark.value} | stamp.on("told")
    if days:
        connection.execute(insert(diary_days), [{"day": day} | told for day in days])


def marks_of(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId], first: date, last: date
) -> dict[tuple[CaseworkerId, date], DayMark]:
    """Return what caseworkers say of their days between two; what was taken back is left out."""
    return _marks(connection, diary_days.c.caseworker_id.in_(caseworker_ids), diary_days.c.day.between(first, last))


def all_marks(connection: Connection) -> dict[tuple[CaseworkerId, date], DayMark]:
    """Return what everybody says of their days."""
    return _marks(connection)


def _marks(connection: Connection, *conditions: ColumnElement[bool]) -> dict[tuple[CaseworkerId, date], DayMark]:
    query = select(diary_days).where(*conditions).order_by(diary_days.c.sequence)
    said = {(CaseworkerId(row.caseworker_id), row.day): DayMark(row.mark) for row in connection.execute(query)}
    return {place: mark for place, mark in said.items() if mark is not DayMark.TAKEN_BACK}


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[RecordedEntry, ...]:
    standing = diary_entries.c.sequence.in_(_newest(*conditions))
    ordered = select(diary_entries).where(standing).order_by(*(_CELL[place] for place in (2, 1, 3, 0)))
    return tuple(_recorded(row) for row in connection.execute(ordered))


def _newest(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.max(diary_entries.c.sequence)).where(*conditions).group_by(*_CELL)


def _row_of(one: DiaryEntry, *, is_imported: bool) -> dict[str, Any]:
    return {
        "case_id": one.case_id,
        "caseworker_id": one.caseworker_id,
        "worked_on": one.worked_on,
        "kind": one.kind.value,
        "minutes": one.minutes,
        "is_imported": is_imported,
    }


def _recorded(row: Row[Any]) -> RecordedEntry:
    entry = DiaryEntry(
        case_id=CaseId(row.case_id),
        caseworker_id=CaseworkerId(row.caseworker_id),
        worked_on=row.worked_on,
        kind=WorkKind(row.kind),
        minutes=row.minutes,
    )
    return RecordedEntry(number=row.sequence, entry=entry)
