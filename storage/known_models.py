"""Which models have answered here? Each known by its bundle's content hash; it need not have been registered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.engine import Connection
from storage.tables.casework import assessments


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringModel:
    """A model that has answered: how often, and when first and last."""

    bundle_hash: str
    scheme_version: str
    answers: int
    first_at: datetime
    last_at: datetime


def answering_models(connection: Connection) -> tuple[AnsweringModel, ...]:
    """Return every model that has answered, the one that answered last first: one statement, whatever their number."""
    rows = connection.execute(_ANSWERING)
    return tuple(
        AnsweringModel(
            bundle_hash=row.bundle_hash,
            scheme_version=row.scheme_version,
            answers=row.answers,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in rows
    )


_ANSWERING = (
    select(
        assessments.c.bundle_hash,
        func.max(assessments.c.scheme_version).label("scheme_version"),
        func.count().label("answers"),
        func.min(assessments.c.assessed_at).label("first_at"),
        func.max(assessments.c.assessed_at).label("last_at"),
    )
    .group_by(assessments.c.bundle_hash)
    .order_by(func.max(assessments.c.assessed_at).desc(), assessments.c.bundle_hash)
)
