"""What caseworkers' days are made of, what is drafted, and the policies and forecasts that are kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations import board_marks
from storage.migrations.columns import moment, number
from storage.migrations.rows import all_rows

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

_OWN = (
    "felt_loads",
    "weekly_loads",
    "dissents",
    "hand_overs",
    "milestones",
    "diary_windows",
    "diary_entries",
    "diary_days",
    "drafts",
    "policies",
    "forecasts",
    "changes",
    "people",
)

_DENIED = sa.text("outcome = 'denied'")
_LOG_INDEXES: tuple[tuple[str, list[str], dict[str, Any]], ...] = (
    ("ix_audit_entries_at", ["at", "sequence"], {}),
    ("ix_audit_entries_actor", ["actor", "at", "sequence"], {}),
    ("ix_audit_entries_denied", ["at", "sequence"], {"sqlite_where": _DENIED, "postgresql_where": _DENIED}),
)


def upgrade() -> None:
    """Make the tables; let an alarm know until when it is accepted and when its cause went, a plan its cases."""
    op.add_column("alarms", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("alarms", sa.Column("ceased_at", moment(), nullable=True))
    op.add_column("plans", sa.Column("case_ids", sa.JSON(), nullable=True))
    _fill_case_ids()
    _let_judgements_lack_a_category()
    _make_felt_loads()
    _make_weekly_loads()
    _make_dissents()
    _make_hand_overs()
    _make_milestones()
    _make_diary_windows()
    _make_diary_entries()
    _make_diary_days()
    _make_drafts()
    _make_policies()
    _make_forecasts()
    _make_changes()
    _make_people()
    for name, columns, options in _LOG_INDEXES:
        op.create_index(name, "audit_entries", columns, unique=False, **options)
    board_marks.install()


def downgrade() -> None:
    """Drop them with all they hold: nothing before had a place for it."""
    board_marks.remove()
    _let_judgements_have_a_category()
    op.drop_column("plans", "case_ids")
    for name, _columns, _options in _LOG_INDEXES:
        op.drop_index(name, "audit_entries")
    op.drop_column("alarms", "ceased_at")
    op.drop_column("alarms", "until")
    for table in reversed(_OWN):
        op.drop_table(table)


def _fill_case_ids() -> None:
    plans = sa.Table("plans", sa.MetaData(), autoload_with=op.get_bind())
    for row in all_rows("plans"):
        answer, basis = row["answer"], row["basis"] or {}
        named = {one["case_id"] for part in ("placements", "unplaced") for one in answer[part]}
        told = {case_id for one in answer.get("violations", ()) for case_id in one["case_ids"]}
        case_ids = sorted(named | told | set(basis.get("case_stands", {})))
        op.execute(sa.update(plans).where(plans.c.plan_id == row["plan_id"]).values(case_ids=case_ids))


def _let_judgements_lack_a_category() -> None:
    with op.batch_alter_table("judgements", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("category", existing_type=sa.String(length=64), nullable=True)
        table.add_column(sa.Column("reason", sa.String(length=64), nullable=True))
        table.create_check_constraint(
            op.f("ck_judgements_a_category_or_a_reason"), "(category IS NULL) = (reason IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_judgements_reason"),
            "reason IN ('for_lidt_er_oplyst', 'ingen_kategori_passer', 'uden_for_maalgruppen')",
        )


def _let_judgements_have_a_category() -> None:
    op.execute("DELETE FROM judgements WHERE category IS NULL")
    with op.batch_alter_table("judgements", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_judgements_a_category_or_a_reason"), type_="check")
        table.drop_constraint(op.f("ck_judgements_reason"), type_="check")
        table.drop_column("reason")
        table.alter_column("category", existing_type=sa.String(length=64), nullable=False)


def _make_felt_loads() -> None:
    op.create_table(
        "felt_loads",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("felt", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_at", moment(), nullable=False),
        sa.CheckConstraint("felt BETWEEN 1 AND 5", name=op.f("ck_felt_loads_felt")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_felt_loads_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_felt_loads"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_felt_loads_caseworker_id", "felt_loads", ["caseworker_id", "week_of"], unique=False)


def _make_weekly_loads() -> None:
    op.create_table(
        "weekly_loads",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("capacity_hours", sa.Float(), nullable=False),
        sa.Column("case_count", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("reckoned_by", sa.String(length=200), nullable=False),
        sa.Column("reckoned_at", moment(), nullable=False),
        sa.CheckConstraint(
            "hours >= 0 AND capacity_hours >= 0 AND case_count >= 0", name=op.f("ck_weekly_loads_nothing_negative")
        ),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_weekly_loads_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_weekly_loads"),
        sa.UniqueConstraint("week_of", "caseworker_id", name="uq_weekly_loads_week"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_weekly_loads_caseworker_id", "weekly_loads", ["caseworker_id"], unique=False)


def _make_dissents() -> None:
    op.create_table(
        "dissents",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("dissent_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_at", moment(), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=True),
        sa.Column("answer_note", sa.String(length=2000), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("answered_at", moment(), nullable=True),
        sa.CheckConstraint("answer IN ('moved', 'relieved', 'helped', 'kept')", name=op.f("ck_dissents_answer")),
        sa.CheckConstraint(
            "reason IN ('load', 'competence', 'disqualified', 'relation', 'distance', 'other')",
            name=op.f("ck_dissents_reason"),
        ),
        sa.CheckConstraint(
            "((answer IS NULL) = (answered_by IS NULL)) AND ((answer IS NULL) = (answered_at IS NULL))",
            name=op.f("ck_dissents_answered"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_dissents_case_id"),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_dissents_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_dissents"),
        sa.UniqueConstraint("dissent_id", name="uq_dissents_dissent_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dissents_case_id", "dissents", ["case_id"], unique=False)
    op.create_index(
        "uq_dissents_open",
        "dissents",
        ["case_id", "caseworker_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _make_hand_overs() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("hand_over_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("from_id", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("written_at", moment(), nullable=False),
        sa.Column("received_id", sa.String(length=64), nullable=True),
        sa.Column("received_by", sa.String(length=200), nullable=True),
        sa.Column("received_at", moment(), nullable=True),
        sa.CheckConstraint(
            "((received_id IS NULL) = (received_by IS NULL)) AND ((received_id IS NULL) = (received_at IS NULL))",
            name=op.f("ck_hand_overs_received"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_hand_overs_case_id"),
        sa.ForeignKeyConstraint(["from_id"], ["caseworkers.caseworker_id"], name="fk_hand_overs_from_id"),
        sa.ForeignKeyConstraint(["received_id"], ["caseworkers.caseworker_id"], name="fk_hand_overs_received_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_hand_overs"),
        sa.UniqueConstraint("hand_over_id", name="uq_hand_overs_hand_over_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hand_overs_case_id", "hand_overs", ["case_id"], unique=False)


def _make_milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("milestone_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('notification_assessed', 'examination_begun', 'examination_done', 'measure_begun', 'followed_up',"
            " 'preparation_begun', 'contact')",
            name=op.f("ck_milestones_kind"),
        ),
        sa.CheckConstraint("((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_milestones_withdrawn")),
        sa.CheckConstraint("next_on IS NULL OR next_on >= reached_on", name=op.f("ck_milestones_next_after_reached")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_milestones_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_milestones"),
        sa.UniqueConstraint("milestone_id", name="uq_milestones_milestone_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_milestones_case_id", "milestones", ["case_id"], unique=False)


def _make_diary_windows() -> None:
    op.create_table(
        "diary_windows",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("agreed_at", moment(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", moment(), nullable=True),
        sa.CheckConstraint("((closed_by IS NULL) = (closed_at IS NULL))", name=op.f("ck_diary_windows_closed")),
        sa.CheckConstraint(
            "((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_diary_windows_withdrawn")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_diary_windows_closed_or_withdrawn")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_diary_windows_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_diary_windows_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_diary_windows"),
        sa.UniqueConstraint("window_id", name="uq_diary_windows_window_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_diary_windows_caseworker_id", "diary_windows", ["caseworker_id"], unique=False)


def _make_diary_entries() -> None:
    op.create_table(
        "diary_entries",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.CheckConstraint("kind IN ('family', 'partners', 'desk', 'travel')", name=op.f("ck_diary_entries_kind")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_diary_entries_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_diary_entries_case_id"),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_diary_entries_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_diary_entries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_diary_entries_case_id", "diary_entries", ["case_id"], unique=False)
    op.create_index("ix_diary_entries_caseworker_id", "diary_entries", ["caseworker_id", "worked_on"], unique=False)


def _make_diary_days() -> None:
    op.create_table(
        "diary_days",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_at", moment(), nullable=False),
        sa.CheckConstraint("mark IN ('nothing', 'left_out', 'taken_back')", name=op.f("ck_diary_days_mark")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_diary_days_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_diary_days"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_diary_days_caseworker_id", "diary_days", ["caseworker_id", "day"], unique=False)


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=200), nullable=False),
        sa.Column("saved_at", moment(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_drafts_version")),
        sa.PrimaryKeyConstraint("draft_id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner"], unique=False)


def _make_policies() -> None:
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("adopted_by", sa.String(length=200), nullable=False),
        sa.Column("adopted_at", moment(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_policies_version")),
        sa.PrimaryKeyConstraint("version", name="pk_policies"),
    )


def _make_forecasts() -> None:
    op.create_table(
        "forecasts",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("forecast_id", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("reckoned_by", sa.String(length=200), nullable=False),
        sa.Column("reckoned_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_forecasts"),
        sa.UniqueConstraint("forecast_id", name="uq_forecasts_forecast_id"),
        sqlite_autoincrement=True,
    )


def _make_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_changes"),
    )


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seen_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
    )
