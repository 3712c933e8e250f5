"""What makes a row of the audit log impossible to change unseen? It carries a hash over itself and all before it.

Pure functions; nothing here reads a database. What is hashed is canonical JSON (RFC 8785), so that anybody can check
the chain with other tools: SHA-256 over the row's own fields, its number and the hash of the row before it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

GENESIS = "0" * 64
"""What stands before the first row."""

Fields: TypeAlias = Mapping[str, str | int | None]

_FARTHEST = 1_000
"""Rows taken out or put in together that are recognised as such when the others were numbered anew."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class Row(NamedTuple):
    """One row as it is stored. A tuple, since a million of them are read at a time; ``at`` as ``written_moment``."""

    sequence: int
    at: str
    actor: str
    roles: str
    operation: str
    outcome: str
    purpose: str
    request_id: str
    case_id: str | None
    child_id: str | None
    hash: str


class ChainLink(NamedTuple):
    """A place in the chain: a row's number and its hash."""

    sequence: int
    hash: str


START = ChainLink(0, GENESIS)


class Fault(StrEnum):
    """What has been done to a log that no longer holds together."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    TRUNCATED = "truncated"
    """Rows are gone from the end."""
    HEAD_ALTERED = "head_altered"
    """Every row follows from the one before it, but the head does not follow from the last."""
    SEAL_ALTERED = "seal_altered"
    """A seal does not follow from the one before it, or was not made with the key."""
    REWRITTEN = "rewritten"
    """The chain holds, but it is not the chain that was anchored."""
    ANCHOR_FORGED = "anchor_forged"
    """An anchor's signature is not the key's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place where the log cannot be what was written.

    ``sequence`` is the number of the first row that is not what it was. Who recomputes hashes moves it to the first row
    they left alone; ``after`` is then the last row an anchor vouches for, and the change lies between the two.
    """

    sequence: int
    fault: Fault
    after: int | None = None


def canonical(fields: Fields) -> bytes:
    """Return fields as canonical JSON: for texts, whole numbers and nulls Python writes RFC 8785's very form.

    >>> canonical({"purpose": "opslag", "at": None})
    b'{"at":null,"purpose":"opslag"}'
    """
    return _encode(fields).encode()


def digest(fields: Fields) -> str:
    """Return the SHA-256 of fields, in hexadecimal."""
    return hashlib.sha256(canonical(fields)).hexdigest()


def linked(previous: str, row: Row) -> str:
    """Return the hash a row must carry when ``previous`` is the hash before it; nothing in the row may be left out."""
    return digest(
        {
            "actor": row.actor,
            "at": row.at,
            "case_id": row.case_id,
            "child_id": row.child_id,
            "operation": row.operation,
            "outcome": row.outcome,
            "previous": previous,
            "purpose": row.purpose,
            "request_id": row.request_id,
            "roles": row.roles,
            "sequence": row.sequence,
        }
    )


def written_moment(at: datetime) -> str:
    """Write a moment as it is hashed.

    >>> written_moment(datetime(2026, 11, 3, 12, 0, tzinfo=UTC))
    '2026-11-03T12:00:00.000000Z'
    """
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def follows(previous: str, sequence: int, row: Row, carried: str) -> bool:
    """Whether a row, had it this number, would carry this hash. What cannot be hashed was never written here."""
    try:
        placed = row if row.sequence == sequence else row._replace(sequence=sequence)
        return linked(previous, placed) == carried
    except (TypeError, ValueError):
        return False


def walk(rows: Iterator[Row], start: ChainLink, anchored: Mapping[int, str]) -> tuple[ChainLink, Break | None]:
    """Follow a chain from ``start`` to its end or its first break; return the last link that held, and the break.

    ``anchored`` are hashes known from elsewhere, by number. Rows come in the order of their numbers.
    """
    sequence, previous, after = start.sequence, start.hash, None
    for row in rows:
        sequence += 1
        if row.sequence != sequence or not follows(previous, sequence, row, row.hash):
            fault = fault_at(previous, sequence, row, rows)
            return ChainLink(sequence - 1, previous), Break(sequence=sequence, fault=fault, after=after)
        if anchored.get(sequence, row.hash) != row.hash:
            return ChainLink(sequence - 1, previous), Break(sequence=sequence, fault=Fault.REWRITTEN, after=after)
        after = sequence if sequence in anchored else after
        previous = row.hash
    return ChainLink(sequence, previous), None


def fault_at(previous: str, sequence: int, row: Row, rest: Iterator[Row]) -> Fault:
    """Say what has been done where ``row`` stands at ``sequence`` and does not follow from ``previous``.

    The one after tells whether rows were taken out or put in and the others renumbered: the two still follow each other
    under other numbers. Else the row that belongs here is looked for among those after it, and says whether two rows
    changed places or one was put before it.
    """
    if row.sequence != sequence:
        return Fault.DELETED if row.sequence > sequence else Fault.INSERTED
    before = row.hash
    for number, other in enumerate(rest, sequence + 1):
        if number == sequence + 1 and (moved := _moved(before, number, other)):
            return Fault.DELETED if moved > 0 else Fault.INSERTED
        if any(follows(previous, sequence, other, carried) for carried in (other.hash, row.hash)):
            link = linked(previous, other._replace(sequence=sequence)) if number == sequence + 1 else before
            swapped = any(follows(link, number, row, carried) for carried in (row.hash, other.hash))
            return Fault.SWAPPED if swapped else Fault.INSERTED
        before = other.hash
    return Fault.EDITED


def _moved(previous: str, sequence: int, row: Row) -> int:
    """Return by how much higher a row's number was when it was linked to the one before it; 0 where nothing shows."""
    shifts = (shift for far in range(1, _FARTHEST + 1) for shift in (far, -far))
    return next((shift for shift in shifts if follows(previous, sequence + shift, row, row.hash)), 0)
