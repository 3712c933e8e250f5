"""How is the database opened, and what does a transaction promise? Readers never wait; a writer takes its lock at once.

SQLite is opened per connection with ``synchronous=FULL`` (an acknowledged write survives a power cut), foreign keys, a
busy timeout, and ``BEGIN IMMEDIATE`` for every write: a deferred transaction that reads first and writes later fails
with "database is locked" as soon as two of them meet.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

import psycopg
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.pool import ConnectionPoolEntry

from sagstyngde.errors import NotReady

__all__ = ["POOL_SIZE", "Connection", "Engine", "journal_mode", "open_engine", "reading", "writing"]

POOL_SIZE = 40
"""As many as the server has worker threads (Starlette's default): none of them waits for a connection."""

BUSY_MS = 5_000
_BEGIN = "sagstyngde_begin"
_QUEUE = "sagstyngde_queue"
_WAL_IS_SOUND = (3, 51, 3)
_log = logging.getLogger(__name__)
_canonical = partial(json.dumps, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def open_engine(url: str) -> Engine:
    """Return an engine for a database URL; an SQLite file's folder is made where it is missing.

    No statement's parameters appear in errors or logs: they are people's data.
    """
    target = make_url(url)
    is_sqlite = target.get_backend_name() == "sqlite"
    if is_sqlite and target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        target, hide_parameters=True, json_serializer=_canonical, pool_size=POOL_SIZE, max_overflow=0, pool_timeout=5
    )
    if is_sqlite:
        engine.update_execution_options(**{_QUEUE: Lock()})
        event.listen(engine, "connect", _set_profile)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "handle_error", _keep_values_out)
    return engine


def journal_mode(version: tuple[int, int, int]) -> str:
    """Return the journal an SQLite version can be trusted with.

    Before 3.51.3, two connections in WAL mode can corrupt the file (the "WAL-reset" fault, 3.7.0-3.51.2).

    >>> journal_mode((3, 51, 3)), journal_mode((3, 40, 1))
    ('WAL', 'DELETE')
    """
    return "WAL" if version >= _WAL_IS_SOUND else "DELETE"


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that holds the write lock from its start; all of it happens, or nothing.

    Raises:
        NotReady: the database cannot be reached, is locked for longer than the busy timeout, or cannot be written.

    """
    locking = engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
    with _turn(engine), _reachable(), locking.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the database and changes nothing.

    Raises:
        NotReady: the database cannot be reached.

    """
    with _reachable(), engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Let this process's writers queue for SQLite's one write lock: its own waiting is a lottery that some lose."""
    queue: Lock | None = engine.get_execution_options().get(_QUEUE)
    if queue is None:
        yield
        return
    if not queue.acquire(timeout=BUSY_MS / 1_000):
        raise _unreachable()
    try:
        yield
    finally:
        queue.release()


@contextmanager
def _reachable() -> Iterator[None]:
    """Turn a database that cannot serve into our own error. A broken constraint is a fault of ours and stays one."""
    try:
        yield
    except (OperationalError, NoConnectionLeft) as error:
        raise _unreachable() from error


def _unreachable() -> NotReady:
    return NotReady(
        english="the database cannot be reached or written; try again, or tell the operator",
        danish="databasen kan ikke nås eller skrives i; prøv igen, eller sig det til driften",
    )


def _keep_values_out(context: ExceptionContext) -> None:
    """Take values out of an error: PostgreSQL names them in DETAIL, and in what it says of unreadable data."""
    error = context.original_exception
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return
    text = error.sqlstate if error.sqlstate.startswith("22") else f"{error.sqlstate} {error.diag.message_primary}"
    error.args = (text,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (text,)


def _set_profile(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    raw.isolation_level = None  # the driver starts no transaction of its own: _begin does
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    mode = journal_mode(sqlite3.sqlite_version_info)
    cursor.execute(f"PRAGMA journal_mode={mode}")
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    _log.debug("SQLite %s opened with journal_mode=%s", sqlite3.sqlite_version, mode)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
