"""Which tables hold a caseworker's working days? What she felt, objected to, handed over, wrote in her diary, and did.

Nothing is rewritten: of several rows about one thing the newest counts. A draft alone is saved over, and goes when the
case is created.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from sagstyngde.diary import DayMark
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.milestone import MilestoneKind
from sagstyngde.work_kind import WorkKind
from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, NOTE_LENGTH, one_of, sequence, stamped, together

felt_loads = Table(
    "felt_loads",
    METADATA,
    sequence(),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("week_of", Date, nullable=False),  # the Monday
    Column("felt", Integer, nullable=False),
    *stamped("told"),
    CheckConstraint("felt BETWEEN 1 AND 5", name="felt"),
    Index(None, "caseworker_id", "week_of"),
    sqlite_autoincrement=True,
)

weekly_loads = Table(
    "weekly_loads",
    METADATA,
    sequence(),
    Column("week_of", Date, nullable=False),  # the Monday
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("team", String(NAME_LENGTH)),
    Column("hours", Float, nullable=False),  # hours of casework a month, as reckoned that week
    Column("capacity_hours", Float, nullable=False),
    Column("case_count", Integer, nullable=False),
    Column("counts", JSON, nullable=False),  # of her open cases, what they were that week: by category and the like
    *stamped("reckoned"),
    CheckConstraint("hours >= 0 AND capacity_hours >= 0 AND case_count >= 0", name="nothing_negative"),
    UniqueConstraint("week_of", "caseworker_id", name="uq_weekly_loads_week"),
    Index(None, "caseworker_id"),
    sqlite_autoincrement=True,
)

dissents = Table(
    "dissents",
    METADATA,
    sequence(),
    Column("dissent_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("reason", String(ID_LENGTH), nullable=False),
    Column("note", String(NOTE_LENGTH)),
    *stamped("told"),
    Column("answer", String(ID_LENGTH)),
    Column("answer_note", String(NOTE_LENGTH)),
    *stamped("answered", optional=True),
    one_of("reason", DissentReason),
    one_of("answer", DissentAnswer),
    together("answered", "answer", "answered_by", "answered_at"),
    Index(None, "case_id"),
    Index(
        "uq_dissents_open",
        "case_id",
        "caseworker_id",
        unique=True,
        sqlite_where=text("answered_at IS NULL"),
        postgresql_where=text("answered_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

hand_overs = Table(
    "hand_overs",
    METADATA,
    sequence(),
    Column("hand_over_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("from_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("notes", JSON, nullable=False),  # a text under each heading that was filled in
    *stamped("written"),
    Column("received_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id")),
    *stamped("received", optional=True),
    together("received", "received_id", "received_by", "received_at"),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

milestones = Table(
    "milestones",
    METADATA,
    sequence(),
    Column("milestone_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("reached_on", Date, nullable=False),
    Column("next_on", Date),  # of a follow-up: when the municipality has decided that the next one is
    *stamped("recorded"),
    *stamped("withdrawn", optional=True),
    one_of("kind", MilestoneKind),
    together("withdrawn", "withdrawn_by", "withdrawn_at"),
    CheckConstraint("next_on IS NULL OR next_on >= reached_on", name="next_after_reached"),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

diary_windows = Table(
    "diary_windows",
    METADATA,
    sequence(),
    Column("window_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    *stamped("agreed"),
    *stamped("withdrawn", optional=True),
    *stamped("closed", optional=True),  # by the caseworker: all her hours on cases in these days are told
    together("withdrawn", "withdrawn_by", "withdrawn_at"),
    together("closed", "closed_by", "closed_at"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("closed_at IS NULL OR withdrawn_at IS NULL", name="closed_or_withdrawn"),
    Index(None, "caseworker_id"),
    sqlite_autoincrement=True,
)

diary_entries = Table(
    "diary_entries",
    METADATA,
    sequence(),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("worked_on", Date, nullable=False),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("minutes", Integer, nullable=False),  # of that case, day and kind; a newer row takes its place
    Column("is_imported", Boolean, nullable=False),
    *stamped("recorded"),
    one_of("kind", WorkKind),
    CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_of_a_day"),
    Index(None, "case_id"),
    Index(None, "caseworker_id", "worked_on"),
    sqlite_autoincrement=True,
)

diary_days = Table(
    "diary_days",
    METADATA,
    sequence(),
    Column("caseworker_id", String(ID_LENGTH), ForeignKey("caseworkers.caseworker_id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("mark", String(ID_LENGTH), nullable=False),  # what she says of a day without hours on cases
    *stamped("told"),
    one_of("mark", DayMark),
    Index(None, "caseworker_id", "day"),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    METADATA,
    Column("draft_id", String(ID_LENGTH), primary_key=True),
    Column("owner", String(NAME_LENGTH), nullable=False),  # the user's id: nobody else sees it
    Column("version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    *stamped("saved"),
    CheckConstraint("version >= 1", name="version"),
    Index(None, "owner"),
)
