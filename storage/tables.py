"""Which tables are there, and what does each row mean? SQLAlchemy Core; ``migrations/`` must always agree with this.

An assessment and a plan are kept whole, as JSON, beside the few columns that are searched: an answer once given is
never rewritten. ``sequence`` numbers them in the order they were stored, whatever the clock did.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
ID_LENGTH = 64
NAME_LENGTH = 200
_SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


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


cases = Table(
    "cases",
    METADATA,
    Column("case_id", String(ID_LENGTH), primary_key=True),
    Column("child_id", String(ID_LENGTH)),
    Column("family_id", String(ID_LENGTH)),
    Column("received_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("team", String(NAME_LENGTH)),
    Column("district", String(NAME_LENGTH)),
    Column("caseworker_id", String(ID_LENGTH)),
    Column("sibling_rule", String(16), nullable=False),
    Column("required_competences", JSON, nullable=False),
    Column("language", String(NAME_LENGTH)),
    Column("birth_day", Integer),
    Column("decision_on", Date),
    Column("facts", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "received_on"),
)

assessments = Table(
    "assessments",
    METADATA,
    Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("assessment_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("case_id", String(ID_LENGTH), ForeignKey("cases.case_id"), nullable=False),
    Column("assessed_at", Moment, nullable=False),
    Column("bundle_hash", String(NAME_LENGTH), nullable=False),
    Column("scheme_version", String(NAME_LENGTH), nullable=False),
    Column("category", String(ID_LENGTH)),  # null = withheld: the model suggests none
    Column("answer", JSON, nullable=False),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

plans = Table(
    "plans",
    METADATA,
    Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("plan_id", String(ID_LENGTH), nullable=False, unique=True),
    Column("policy", String(NAME_LENGTH), nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("answer", JSON, nullable=False),
    sqlite_autoincrement=True,
)

caseworkers = Table(
    "caseworkers",
    METADATA,
    Column("caseworker_id", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("team", String(NAME_LENGTH)),
    Column("record", JSON, nullable=False),
)
