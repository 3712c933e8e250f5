"""What does allocation ask of a case besides? Language, day of birth in the month, and when a decision is expected."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns that no earlier case has."""
    op.add_column("cases", sa.Column("language", sa.String(200)))
    op.add_column("cases", sa.Column("birth_day", sa.Integer))
    op.add_column("cases", sa.Column("decision_on", sa.Date))


def downgrade() -> None:
    """Drop them."""
    for name in ("decision_on", "birth_day", "language"):
        op.drop_column("cases", name)
