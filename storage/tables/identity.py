"""Which tables hold who comes in? Sessions, tokens of other systems, requests already answered, and the feed's events.

Of a session and a token only a hash is kept: a stolen database opens no door. ``people`` says by what name whoever has
done something is shown long after the session is over; ``legal_bases`` what allows it all.
"""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, Table

from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, NOTE_LENGTH, Moment, sequence, stamped, together

sessions = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(ID_LENGTH), primary_key=True),
    Column("user_id", String(NAME_LENGTH), nullable=False),
    Column("principal", JSON, nullable=False),
    Column("attempt", String(ID_LENGTH), nullable=False, unique=True),  # one attempt to log in, one session
    Column("subject_hash", String(ID_LENGTH)),  # what the provider calls the person, and
    Column("provider_hash", String(ID_LENGTH)),  # its own session: its log-out names one or both
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "user_id"),
)

people = Table(
    "people",
    METADATA,
    Column("user_id", String(NAME_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),  # as it was at the newest log-in
    Column("seen_at", Moment, nullable=False),
)

service_tokens = Table(
    "service_tokens",
    METADATA,
    Column("token_hash", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False, unique=True),
    Column("principal", JSON, nullable=False),
    Column("ends_at", Moment),
    *stamped("created"),
    *stamped("revoked", optional=True),
    together("revoked", "revoked_by", "revoked_at"),
)

legal_bases = Table(
    "legal_bases",
    METADATA,
    sequence(),
    Column("text", String(NOTE_LENGTH), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("decided_by", String(NAME_LENGTH), nullable=False),
    *stamped("recorded"),
    sqlite_autoincrement=True,
)

answered_requests = Table(
    "answered_requests",
    METADATA,
    Column("owner", String(NAME_LENGTH), primary_key=True),
    Column("operation", String(ID_LENGTH), primary_key=True),
    Column("key", String(NAME_LENGTH + 55), primary_key=True),
    Column("fingerprint", String(ID_LENGTH), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("case_ids", JSON, nullable=False),  # whose records the answer shows: looked at again when it is given again
    Column("answered_at", Moment, nullable=False),
    Index(None, "answered_at"),
)

events = Table(
    "events",
    METADATA,
    sequence(),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("content", JSON, nullable=False),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)
