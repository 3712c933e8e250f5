"""How is everything kept a second time, while others write? In one SQLite file, whichever engine it comes from.

All of it is of one moment: a transaction that sees one state is held from the first page or row to the last. The copy
is read back and compared before it gets its name: a backup nobody has read is a hope.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagstyngde.errors import BackupRefused, NotReady
from storage.engine import Connection, Engine, open_engine, reading, writing
from storage.migrate import head, revision_of, upgrade
from storage.patience import JOB
from storage.sqlite import DRIVER
from storage.tally import Tally, Tell, silent, tallies
from storage.whole_database import appearing, assert_sound, frozen, keep_in_one_file
from storage.whole_rows import copy_rows

_PAGES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds: its tables, as they were in the database at one moment, and its size."""

    file: Path
    tables: tuple[Tally, ...]
    size: int

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


def back_up(engine: Engine, out: Path, tell: Tell = silent) -> Backup:
    """Write a backup while the casebook is in use.

    Raises:
        BackupRefused: the file is there already, cannot be written, or does not hold what the database holds.
        NotReady: the database cannot be reached, or has older tables than this version's.

    """
    with appearing(out) as part:
        with reading(engine) as source:
            if revision_of(source) != head():
                raise NotReady(
                    english="the database has another version's tables; start the server once, or restore",
                    danish="databasen har en anden versions tabeller; start serveren én gang, eller gendan den",
                )
            if engine.dialect.name == "sqlite":
                _copy_pages(source, part, tell)
            else:
                _copy_all_rows(source, part, tell)
            found = tallies(source, tell)
        _assert_same(part, found, out.name, tell)
        size = part.stat().st_size
    return Backup(file=out, tables=found, size=size)


def _copy_pages(source: Connection, part: Path, tell: Tell) -> None:
    """Copy the file page by page. The source's transaction is open, so others' commits do not make it begin anew."""
    raw: Any = source.connection.driver_connection
    target = DRIVER.connect(part)
    try:
        raw.backup(target, pages=_PAGES, progress=lambda _, left, total: tell("Kopierer", total - left, total))
    finally:
        target.close()
    keep_in_one_file(part)


def _copy_all_rows(source: Connection, part: Path, tell: Tell) -> None:
    copy = open_engine(f"sqlite:///{part}", patience=JOB)
    upgrade(copy)
    with writing(copy) as target:
        copy_rows(source, target, tell)
    copy.dispose()
    keep_in_one_file(part)


def _assert_same(part: Path, expected: tuple[Tally, ...], name: str, tell: Tell) -> None:
    with frozen(part) as copy:
        assert_sound(copy, name)
        if tallies(copy, tell) != expected:
            raise BackupRefused(
                english=f"{name}: the copy does not hold what the database holds; nothing was kept, try again",
                danish=f"{name}: kopien har ikke samme indhold som databasen; intet er gemt, prøv igen",
            )
