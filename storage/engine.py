"""How is the database opened, and what does a transaction promise? Readers never wait; a writer takes its lock at once.

SQLite and PostgreSQL are opened under a profile that is read back on every connection (``storage.sqlite``,
``storage.postgres``): an acknowledged write survives a power cut, and what cannot be reached says so in seconds.
"""

import importlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from sagstyngde.errors import InputRefused, NotReady
from storage import sqlite
from storage.patience import PAGE, Patience

__all__ = ["POOL_SIZE", "Connection", "Engine", "open_engine", "reachable", "reading", "transaction", "writing"]

POOL_SIZE = 40
"""As many as the server has worker threads (Starlette's default): none of them waits for a connection."""

_POOL = {"pool_size": POOL_SIZE, "max_overflow": 0, "pool_timeout": 5}
_canonical = partial(json.dumps, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
_log = logging.getLogger(__name__)


def open_engine(url: str, *, patience: Patience = PAGE) -> Engine:
    """Return an engine for a database URL; an SQLite file's folder is made where it is missing.

    Nothing is opened yet. No statement's parameters appear in errors or logs: they are people's data.

    Raises:
        InputRefused: the URL is not one of SQLite or PostgreSQL.

    """
    target = _url(url)
    hides: dict[str, Any] = {"hide_parameters": True, "json_serializer": _canonical}
    if target.get_backend_name() == "sqlite":
        engine = create_engine(target, **_POOL | hides | sqlite.options(target))
        sqlite.prepare(engine, patience)
        return engine
    postgres = importlib.import_module("storage.postgres")
    engine = create_engine(target.set(drivername="postgresql+psycopg"), **_POOL | hides | postgres.options())
    postgres.prepare(engine, patience)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that holds SQLite's write lock from its start; all of it happens, or nothing.

    Where others write at the same time, use ``storage.transactions.write``: PostgreSQL may ask for another try.

    Raises:
        NotReady: the database cannot be reached, is locked for longer than the time-out, or cannot be written.

    """
    with reachable(), transaction(engine) as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the database and changes nothing.

    Raises:
        NotReady: the database cannot be reached.

    """
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with reachable(), engine.connect().execution_options(**level) as connection, connection.begin() as begun:
        yield connection
        begun.rollback()


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """As ``writing``, with the database's own errors: for whoever knows what to do about one."""
    locking = {sqlite.BEGIN: "BEGIN IMMEDIATE"}
    with _turn(engine), engine.connect().execution_options(**locking) as connection, connection.begin():
        yield connection


@contextmanager
def reachable() -> Iterator[None]:
    """Turn a database that cannot serve into our own error. A broken constraint is a fault of ours and stays one."""
    try:
        yield
    except NoConnectionLeft as error:
        raise _not_ready("no connection left") from error
    except DBAPIError as error:
        if not _is_the_databases_own(error):
            raise
        raise _not_ready(_name(error.orig)) from error


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Let this process's writers queue for SQLite's one write lock: its own waiting is a lottery that some lose."""
    queue: Lock | None = engine.get_execution_options().get(sqlite.QUEUE)
    if queue is None:
        yield
        return
    if not queue.acquire(timeout=PAGE.lock):
        raise _not_ready("writers' queue")
    try:
        yield
    finally:
        queue.release()


_CORRUPT = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
_SERVERS_OWN = ("25", "53", "57", "58", "XX", "42501", "42703", "42P01")
"""PostgreSQL's codes, by how they begin: read only or idle too long, full, shutting down, broken disk, broken inside; a
right, a column or a table that is missing, which SQLite counts among the same."""


def _is_the_databases_own(error: DBAPIError) -> bool:
    """Whether an error is about the database's state rather than about what was asked of it."""
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return sqlstate.startswith(_SERVERS_OWN) or getattr(error.orig, "sqlite_errorname", None) in _CORRUPT


def _name(error: BaseException | None) -> str:
    """Return the database's code of an error: its text could hold a value."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _not_ready(cause: str) -> NotReady:
    _log.error("the database does not serve: %s", cause)
    return NotReady(
        english="the database cannot be reached or written; try again, or tell the operator",
        danish="databasen kan ikke nås eller skrives i; prøv igen, eller sig det til driften",
    )


def _url(url: str) -> Any:
    try:
        target = make_url(url)
    except ArgumentError:
        target = None
    if target is None or target.get_backend_name() not in {"sqlite", "postgresql"}:
        raise InputRefused(
            english="the database's URL must begin with sqlite:/// or postgresql://",
            danish="databasens URL skal begynde med sqlite:/// eller postgresql://",
        )
    return target
