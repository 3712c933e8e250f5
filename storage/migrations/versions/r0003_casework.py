"""What was known of a case when, who has it, what people said of it, and what it took."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import moment, number
from storage.migrations.rows import Row, add_rows, all_rows
from storage.migrations.versions import r0001_initial, r0002_what_allocation_asks

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

_NEW = ("case_versions", "placements", "judgements", "settlements", "hours", "decisions")
_SENSITIVE = "FOELSOMME_PERSONOPLYSNINGER"
_OPERATOR = "cli"
_IN_RECORD = (
    "child_id", "family_id", "team", "district", "sibling_rule", "required_competences", "language", "birth_day",
    "facts",
)  # fmt: skip
_DAYS = ("received_on", "closed_on", "decision_on")


def upgrade() -> None:
    """Make the tables anew and carry every case and assessment over: each case as its first version."""
    cases, assessments = all_rows("cases"), all_rows("assessments")
    for table in ("assessments", "cases"):
        op.drop_table(table)
    _make_cases()
    _make_case_versions()
    _make_placements()
    _make_assessments()
    _make_judgements()
    _make_settlements()
    _make_hours()
    make_decisions()
    add_rows("cases", [_searched(row) for row in cases])
    add_rows("case_versions", [_first_version(row) for row in cases])
    add_rows("placements", [_placement(row) for row in cases if row["caseworker_id"] is not None])
    told = {"case_version": 1, "is_blind": False, "assessed_by": _OPERATOR}
    add_rows("assessments", [row | told for row in assessments])


def downgrade() -> None:
    """Keep of every case its newest version and its caseworker, and every assessment; the rest has no place there."""
    cases, versions, assessments = all_rows("cases"), all_rows("case_versions"), all_rows("assessments")
    newest = {row["case_id"]: row["record"] for row in versions}
    has = {
        row["case_id"]: row["caseworker_id"]
        for row in all_rows("placements")
        if row["is_primary"] and row["ended_on"] is None
    }
    for table in (*reversed(_NEW), "assessments", "cases"):
        op.drop_table(table)
    r0001_initial.make_cases()
    r0002_what_allocation_asks.upgrade()
    r0001_initial.make_assessments()
    add_rows("cases", [_earlier(row, newest[row["case_id"]], has.get(row["case_id"])) for row in cases])
    kept = (
        "sequence",
        "assessment_id",
        "case_id",
        "assessed_at",
        "bundle_hash",
        "scheme_version",
        "category",
        "answer",
    )
    add_rows("assessments", [{name: row[name] for name in kept} for row in assessments])


def _searched(row: Row) -> Row:
    plain = ("case_id", "child_id", "family_id", "received_on", "closed_on", "team", "district", "created_at")
    return {name: row[name] for name in plain} | {
        "version": 1, "kle": None, "sensitivity": _SENSITIVE, "created_by": _OPERATOR
    }  # fmt: skip


def _first_version(row: Row) -> Row:
    days = {name: row[name].isoformat() if row[name] else None for name in _DAYS}
    record = {name: row[name] for name in _IN_RECORD} | days | {"kle": None, "sensitivity": _SENSITIVE}
    return {
        "case_id": row["case_id"], "version": 1, "record": record, "known_by": _OPERATOR, "known_at": row["created_at"]
    }  # fmt: skip


def _placement(row: Row) -> Row:
    return {
        "case_id": row["case_id"], "caseworker_id": row["caseworker_id"], "is_primary": True,
        "starts_on": row["received_on"], "placed_by": _OPERATOR, "placed_at": row["created_at"],
    }  # fmt: skip


def _earlier(row: Row, record: Row, caseworker_id: str | None) -> Row:
    days = {name: date.fromisoformat(record[name]) if record[name] else None for name in _DAYS}
    kept = {"case_id": row["case_id"], "created_at": row["created_at"], "caseworker_id": caseworker_id}
    return {name: record[name] for name in _IN_RECORD} | days | kept


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.String(length=64), nullable=True),
        sa.Column("family_id", sa.String(length=64), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("district", sa.String(length=200), nullable=True),
        sa.Column("kle", sa.String(length=64), nullable=True),
        sa.Column("sensitivity", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.CheckConstraint(
            "sensitivity IN ('IKKE_FORTROLIGE_DATA', 'FORTROLIGE_PERSONOPLYSNINGER',"
            " 'FOELSOMME_PERSONOPLYSNINGER', 'VIP_SAGER')",
            name=op.f("ck_cases_sensitivity"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= received_on", name=op.f("ck_cases_closed_after_received")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_cases_version")),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("ix_cases_child_id", "cases", ["child_id"], unique=False)
    op.create_index("ix_cases_received_on", "cases", ["received_on"], unique=False)


def _make_assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("assessment_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("assessed_by", sa.String(length=200), nullable=False),
        sa.Column("assessed_at", moment(), nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("scheme_version", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_assessments_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_assessments"),
        sa.UniqueConstraint("assessment_id", name="uq_assessments_assessment_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessments_case_id", "assessments", ["case_id"], unique=False)


def _make_case_versions() -> None:
    op.create_table(
        "case_versions",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("known_by", sa.String(length=200), nullable=False),
        sa.Column("known_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_versions_case_id"),
        sa.PrimaryKeyConstraint("case_id", "version", name="pk_case_versions"),
    )


def make_decisions() -> None:
    """Make decisions, as this version had them."""
    op.create_table(
        "decisions",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("provision", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_alone", sa.Boolean(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("yearly_amount", sa.Float(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.CheckConstraint("yearly_amount IS NULL OR yearly_amount >= 0", name=op.f("ck_decisions_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_decisions_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_decisions_decision_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"], unique=False)


def _make_hours() -> None:
    op.create_table(
        "hours",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=True),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.CheckConstraint("hours >= 0 AND hours <= 24", name=op.f("ck_hours_hours_of_a_day")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_hours_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_hours"),
        sa.UniqueConstraint("source", "entry_id", name="uq_hours_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hours_case_id", "hours", ["case_id"], unique=False)


def _make_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("judgement_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("judged_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_judgements_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_judgements"),
        sa.UniqueConstraint("judgement_id", name="uq_judgements_judgement_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_judgements_case_id", "judgements", ["case_id"], unique=False)


def _make_placements() -> None:
    op.create_table(
        "placements",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("set_aside", sa.JSON(), nullable=True),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("placed_at", moment(), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("ended_at", moment(), nullable=True),
        sa.CheckConstraint(
            "((ended_on IS NULL) = (ended_by IS NULL)) AND ((ended_on IS NULL) = (ended_at IS NULL))",
            name=op.f("ck_placements_ended"),
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= starts_on", name=op.f("ck_placements_ended_after_start")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_placements_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_placements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_placements_caseworker_id", "placements", ["caseworker_id"], unique=False)
    op.create_index(
        "uq_placements_active",
        "placements",
        ["case_id", "caseworker_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "uq_placements_primary",
        "placements",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND ended_on IS NULL"),
        postgresql_where=sa.text("is_primary AND ended_on IS NULL"),
    )


def _make_settlements() -> None:
    op.create_table(
        "settlements",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("assessment_id", sa.String(length=64), nullable=False),
        sa.Column("is_override", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("settled_at", moment(), nullable=False),
        sa.CheckConstraint("is_override = (reason IS NOT NULL)", name=op.f("ck_settlements_an_override_has_a_reason")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.assessment_id"], name="fk_settlements_assessment_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_settlements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_settlements_assessment_id", "settlements", ["assessment_id"], unique=False)
