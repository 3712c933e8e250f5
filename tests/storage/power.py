"""What would be on the disk if the power went at this very moment? A file system for SQLite that answers this.

SQLite reads and writes through a VFS. This one keeps, beside what SQLite sees, what a disk surely holds: the state at
the last sync, and of what was written since then whatever chance lets through, sector by sector - a disk is free to
write in any order until it is told to sync. Deleting a file counts as done at once (a journalling file system orders
metadata).
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw

SECTOR = 512


class PowerGone(Exception):
    """The power is gone: nothing that is asked of the disk happens any more."""


@dataclass(slots=True)
class OnDisk:
    """One file: what the last sync made sure of, and what was asked for since then."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes]] = field(default_factory=list)
    length: int | None = None

    def sync(self) -> None:
        """Make sure of everything asked for."""
        for offset, data in self.since:
            _put(self.sure, offset, data)
        if self.length is not None:
            del self.sure[self.length :]
        self.since, self.length = [], None

    def after_the_cut(self, chance: Random) -> bytes:
        """Return what is found when the power is back: some of the sectors written since the last sync, in any mix."""
        found = bytearray(self.sure)
        for offset, data in self.since:
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    _put(found, offset + start, data[start : start + SECTOR])
        return bytes(found)


@dataclass(slots=True)
class Disk:
    """All files of one run, and the moment at which something happens to it.

    ``cut_at``: the sync before which the power goes. ``fault_at``: the write, sync or truncation that fails, once.
    """

    cut_at: int | None = None
    fault_at: int | None = None
    files: dict[str, OnDisk] = field(default_factory=dict)
    syncs: int = 0
    calls: int = 0
    is_dark: bool = False

    def file(self, name: str) -> OnDisk:
        """Return a file by its name, empty where it is new."""
        return self.files.setdefault(Path(name).name, OnDisk())

    def before(self, *, is_sync: bool = False) -> None:
        """Let a call through, or let it fail."""
        self.calls += 1
        self.syncs += is_sync
        if self.is_dark or (is_sync and self.syncs == self.cut_at):
            self.is_dark = True
            raise PowerGone
        if self.calls == self.fault_at:
            raise apsw.IOError

    def restore(self, folder: Path, chance: Random) -> None:
        """Write to a folder what is found when the power is back."""
        for name, file in self.files.items():
            (folder / name).write_bytes(file.after_the_cut(chance))


class PowerVFS(apsw.VFS):
    """SQLite's usual file system, watched by a ``Disk``."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self.name = name
        self.disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> "PowerFile":  # noqa: N802  apsw's name
        """Open a file; what it held before this run is sure."""
        return PowerFile(name, flags, self.disk)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  apsw's name and form
        """Delete a file, on the disk too."""
        if self.disk.is_dark:
            raise PowerGone
        super().xDelete(filename, syncdir)
        self.disk.files.pop(Path(filename).name, None)


class PowerFile(apsw.VFSFile):
    """One open file of a ``PowerVFS``."""

    def __init__(self, name: Any, flags: list[int], disk: Disk) -> None:
        super().__init__("", name, flags)
        self.disk = disk
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if Path(self.path).name not in disk.files:
            disk.files[Path(self.path).name] = OnDisk(sure=bytearray(Path(self.path).read_bytes()))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  apsw's name
        """Write, and remember that it is not sure yet."""
        self.disk.before()
        super().xWrite(data, offset)
        self.disk.file(self.path).since.append((offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  apsw's name
        """Cut the file off, and remember that it is not sure yet."""
        self.disk.before()
        super().xTruncate(newsize)
        self.disk.file(self.path).length = newsize

    def xSync(self, flags: int) -> None:  # noqa: N802  apsw's name
        """Make sure of what was written - unless the power goes now."""
        self.disk.before(is_sync=True)
        super().xSync(flags)
        self.disk.file(self.path).sync()


@dataclass(frozen=True, slots=True)
class Recorded:
    """One transaction as the real server made it: its statements with their values, and the id it answered with."""

    statements: Sequence[tuple[str, Any]]
    assessment_id: str


def play(folder: Path, disk: Disk, transactions: Iterable[Recorded], *, journal: str) -> list[str]:
    """Carry recorded transactions out on a watched disk until the power goes; return the ids that were acknowledged.

    A transaction that fails is tried again, as a client does, unless it is there after all.
    """
    vfs = PowerVFS(f"power-{id(disk)}", disk)
    acknowledged: list[str] = []
    connection = None
    try:
        connection = apsw.Connection(str(folder / "casebook.sqlite"), vfs=vfs.name)
        for pragma in ("locking_mode=EXCLUSIVE", f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        for one in transactions:
            while one.assessment_id not in acknowledged:
                if _carry_out(connection, one):
                    acknowledged.append(one.assessment_id)
    except PowerGone:
        pass
    finally:
        _let_go(connection)
        vfs.unregister()
    return acknowledged


def _let_go(connection: apsw.Connection | None) -> None:
    """Close a connection. It tries to write once more; nothing acknowledged hangs on that, whatever the disk does."""
    with suppress(PowerGone, apsw.Error):
        if connection is not None:
            connection.close(force=True)


def _carry_out(connection: apsw.Connection, one: Recorded) -> bool:
    is_there = "SELECT count(*) FROM assessments WHERE assessment_id = ?"
    try:
        if connection.execute(is_there, (one.assessment_id,)).fetchone() == (1,):
            return True
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in one.statements:
            connection.execute(statement, values).fetchall()
        connection.execute("COMMIT")
    except apsw.IOError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return False
    return True


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
