"""A full disk is a situation: nothing acknowledged is lost, and nothing needs a restart once there is room again."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from sagstyngde.case import CaseId
from sagstyngde.errors import BackupRefused, NotReady
from storage.backup import back_up
from storage.engine import Connection, Engine, reading, writing
from storage.transactions import write
from tests.answers import a_case, an_assessment, store, stored_case
from tests.databases import POSTGRESQL, SQLITE, Postgres


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, which the operating system reports as it does a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(engine: Engine, name: str, do: Callable[[Connection, str], None] | None = None) -> int:
    """Store cases until it fails; return how many were acknowledged."""
    keep = do or _store
    count = 0
    while count < 2_000:
        try:
            write(engine, lambda connection: keep(connection, f"{name} {count}"))  # noqa: B023  done before count moves
        except NotReady:
            return count
        count += 1
    raise AssertionError("the disk never filled")


@SQLITE
def test_a_full_disk_costs_nothing_that_was_acknowledged_and_needs_no_restart(engine: Engine) -> None:
    file = Path(str(engine.url.database))
    for room in (40_000, 150_000, 400_000):
        size = file.stat().st_size
        with no_room(size + room):
            count = fill(engine, f"sag {room}")
            with reading(engine) as connection:  # reading needs no room
                assert stored_case(connection, CaseId(f"sag {room} 0")) is not None

        assert _known(engine, f"sag {room}") == count > 0
        write(engine, lambda connection: _store(connection, f"bagefter {room}"))  # noqa: B023  done at once

    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


@SQLITE
def test_a_backup_for_which_there_is_no_room_is_refused_and_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    with reading(engine):
        pass
    for room in (8_192, 100_000):
        with no_room(room), pytest.raises(BackupRefused, match="full disk"):
            back_up(engine, folder / "b.sqlite")

    assert list(folder.iterdir()) == []
    assert back_up(engine, folder / "b.sqlite").file.is_file()


@POSTGRESQL
def test_a_server_whose_disk_is_full_costs_nothing_that_was_acknowledged(engine: Engine) -> None:
    """One process of the server is limited, above the 16 MiB that its own log takes; a table then grows past it."""
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE ballast (x text)"))
        connection.execute(text("ALTER TABLE ballast ALTER x SET STORAGE EXTERNAL"))
        connection.execute(_BALLAST, {"rows": 85})
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    def store_with_ballast(connection: Connection, name: str) -> None:
        _store(connection, name)
        connection.execute(_BALLAST, {"rows": 1})

    Postgres.limit_file_size(pid, 18 * 2**20)
    try:
        count = fill(engine, "sag", store_with_ballast)
    finally:
        Postgres.limit_file_size(pid, "unlimited")

    assert _known(engine, "sag") == count > 0
    write(engine, lambda connection: store_with_ballast(connection, "bagefter"))


_BALLAST = text(
    "INSERT INTO ballast SELECT (SELECT string_agg(md5((one * two)::text), '') FROM generate_series(1, 6000) AS two)"
    " FROM generate_series(1, :rows) AS one"
)


def _store(connection: Connection, name: str) -> None:
    store(connection, a_case(name), an_assessment(name))


def _known(engine: Engine, name: str) -> int:
    with reading(engine) as connection:
        query = text("SELECT count(*) FROM cases WHERE case_id LIKE :name")
        return int(connection.execute(query, {"name": f"{name} %"}).scalar_one())
