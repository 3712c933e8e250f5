"""Has anything changed that a board rests on? The database renews a mark by itself (``migrations.board_marks``)."""

from sqlalchemy import func, select

from storage.engine import Connection
from storage.tables.changes import BOARD, changes


def board_mark(connection: Connection) -> str | None:
    """Return the mark of all that a board rests on, as this transaction sees it; the same mark is the same state.

    ``None``: this transaction has written, and its changes are not marked before it commits (PostgreSQL).
    """
    mark = select(changes.c.mark).where(changes.c.subject == BOARD)
    if connection.dialect.name == "sqlite":
        return connection.execute(mark).scalar_one_or_none()
    unwritten = mark.where(func.pg_current_xact_id_if_assigned().is_(None))
    return connection.execute(unwritten).scalar_one_or_none()
