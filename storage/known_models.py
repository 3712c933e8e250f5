"""Which models does the casebook know? Those somebody has registered, and those that have answered.

A model is known by its bundle's content hash. One that answers need not have been registered: the casebook says of each
what it knows, and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import assessments
from storage.tables.planning import ModelState, models


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel:
    """A model as somebody registered it; ``approved`` is ``None`` until another person has approved it."""

    bundle_hash: str
    state: ModelState
    scheme_version: str
    manifest: Mapping[str, Any]
    registered: Stamp
    approved: Stamp | None

    @property
    def acted(self) -> tuple[str, ...]:
        """The users who registered and approved it."""
        return tuple(stamp.by for stamp in (self.registered, self.approved) if stamp is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringModel:
    """A model that has answered: how often, and when first and last."""

    bundle_hash: str
    scheme_version: str
    answers: int
    first_at: datetime
    last_at: datetime


def registered_models(connection: Connection) -> dict[str, RegisteredModel]:
    """Return every registered model by its hash, the newest first."""
    rows = connection.execute(select(models).order_by(models.c.registered_at.desc()))
    return {
        row.bundle_hash: RegisteredModel(
            bundle_hash=row.bundle_hash,
            state=ModelState(row.state),
            scheme_version=row.scheme_version,
            manifest=row.manifest,
            registered=Stamp(by=row.registered_by, at=row.registered_at),
            approved=None if row.approved_at is None else Stamp(by=row.approved_by, at=row.approved_at),
        )
        for row in rows
    }


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
