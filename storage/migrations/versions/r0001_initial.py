"""What did the first version store? Cases, assessments, plans and the staff list."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    make_cases()
    make_assessments()
    make_plans()
    make_caseworkers()


def downgrade() -> None:
    """Drop them, the referring one first."""
    for table in ("caseworkers", "plans", "assessments", "cases"):
        op.drop_table(table)


def make_cases() -> None:
    """Make cases, as this version had them."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("child_id", sa.String(64)),
        sa.Column("family_id", sa.String(64)),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("team", sa.String(200)),
        sa.Column("district", sa.String(200)),
        sa.Column("caseworker_id", sa.String(64)),
        sa.Column("sibling_rule", sa.String(16), nullable=False),
        sa.Column("required_competences", sa.JSON, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("ix_cases_received_on", "cases", ["received_on"])


def make_assessments() -> None:
    """Make assessments, as this version had them."""
    op.create_table(
        "assessments",
        sa.Column("sequence", _sequence(), nullable=False, autoincrement=True),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("assessed_at", _moment(), nullable=False),
        sa.Column("bundle_hash", sa.String(200), nullable=False),
        sa.Column("scheme_version", sa.String(200), nullable=False),
        sa.Column("category", sa.String(64)),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_assessments"),
        sa.UniqueConstraint("assessment_id", name="uq_assessments_assessment_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_assessments_case_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessments_case_id", "assessments", ["case_id"])


def make_plans() -> None:
    """Make plans, as this version had them."""
    op.create_table(
        "plans",
        sa.Column("sequence", _sequence(), nullable=False, autoincrement=True),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("policy", sa.String(200), nullable=False),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_plans"),
        sa.UniqueConstraint("plan_id", name="uq_plans_plan_id"),
        sqlite_autoincrement=True,
    )


def make_caseworkers() -> None:
    """Make the staff list, as this version had it."""
    op.create_table(
        "caseworkers",
        sa.Column("caseworker_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("team", sa.String(200)),
        sa.Column("record", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("caseworker_id", name="pk_caseworkers"),
    )


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _sequence() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
