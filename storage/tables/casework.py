"""Which tables hold casework? A case and what was known of it when, what was answered, what people said, what it took.

``case_versions`` holds every version of a case whole, ``cases`` what is searched of the newest. All other tables are
only ever added to. An assessment is kept as it was given, as JSON: an answer is never rewritten.
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

from sagstyngde.access import Sensitivity
from sagstyngde.judgement import NoCategoryReason
from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, NOTE_LENGTH, one_of, sequence, stamped, together

cases = Table(
    "cases",
    METADATA,
    Column("case_id", String(ID_LENGTH), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("child_id", String(ID_LENGTH)),
    Column("family_id", String(ID_LENGTH)),
    Column("received_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("team", String(NAME_LENGTH)),
    Column("district", String(NAME_LENGTH)),
    Column("kle", String(ID_LENGTH)),
    Column("sensitivity", String(NAME_LENGTH), nullable=False),
    *stamped("created"),
    one_of("sensitivity", Sensitivity),
    CheckConstraint("closed_on IS NULL OR closed_on >= received_on", name="closed_after_received"),
    CheckConstraint("version >= 1", name="version"),
    Index(None, "received_on"),
    Index(None, "child_id"),
)

case_versions = Table(
    "case_versions",
    METADATA,
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("record", JSON, nullable=False),
    *stamped("known"),
)

placements = Table(
    "placements",
    METADATA,
    sequence(),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("caseworker_id", String(ID_LENGTH), nullable=False),
    Column("is_primary", Boolean, nullable=False),
    Column("plan_id", String(ID_LENGTH)),
    Column("starts_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("reason", String(NOTE_LENGTH)),  # why a person placed it so, where she said
    Column("set_aside", JSON),  # the policy's conditions that she set aside, by name
    *stamped("placed"),
    *stamped("ended", optional=True),
    together("ended", "ended_on", "ended_by", "ended_at"),
    CheckConstraint("ended_on IS NULL OR ended_on >= starts_on", name="ended_after_start"),
    Index(
        "uq_placements_primary",
        "case_id",
        unique=True,
        sqlite_where=text("is_primary AND ended_on IS NULL"),
        postgresql_where=text("is_primary AND ended_on IS NULL"),
    ),
    Index(
        "uq_placements_active",
        "case_id",
        "caseworker_id",
        unique=True,
        sqlite_where=text("ended_on IS NULL"),
        postgresql_where=text("ended_on IS NULL"),
    ),
    Index(None, "caseworker_id"),
    sqlite_autoincrement=True,
)

assessments = Table(
    "assessments",
    METADATA,
    sequence(),
    Column("assessment_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("case_version", Integer, nullable=False),
    *stamped("assessed"),
    Column("bundle_hash", String(NAME_LENGTH), nullable=False),
    Column("scheme_version", String(NAME_LENGTH), nullable=False),
    Column("category", String(ID_LENGTH)),  # null = withheld: the model suggests none
    Column("is_blind", Boolean, nullable=False),
    Column("answer", JSON, nullable=False),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

judgements = Table(
    "judgements",
    METADATA,
    sequence(),
    Column("judgement_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("category", String(ID_LENGTH)),  # null = the case cannot be assessed for a target group, for a reason
    Column("reason", String(ID_LENGTH)),
    Column("judged_on", Date, nullable=False),
    Column("is_blind", Boolean, nullable=False),
    *stamped("judged"),
    CheckConstraint("(category IS NULL) = (reason IS NOT NULL)", name="a_category_or_a_reason"),
    one_of("reason", NoCategoryReason),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

settlements = Table(
    "settlements",
    METADATA,
    sequence(),
    Column("assessment_id", String(ID_LENGTH), ForeignKey("assessments.assessment_id"), nullable=False),
    Column("is_override", Boolean, nullable=False),
    Column("category", String(ID_LENGTH)),  # null in an override = the case cannot be assessed for a target group
    Column("reason", String(NAME_LENGTH)),
    Column("note", String(NOTE_LENGTH)),
    *stamped("settled"),
    CheckConstraint("is_override = (reason IS NOT NULL)", name="an_override_has_a_reason"),
    Index(None, "assessment_id"),
    sqlite_autoincrement=True,
)

hours = Table(
    "hours",
    METADATA,
    sequence(),
    Column("entry_id", String(ID_LENGTH), nullable=False),
    Column("source", String(ID_LENGTH), nullable=False),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("caseworker_id", String(ID_LENGTH)),
    Column("worked_on", Date, nullable=False),
    Column("hours", Float, nullable=False),
    *stamped("recorded"),
    CheckConstraint("hours >= 0 AND hours <= 24", name="hours_of_a_day"),
    UniqueConstraint("source", "entry_id", name="uq_hours_entry"),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)
