"""How is one SQLite file made that appears whole or not at all, is known to be sound, and is its owner's alone?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError

from sagstyngde.errors import BackupRefused
from storage.engine import Connection
from storage.sqlite import DRIVER


@contextmanager
def appearing(file: Path) -> Iterator[Path]:
    """Give a new file's name under which to make it; it takes its own name once the block ends well.

    Raises:
        BackupRefused: there is a file of that name, or it cannot be written there.

    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, mode=0o600))
        yield part
        _to_disk(part)
        file.hardlink_to(part)  # unlike a rename, this fails where the name is taken
        _to_disk(file.parent)
    except FileExistsError as taken:
        raise BackupRefused(
            english=f"{file.name}: is there already; nothing is overwritten, choose another name",
            danish=f"{file.name}: findes allerede; intet overskrives, vælg et andet navn",
        ) from taken
    except (OSError, DRIVER.Error) as error:
        raise BackupRefused(
            english=f"{file.name}: cannot be written there; look for a full disk, missing rights or a damaged database",
            danish=f"{file.name}: kan ikke skrives der; se efter en fuld disk, manglende rettigheder eller en "
            "beskadiget database",
        ) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                part.with_name(part.name + suffix).unlink()


def assert_sound(connection: Connection, name: str) -> None:
    """Let SQLite read the whole file: every page, every index, every reference.

    Raises:
        BackupRefused: something is damaged.

    """
    verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if verdict != "ok" or lost is not None:
        raise BackupRefused(
            english=f"{name}: is damaged; take an earlier backup",
            danish=f"{name}: er beskadiget; brug en tidligere sikkerhedskopi",
        )


@contextmanager
def frozen(file: Path) -> Iterator[Connection]:
    """Open a file that nobody writes in, without leaving a trace in it or beside it.

    Raises:
        BackupRefused: it is not a database of SQLite.

    """
    address = f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", module=DRIVER, creator=lambda: DRIVER.connect(address, uri=True), hide_parameters=True
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA trusted_schema=OFF")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            yield connection
    except DatabaseError as error:
        raise BackupRefused(
            english=f"{file.name}: is not there, or is no backup of ours",
            danish=f"{file.name}: findes ikke, eller er ikke en af vores sikkerhedskopier",
        ) from error
    finally:
        engine.dispose()


def keep_in_one_file(file: Path) -> None:
    """Take a closed database out of WAL mode, in which it is up to three files."""
    raw = DRIVER.connect(file)
    try:
        raw.execute("PRAGMA journal_mode=DELETE")
    finally:
        raw.close()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
