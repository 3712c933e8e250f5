"""Which tables hold the log of looks? A chain of hashes, its head, the seals of what was let go."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, text

from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, SEQUENCE, Moment, stamped

DENIED = text("outcome = 'denied'")
"""What refused attempts are found by, letter by letter: an auditor sees them first."""

audit_entries = Table(
    "audit_entries",
    METADATA,
    Column("sequence", SEQUENCE, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(NAME_LENGTH), nullable=False),
    Column("roles", String(NAME_LENGTH), nullable=False),
    Column("operation", String(ID_LENGTH), nullable=False),
    Column("outcome", String(ID_LENGTH), nullable=False),
    Column("purpose", String(NAME_LENGTH), nullable=False),
    Column("request_id", String(ID_LENGTH), nullable=False),
    Column("case_id", String(ID_LENGTH)),
    Column("child_id", String(ID_LENGTH)),
    Column("hash", String(ID_LENGTH), nullable=False),
    Index(None, "case_id"),
    Index(None, "child_id"),
    Index(None, "at", "sequence"),
    Index(None, "actor", "at", "sequence"),
    Index("ix_audit_entries_denied", "at", "sequence", sqlite_where=DENIED, postgresql_where=DENIED),
)

audit_head = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sequence", SEQUENCE, nullable=False),
    Column("hash", String(ID_LENGTH), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

audit_seals = Table(
    "audit_seals",
    METADATA,
    Column("last_sequence", SEQUENCE, primary_key=True, autoincrement=False),
    Column("last_hash", String(ID_LENGTH), nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    *stamped("sealed"),
    Column("hash", String(ID_LENGTH), nullable=False),  # of this seal and the one before it
    Column("signature", String(NAME_LENGTH)),  # null = there was no key
)
