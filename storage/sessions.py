"""Whose session is this? Found by the hash of its token; over when idle, too old, ended here or at the provider.

A session is asked for on every request, so ending one works at once. When it was last seen is written at most once a
minute: reading a page must not wait for the write lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sagstyngde.access import Principal
from sagstyngde.errors import LoginRefused
from storage.codec import principal_from_json, principal_to_json
from storage.engine import Connection
from storage.people import remember_name
from storage.tables.identity import sessions

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a session begins from: an attempt to log in, and what the provider calls the person and its own session."""

    attempt: str
    subject: str | None = None
    provider_session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that is not over."""

    principal: Principal
    seen_at: datetime

    def is_due(self, at: datetime) -> bool:
        """Whether it is time to write down that it was seen."""
        return at - self.seen_at > SEEN_EVERY


def start_session(connection: Connection, principal: Principal, beginning: Beginning, *, at: datetime) -> str:
    """Begin a session and return its token, which is stored nowhere.

    Raises:
        LoginRefused: the attempt has given a session before.

    """
    connection.execute(delete(sessions).where(sessions.c.ends_at < at - _KEPT))
    token = token_urlsafe(_TOKEN_BYTES)
    row = {
        "token_hash": hashed(token),
        "user_id": principal.user_id,
        "principal": principal_to_json(principal),
        "attempt": beginning.attempt,
        "subject_hash": hashed(beginning.subject) if beginning.subject else None,
        "provider_hash": hashed(beginning.provider_session) if beginning.provider_session else None,
        "started_at": at,
        "seen_at": at,
        "ends_at": at + LONGEST,
    }
    try:
        connection.execute(insert(sessions).values(**row))
    except IntegrityError as error:
        raise LoginRefused(
            english="log-in refused: the attempt has been used before",
            danish="dette log-in er brugt allerede; log ind igen",
        ) from error
    remember_name(connection, principal, at=at)
    return token


def find_session(connection: Connection, token: str, *, at: datetime) -> Session | None:
    """Return a token's session, or ``None`` where there is none or it is over."""
    row = connection.execute(select(sessions).where(sessions.c.token_hash == hashed(token))).one_or_none()
    if row is None or row.ended_at is not None or row.ends_at <= at or row.seen_at + IDLE <= at:
        return None
    return Session(principal=principal_from_json(row.principal), seen_at=row.seen_at)


def see_session(connection: Connection, token: str, *, at: datetime) -> None:
    """Write down that a session was used; one that has been ended meanwhile stays ended."""
    connection.execute(update(sessions).where(sessions.c.token_hash == hashed(token)).values(seen_at=at))


def end_session(connection: Connection, token: str, *, at: datetime) -> None:
    """End one session."""
    _end(connection, [sessions.c.token_hash == hashed(token)], at)


def end_sessions_of(connection: Connection, user_id: str, *, at: datetime) -> int:
    """End every session of a user; return how many."""
    return _end(connection, [sessions.c.user_id == user_id], at)


def end_provider_sessions(
    connection: Connection, *, subject: str | None, provider_session: str | None, at: datetime
) -> int:
    """End what the provider says is over: its session's, or all of a person's where it names no session."""
    wanted: list[ColumnElement[bool]] = []
    if subject is not None:
        wanted.append(sessions.c.subject_hash == hashed(subject))
    if provider_session is not None:
        wanted.append(sessions.c.provider_hash == hashed(provider_session))
    return _end(connection, wanted, at) if wanted else 0


def _end(connection: Connection, whose: list[ColumnElement[bool]], at: datetime) -> int:
    wanted = (sessions.c.ended_at.is_(None), *whose)
    return connection.execute(update(sessions).where(*wanted).values(ended_at=at)).rowcount


def hashed(token: str) -> str:
    """Return what is kept of a token. It is random and long: a plain hash cannot be guessed back."""
    return sha256(token.encode()).hexdigest()
