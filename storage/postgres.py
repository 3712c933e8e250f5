"""How is PostgreSQL opened so that a commit is durable, and a server that hangs cannot hang us?

Loaded only where the database is PostgreSQL: the driver takes 9 MB that a server on SQLite does without.
"""

import logging
from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from sagstyngde.errors import NotReady
from storage.patience import Patience

_OLDEST = 14_00_00
_CONNECT_S = 3
_PING_S = 1.0
_MARGIN_S = 0.5
"""The server ends a statement at its limit. Only where its answer does not come do we hang up, this much later."""
_log = logging.getLogger(__name__)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that hangs up where the server stays silent, as after a broken network path."""

    patience_s: float = _CONNECT_S

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server, at most ``patience_s``; a connection that has been given up is closed."""
        try:
            return super().wait(gen, interval, timeout or self.patience_s)
        except psycopg.errors._WaitTimeout as silence:  # noqa: SLF001  psycopg's documented name for what wait() raises
            self.pgconn.finish()
            raise psycopg.OperationalError("the database server does not answer") from silence


def options() -> dict[str, Any]:
    """Return what SQLAlchemy needs to connect: a silent or vanished server is noticed in seconds."""
    return {
        "connect_args": {
            "connect_timeout": _CONNECT_S,
            "application_name": "sagstyngde",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        }
    }


def prepare(engine: Engine, patience: Patience) -> None:
    """Give every connection the profile, ask whether it lives before it is used, and keep values out of errors."""

    def connect(_dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        raw = BoundedConnection.connect(*arguments, **keywords)
        with ExitStack() as unless_it_holds:
            unless_it_holds.callback(raw.close)
            assert_profile(raw, patience)
            unless_it_holds.pop_all()
        raw.patience_s = patience.statement + _MARGIN_S
        return raw

    def ping(raw: Any, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        patience_s, raw.patience_s, raw.autocommit = raw.patience_s, _PING_S, True
        try:
            raw.execute("")
        except psycopg.Error as gone:
            raise DisconnectionError from gone
        raw.patience_s, raw.autocommit = patience_s, False

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", ping)
    event.listen(engine, "handle_error", _keep_values_out)


def assert_profile(raw: psycopg.Connection[Any], patience: Patience) -> None:
    """Set what the casebook relies on, and read back that it is in force.

    Raises:
        NotReady: the server is too old, or a pooler between does not keep settings.

    """
    wanted = {
        "synchronous_commit": "on",
        "default_transaction_isolation": "read committed",  # rows that a decision rests on are locked by name
        "TimeZone": "UTC",
        "statement_timeout": _ms(patience.statement),
        "lock_timeout": _ms(patience.lock),
        "idle_in_transaction_session_timeout": _ms(patience.idle),
    }
    raw.autocommit = True
    raw.execute(
        "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS wanted (name, value)",
        (list(wanted), list(wanted.values())),
    )
    found = dict(raw.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(wanted),)).fetchall())
    if raw.info.server_version < _OLDEST or found != wanted:
        raise NotReady(
            english="PostgreSQL 14 or newer is needed, reached directly or through a pooler that keeps a session's "
            "settings",
            danish="der skal bruges PostgreSQL 14 eller nyere, direkte eller gennem en pooler, der bevarer sessionens "
            "indstillinger",
        )
    raw.autocommit = False


def _ms(seconds: float) -> str:
    return str(round(seconds * 1_000))


def _keep_values_out(context: ExceptionContext) -> None:
    """Take values out of an error: PostgreSQL names them in DETAIL, and in what it says of unreadable data."""
    error = context.original_exception
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return
    text = error.sqlstate if error.sqlstate.startswith("22") else f"{error.sqlstate} {error.diag.message_primary}"
    error.args = (text,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (text,)
