"""Which tables hold the models: what was trained, who proposed and approved it, which answered when, and what it said?

A model is never changed: it is registered with its package, proposed, settled, and put into use by a turn. Where it
stands follows from those rows. Rows of ``model_turns`` are only ever added: the newest says which model is live.
"""

from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import (
    ID_LENGTH,
    METADATA,
    NAME_LENGTH,
    NOTE_LENGTH,
    Moment,
    one_of,
    sequence,
    stamped,
    together,
)


class ProposalOutcome(StrEnum):
    """What became of a proposal to put a model into use."""

    APPROVED = "approved"
    REJECTED = "rejected"


class TurnKind(StrEnum):
    """How a model came to answer."""

    PROMOTION = "promotion"
    ROLLBACK = "rollback"


models = Table(
    "models",
    METADATA,
    Column("bundle_hash", String(NAME_LENGTH), primary_key=True),
    Column("scheme_version", String(NAME_LENGTH), nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("lineage", JSON),  # what it was made from; none where it was registered before that was asked
    Column("gate", JSON),  # every check with its outcome
    Column("retraining", JSON),  # the report: figures and counts, and no case
    *stamped("registered"),
)

model_packages = Table(
    "model_packages",
    METADATA,
    Column("bundle_hash", String(NAME_LENGTH), ForeignKey("models.bundle_hash"), primary_key=True),
    Column("package", LargeBinary, nullable=False),
    Column("statement", Text, nullable=False),  # what the training key signed
    Column("signature", String(NAME_LENGTH), nullable=False),
    *stamped("kept"),
)

model_proposals = Table(
    "model_proposals",
    METADATA,
    sequence(),
    Column("proposal_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("bundle_hash", String(NAME_LENGTH), ForeignKey("models.bundle_hash"), nullable=False),
    Column("reason", String(NOTE_LENGTH), nullable=False),
    Column("overrides", JSON, nullable=False),  # why, by the code of the check that stopped it
    *stamped("proposed"),
    Column("outcome", String(ID_LENGTH)),
    Column("settled_reason", String(NOTE_LENGTH)),
    Column("settled_overrides", JSON),
    *stamped("settled", optional=True),
    one_of("outcome", ProposalOutcome),
    together("settled", "outcome", "settled_reason", "settled_by", "settled_at"),
    CheckConstraint("outcome IS NULL OR outcome <> 'approved' OR settled_by <> proposed_by", name="two_people"),
    Index(None, "bundle_hash"),
    Index(
        "uq_model_proposals_open",
        "bundle_hash",
        unique=True,
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

model_turns = Table(
    "model_turns",
    METADATA,
    sequence(),
    Column("serial", Integer, nullable=False, unique=True),  # signed: a server never takes one that is not higher
    Column("bundle_hash", String(NAME_LENGTH), ForeignKey("model_packages.bundle_hash"), nullable=False),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("proposal_id", String(ID_LENGTH), ForeignKey("model_proposals.proposal_id")),
    Column("reason", String(NOTE_LENGTH), nullable=False),
    Column("statement", Text, nullable=False),  # what the approval key signed
    Column("signature", String(NAME_LENGTH), nullable=False),
    *stamped("begun"),
    one_of("kind", TurnKind),
    CheckConstraint("(kind = 'promotion') = (proposal_id IS NOT NULL)", name="promotion_is_proposed"),
    CheckConstraint("serial >= 1", name="serial"),
    Index(None, "bundle_hash"),
    Index(None, "proposal_id"),
    sqlite_autoincrement=True,
)

shadow_periods = Table(
    "shadow_periods",
    METADATA,
    sequence(),
    Column("bundle_hash", String(NAME_LENGTH), ForeignKey("model_packages.bundle_hash"), nullable=False),
    Column("open", SmallInteger, unique=True),  # 1 until it ends, then nothing: there is one at a time
    *stamped("begun"),
    *stamped("ended", optional=True),
    together("ended", "ended_by", "ended_at"),
    CheckConstraint("(open IS NULL) = (ended_at IS NOT NULL)", name="open_until_ended"),
    CheckConstraint("open = 1", name="open"),
    Index(None, "bundle_hash"),
    sqlite_autoincrement=True,
)

shadow_answers = Table(
    "shadow_answers",
    METADATA,
    sequence(),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("assessment_id", String(ID_LENGTH), ForeignKey("assessments.assessment_id"), nullable=False),
    Column("bundle_hash", String(NAME_LENGTH), ForeignKey("models.bundle_hash"), nullable=False),
    Column("category", String(ID_LENGTH)),
    Column("abstained", Boolean, nullable=False),
    Column("hours", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("answered_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "bundle_hash", name="uq_shadow_answers_answer"),
    CheckConstraint("NOT abstained OR category IS NULL", name="abstained_without_category"),
    Index(None, "case_id"),
    Index(None, "bundle_hash"),
    sqlite_autoincrement=True,
)

monitor_runs = Table(
    "monitor_runs",
    METADATA,
    sequence(),
    Column("run_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("bundle_hash", String(NAME_LENGTH), nullable=False),
    Column("content", JSON, nullable=False),  # figures and verdicts, and no case
    *stamped("ran"),
    sqlite_autoincrement=True,
)

erasures = Table(
    "erasures",
    METADATA,
    sequence(),
    Column("erasure_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("cases", Integer, nullable=False),  # how many went; never which
    *stamped("erased"),
    CheckConstraint("cases >= 1", name="cases"),
    Index(None, "erased_at"),
    sqlite_autoincrement=True,
)
