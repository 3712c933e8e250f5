"""Which model answers, and which did when? Turns are only ever added, each under a serial that nothing before it had.

Going back to an earlier model is a new turn with a higher serial, so that an old turn shown again is known as old.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from sagstyngde.signed import Signed
from storage.engine import Connection
from storage.model_proposals import ProposalId
from storage.stamp import Stamp
from storage.tables.models import TurnKind, model_turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A model's turn to answer: from when, why, and what the approval key said. ``signed`` has not been verified."""

    serial: int
    bundle_hash: str
    kind: TurnKind
    proposal_id: ProposalId | None
    reason: str
    signed: Signed
    begun: Stamp


def begin_turn(connection: Connection, turn: Turn) -> None:
    """Store a turn: from now on its model answers."""
    row = {"serial": turn.serial, "bundle_hash": turn.bundle_hash, "kind": turn.kind.value, "reason": turn.reason}
    said = {"proposal_id": turn.proposal_id, "statement": turn.signed.statement, "signature": turn.signed.signature}
    connection.execute(insert(model_turns).values(**row, **said, **turn.begun.on("begun")))


def live_turn(connection: Connection) -> Turn | None:
    """Return the turn that holds: the newest; ``None`` where no model was ever put into use here. One statement."""
    row = connection.execute(_NEWEST_FIRST.limit(1)).first()
    return None if row is None else _turn(row)


def live_serial(connection: Connection) -> int | None:
    """Return the newest turn's serial alone, for whoever asks every second."""
    newest = select(model_turns.c.serial).order_by(model_turns.c.serial.desc()).limit(1)
    return connection.execute(newest).scalar()


def live_model(connection: Connection) -> str | None:
    """Return the hash of the model that is in use, or ``None`` where none was ever put into use here."""
    newest = select(model_turns.c.bundle_hash).order_by(model_turns.c.serial.desc()).limit(1)
    return connection.execute(newest).scalar()


def turns(connection: Connection) -> tuple[Turn, ...]:
    """Return every turn, the newest first: which model was live when. Each held until the one before it here began."""
    return tuple(map(_turn, connection.execute(_NEWEST_FIRST)))


def live_at(connection: Connection, moment: datetime) -> Turn | None:
    """Return the turn that held at a moment, or ``None`` where none had begun."""
    row = connection.execute(_NEWEST_FIRST.where(model_turns.c.begun_at <= moment).limit(1)).first()
    return None if row is None else _turn(row)


_NEWEST_FIRST = select(model_turns).order_by(model_turns.c.serial.desc())


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        serial=row.serial,
        bundle_hash=row.bundle_hash,
        kind=TurnKind(row.kind),
        proposal_id=None if row.proposal_id is None else ProposalId(row.proposal_id),
        reason=row.reason,
        signed=Signed(statement=row.statement, signature=row.signature),
        begun=Stamp(by=row.begun_by, at=row.begun_at),
    )
