"""How is an SQLite file opened so that an acknowledged write survives a power cut, and is that really in force?

Two SQLite libraries must never open one file in one process: closing it in one drops the locks of the other. So there
is one ``DRIVER``, and whoever opens the casebook opens it with that.
"""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from sagstyngde.errors import NotReady
from storage.group_commit import GroupCommit
from storage.patience import Patience

try:
    from pysqlite3 import dbapi2 as DRIVER  # noqa: N812  a module that is also a choice
except ImportError:  # the wheel is made for Linux only
    from sqlite3 import dbapi2 as DRIVER  # noqa: N812  as above

__all__ = ["BEGIN", "DRIVER", "QUEUE", "TOGETHER", "Version", "assert_profile", "journal_mode", "options", "prepare"]

Version: TypeAlias = tuple[int, int, int]

BEGIN = "sagstyngde_begin"
QUEUE = "sagstyngde_queue"
TOGETHER = "sagstyngde_together"
_FIXED_IN: dict[tuple[int, int], int] = {(3, 44): 6, (3, 50): 7}
"""Releases the repair of WAL was carried back to: in 3.44 from 3.44.6 on."""
_SOUND_FROM = (3, 51, 3)


def journal_mode(version: Version) -> str:
    """Return the journal an SQLite version can be trusted with.

    Before 3.51.3, two connections in WAL mode can corrupt the file (the "WAL-reset" fault, 3.7.0-3.51.2).

    >>> [journal_mode(version) for version in ((3, 51, 3), (3, 50, 7), (3, 40, 1))]
    ['WAL', 'WAL', 'DELETE']
    """
    sound = version >= _SOUND_FROM or version[2] >= _FIXED_IN.get(version[:2], 1_000)
    return "WAL" if sound else "DELETE"


def options(url: URL) -> dict[str, Any]:
    """Return what SQLAlchemy needs to open the file with our driver. A new file is its owner's alone."""
    if url.database in {None, "", ":memory:"}:  # a database of one connection: everyone takes turns with it
        return {"module": DRIVER, "poolclass": QueuePool, "pool_size": 1, "connect_args": {"check_same_thread": False}}
    file = Path(str(url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # what is in the way is met again, and told, when the database is opened
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, mode=0o600))
    return {"module": DRIVER}


def prepare(engine: Engine, patience: Patience) -> None:
    """Give every connection the profile, let transactions begin as they are meant to, and writers queue."""

    def set_profile(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # the driver starts no transaction of its own: _begin does
        assert_profile(raw, DRIVER.sqlite_version_info, patience)

    engine.update_execution_options(**{QUEUE: Lock(), TOGETHER: GroupCommit()})
    event.listen(engine, "connect", set_profile)
    event.listen(engine, "begin", _begin)


def assert_profile(raw: DBAPIConnection, version: Version, patience: Patience) -> None:
    """Set what the casebook relies on, and read back that it is in force.

    Raises:
        NotReady: the file keeps a journal that this SQLite corrupts, or a setting did not take.

    """
    cursor = raw.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout={patience.lock_ms}")
        _set_journal(cursor, version)
        for name, value in _IN_FORCE.items():
            cursor.execute(f"PRAGMA {name}={value}")
            if cursor.execute(f"PRAGMA {name}").fetchone() != (value,):
                raise NotReady(
                    english=f"SQLite did not take the setting {name}; nothing is stored under another",
                    danish=f"SQLite tog ikke imod indstillingen {name}; der gemmes ikke noget under en anden",
                )
    finally:
        cursor.close()


_IN_FORCE = {
    "synchronous": 2,  # FULL: with WAL and NORMAL, a power cut loses acknowledged writes
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,  # what is erased is overwritten, not only unlinked
    "temp_store": 2,  # sorting spills into memory, never into a file that nobody guards
}


def _set_journal(cursor: Any, version: Version) -> None:
    """Set the journal. A file system that cannot share memory answers WAL with "delete", which is as safe."""
    wanted = journal_mode(version)
    (found,) = cursor.execute(f"PRAGMA journal_mode={wanted}").fetchone()
    if found == "wal" and wanted != "WAL":
        text = ".".join(map(str, version))
        raise NotReady(
            english=f"the database is in WAL mode, which SQLite {text} can corrupt; close every program that has it "
            "open, or use SQLite 3.51.3 or newer",
            danish=f"databasen er i WAL-tilstand, som SQLite {text} kan ødelægge; luk alle programmer, der har den "
            "åben, eller brug SQLite 3.51.3 eller nyere",
        )


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))
