"""Who is employed on what terms, and what is planned and watched."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import moment, number
from storage.migrations.rows import Row, add_rows, all_rows
from storage.migrations.versions import r0001_initial

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

_OPERATOR = "cli"
_NEW = (
    "disqualifications", "mandates", "staff_terms", "caseworkers", "imports", "models", "alarms",
    "plan_edits", "plans",
)  # fmt: skip
_SETS = {"districts": "district", "competences": "competence", "languages": "language"}
_AMOUNTS = {"weekly_hours": "contract", "fixed_monthly_hours": "fixed_duty"}


def upgrade() -> None:
    """Make the tables, and carry the staff list and the proposals over."""
    staff, plans = all_rows("caseworkers"), all_rows("plans")
    now = datetime.now(UTC)
    for table in ("caseworkers", "plans"):
        op.drop_table(table)
    _make_plans()
    _make_plan_edits()
    _make_alarms()
    _make_models()
    _make_imports()
    _make_caseworkers()
    make_staff_terms()
    make_mandates()
    _make_disqualifications()
    told = {"version": 1, "state": "proposed", "created_by": _OPERATOR}
    add_rows("plans", [row | told for row in plans])
    add_rows("caseworkers", [_caseworker(row["record"], now) for row in staff])
    add_rows("staff_terms", [term for row in staff for term in _terms(row["record"], now)])


def downgrade() -> None:
    """Keep the proposals and the staff list as its terms stand today; the rest has no place there."""
    plans, staff, terms = all_rows("plans"), all_rows("caseworkers"), all_rows("staff_terms")
    for table in _NEW:
        op.drop_table(table)
    r0001_initial.make_plans()
    r0001_initial.make_caseworkers()
    kept = ("sequence", "plan_id", "policy", "proposed_on", "created_at", "answer")
    add_rows("plans", [{name: row[name] for name in kept} for row in plans])
    standing = [term for term in terms if term["withdrawn_at"] is None]
    add_rows("caseworkers", [_earlier(row, standing) for row in staff])


def _caseworker(record: Row, now: datetime) -> Row:
    days = {name: date.fromisoformat(record[name]) if record[name] else None for name in ("employed_on", "left_on")}
    plain = {"caseworker_id": record["caseworker_id"], "name": record["name"], "user_id": None, "version": 1}
    return plain | days | {"recorded_by": _OPERATOR, "recorded_at": now}


def _terms(record: Row, now: datetime) -> list[Row]:
    """A record lacks what caseworkers had no field for when it was stored."""
    since = date.fromisoformat(record["employed_on"])
    terms = [{"kind": kind, "amount": record[name]} for name, kind in _AMOUNTS.items() if record.get(name)]
    terms += [{"kind": kind, "text": text} for name, kind in _SETS.items() for text in record.get(name) or ()]
    terms += [{"kind": "team", "text": record["team"]}] if record["team"] else []
    terms += [
        {
            "kind": "absence", "amount": one["share"],
            "starts_on": date.fromisoformat(one["starts_on"]), "ends_on": date.fromisoformat(one["ends_on"]),
        }
        for one in record.get("absences") or ()
    ]  # fmt: skip
    whole = {
        "caseworker_id": record["caseworker_id"], "text": None, "amount": None, "starts_on": since, "ends_on": None,
        "recorded_by": _OPERATOR, "recorded_at": now,
    }  # fmt: skip
    return [whole | term for term in terms]


def _earlier(row: Row, standing: list[Row]) -> Row:
    own = [term for term in standing if term["caseworker_id"] == row["caseworker_id"]]
    teams = [term["text"] for term in own if term["kind"] == "team"]
    team = teams[-1] if teams else None
    record: Row = {name: row[name] for name in ("caseworker_id", "name")} | {"team": team}
    record |= {name: row[name].isoformat() if row[name] else None for name in ("employed_on", "left_on")}
    record |= {name: sum(term["amount"] for term in own if term["kind"] == kind) for name, kind in _AMOUNTS.items()}
    record |= {name: sorted(term["text"] for term in own if term["kind"] == kind) for name, kind in _SETS.items()}
    record["absences"] = [
        {"starts_on": term["starts_on"].isoformat(), "ends_on": term["ends_on"].isoformat(), "share": term["amount"]}
        for term in own
        if term["kind"] == "absence"
    ]
    return {"caseworker_id": row["caseworker_id"], "name": row["name"], "team": team, "record": record}


def _make_caseworkers() -> None:
    op.create_table(
        "caseworkers",
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=True),
        sa.Column("employed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_caseworkers_version")),
        sa.CheckConstraint("left_on IS NULL OR left_on >= employed_on", name=op.f("ck_caseworkers_left_after_start")),
        sa.PrimaryKeyConstraint("caseworker_id", name="pk_caseworkers"),
        sa.UniqueConstraint("user_id", name="uq_caseworkers_user_id"),
    )


def _make_disqualifications() -> None:
    op.create_table(
        "disqualifications",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.CheckConstraint(
            "((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_disqualifications_withdrawn")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_disqualifications_case_id"),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_disqualifications_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_disqualifications"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_disqualifications_standing",
        "disqualifications",
        ["case_id", "caseworker_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _make_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=200), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_imports"),
        sa.UniqueConstraint("import_id", name="uq_imports_import_id"),
        sqlite_autoincrement=True,
    )


def _make_models() -> None:
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
        sa.CheckConstraint("state IN ('candidate', 'approved', 'active', 'retired')", name=op.f("ck_models_state")),
        sa.CheckConstraint("((approved_by IS NULL) = (approved_at IS NULL))", name=op.f("ck_models_approved")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> registered_by", name=op.f("ck_models_two_people")),
        sa.PrimaryKeyConstraint("bundle_hash", name="pk_models"),
    )


def _make_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.Column("settled_at", moment(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (settled_at IS NULL)", name=op.f("ck_plans_settled_when_not_proposed")
        ),
        sa.CheckConstraint("state IN ('proposed', 'committed', 'withdrawn')", name=op.f("ck_plans_state")),
        sa.CheckConstraint("((settled_by IS NULL) = (settled_at IS NULL))", name=op.f("ck_plans_settled")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_plans_version")),
        sa.PrimaryKeyConstraint("sequence", name="pk_plans"),
        sa.UniqueConstraint("plan_id", name="uq_plans_plan_id"),
        sqlite_autoincrement=True,
    )


def _make_alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("alarm_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("caseworker_id", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("raised_at", moment(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", moment(), nullable=True),
        sa.CheckConstraint(
            "((action IS NULL) = (closed_by IS NULL)) AND ((action IS NULL) = (closed_at IS NULL))",
            name=op.f("ck_alarms_closed_with_an_action"),
        ),
        sa.CheckConstraint("case_id IS NOT NULL OR caseworker_id IS NOT NULL", name=op.f("ck_alarms_about_somebody")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_alarms_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_alarms"),
        sa.UniqueConstraint("alarm_id", name="uq_alarms_alarm_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarms_case_id", "alarms", ["case_id"], unique=False)
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def make_mandates() -> None:
    """Make mandates, as this version had them."""
    op.create_table(
        "mandates",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("mandate_id", sa.String(length=64), nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("provision", sa.String(length=200), nullable=False),
        sa.Column("yearly_amount", sa.Float(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("granted_at", moment(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.CheckConstraint("((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_mandates_withdrawn")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_mandates_ends_after_start")),
        sa.CheckConstraint("yearly_amount IS NULL OR yearly_amount >= 0", name=op.f("ck_mandates_amount")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_mandates_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_mandates"),
        sa.UniqueConstraint("mandate_id", name="uq_mandates_mandate_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mandates_caseworker_id", "mandates", ["caseworker_id"], unique=False)


def _make_plan_edits() -> None:
    op.create_table(
        "plan_edits",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.String(length=200), nullable=False),
        sa.Column("edited_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name="fk_plan_edits_plan_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_plan_edits"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_edits_plan_id", "plan_edits", ["plan_id"], unique=False)


def make_staff_terms() -> None:
    """Make staff terms, as this version had them."""
    op.create_table(
        "staff_terms",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("caseworker_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('contract', 'fixed_duty', 'absence')) = (amount IS NOT NULL)"
            " AND (kind IN ('contract', 'fixed_duty', 'absence')) = (text IS NULL)",
            name=op.f("ck_staff_terms_text_or_amount"),
        ),
        sa.CheckConstraint(
            "kind IN ('contract', 'fixed_duty', 'absence', 'team', 'district', 'competence', 'language')",
            name=op.f("ck_staff_terms_kind"),
        ),
        sa.CheckConstraint("((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_staff_terms_withdrawn")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_staff_terms_amount")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_staff_terms_ends_after_start")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_staff_terms_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_staff_terms"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_terms_caseworker_id", "staff_terms", ["caseworker_id"], unique=False)
