"""Has this request been answered already? Kept with the effect itself, in one transaction: a retry does nothing twice.

The key is the client's (IETF Idempotency-Key, draft 07). It belongs to who sent it and to what was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from sagstyngde.case import CaseId
from sagstyngde.errors import KeyReused
from sagstyngde.operations import Operation
from storage.engine import Connection
from storage.tables.identity import answered_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer, byte for byte; ``case_ids`` are those whose records it shows."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    case_ids: tuple[CaseId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """What makes a request the same request: who, which operation, the client's key, and a hash of what was asked."""

    owner: str
    operation: Operation
    key: str
    fingerprint: str


def earlier_reply(connection: Connection, once: Once) -> Reply | None:
    """Return what was answered before, or ``None`` where the request is new.

    Raises:
        KeyReused: the same key was used for another request.

    """
    _take_turn(connection, once)
    own = {"owner": once.owner, "operation": once.operation.value, "key": once.key}
    found = connection.execute(_FOUND, own).one_or_none()
    if found is None:
        return None
    if found.fingerprint != once.fingerprint:
        raise KeyReused(
            english="the Idempotency-Key was used for another request; a new request needs a new key",
            danish="Idempotency-Key er brugt til en anden forespørgsel; en ny forespørgsel skal have en ny nøgle",
        )
    case_ids = tuple(map(CaseId, found.case_ids))
    return Reply(status=found.status, body=found.body, headers=found.headers, case_ids=case_ids)


def cases_answered(connection: Connection, owner: str, operation: Operation, key: str) -> tuple[CaseId, ...] | None:
    """Return the cases that what was sent under a key was about; ``None`` where nothing was, or it is forgotten."""
    own = {"owner": owner, "operation": operation.value, "key": key}
    found = connection.execute(_FOUND, own).one_or_none()
    return None if found is None else tuple(map(CaseId, found.case_ids))


def keep_reply(connection: Connection, once: Once, reply: Reply, *, at: datetime) -> None:
    """Store what was answered, in the transaction of the effect."""
    row = {
        "owner": once.owner,
        "operation": once.operation.value,
        "key": once.key,
        "fingerprint": once.fingerprint,
        "status": reply.status,
        "headers": dict(reply.headers),
        "body": reply.body,
        "case_ids": list(reply.case_ids),
        "answered_at": at,
    }
    connection.execute(_KEPT, row)


def _take_turn(connection: Connection, once: Once) -> None:
    """Let the same request sent twice at once wait for itself. SQLite's writers take turns anyway."""
    if connection.dialect.name == "postgresql":
        name = "/".join((once.owner, once.operation.value, once.key))
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


_KEPT = insert(answered_requests)
_FOUND = select(answered_requests).where(
    *(answered_requests.c[name] == bindparam(name) for name in ("owner", "operation", "key"))
)
