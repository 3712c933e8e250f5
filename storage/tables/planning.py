"""Which tables hold what is planned and watched? Proposals, policies, forecasts, alarms, imports."""

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

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


class PlanState(StrEnum):
    """Where a proposal stands. Only a person commits one."""

    PROPOSED = "proposed"
    COMMITTED = "committed"
    WITHDRAWN = "withdrawn"


plans = Table(
    "plans",
    METADATA,
    sequence(),
    Column("plan_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("state", String(ID_LENGTH), nullable=False),
    Column("policy", String(NAME_LENGTH), nullable=False),
    Column("proposed_on", Date, nullable=False),
    *stamped("created"),
    *stamped("settled", optional=True),
    Column("answer", JSON, nullable=False),
    Column("basis", JSON),  # what it was reckoned from: the case versions and placements it must still find at commit
    Column("case_ids", JSON),  # every case it was reckoned with or names: who reaches the plan is asked by them
    one_of("state", PlanState),
    together("settled", "settled_by", "settled_at"),
    CheckConstraint("(state = 'proposed') = (settled_at IS NULL)", name="settled_when_not_proposed"),
    CheckConstraint("version >= 1", name="version"),
    sqlite_autoincrement=True,
)

plan_edits = Table(
    "plan_edits",
    METADATA,
    sequence(),
    Column("plan_id", String(ID_LENGTH), ForeignKey("plans.plan_id"), nullable=False),
    Column("version", Integer, nullable=False),  # the version the edit led to
    Column("answer", JSON, nullable=False),
    *stamped("edited"),
    Index(None, "plan_id"),
    sqlite_autoincrement=True,
)

alarms = Table(
    "alarms",
    METADATA,
    sequence(),
    Column("alarm_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id")),
    Column("caseworker_id", String(ID_LENGTH)),
    Column("subject", String(NAME_LENGTH), nullable=False),  # what it is about: no two open alarms are about one thing
    Column("content", JSON, nullable=False),
    *stamped("raised"),
    Column("action", String(ID_LENGTH)),
    Column("note", String(NOTE_LENGTH)),
    *stamped("closed", optional=True),
    Column("until", Date),  # of an agreed exception: its last day, after which the alarm may come back
    Column("ceased_at", Moment),  # when its cause was first seen to be gone
    together("closed_with_an_action", "action", "closed_by", "closed_at"),
    CheckConstraint(
        "(case_id IS NOT NULL OR caseworker_id IS NOT NULL) = (kind <> 'model')", name="about_somebody_or_the_model"
    ),
    Index(None, "case_id"),
    Index(
        "uq_alarms_open",
        "subject",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

imports = Table(
    "imports",
    METADATA,
    sequence(),
    Column("import_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("kind", String(ID_LENGTH), nullable=False),
    Column("content_hash", String(NAME_LENGTH), nullable=False),
    Column("taken", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    *stamped("imported"),
    sqlite_autoincrement=True,
)

policies = Table(
    "policies",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("content_hash", String(ID_LENGTH), nullable=False),
    Column("toml", Text, nullable=False),
    Column("note", String(NOTE_LENGTH)),
    *stamped("adopted"),
    CheckConstraint("version >= 1", name="version"),
)

forecasts = Table(
    "forecasts",
    METADATA,
    sequence(),
    Column("forecast_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("made_on", Date, nullable=False),
    Column("grounds", JSON, nullable=False),
    *stamped("reckoned"),
    sqlite_autoincrement=True,
)
