"""What was looked at, and has anybody changed what stands there? A chain: every entry's hash covers the one before.

Appending locks the chain's head until the transaction ends. So the order of the chain is the order of commits, which is
why this comes last in a transaction, and why two writers never fork it.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update

from sagstyngde.audit import Look
from sagstyngde.errors import NotReady
from storage.engine import Connection, Engine, writing
from storage.tables.audit import audit_entries, audit_head


def append(connection: Connection, looks: Sequence[Look]) -> None:
    """Write looks down, each chained to the one before."""
    if not looks:
        return
    head = connection.execute(_HEAD).one()
    rows, digest = [], head.hash
    for sequence, look in enumerate(looks, start=head.sequence + 1):
        content = _content(sequence, look)
        digest = chained(digest, content)
        rows.append(content | {"at": look.at, "hash": digest})
    connection.execute(insert(audit_entries), rows)
    connection.execute(update(audit_head), {"sequence": head.sequence + len(rows), "hash": digest})


def is_writable(engine: Engine) -> bool:
    """Whether a look could be written down now: the chain's head can be locked for writing."""
    try:
        with writing(engine) as connection:
            connection.execute(update(audit_head).values(id=audit_head.c.id))
            connection.rollback()
    except NotReady:
        return False
    return True


def chained(before: str, content: dict[str, Any]) -> str:
    """Return the hash of an entry: SHA-256 over the hash before it and the entry as canonical JSON (RFC 8785)."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(f"{before}{canonical}".encode()).hexdigest()


def _content(sequence: int, look: Look) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "at": look.at.isoformat(),
        "actor": look.actor,
        "operation": look.operation.value,
        "outcome": look.outcome.value,
        "purpose": look.purpose,
        "request_id": look.request_id,
        "case_id": look.case_id,
        "child_id": look.child_id,
    }


_HEAD = select(audit_head).with_for_update()
