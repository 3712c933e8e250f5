"""Who comes in, what they looked at, what other systems are told, and who a child is."""

import sqlalchemy as sa
from alembic import op

from storage.migrations import audit_guards
from storage.migrations.columns import moment, number
from storage.migrations.rows import add_rows

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

_NEW = (
    "sessions", "service_tokens", "legal_bases", "answered_requests", "events",
    "audit_entries", "audit_head", "audit_seals", "vault",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables; the log's chain begins at nothing."""
    _make_sessions()
    _make_service_tokens()
    _make_legal_bases()
    _make_answered_requests()
    _make_events()
    _make_audit_entries()
    _make_audit_head()
    _make_audit_seals()
    _make_vault()
    add_rows("audit_head", [{"id": 1, "sequence": 0, "hash": "0" * 64}])
    audit_guards.install()


def downgrade() -> None:
    """Drop them all: what they hold has no place in the version before."""
    audit_guards.remove()
    for table in reversed(_NEW):
        op.drop_table(table)


def _make_answered_requests() -> None:
    op.create_table(
        "answered_requests",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("answered_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "operation", "key", name="pk_answered_requests"),
    )
    op.create_index("ix_answered_requests_answered_at", "answered_requests", ["answered_at"], unique=False)


def _make_audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", number(), autoincrement=False, nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("child_id", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_case_id", "audit_entries", ["case_id"], unique=False)
    op.create_index("ix_audit_entries_child_id", "audit_entries", ["child_id"], unique=False)


def _make_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", number(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )


def _make_audit_seals() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("last_sequence", number(), autoincrement=False, nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("first_at", moment(), nullable=False),
        sa.Column("last_at", moment(), nullable=False),
        sa.Column("sealed_by", sa.String(length=200), nullable=False),
        sa.Column("sealed_at", moment(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("last_sequence", name="pk_audit_seals"),
    )


def _make_service_tokens() -> None:
    op.create_table(
        "service_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("principal", sa.JSON(), nullable=False),
        sa.Column("ends_at", moment(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("revoked_by", sa.String(length=200), nullable=True),
        sa.Column("revoked_at", moment(), nullable=True),
        sa.CheckConstraint("((revoked_by IS NULL) = (revoked_at IS NULL))", name=op.f("ck_service_tokens_revoked")),
        sa.PrimaryKeyConstraint("token_hash", name="pk_service_tokens"),
        sa.UniqueConstraint("name", name="uq_service_tokens_name"),
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("principal", sa.JSON(), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=True),
        sa.Column("provider_hash", sa.String(length=64), nullable=True),
        sa.Column("started_at", moment(), nullable=False),
        sa.Column("seen_at", moment(), nullable=False),
        sa.Column("ends_at", moment(), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.UniqueConstraint("attempt", name="uq_sessions_attempt"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)


def _make_legal_bases() -> None:
    op.create_table(
        "legal_bases",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_legal_bases"),
        sqlite_autoincrement=True,
    )


def _make_vault() -> None:
    op.create_table(
        "vault",
        sa.Column("child_id", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("child_id", name="pk_vault"),
    )


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", number(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_events_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_case_id", "events", ["case_id"], unique=False)
