"""Which types do the revisions share? Frozen as they were: a revision never imports the tables of today."""

import sqlalchemy as sa


def moment() -> sa.DateTime:
    """Return the type of a moment in UTC."""
    return sa.DateTime(timezone=True)


def number() -> sa.types.TypeEngine[int]:
    """Return the type of a row's number, in a form that SQLite counts up by itself."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
