"""How does a backup become a database again? In an empty place, whole or not at all, on either engine."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import delete, inspect
from sqlalchemy.engine import make_url

from sagstyngde.errors import BackupRefused
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import is_known, revision_of, upgrade, upgrade_within
from storage.patience import JOB
from storage.tables.identity import sessions
from storage.tally import Tally, Tell, silent, tallies
from storage.whole_database import appearing, assert_sound, frozen
from storage.whole_rows import copy_rows


def restore(backup: Path, url: str, tell: Tell = silent) -> tuple[Tally, ...]:
    """Fill an empty database from a backup, bring it to this version's tables, and return what came back.

    Nobody stays logged in: a session that was ended since the backup must not come back to life.

    Raises:
        BackupRefused: the backup is damaged or of a newer version, or the database is not empty.
        NotReady: the database cannot be reached or written.

    """
    with frozen(backup) as connection:
        if not is_known(revision_of(connection)):
            raise BackupRefused(
                english=f"{backup.name}: is no backup of ours, or of a newer version; upgrade first",
                danish=f"{backup.name}: er ikke en af vores sikkerhedskopier eller er fra en nyere version; opgradér "
                "først",
            )
        assert_sound(connection, backup.name)
    file = _file_of(url)
    return _into_file(backup, file, tell) if file else _into_server(backup, url, tell)


def _into_file(backup: Path, file: Path, tell: Tell) -> tuple[Tally, ...]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with appearing(file) as part:
        shutil.copyfile(backup, part)
        with _upgraded(part) as restored, writing(restored) as connection:
            found = tallies(connection, tell)
            connection.execute(delete(sessions))
            return found


def _into_server(backup: Path, url: str, tell: Tell) -> tuple[Tally, ...]:
    with tempfile.TemporaryDirectory(prefix="sagstyngde-") as folder:  # its owner's alone, and gone afterwards
        copy = Path(folder) / "copy.sqlite"
        shutil.copyfile(backup, copy)
        target = open_engine(url, patience=JOB)
        try:
            with _upgraded(copy) as source:
                return _copied(source, target, tell)
        finally:
            target.dispose()


def _copied(source: Engine, target: Engine, tell: Tell) -> tuple[Tally, ...]:
    with reading(source) as rows, writing(target) as connection:
        if inspect(connection).get_table_names():
            raise BackupRefused(
                english="the database is not empty; restore into a new one, nothing is overwritten",
                danish="databasen er ikke tom; gendan i en ny, intet overskrives",
            )
        upgrade_within(connection)
        copy_rows(rows, connection, tell)
        found = tallies(connection, tell)
        if found != tallies(rows, tell):
            raise BackupRefused(
                english="what was written does not read back as what was in the backup; nothing was kept",
                danish="det skrevne kan ikke læses tilbage som det, der stod i sikkerhedskopien; intet er gemt",
            )
        connection.execute(delete(sessions))
        return found


@contextmanager
def _upgraded(file: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{file}", patience=JOB)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()


def _file_of(url: str) -> Path | None:
    target = make_url(url)
    return Path(str(target.database)) if target.get_backend_name() == "sqlite" else None
