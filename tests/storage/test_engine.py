import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from sagstyngde.errors import NotReady
from storage.assessments import insert_assessment
from storage.cases import find_case, insert_case
from storage.engine import Engine, journal_mode, open_engine, reading, writing
from storage.tables import cases
from tests.answers import NOON, a_case, an_assessment
from tests.databases import SQLITE


@SQLITE
def test_every_connection_has_the_safe_profile(engine: Engine) -> None:
    expected = {
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "journal_mode": journal_mode(sqlite3.sqlite_version_info).lower(),
    }

    with reading(engine) as first, reading(engine) as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in expected}
            assert found == expected


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((3, 54, 0), "WAL")]
)
def test_wal_is_used_only_where_sqlite_does_not_corrupt_it(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_eight_writers_lose_no_update_and_meet_no_locked_database(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_case(connection, a_case(team="0"), at=NOON)

    def count_fifty_times(_writer: int) -> None:
        for _ in range(50):
            with writing(engine) as connection:
                count = int(connection.execute(select(cases.c.team).with_for_update()).scalar_one())
                connection.execute(update(cases).values(team=str(count + 1)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_fifty_times, range(8)))

    with reading(engine) as connection:
        assert connection.execute(select(cases.c.team)).scalar_one() == "400"


def test_a_write_that_fails_halfway_leaves_nothing(engine: Engine) -> None:
    def store_a_case_and_an_answer_to_another() -> None:
        with writing(engine) as connection:
            insert_case(connection, a_case("kept"), at=NOON)
            insert_assessment(connection, an_assessment("unknown case"))

    with pytest.raises(IntegrityError):
        store_a_case_and_an_answer_to_another()

    with reading(engine) as connection:
        assert find_case(connection, a_case("kept").case_id) is None


def test_a_reader_changes_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        insert_case(connection, a_case(), at=NOON)

    with reading(engine) as connection:
        assert connection.execute(select(cases.c.case_id)).all() == []


def test_an_error_does_not_repeat_what_was_to_be_stored(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_case(connection, a_case("KANARIE"), at=NOON)

    with pytest.raises(IntegrityError) as caught, writing(engine) as connection:
        insert_case(connection, a_case("KANARIE"), at=NOON)

    assert "KANARIE" not in str(caught.value)


def test_a_database_that_cannot_be_opened_is_a_situation_not_a_crash(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}")  # a folder is no database

    with pytest.raises(NotReady, match="database"), reading(engine):
        pass


def test_writers_of_two_processes_wait_for_each_other_too(url: str, engine: Engine) -> None:
    """Two engines share no queue, as two processes do not: the busy timeout and BEGIN IMMEDIATE carry them."""
    other = open_engine(url)
    with writing(engine) as connection:
        insert_case(connection, a_case(team="0"), at=NOON)

    def count_ten_times(own: Engine) -> None:
        for _ in range(10):
            with writing(own) as connection:
                count = int(connection.execute(select(cases.c.team).with_for_update()).scalar_one())
                connection.execute(update(cases).values(team=str(count + 1)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count_ten_times, (engine, other)))

    with reading(engine) as connection:
        assert connection.execute(select(cases.c.team)).scalar_one() == "20"
    other.dispose()


@SQLITE
def test_a_writer_holds_the_lock_from_its_first_moment(engine: Engine) -> None:
    assert engine.url.database is not None
    stranger = sqlite3.connect(engine.url.database, timeout=0)

    with writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        stranger.execute("BEGIN IMMEDIATE")

    stranger.execute("BEGIN IMMEDIATE")
    stranger.close()
