import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import column, select, table, text, update
from sqlalchemy.exc import IntegrityError

from sagstyngde.errors import NotReady
from storage.engine import Connection, Engine, open_engine, reading, writing
from storage.transactions import TRIES, write
from tests.databases import POSTGRESQL

COUNTERS = table("counters", column("name"), column("value"))


@pytest.fixture
def counters(engine: Engine) -> Engine:
    """A table of our own, so that the tests are about transactions and nothing else."""
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counters (name VARCHAR(9) PRIMARY KEY, value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counters VALUES ('a', 0), ('b', 0)"))
    return engine


def test_eight_writers_of_two_hundred_each_lose_no_update_and_see_no_locked_database(counters: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write(counters, _count_up), range(8 * 200)))

    assert _values(counters) == {"a": 1600, "b": 0}


def test_two_processes_worth_of_writers_lose_no_update(counters: Engine, url: str) -> None:
    """Two engines share no queue, as two processes do not."""
    other = open_engine(url)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: write((counters, other)[number % 2], _count_up), range(100)))

    other.dispose()
    assert _values(counters)["a"] == 100


def test_what_is_refused_halfway_leaves_nothing_and_is_not_tried_again(counters: Engine) -> None:
    tries = []

    def half(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("UPDATE counters SET value = 7"))
        connection.execute(text("INSERT INTO counters VALUES ('a', 0)"))

    with pytest.raises(IntegrityError):
        write(counters, half)

    assert (len(tries), _values(counters)) == (1, {"a": 0, "b": 0})


@POSTGRESQL
def test_two_that_wait_for_each_other_both_end_well(counters: Engine) -> None:
    both_hold_one = threading.Barrier(2, timeout=5)
    tries = []

    def crosswise(first: str, second: str) -> None:
        def do(connection: Connection) -> None:
            tries.append(first)
            connection.execute(text("UPDATE counters SET value = value + 1 WHERE name = :name"), {"name": first})
            if len(tries) <= 2:
                both_hold_one.wait()
            connection.execute(text("UPDATE counters SET value = value + 1 WHERE name = :name"), {"name": second})

        write(counters, do)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(crosswise, "ab", "ba"))

    assert (len(tries), _values(counters)) == (3, {"a": 2, "b": 2})


@POSTGRESQL
def test_serialisable_transactions_that_clash_are_tried_again(counters: Engine) -> None:
    def move(connection: Connection) -> None:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        total = connection.execute(text("SELECT sum(value) FROM counters")).scalar_one()
        connection.execute(text("UPDATE counters SET value = :total WHERE name = 'a'"), {"total": total + 1})

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: write(counters, move), range(12)))

    assert _values(counters)["a"] == 12


@POSTGRESQL
def test_a_computed_key_that_somebody_took_is_computed_again_and_only_then(counters: Engine) -> None:
    tries = []

    def next_number(connection: Connection) -> None:
        tries.append(1)
        number = connection.execute(text("SELECT max(value) FROM counters")).scalar_one() + 1
        if len(tries) == 1:  # somebody is quicker
            with writing(counters) as other:
                other.execute(text("INSERT INTO counters VALUES ('1', 1)"))
        connection.execute(
            text("INSERT INTO counters VALUES (:name, :number)"), {"name": str(number), "number": number}
        )

    write(counters, next_number, computed_key=True)

    assert (len(tries), _values(counters)["2"]) == (2, 2)


@POSTGRESQL
def test_a_database_that_never_lets_us_through_is_a_situation_after_five_more_tries(counters: Engine) -> None:
    tries = []

    def clash(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(NotReady):
        write(counters, clash)

    assert len(tries) == TRIES == 6


def _count_up(connection: Connection) -> None:
    value = connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == "a").with_for_update()).scalar_one()
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == "a").values(value=value + 1))


def _values(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {row.name: row.value for row in connection.execute(text("SELECT name, value FROM counters"))}
