"""Who proposed which model, and who said what to it? A proposal is settled once, and approved by somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NewType

from sqlalchemy import Row, insert, select, update

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.models import ProposalOutcome, model_proposals

ProposalId = NewType("ProposalId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal to put a model into use; ``settled`` with its outcome and reason once somebody has answered it.

    ``overrides`` says why, by the code of each check that stopped the model; ``settled_overrides`` what the other said.
    """

    proposal_id: ProposalId
    bundle_hash: str
    reason: str
    overrides: Mapping[str, str]
    proposed: Stamp
    outcome: ProposalOutcome | None = None
    settled_reason: str | None = None
    settled_overrides: Mapping[str, str] | None = None
    settled: Stamp | None = None

    def __post_init__(self) -> None:
        """Refuse an approval by whoever proposed it."""
        if (
            self.outcome is ProposalOutcome.APPROVED
            and self.settled is not None
            and self.settled.by == self.proposed.by
        ):
            raise ValueError("a model is approved by another person than the one who proposed it")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSettled:
    """What somebody says to a proposal."""

    outcome: ProposalOutcome
    reason: str
    overrides: Mapping[str, str]


def propose(connection: Connection, new: Proposal) -> None:
    """Store a proposal; a model has one unanswered at a time."""
    row = {"proposal_id": new.proposal_id, "bundle_hash": new.bundle_hash, "reason": new.reason}
    values = row | {"overrides": dict(new.overrides)} | new.proposed.on("proposed")
    connection.execute(insert(model_proposals).values(**values))


def settle(connection: Connection, proposal_id: ProposalId, answered: ProposalSettled, stamp: Stamp) -> bool:
    """Store what somebody says to a proposal, and return whether it was still open."""
    mine = model_proposals.c.proposal_id == proposal_id
    row = {"outcome": answered.outcome.value, "settled_reason": answered.reason}
    values = row | {"settled_overrides": dict(answered.overrides)} | stamp.on("settled")
    open_one = update(model_proposals).where(mine, model_proposals.c.settled_at.is_(None))
    return connection.execute(open_one.values(**values)).rowcount == 1


def proposals(connection: Connection) -> tuple[Proposal, ...]:
    """Return every proposal, the newest first."""
    rows = connection.execute(select(model_proposals).order_by(model_proposals.c.sequence.desc()))
    return tuple(map(_proposal, rows))


def open_proposal(connection: Connection, bundle_hash: str) -> Proposal | None:
    """Return a model's unanswered proposal, locked until the transaction ends; ``None`` where there is none."""
    mine = (model_proposals.c.bundle_hash == bundle_hash, model_proposals.c.settled_at.is_(None))
    row = connection.execute(select(model_proposals).where(*mine).with_for_update()).first()
    return None if row is None else _proposal(row)


def _proposal(row: Row[Any]) -> Proposal:
    settled = None if row.settled_at is None else Stamp(by=row.settled_by, at=row.settled_at)
    return Proposal(
        proposal_id=ProposalId(row.proposal_id),
        bundle_hash=row.bundle_hash,
        reason=row.reason,
        overrides=row.overrides,
        proposed=Stamp(by=row.proposed_by, at=row.proposed_at),
        outcome=None if row.outcome is None else ProposalOutcome(row.outcome),
        settled_reason=row.settled_reason,
        settled_overrides=row.settled_overrides,
        settled=settled,
    )
