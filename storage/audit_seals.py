"""How is the log kept no longer than it must be? Its oldest rows are closed by a seal, which stands in for them.

A seal holds the last row's number and hash, so the chain goes on across what was let go; seals are chained to each
other and signed. The database lets a row be deleted only where a seal covers it (``migrations/audit_guards.py``).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from sagstyngde.errors import InputRefused
from storage.audit_chain import GENESIS, START, ChainLink, canonical, digest, written_moment
from storage.engine import Connection
from storage.signing_keys import SigningKey
from storage.tables.audit import audit_entries, audit_seals

LEAST_KEPT = timedelta(days=184)
"""Six months: the AI Act's article 26(6), and what sikkerhedsbekendtgørelsen § 19 asked."""

AT_ONCE = 5_000
"""Rows deleted in one transaction: SQLite has one writer, and a caseworker may be waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What stands in for a closed part of the log: its last row's link, its dates, who closed it and when."""

    last: ChainLink
    first_at: datetime
    last_at: datetime
    sealed_by: str
    sealed_at: datetime
    hash: str = ""
    signature: str | None = None

    def linked(self, previous: str) -> str:
        """Return the hash it must carry when ``previous`` is the hash of the seal before it."""
        return digest(
            {
                "first_at": written_moment(self.first_at),
                "last_at": written_moment(self.last_at),
                "last_hash": self.last.hash,
                "last_sequence": self.last.sequence,
                "previous": previous,
                "sealed_at": written_moment(self.sealed_at),
                "sealed_by": self.sealed_by,
            }
        )

    @property
    def signed_part(self) -> bytes:
        """What the signature is over."""
        return canonical({"seal": self.hash})


def seals(connection: Connection) -> list[Seal]:
    """Return every seal, the oldest first."""
    found = connection.execute(select(audit_seals).order_by(audit_seals.c.last_sequence))
    return [
        Seal(
            last=ChainLink(row.last_sequence, row.last_hash),
            first_at=row.first_at,
            last_at=row.last_at,
            sealed_by=row.sealed_by,
            sealed_at=row.sealed_at,
            hash=row.hash,
            signature=row.signature,
        )
        for row in found
    ]


def sealed_up_to(connection: Connection) -> ChainLink:
    """Return where the log that is still kept begins: the last link that was sealed."""
    newest = select(audit_seals.c.last_sequence, audit_seals.c.last_hash).order_by(audit_seals.c.last_sequence.desc())
    found = connection.execute(newest.limit(1)).one_or_none()
    return START if found is None else ChainLink(*found)


def seal(connection: Connection, before: datetime, *, at: datetime, by: str, key: SigningKey | None) -> Seal | None:
    """Close the oldest rows: as many as come before the first one that was written at or after a moment.

    Returns nothing where no row is that old. The rows are still there: ``let_go`` deletes them.

    Raises:
        InputRefused: rows younger than six months would go.

    """
    if at - before < LEAST_KEPT:
        raise InputRefused(
            english=f"the log is kept for at least {LEAST_KEPT.days} days; choose an earlier day",
            danish=f"loggen opbevares i mindst {LEAST_KEPT.days} dage; vælg en tidligere dag",
        )
    start = sealed_up_to(connection).sequence
    kept, entries = audit_entries.c.sequence > start, audit_entries.c
    first_young = connection.scalar(select(func.min(entries.sequence)).where(kept, entries.at >= before))
    old = kept if first_young is None else kept & (entries.sequence < first_young)
    last, first_at, last_at = connection.execute(
        select(func.max(entries.sequence), func.min(entries.at), func.max(entries.at)).where(old)
    ).one()
    if last is None:
        return None
    link = ChainLink(last, connection.execute(select(entries.hash).where(entries.sequence == last)).scalar_one())
    bare = Seal(last=link, first_at=first_at, last_at=last_at, sealed_by=by, sealed_at=at)
    return _stored(connection, bare, key)


def let_go(connection: Connection) -> int:
    """Delete some rows that a seal covers, and return how many; none are left when it returns 0."""
    sealed = audit_entries.c.sequence <= sealed_up_to(connection).sequence
    some = select(audit_entries.c.sequence).where(sealed).order_by(audit_entries.c.sequence).limit(AT_ONCE)
    return connection.execute(delete(audit_entries).where(audit_entries.c.sequence.in_(some))).rowcount


def _stored(connection: Connection, bare: Seal, key: SigningKey | None) -> Seal:
    earlier = seals(connection)
    chained = replace(bare, hash=bare.linked(earlier[-1].hash if earlier else GENESIS))
    made = chained if key is None else replace(chained, signature=key.sign(chained.signed_part))
    connection.execute(
        insert(audit_seals).values(
            last_sequence=made.last.sequence,
            last_hash=made.last.hash,
            first_at=made.first_at,
            last_at=made.last_at,
            sealed_by=made.sealed_by,
            sealed_at=made.sealed_at,
            hash=made.hash,
            signature=made.signature,
        )
    )
    return made
