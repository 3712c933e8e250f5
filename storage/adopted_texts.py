"""Which versions of a text has the municipality adopted? Every version is kept whole, as the text it was adopted in."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, insert, select

from storage.engine import Connection
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedText:
    """A version: its text, and who adopted it when and why."""

    version: int
    content_hash: str
    toml: str
    note: str | None
    adopted: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A text that has been read and found good, and the number of the version it is to follow (0: there is none)."""

    toml: str
    after: int = 0
    note: str | None = None


A = TypeVar("A", bound=AdoptedText)


@dataclass(frozen=True, slots=True)
class Versions(Generic[A]):
    """The adopted versions of one kind of text: its table, what a row is read as, and what else the row says."""

    table: Table
    kind: type[A]
    own: str

    def adopt(self, connection: Connection, new: NewText, stamp: Stamp) -> A:
        """Store a text as the next version.

        Which one it follows is read once, by whoever decides that it is to: a version that somebody else has adopted
        since breaks the primary key, and it is decided anew.
        """
        row: Mapping[str, Any] = {
            "version": new.after + 1,
            "content_hash": hash_of(new.toml),
            "toml": new.toml,
            "note": new.note,
            self.own: getattr(new, self.own),
        }
        connection.execute(insert(self.table).values(**row, **stamp.on("adopted")))
        return self.kind(**row, adopted=stamp)

    def newest(self, connection: Connection, *where: ColumnElement[bool]) -> A | None:
        """Return the version adopted last among those that fit; ``None`` where there is none."""
        row = connection.execute(self._newest_first().where(*where).limit(1)).one_or_none()
        return None if row is None else self._read(row)

    def find(self, connection: Connection, version: int) -> A | None:
        """Return a version, or ``None`` where there is none with that number."""
        return self.newest(connection, self.table.c.version == version)

    def every(self, connection: Connection) -> tuple[A, ...]:
        """Return every version, the newest first."""
        return tuple(map(self._read, connection.execute(self._newest_first())))

    def _newest_first(self) -> Select[Any]:
        return select(self.table).order_by(self.table.c.version.desc())

    def _read(self, row: Row[Any]) -> A:
        names = ("version", "content_hash", "toml", "note", self.own)
        told: Mapping[str, Any] = {name: getattr(row, name) for name in names}
        return self.kind(**told, adopted=Stamp(by=row.adopted_by, at=row.adopted_at))


def hash_of(toml: str) -> str:
    """Return what a text is known again by: whether lines end as on Windows makes no difference."""
    return sha256(toml.replace("\r\n", "\n").encode()).hexdigest()
