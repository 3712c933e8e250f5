"""R14, R18: those who share a commit share nothing else, and are told nothing before it is durable."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as NoTurn

from sagstyngde.errors import InputRefused, NotReady
from storage.engine import Connection, Engine, open_engine, reading, transaction, writing
from storage.group_commit import MOST_TOGETHER, GroupCommit
from storage.transactions import write

Do = Callable[[Connection], object]


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'notes.sqlite'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE notes (sequence INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)"))
    yield engine
    engine.dispose()


def keep(name: str) -> Do:
    def do(connection: Connection) -> str:
        connection.execute(text("INSERT INTO notes (name) VALUES (:name)"), {"name": name})
        return name

    return do


def refuse(name: str) -> Do:
    def do(connection: Connection) -> None:
        keep(name)(connection)
        raise InputRefused(english="no", danish="nej")

    return do


class Line:
    """A first writer who does not end before all others have lined up behind her."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.commits = 0
        event.listen(engine, "commit", self._count)

    def behind(self, first: Do, *others: Do) -> list[Future[object]]:
        """Return what each came to, in the order of the line."""
        began, goes_on = threading.Event(), threading.Event()

        def slow(connection: Connection) -> object:
            began.set()
            assert goes_on.wait(10)
            return first(connection)

        with ThreadPoolExecutor(1 + len(others)) as pool:
            futures = [pool.submit(write, self.engine, slow)]
            assert began.wait(10)
            for number, other in enumerate(others, 1):
                futures.append(pool.submit(write, self.engine, other))
                self._until_waiting(number)
            goes_on.set()
        return futures

    def _until_waiting(self, number: int) -> None:
        together = self.engine.get_execution_options()["sagstyngde_together"]
        ends_at = monotonic() + 10
        while len(together._line) < number:
            assert monotonic() < ends_at
            sleep(0.001)

    def _count(self, _connection: Connection) -> None:
        self.commits += 1


def names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT name FROM notes ORDER BY sequence")).scalars())


def test_who_waits_shares_one_commit_and_is_served_in_the_order_of_the_line(notes: Engine) -> None:
    line = Line(notes)

    futures = line.behind(*(keep(str(number)) for number in range(8)))

    assert [future.result() for future in futures] == names(notes) == [str(number) for number in range(8)]
    assert line.commits == 1


def test_an_error_is_its_own_pieces_alone_and_takes_back_all_of_it(notes: Engine) -> None:
    futures = Line(notes).behind(keep("a"), keep("b"), refuse("c"), keep("b"), keep("d"))

    assert [type(future.exception()) for future in futures[2:4]] == [InputRefused, IntegrityError]
    assert [futures[place].result() for place in (0, 1, 4)] == names(notes) == ["a", "b", "d"]


def test_a_first_piece_that_fails_takes_nobody_with_it(notes: Engine) -> None:
    futures = Line(notes).behind(refuse("a"), keep("b"), keep("c"))

    assert isinstance(futures[0].exception(), InputRefused)
    assert [future.result() for future in futures[1:]] == names(notes) == ["b", "c"]


def test_a_commit_that_fails_fails_everybody_and_the_next_one_goes_on(notes: Engine) -> None:
    def broken(_connection: Connection) -> None:
        raise OSError("the disk")

    event.listen(notes, "commit", broken)
    futures = Line(notes).behind(keep("a"), keep("b"), keep("c"))
    event.remove(notes, "commit", broken)

    assert [type(future.exception()) for future in futures] == [OSError] * 3
    assert names(notes) == []
    assert write(notes, keep("d")) == "d"


def test_a_database_that_takes_everything_back_fails_everybody(notes: Engine) -> None:
    """So SQLite does when the disk is full: the savepoints are gone with the rest."""

    def lost(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")
        raise InputRefused(english="no", danish="nej")

    futures = Line(notes).behind(keep("a"), keep("b"), lost)

    assert [type(future.exception()) for future in futures] == [NotReady] * 3
    assert names(notes) == []


def test_no_commit_gathers_more_than_so_many(notes: Engine) -> None:
    line = Line(notes)

    futures = line.behind(*(keep(str(number)) for number in range(2 * MOST_TOGETHER)))

    assert [future.exception() for future in futures] == [None] * 2 * MOST_TOGETHER
    assert line.commits >= 2


def test_nobody_is_told_before_everybody_else_can_read_it(notes: Engine) -> None:
    told: list[str] = []
    too_early: list[str] = []

    def compare(_connection: Connection) -> None:
        so_far = set(told)
        too_early.extend(so_far.difference(names(notes)))

    def act(number: int) -> None:
        told.append(str(write(notes, keep(str(number)))))

    event.listen(notes, "commit", compare)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(200)))

    assert too_early == []
    assert sorted(told) == sorted(names(notes))


def test_a_piece_runs_in_its_own_requests_context(notes: Engine) -> None:
    request: ContextVar[str] = ContextVar("request")

    def act(name: str) -> tuple[str, object]:
        request.set(name)
        return name, write(notes, lambda _connection: request.get())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, map(str, range(100))))

    assert all(name == answer for name, answer in answers)


def test_who_is_not_served_in_time_leaves_the_line_and_nothing_is_done(notes: Engine) -> None:
    together, began, goes_on = GroupCommit(), threading.Event(), threading.Event()

    def slow(_connection: Connection) -> None:
        began.set()
        goes_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(together.write, slow, lambda: transaction(notes), patience=10.0)
        began.wait(10)
        with pytest.raises(NoTurn):
            together.write(keep("a"), lambda: transaction(notes), patience=0.01)
        goes_on.set()
        first.result()

    assert names(notes) == []
    assert together.write(keep("b"), lambda: transaction(notes), patience=0.01) == "b"
