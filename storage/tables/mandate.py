"""Which tables hold who may decide what, what was decided, and what is tried out?

A register, a trial's plan and its evaluations are only ever added to, each version whole. A decision recorded by
mistake is withdrawn with its reason and can still be read.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from sagstyngde.decision import AppealResult, Level, Outcome, Unit
from sagstyngde.provision import CODE_LENGTH
from storage.tables.base import ID_LENGTH, METADATA, NAME_LENGTH, NOTE_LENGTH, one_of, sequence, stamped, together

registers = Table(
    "registers",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("holds_from", Date, nullable=False),  # until a later version holds
    Column("content_hash", String(ID_LENGTH), nullable=False),
    Column("toml", Text, nullable=False),
    Column("note", String(NOTE_LENGTH)),  # who decided it when, where the adopter says so
    *stamped("adopted"),
    CheckConstraint("version >= 1", name="version"),
)

decisions = Table(
    "decisions",
    METADATA,
    sequence(),
    Column("decision_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("provision", String(CODE_LENGTH)),
    Column("provision_text", String(NAME_LENGTH)),  # as an earlier version of ours kept it: any text
    Column("applied_on", Date),  # null = an earlier version of ours did not ask
    Column("decided_on", Date, nullable=False),
    Column("level", String(ID_LENGTH), nullable=False),
    Column("outcome", String(ID_LENGTH), nullable=False),
    Column("amount", Float),
    Column("unit", String(ID_LENGTH)),
    Column("caseworker_id", String(ID_LENGTH)),
    Column("team", String(NAME_LENGTH)),  # the case's on the day it was recorded
    Column("register_version", Integer, ForeignKey("registers.version")),  # null = none was adopted for that day
    Column("routed_level", String(ID_LENGTH)),
    Column("routed_rule", String(NAME_LENGTH)),  # null = no rule covered it
    Column("routed_reason", String(NOTE_LENGTH)),
    *stamped("recorded"),
    Column("withdrawn_reason", String(NOTE_LENGTH)),
    *stamped("withdrawn", optional=True),
    one_of("level", Level),
    one_of("outcome", Outcome),
    one_of("unit", Unit),
    one_of("routed_level", Level),
    together("amount_and_unit", "amount", "unit"),
    together("routed", "register_version", "routed_level", "routed_reason"),
    together("withdrawn", "withdrawn_reason", "withdrawn_by", "withdrawn_at"),
    CheckConstraint("provision IS NOT NULL OR provision_text IS NOT NULL", name="provision"),
    CheckConstraint("applied_on IS NULL OR applied_on <= decided_on", name="applied_before_decided"),
    CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
    Index(None, "case_id"),
    Index(None, "decided_on"),
    sqlite_autoincrement=True,
)

appeals = Table(
    "appeals",
    METADATA,
    sequence(),
    Column("decision_id", String(ID_LENGTH), ForeignKey("decisions.decision_id"), nullable=False),
    Column("result", String(ID_LENGTH), nullable=False),
    Column("decided_on", Date, nullable=False),
    *stamped("recorded"),
    one_of("result", AppealResult),
    Index(None, "decision_id"),
    sqlite_autoincrement=True,
)

trial_plans = Table(
    "trial_plans",
    METADATA,
    sequence(),
    Column("plan_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("content_hash", String(ID_LENGTH), nullable=False),
    Column("toml", Text, nullable=False),
    *stamped("registered"),
    sqlite_autoincrement=True,
)

trial_evaluations = Table(
    "trial_evaluations",
    METADATA,
    sequence(),
    Column("evaluation_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("plan_id", String(ID_LENGTH), ForeignKey("trial_plans.plan_id"), nullable=False),
    Column("data_until", Date, nullable=False),  # the last day that was looked at
    Column("findings", JSON, nullable=False),
    *stamped("evaluated"),
    Index(None, "plan_id"),
    sqlite_autoincrement=True,
)
