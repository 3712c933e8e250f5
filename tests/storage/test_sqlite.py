import stat
from pathlib import Path

import pytest

from sagstyngde.errors import NotReady
from storage.engine import Engine, open_engine, reading, writing
from storage.patience import PAGE
from storage.sqlite import DRIVER, assert_profile, journal_mode


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_every_connection_has_the_safe_profile(engine: Engine) -> None:
    expected = {
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "secure_delete": 1,
        "temp_store": 2,
        "journal_mode": journal_mode(DRIVER.sqlite_version_info).lower(),
    }

    with reading(engine) as first, reading(engine) as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in expected}
            assert found == expected


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 9), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 54, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_sqlite_does_not_corrupt_it(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_an_old_sqlite_takes_the_rollback_journal_once_nobody_else_has_the_file(engine: Engine, url: str) -> None:
    file = url.removeprefix("sqlite:///")
    with reading(engine):  # this one has it open in WAL mode
        old = DRIVER.connect(file, timeout=0)
        with pytest.raises((NotReady, DRIVER.OperationalError)):
            assert_profile(old, (3, 40, 1), PAGE)
        old.close()
    engine.dispose()

    old = DRIVER.connect(file)
    assert_profile(old, (3, 40, 1), PAGE)

    assert old.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    old.close()


def test_a_setting_that_does_not_take_stops_everything() -> None:
    class Deaf(DRIVER.Cursor):  # type: ignore[misc]
        def execute(self, statement: str) -> object:
            return super().execute(statement.replace("synchronous=2", "synchronous=1"))

    class Connection(DRIVER.Connection):  # type: ignore[misc]
        def cursor(self) -> object:
            return super().cursor(Deaf)

    with pytest.raises(NotReady, match="synchronous"):
        assert_profile(DRIVER.connect(":memory:", factory=Connection), (3, 53, 4), PAGE)


def test_a_writer_holds_the_lock_from_its_first_moment(engine: Engine) -> None:
    stranger = DRIVER.connect(engine.url.database, timeout=0)

    with writing(engine), pytest.raises(DRIVER.OperationalError, match="locked"):
        stranger.execute("BEGIN IMMEDIATE")

    stranger.execute("BEGIN IMMEDIATE")
    stranger.close()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    engine = open_engine(f"sqlite:///{file}")

    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        modes = {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}

    engine.dispose()
    assert modes == {0o600}


def test_what_is_erased_is_overwritten(engine: Engine, url: str) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        connection.exec_driver_sql("INSERT INTO t VALUES ('KANARIE')")
    engine.dispose()
    before = b"KANARIE" in file.read_bytes()

    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM t")
    engine.dispose()

    assert (before, b"KANARIE" in file.read_bytes()) == (True, False)


def test_a_database_in_memory_serves_one_after_another() -> None:
    engine = open_engine("sqlite://")

    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")

    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    engine.dispose()


def test_a_damaged_file_is_a_situation_and_its_cause_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "damaged.sqlite"
    file.write_bytes(b"not a database at all" * 500)

    with pytest.raises(NotReady), reading(open_engine(f"sqlite:///{file}")):
        pass

    assert "SQLITE_NOTADB" in caplog.text
