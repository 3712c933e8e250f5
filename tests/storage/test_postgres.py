import threading
import time

import pytest
from sqlalchemy import text

from sagstyngde.errors import NotReady
from storage.engine import Engine, open_engine, reading, writing
from storage.patience import Patience
from tests.databases import Postgres


@pytest.fixture
def backend() -> str:
    return "postgresql"


def test_every_connection_has_the_safe_profile(engine: Engine) -> None:
    expected = {
        "synchronous_commit": "on",
        "transaction_isolation": "read committed",
        "TimeZone": "UTC",
        "statement_timeout": "10s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
    }

    with writing(engine) as first, writing(engine) as second:
        for connection in (first, second):
            found = {name: connection.scalar(text(f"SHOW {name}")) for name in expected}
            assert found == expected


def test_a_reader_sees_one_state_however_long_it_looks(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x int)"))

    with reading(engine) as reader:
        before = reader.scalar(text("SELECT count(*) FROM t"))
        with writing(engine) as writer:
            writer.execute(text("INSERT INTO t VALUES (1)"))
        after = reader.scalar(text("SELECT count(*) FROM t"))

    assert (before, after) == (0, 0)


def test_a_statement_that_takes_too_long_is_ended_and_the_connection_serves_on(url: str) -> None:
    engine = open_engine(url, patience=Patience(statement=0.2))

    with pytest.raises(NotReady), reading(engine) as connection:
        connection.execute(text("SELECT pg_sleep(30)"))

    with reading(engine) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_row_that_somebody_holds_is_waited_for_only_so_long(url: str) -> None:
    engine = open_engine(url, patience=Patience(statement=10, lock=0.1))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x int)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))

    with writing(engine) as holder:
        holder.execute(text("SELECT x FROM t FOR UPDATE"))
        with pytest.raises(NotReady), writing(engine) as other:
            other.execute(text("UPDATE t SET x = 2"))

    engine.dispose()


def test_a_transaction_that_was_left_open_is_ended(url: str) -> None:
    engine = open_engine(url, patience=Patience(statement=10, idle=0.1))

    def dawdle() -> None:
        with writing(engine) as connection:
            connection.execute(text("SELECT 1"))
            time.sleep(0.4)
            connection.execute(text("SELECT 1"))

    with pytest.raises(NotReady):
        dawdle()

    engine.dispose()


def test_connections_that_died_while_nobody_used_them_are_not_noticed(engine: Engine, postgres: Postgres) -> None:
    with reading(engine) as one, reading(engine) as two:
        others = [one.scalar(text("SELECT pg_backend_pid()")), two.scalar(text("SELECT pg_backend_pid()"))]
    stranger = open_engine(postgres.url("postgres"))
    with writing(stranger) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM unnest(:others) AS pid"), {"others": others})
    stranger.dispose()

    for _ in others:
        with reading(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1


def test_a_connection_that_dies_under_a_transaction_is_a_situation(engine: Engine) -> None:
    with pytest.raises(NotReady), writing(engine) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with reading(engine) as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_a_database_that_only_reads_is_a_situation(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("SET SESSION default_transaction_read_only TO on"))

    with pytest.raises(NotReady), writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x int)"))


def test_no_value_stands_in_an_error_whatever_it_is_about(engine: Engine) -> None:
    said = []
    for statement in ("SELECT CAST('KANARIE' AS int)", "SELECT CAST('{KANARIE' AS json)"):
        with pytest.raises(Exception, match="22") as caught, writing(engine) as connection:
            connection.execute(text(statement))
        said.append(str(caught.value.__cause__) + str(caught.value).partition("[SQL")[0])

    assert not [sentence for sentence in said if "KANARIE" in sentence]


def test_a_server_that_stops_and_starts_again_is_met_without_a_restart_of_ours() -> None:
    with Postgres.running() as own:  # the session's server must not stop under other tests
        engine = open_engine(own.create())
        with reading(engine):
            pass

        own.stop()
        with pytest.raises(NotReady), reading(engine):
            pass
        own.start()

        with reading(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        engine.dispose()


def test_forty_at_once_get_a_connection_each(engine: Engine) -> None:
    everyone_is_in = threading.Barrier(40, timeout=20)
    found = []

    def look() -> None:
        with reading(engine) as connection:
            everyone_is_in.wait()
            found.append(connection.scalar(text("SELECT 1")))

    threads = [threading.Thread(target=look) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [1] * 40
