"""Which register of who may decide what has been adopted, and which version is in force on a day?

Every version is kept whole, as the text it was adopted in. The one adopted last counts from its day on, whatever those
before it said of later days: whoever adopts has read the newest.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, insert, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.mandate import registers


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedRegister:
    """A version of the register: its text, from which day it is in force, and who adopted it."""

    version: int
    holds_from: date
    content_hash: str
    toml: str
    note: str | None
    adopted: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegister:
    """A text that has been read and found good, and the number of the version it is to follow (0: there is none)."""

    toml: str
    holds_from: date
    after: int = 0
    note: str | None = None


def adopt_register(connection: Connection, new: NewRegister, stamp: Stamp) -> AdoptedRegister:
    """Store a register as the next version.

    Which one it follows is read once, by whoever decides that it is to: a version that somebody else has adopted since
    breaks the primary key, and it is decided anew.
    """
    adopted = AdoptedRegister(
        version=new.after + 1,
        holds_from=new.holds_from,
        content_hash=hash_of(new.toml),
        toml=new.toml,
        note=new.note,
        adopted=stamp,
    )
    plain = ("version", "holds_from", "content_hash", "toml", "note")
    row = {name: getattr(adopted, name) for name in plain} | stamp.on("adopted")
    connection.execute(insert(registers).values(**row))
    return adopted


def newest_register(connection: Connection) -> AdoptedRegister | None:
    """Return the version adopted last, which may not be in force yet; ``None`` where none has been adopted."""
    return _first(connection, _NEWEST)


def register_on(connection: Connection, day: date) -> AdoptedRegister | None:
    """Return the version in force on a day, or ``None`` where none had been adopted for it."""
    return _first(connection, _NEWEST.where(registers.c.holds_from <= day))


def find_register(connection: Connection, version: int) -> AdoptedRegister | None:
    """Return a version, or ``None`` where there is none with that number."""
    return _first(connection, _NEWEST.where(registers.c.version == version))


def register_versions(connection: Connection) -> tuple[AdoptedRegister, ...]:
    """Return every version, the newest first."""
    return tuple(map(_read, connection.execute(_NEWEST)))


def hash_of(toml: str) -> str:
    """Return what a text is known again by: whether lines end as on Windows makes no difference."""
    return sha256(toml.replace("\r\n", "\n").encode()).hexdigest()


def _first(connection: Connection, query: Select[Any]) -> AdoptedRegister | None:
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _read(row)


def _read(row: Row[Any]) -> AdoptedRegister:
    return AdoptedRegister(
        version=row.version,
        holds_from=row.holds_from,
        content_hash=row.content_hash,
        toml=row.toml,
        note=row.note,
        adopted=Stamp(by=row.adopted_by, at=row.adopted_at),
    )


_NEWEST = select(registers).order_by(registers.c.version.desc())
