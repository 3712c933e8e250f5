"""How is the end of the log kept out of reach of whoever can write in the database? Signed, in a file elsewhere.

A hash chain shows that something was changed only to those who know how it ended. An anchor is that knowledge: the
chain's end at a moment, signed with a key that is not in the database, one line of JSON in a file that another system
keeps. Whoever rewrites the whole log, or cuts its end off, no longer agrees with the anchors taken before.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sagstyngde.errors import InputRefused
from storage.audit import head
from storage.audit_chain import ChainLink, Fields, canonical, written_moment
from storage.engine import Engine, reading
from storage.signing_keys import SigningKey, text_of


class AnchorKind(StrEnum):
    """What an anchor holds fast."""

    HEAD = "head"
    SEAL = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A hash of the log and its number, at a moment; of a seal, the number is that of the last row it closes."""

    kind: AnchorKind
    sequence: int
    hash: str
    at: str
    signature: str | None = None

    @property
    def signed_part(self) -> bytes:
        """What the signature is over."""
        return canonical(self._fields)

    @property
    def line(self) -> str:
        """The anchor as it is kept."""
        return canonical({**self._fields, "signature": self.signature}).decode()

    @property
    def _fields(self) -> Fields:
        return {"at": self.at, "hash": self.hash, "kind": self.kind.value, "sequence": self.sequence}


def anchor(kind: AnchorKind, link: ChainLink, *, at: datetime, key: SigningKey | None) -> Anchor:
    """Return an anchor, signed where there is a key."""
    bare = Anchor(kind=kind, sequence=link.sequence, hash=link.hash, at=written_moment(at))
    return bare if key is None else replace(bare, signature=key.sign(bare.signed_part))


def of_head(engine: Engine, *, at: datetime, key: SigningKey | None) -> Anchor:
    """Return an anchor of the log's end as it is now.

    Raises:
        NotReady: the database cannot be reached, or the log has no head.

    """
    with reading(engine) as connection:
        return anchor(AnchorKind.HEAD, head(connection), at=at, key=key)


def keep(path: Path, anchors: Iterable[Anchor]) -> None:
    """Add anchors to a file, whole lines at once, so that several servers can share it.

    Raises:
        InputRefused: the file cannot be written.

    """
    lines = "".join(f"{one.line}\n" for one in anchors).encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(handle, lines)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise InputRefused(
            english=f"{path.name}: the anchor file cannot be written",
            danish=f"{path.name}: ankerfilen kan ikke skrives",
        ) from error


def kept(path: Path) -> tuple[Anchor, ...]:
    """Read a file of anchors.

    Raises:
        InputRefused: the file cannot be read, or a line is not an anchor.

    """
    return tuple(anchors_in(path.name, text_of(path)))


def anchors_in(name: str, text: str) -> Iterator[Anchor]:
    """Yield the anchors of a file's text.

    Raises:
        InputRefused: a line is not an anchor.

    """
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield _anchor(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise InputRefused(
                english=f"{name}: line {number} is not an anchor",
                danish=f"{name}: linje {number} er ikke et anker",
            ) from error


def _anchor(fields: dict[str, Any]) -> Anchor:
    texts = {name: str(fields[name]) for name in ("hash", "at")}
    kind, sequence, signature = AnchorKind(fields["kind"]), int(fields["sequence"]), fields["signature"]
    return Anchor(kind=kind, sequence=sequence, signature=None if signature is None else str(signature), **texts)
