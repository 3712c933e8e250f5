"""Who may decide what, what was decided at which level, how it fared, and what is tried out."""

import re

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import moment, number
from storage.migrations.rows import Row, add_rows, all_rows
from storage.migrations.versions import r0003_casework, r0004_staff_and_plans

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

_GONE = ("trial_evaluations", "trial_plans", "appeals", "decisions", "registers", "staff_terms")
_OWN, _COMMITTEE = "egenkompetence", "visitationsudvalg"
_GRANTED, _REFUSED = "bevilget", "afslag"
_KRONER_A_YEAR = "kr_aar"
_EMPLOYMENT = "employment"
_LAWS = {"BL": "BL", "barnets lov": "BL", "SEL": "SEL", "serviceloven": "SEL"}
_AS_WRITTEN = re.compile(
    r"(BL|barnets lov|SEL|serviceloven) § ([1-9]\d{0,2}(?: [a-z])?)(?:,? stk\. ([1-9]\d?))?(?:,? nr\. ([1-9]\d?))?",
    re.ASCII,
)
_KEPT = ("sequence", "decision_id", "case_id", "decided_on", "recorded_by", "recorded_at")


def upgrade() -> None:
    """Make the tables anew and carry the decisions over; personal grants go: nothing ever asked for them."""
    decisions, terms = all_rows("decisions"), all_rows("staff_terms")
    for table in ("decisions", "staff_terms", "mandates"):
        op.drop_table(table)
    _make_staff_terms()
    _make_registers()
    _make_decisions()
    _make_appeals()
    _make_trial_plans()
    _make_trial_evaluations()
    add_rows("staff_terms", terms)
    add_rows("decisions", [_upgraded(row) for row in decisions])


def downgrade() -> None:
    """Keep every decision that stands and every term the version before can hold; the rest has no place there."""
    decisions, terms = all_rows("decisions"), all_rows("staff_terms")
    for table in _GONE:
        op.drop_table(table)
    r0004_staff_and_plans.make_staff_terms()
    r0004_staff_and_plans.make_mandates()
    r0003_casework.make_decisions()
    add_rows("staff_terms", [row for row in terms if row["kind"] != _EMPLOYMENT])
    add_rows("decisions", [_downgraded(row) for row in decisions if row["withdrawn_at"] is None])


def _upgraded(row: Row) -> Row:
    """A text that is no provision's code or name is kept as it was written, and so is one that is."""
    has_amount = row["yearly_amount"] is not None
    return {name: row[name] for name in _KEPT} | {
        "provision": _code_of(row["provision"]),
        "provision_text": row["provision"],
        "level": _OWN if row["decided_alone"] else _COMMITTEE,
        "outcome": _GRANTED if row["granted"] else _REFUSED,
        "amount": row["yearly_amount"],
        "unit": _KRONER_A_YEAR if has_amount else None,
    }


def _downgraded(row: Row) -> Row:
    return {name: row[name] for name in _KEPT} | {
        "provision": row["provision_text"] or row["provision"],
        "decided_alone": row["level"] == _OWN,
        "granted": row["outcome"] != _REFUSED,
        "yearly_amount": row["amount"] if row["unit"] == _KRONER_A_YEAR else None,
    }


def _code_of(text: str) -> str | None:
    """Return the code of a provision that is written out in full.

    >>> [_code_of(text) for text in ("barnets lov § 90, nr. 3", "SEL § 52 stk. 3 nr. 7", "§ 90", "BL § 85 m.v.")]
    ['BL § 90 nr. 3', 'SEL § 52 stk. 3 nr. 7', None, None]
    """
    found = _AS_WRITTEN.fullmatch(text)
    if found is None:
        return None
    law, paragraph, piece, own = found.groups()
    parts = (f"{_LAWS[law]} § {paragraph}", piece and f"stk. {piece}", own and f"nr. {own}")
    return " ".join(part for part in parts if part)


def _make_registers() -> None:
    op.create_table(
        "registers",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("adopted_by", sa.String(length=200), nullable=False),
        sa.Column("adopted_at", moment(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_registers_version")),
        sa.PrimaryKeyConstraint("version", name="pk_registers"),
    )


def _make_decisions() -> None:
    levels = "('egenkompetence', 'teammoede', 'fagspecialist', 'teamleder', 'visitationsudvalg')"
    op.create_table(
        "decisions",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("provision", sa.String(length=40), nullable=True),
        sa.Column("provision_text", sa.String(length=200), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("caseworker_id", sa.String(length=64), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("register_version", sa.Integer(), nullable=True),
        sa.Column("routed_level", sa.String(length=64), nullable=True),
        sa.Column("routed_rule", sa.String(length=200), nullable=True),
        sa.Column("routed_reason", sa.String(length=2000), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("withdrawn_reason", sa.String(length=2000), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.CheckConstraint(f"level IN {levels}", name=op.f("ck_decisions_level")),
        sa.CheckConstraint("outcome IN ('bevilget', 'delvist_bevilget', 'afslag')", name=op.f("ck_decisions_outcome")),
        sa.CheckConstraint(
            "unit IN ('kr_aar', 'kr_maaned', 'kr_engang', 'timer_uge', 'timer_maaned', 'doegn_maaned')",
            name=op.f("ck_decisions_unit"),
        ),
        sa.CheckConstraint(f"routed_level IN {levels}", name=op.f("ck_decisions_routed_level")),
        sa.CheckConstraint("((amount IS NULL) = (unit IS NULL))", name=op.f("ck_decisions_amount_and_unit")),
        sa.CheckConstraint(
            "((register_version IS NULL) = (routed_level IS NULL))"
            " AND ((register_version IS NULL) = (routed_reason IS NULL))",
            name=op.f("ck_decisions_routed"),
        ),
        sa.CheckConstraint(
            "((withdrawn_reason IS NULL) = (withdrawn_by IS NULL))"
            " AND ((withdrawn_reason IS NULL) = (withdrawn_at IS NULL))",
            name=op.f("ck_decisions_withdrawn"),
        ),
        sa.CheckConstraint("provision IS NOT NULL OR provision_text IS NOT NULL", name=op.f("ck_decisions_provision")),
        sa.CheckConstraint(
            "applied_on IS NULL OR applied_on <= decided_on", name=op.f("ck_decisions_applied_before_decided")
        ),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_decisions_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_decisions_case_id"),
        sa.ForeignKeyConstraint(["register_version"], ["registers.version"], name="fk_decisions_register_version"),
        sa.PrimaryKeyConstraint("sequence", name="pk_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_decisions_decision_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"], unique=False)
    op.create_index("ix_decisions_decided_on", "decisions", ["decided_on"], unique=False)


def _make_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.CheckConstraint(
            "result IN ('stadfaestet', 'aendret', 'hjemvist', 'afvist', 'trukket_tilbage')",
            name=op.f("ck_appeals_result"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.decision_id"], name="fk_appeals_decision_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_appeals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_appeals_decision_id", "appeals", ["decision_id"], unique=False)


def _make_trial_plans() -> None:
    op.create_table(
        "trial_plans",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.Column("registered_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_trial_plans"),
        sa.UniqueConstraint("plan_id", name="uq_trial_plans_plan_id"),
        sqlite_autoincrement=True,
    )


def _make_trial_evaluations() -> None:
    op.create_table(
        "trial_evaluations",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("evaluation_id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("data_until", sa.Date(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("evaluated_by", sa.String(length=200), nullable=False),
        sa.Column("evaluated_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["trial_plans.plan_id"], name="fk_trial_evaluations_plan_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_trial_evaluations"),
        sa.UniqueConstraint("evaluation_id", name="uq_trial_evaluations_evaluation_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trial_evaluations_plan_id", "trial_evaluations", ["plan_id"], unique=False)


def _make_staff_terms() -> None:
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
            " AND (kind IN ('contract', 'fixed_duty', 'absence', 'employment')) = (text IS NULL)",
            name=op.f("ck_staff_terms_text_or_amount"),
        ),
        sa.CheckConstraint(
            "kind IN ('contract', 'fixed_duty', 'absence', 'team', 'district', 'competence', 'language', 'employment')",
            name=op.f("ck_staff_terms_kind"),
        ),
        sa.CheckConstraint(
            "kind <> 'employment' OR ends_on IS NOT NULL", name=op.f("ck_staff_terms_an_earlier_employment_ended")
        ),
        sa.CheckConstraint("((withdrawn_by IS NULL) = (withdrawn_at IS NULL))", name=op.f("ck_staff_terms_withdrawn")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_staff_terms_amount")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_staff_terms_ends_after_start")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["caseworkers.caseworker_id"], name="fk_staff_terms_caseworker_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_staff_terms"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_terms_caseworker_id", "staff_terms", ["caseworker_id"], unique=False)
