"""How a model comes into use: its package, who proposed and approved it, its turns, its shadow, what watching found."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import moment, number
from storage.migrations.rows import Row, add_rows, all_rows

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

_OWN = (
    "erasures",
    "monitor_runs",
    "shadow_answers",
    "shadow_periods",
    "model_turns",
    "model_proposals",
    "model_packages",
)
_STATES = "state IN ('candidate', 'approved', 'active', 'retired')"
_KEPT = ("bundle_hash", "scheme_version", "manifest", "registered_by", "registered_at")
_BEFORE_PROPOSALS = "Godkendt, før indstillinger blev skrevet ned."


def upgrade() -> None:
    """Make the tables; who approved a model becomes a proposal that was approved."""
    rows = all_rows("models")
    op.drop_table("models")
    _make_models()
    _make_packages()
    _make_proposals()
    _make_turns()
    _make_shadows()
    _make_monitor_runs()
    _make_erasures()
    _let_alarms_be_about_the_model()
    add_rows("models", [{name: row[name] for name in _KEPT} for row in rows])
    add_rows("model_proposals", [_proposal_of(row) for row in rows if row["approved_at"] is not None])


def downgrade() -> None:
    """Drop them; of every model, who registered and approved it and whether it was live stays."""
    models, proposals, turns = all_rows("models"), all_rows("model_proposals"), all_rows("model_turns")
    _let_alarms_be_about_somebody()
    for table in _OWN:
        op.drop_table(table)
    op.drop_table("models")
    _make_older_models()
    approved = {row["bundle_hash"]: row for row in proposals if row["outcome"] == "approved"}
    live = turns[-1]["bundle_hash"] if turns else None
    add_rows("models", [_older_model(row, approved.get(row["bundle_hash"]), live) for row in models])


def _let_alarms_be_about_the_model() -> None:
    with op.batch_alter_table("alarms", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_alarms_about_somebody"), type_="check")
        table.create_check_constraint(
            op.f("ck_alarms_about_somebody_or_the_model"),
            "(case_id IS NOT NULL OR caseworker_id IS NOT NULL) = (kind <> 'model')",
        )


def _let_alarms_be_about_somebody() -> None:
    op.execute("DELETE FROM alarms WHERE kind = 'model'")
    with op.batch_alter_table("alarms", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_alarms_about_somebody_or_the_model"), type_="check")
        table.create_check_constraint(
            op.f("ck_alarms_about_somebody"), "case_id IS NOT NULL OR caseworker_id IS NOT NULL"
        )


def _proposal_of(row: Row) -> Row:
    return {
        "proposal_id": uuid4().hex,
        "bundle_hash": row["bundle_hash"],
        "reason": _BEFORE_PROPOSALS,
        "overrides": {},
        "proposed_by": row["registered_by"],
        "proposed_at": row["registered_at"],
        "outcome": "approved",
        "settled_reason": _BEFORE_PROPOSALS,
        "settled_overrides": {},
        "settled_by": row["approved_by"],
        "settled_at": row["approved_at"],
    }


def _older_model(row: Row, approved: Row | None, live: str | None) -> Row:
    kept = {name: row[name] for name in _KEPT}
    if approved is None:
        return kept | {"state": "candidate", "approved_by": None, "approved_at": None}
    people = {
        "registered_by": approved["proposed_by"],  # whoever approved it may have registered it, never proposed it
        "approved_by": approved["settled_by"],
        "approved_at": approved["settled_at"],
    }
    return kept | people | {"state": "active" if row["bundle_hash"] == live else "approved"}


def _make_models() -> None:
    op.create_table(
        "models",
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("scheme_version", sa.String(length=200), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("lineage", sa.JSON(), nullable=True),
        sa.Column("gate", sa.JSON(), nullable=True),
        sa.Column("retraining", sa.JSON(), nullable=True),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.Column("registered_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("bundle_hash", name="pk_models"),
    )


def _make_older_models() -> None:
    op.create_table(
        "models",
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("scheme_version", sa.String(length=200), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.Column("registered_at", moment(), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", moment(), nullable=True),
        sa.CheckConstraint(
            "state = 'candidate' OR state = 'retired' OR approved_at IS NOT NULL",
            name=op.f("ck_models_active_is_approved"),
        ),
        sa.CheckConstraint(_STATES, name=op.f("ck_models_state")),
        sa.CheckConstraint("((approved_by IS NULL) = (approved_at IS NULL))", name=op.f("ck_models_approved")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> registered_by", name=op.f("ck_models_two_people")),
        sa.PrimaryKeyConstraint("bundle_hash", name="pk_models"),
    )


def _make_packages() -> None:
    op.create_table(
        "model_packages",
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("kept_by", sa.String(length=200), nullable=False),
        sa.Column("kept_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_hash"], ["models.bundle_hash"], name="fk_model_packages_bundle_hash"),
        sa.PrimaryKeyConstraint("bundle_hash", name="pk_model_packages"),
    )


def _make_proposals() -> None:
    op.create_table(
        "model_proposals",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", moment(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("settled_reason", sa.String(length=2000), nullable=True),
        sa.Column("settled_overrides", sa.JSON(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.Column("settled_at", moment(), nullable=True),
        sa.CheckConstraint("outcome IN ('approved', 'rejected')", name=op.f("ck_model_proposals_outcome")),
        sa.CheckConstraint(
            "((outcome IS NULL) = (settled_reason IS NULL)) AND ((outcome IS NULL) = (settled_by IS NULL))"
            " AND ((outcome IS NULL) = (settled_at IS NULL))",
            name=op.f("ck_model_proposals_settled"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'approved' OR settled_by <> proposed_by",
            name=op.f("ck_model_proposals_two_people"),
        ),
        sa.ForeignKeyConstraint(["bundle_hash"], ["models.bundle_hash"], name="fk_model_proposals_bundle_hash"),
        sa.PrimaryKeyConstraint("sequence", name="pk_model_proposals"),
        sa.UniqueConstraint("proposal_id", name="uq_model_proposals_proposal_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_proposals_bundle_hash", "model_proposals", ["bundle_hash"], unique=False)
    op.create_index(
        "uq_model_proposals_open",
        "model_proposals",
        ["bundle_hash"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _make_turns() -> None:
    op.create_table(
        "model_turns",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("begun_by", sa.String(length=200), nullable=False),
        sa.Column("begun_at", moment(), nullable=False),
        sa.CheckConstraint("kind IN ('promotion', 'rollback')", name=op.f("ck_model_turns_kind")),
        sa.CheckConstraint(
            "(kind = 'promotion') = (proposal_id IS NOT NULL)", name=op.f("ck_model_turns_promotion_is_proposed")
        ),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_model_turns_serial")),
        sa.ForeignKeyConstraint(["bundle_hash"], ["model_packages.bundle_hash"], name="fk_model_turns_bundle_hash"),
        sa.ForeignKeyConstraint(["proposal_id"], ["model_proposals.proposal_id"], name="fk_model_turns_proposal_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_model_turns"),
        sa.UniqueConstraint("serial", name="uq_model_turns_serial"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_turns_bundle_hash", "model_turns", ["bundle_hash"], unique=False)
    op.create_index("ix_model_turns_proposal_id", "model_turns", ["proposal_id"], unique=False)


def _make_shadows() -> None:
    op.create_table(
        "shadow_periods",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=True),
        sa.Column("begun_by", sa.String(length=200), nullable=False),
        sa.Column("begun_at", moment(), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("ended_at", moment(), nullable=True),
        sa.CheckConstraint("((ended_by IS NULL) = (ended_at IS NULL))", name=op.f("ck_shadow_periods_ended")),
        sa.CheckConstraint("(open IS NULL) = (ended_at IS NOT NULL)", name=op.f("ck_shadow_periods_open_until_ended")),
        sa.CheckConstraint("open = 1", name=op.f("ck_shadow_periods_open")),
        sa.ForeignKeyConstraint(["bundle_hash"], ["model_packages.bundle_hash"], name="fk_shadow_periods_bundle_hash"),
        sa.PrimaryKeyConstraint("sequence", name="pk_shadow_periods"),
        sa.UniqueConstraint("open", name="uq_shadow_periods_open"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shadow_periods_bundle_hash", "shadow_periods", ["bundle_hash"], unique=False)
    op.create_table(
        "shadow_answers",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("assessment_id", sa.String(length=64), nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("answered_at", moment(), nullable=False),
        sa.CheckConstraint(
            "NOT abstained OR category IS NULL", name=op.f("ck_shadow_answers_abstained_without_category")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_shadow_answers_case_id"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.assessment_id"], name="fk_shadow_answers_assessment_id"
        ),
        sa.ForeignKeyConstraint(["bundle_hash"], ["models.bundle_hash"], name="fk_shadow_answers_bundle_hash"),
        sa.PrimaryKeyConstraint("sequence", name="pk_shadow_answers"),
        sa.UniqueConstraint("assessment_id", "bundle_hash", name="uq_shadow_answers_answer"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shadow_answers_case_id", "shadow_answers", ["case_id"], unique=False)
    op.create_index("ix_shadow_answers_bundle_hash", "shadow_answers", ["bundle_hash"], unique=False)


def _make_monitor_runs() -> None:
    op.create_table(
        "monitor_runs",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("bundle_hash", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("ran_by", sa.String(length=200), nullable=False),
        sa.Column("ran_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_monitor_runs"),
        sa.UniqueConstraint("run_id", name="uq_monitor_runs_run_id"),
        sqlite_autoincrement=True,
    )


def _make_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("erasure_id", sa.String(length=64), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("erased_by", sa.String(length=200), nullable=False),
        sa.Column("erased_at", moment(), nullable=False),
        sa.CheckConstraint("cases >= 1", name=op.f("ck_erasures_cases")),
        sa.PrimaryKeyConstraint("sequence", name="pk_erasures"),
        sa.UniqueConstraint("erasure_id", name="uq_erasures_erasure_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasures_erased_at", "erasures", ["erased_at"], unique=False)
