"""Which models are registered, with which packages, and where does each stand?

Where a model stands is never stored: it follows from its proposals and turns (``storage.model_turns``).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select

from sagstyngde.signed import Signed, SignedPackage
from storage.engine import Connection
from storage.model_proposals import Proposal, proposals
from storage.model_turns import Turn, turns
from storage.stamp import Stamp
from storage.tables.models import ProposalOutcome, model_packages, models

Json = Mapping[str, Any]


class ModelStage(StrEnum):
    """Where a model stands."""

    CANDIDATE = "candidate"
    """Registered, and not proposed, or rejected and free to be proposed again."""
    PROPOSED = "proposed"
    APPROVED = "approved"
    """Approved, and has never answered."""
    LIVE = "live"
    RETIRED = "retired"
    """Has answered, and another does now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """A model that is to be registered. ``lineage``, ``gate`` and ``retraining`` are JSON, or ``None`` if unknown."""

    bundle_hash: str
    scheme_version: str
    manifest: Json
    lineage: Json | None = None
    gate: Json | None = None
    retraining: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel(NewModel):
    """A model as somebody registered it. ``has_package``: whether it can be put into use."""

    registered: Stamp
    has_package: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A registered model with all that was decided of it, the newest first, and its turns, the newest first."""

    model: RegisteredModel
    proposals: tuple[Proposal, ...]
    turns: tuple[Turn, ...]
    is_live: bool

    @property
    def stage(self) -> ModelStage:
        """Where it stands."""
        if self.turns:
            return ModelStage.LIVE if self.is_live else ModelStage.RETIRED
        newest = self.proposals[0] if self.proposals else None
        if newest is None:
            return ModelStage.CANDIDATE
        if newest.settled is None:
            return ModelStage.PROPOSED
        return ModelStage.APPROVED if self.is_approved else ModelStage.CANDIDATE

    @property
    def is_approved(self) -> bool:
        """Whether two people have ever agreed on it: only then may one go back to it."""
        return any(one.outcome is ProposalOutcome.APPROVED for one in self.proposals)

    @property
    def acted(self) -> tuple[str, ...]:
        """The users who did something with it."""
        stamps = [self.model.registered, *(turn.begun for turn in self.turns)]
        stamps += [stamp for one in self.proposals for stamp in (one.proposed, one.settled) if stamp is not None]
        return tuple(dict.fromkeys(stamp.by for stamp in stamps))


def register_candidate(connection: Connection, new: NewModel, package: SignedPackage, stamp: Stamp) -> bool:
    """Store a model with its package, and return whether it was new: the same model twice is stored once."""
    if find_model(connection, new.bundle_hash) is not None:
        return False
    known = {name: getattr(new, name) for name in ("lineage", "gate", "retraining")}
    row: dict[str, Any] = {name: dict(value) for name, value in known.items() if value is not None}
    row |= {"bundle_hash": new.bundle_hash, "scheme_version": new.scheme_version, "manifest": dict(new.manifest)}
    connection.execute(insert(models).values(**row, **stamp.on("registered")))
    kept = {"statement": package.made.statement, "signature": package.made.signature, "package": package.package}
    connection.execute(insert(model_packages).values(bundle_hash=new.bundle_hash, **kept, **stamp.on("kept")))
    return True


def find_model(connection: Connection, bundle_hash: str) -> RegisteredModel | None:
    """Return a registered model, or ``None`` where there is none of that hash."""
    row = connection.execute(_MODELS.where(models.c.bundle_hash == bundle_hash)).first()
    return None if row is None else _model(row)


def package_of(connection: Connection, bundle_hash: str) -> SignedPackage | None:
    """Return a model's package as it was kept. Nothing of it has been verified."""
    row = connection.execute(select(model_packages).where(model_packages.c.bundle_hash == bundle_hash)).first()
    if row is None:
        return None
    return SignedPackage(package=bytes(row.package), made=Signed(statement=row.statement, signature=row.signature))


def scheme_sum(connection: Connection, bundle_hash: str) -> str | None:
    """Return the SHA-256 of a model's scheme as its statement gives it, or ``None`` where none is kept."""
    mine = select(model_packages.c.statement).where(model_packages.c.bundle_hash == bundle_hash)
    statement = connection.execute(mine).scalar()
    try:
        return None if statement is None else str(json.loads(statement)["files"]["scheme.toml"]["sha256"])
    except (ValueError, KeyError, TypeError):
        return None


def models_known(connection: Connection) -> tuple[KnownModel, ...]:
    """Return every registered model with what was decided of it, the newest first; three statements in all."""
    decided, taken = proposals(connection), turns(connection)
    live = taken[0].bundle_hash if taken else None
    return tuple(
        KnownModel(
            model=model,
            proposals=tuple(one for one in decided if one.bundle_hash == model.bundle_hash),
            turns=tuple(one for one in taken if one.bundle_hash == model.bundle_hash),
            is_live=model.bundle_hash == live,
        )
        for model in map(_model, connection.execute(_MODELS.order_by(*_NEWEST_FIRST)))
    )


def known_model(connection: Connection, bundle_hash: str) -> KnownModel | None:
    """Return one registered model with what was decided of it, or ``None`` where there is none of that hash."""
    return next((one for one in models_known(connection) if one.model.bundle_hash == bundle_hash), None)


_NEWEST_FIRST = (models.c.registered_at.desc(), models.c.bundle_hash)
_MODELS = select(models, model_packages.c.kept_at).join(
    model_packages, model_packages.c.bundle_hash == models.c.bundle_hash, isouter=True
)


def _model(row: Row[Any]) -> RegisteredModel:
    return RegisteredModel(
        bundle_hash=row.bundle_hash,
        scheme_version=row.scheme_version,
        manifest=row.manifest,
        lineage=row.lineage,
        gate=row.gate,
        retraining=row.retraining,
        registered=Stamp(by=row.registered_by, at=row.registered_at),
        has_package=row.kept_at is not None,
    )
