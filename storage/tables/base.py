"""What do all tables share? One naming of constraints, moments in UTC, and the columns that say who and when."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Dialect, Integer, MetaData, String, TypeDecorator

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
ID_LENGTH = 64
NAME_LENGTH = 200
NOTE_LENGTH = 2_000
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers rows in the order they were stored, whatever the clock did."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so a moment without one is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def sequence() -> Column[int]:
    """Return the column that numbers a table's rows."""
    return Column("sequence", SEQUENCE, primary_key=True, autoincrement=True)


def stamped(verb: str, *, optional: bool = False) -> tuple[Column[str], Column[datetime]]:
    """Return who did something and when, as ``<verb>_by`` and ``<verb>_at``; ``<verb>_by`` is a user's id."""
    return (
        Column(f"{verb}_by", String(NAME_LENGTH), nullable=optional),
        Column(f"{verb}_at", Moment, nullable=optional),
    )


def together(name: str, *columns: str) -> CheckConstraint:
    """Tie columns: either all of them are known or none is."""
    first, *others = columns
    same = " AND ".join(f"(({first} IS NULL) = ({other} IS NULL))" for other in others)
    return CheckConstraint(same, name=name)


def one_of(column: str, options: type[StrEnum]) -> CheckConstraint:
    """Let a column hold only an enum's values."""
    values = ", ".join(f"'{option.value}'" for option in options)
    return CheckConstraint(f"{column} IN ({values})", name=column)
