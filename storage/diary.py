"""In which weeks does whom write her hours down, and who has said that all of them are told? The diary's windows."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, insert, select, update

from sagstyngde.case import CaseworkerId
from sagstyngde.diary import DiaryWindow, WindowId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import diary_windows


def agree_windows(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId], days: tuple[date, date], stamp: Stamp
) -> tuple[WindowId, ...]:
    """Store a window from the first of two days to the last for each caseworker; return their ids in that order."""
    ids = tuple(WindowId(str(uuid4())) for _ in caseworker_ids)
    starts_on, ends_on = days
    rows = [
        {"window_id": window_id, "caseworker_id": whom, "starts_on": starts_on, "ends_on": ends_on} | stamp.on("agreed")
        for window_id, whom in zip(ids, caseworker_ids, strict=True)
    ]
    if rows:
        connection.execute(insert(diary_windows), rows)
    return ids


def withdraw_window(connection: Connection, window_id: WindowId, stamp: Stamp) -> None:
    """Let a window no longer hold. What was written in it stays and counts for nothing."""
    connection.execute(_one(window_id).values(**stamp.on("withdrawn")))


def close_window(connection: Connection, window_id: WindowId, stamp: Stamp) -> None:
    """Store that all hours of a window are told."""
    connection.execute(_one(window_id).values(**stamp.on("closed")))


def find_window(connection: Connection, window_id: WindowId) -> DiaryWindow | None:
    """Return a window that has not been withdrawn, or ``None``."""
    found = _read(connection, diary_windows.c.window_id == window_id)
    return found[0] if found else None


def windows_of(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId], *, since: date | None = None
) -> tuple[DiaryWindow, ...]:
    """Return caseworkers' windows that end on a day or later, oldest first; withdrawn ones are left out."""
    return _read(connection, diary_windows.c.caseworker_id.in_(caseworker_ids), *_since(since))


def all_windows(connection: Connection, *, since: date | None = None) -> tuple[DiaryWindow, ...]:
    """Return everybody's windows that end on a day or later, oldest first; withdrawn ones are left out."""
    return _read(connection, *_since(since))


def closed_windows(connection: Connection) -> tuple[DiaryWindow, ...]:
    """Return the windows of which everything is told, oldest first."""
    return _read(connection, diary_windows.c.closed_at.is_not(None))


def _since(day: date | None) -> tuple[ColumnElement[bool], ...]:
    return () if day is None else (diary_windows.c.ends_on >= day,)


def _one(window_id: WindowId) -> Any:
    return update(diary_windows).where(diary_windows.c.window_id == window_id)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[DiaryWindow, ...]:
    query = select(diary_windows).where(diary_windows.c.withdrawn_at.is_(None), *conditions)
    ordered = query.order_by(diary_windows.c.starts_on, diary_windows.c.caseworker_id, diary_windows.c.sequence)
    return tuple(_window(row) for row in connection.execute(ordered))


def _window(row: Row[Any]) -> DiaryWindow:
    return DiaryWindow(
        window_id=WindowId(row.window_id),
        caseworker_id=CaseworkerId(row.caseworker_id),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closed_at=row.closed_at,
    )
