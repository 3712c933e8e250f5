"""Which policies has the municipality adopted? Every version is kept whole, as the text it was adopted in."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, insert, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import policies


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedPolicy:
    """A version of the policy: its name and text, and who adopted it when and why."""

    version: int
    name: str
    content_hash: str
    toml: str
    note: str | None
    adopted: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPolicy:
    """A text that has been read and found good, and the number of the version it is to follow (0: there is none)."""

    name: str
    toml: str
    after: int = 0
    note: str | None = None


def adopt_policy(connection: Connection, new: NewPolicy, stamp: Stamp) -> AdoptedPolicy:
    """Store a policy as the next version.

    Which one it follows is read once, by whoever decides that it is to: a version that somebody else has adopted since
    breaks the primary key, and it is decided anew.
    """
    adopted = AdoptedPolicy(
        version=new.after + 1,
        name=new.name,
        content_hash=hash_of(new.toml),
        toml=new.toml,
        note=new.note,
        adopted=stamp,
    )
    plain = ("version", "name", "content_hash", "toml", "note")
    row = {key: getattr(adopted, key) for key in plain} | stamp.on("adopted")
    connection.execute(insert(policies).values(**row))
    return adopted


def newest_policy(connection: Connection) -> AdoptedPolicy | None:
    """Return the version that holds: the one adopted last; ``None`` where none has been adopted."""
    return _first(connection, _NEWEST)


def find_policy(connection: Connection, version: int) -> AdoptedPolicy | None:
    """Return a version, or ``None`` where there is none with that number."""
    return _first(connection, _NEWEST.where(policies.c.version == version))


def policy_versions(connection: Connection) -> tuple[AdoptedPolicy, ...]:
    """Return every version, the newest first."""
    return tuple(map(_read, connection.execute(_NEWEST)))


def hash_of(toml: str) -> str:
    """Return what a text is known again by: whether lines end as on Windows makes no difference."""
    return sha256(toml.replace("\r\n", "\n").encode()).hexdigest()


def _first(connection: Connection, query: Select[Any]) -> AdoptedPolicy | None:
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _read(row)


def _read(row: Row[Any]) -> AdoptedPolicy:
    return AdoptedPolicy(
        version=row.version,
        name=row.name,
        content_hash=row.content_hash,
        toml=row.toml,
        note=row.note,
        adopted=Stamp(by=row.adopted_by, at=row.adopted_at),
    )


_NEWEST = select(policies).order_by(policies.c.version.desc())
