"""Whatever happens on the way to PostgreSQL, we say so in time, and go on as soon as it has passed."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from sagstyngde.errors import NotReady
from storage.engine import Connection, Engine, open_engine, reading
from storage.patience import Patience
from storage.transactions import write
from tests.databases import Postgres
from tests.fault_proxy import Fault, FaultProxy

PATIENCE = Patience(statement=0.5, lock=0.3, idle=2.0)
HOPELESS_S = 20.0
"""Far beyond every limit: whoever has not been answered by then never will be."""


@pytest.fixture
def backend() -> str:
    return "postgresql"


@pytest.fixture
def proxy(postgres: Postgres) -> Iterator[FaultProxy]:
    with FaultProxy.running(str(postgres.folder / ".s.PGSQL.5432")) as running:
        yield running


@pytest.fixture
def far(proxy: FaultProxy, engine: Engine) -> Iterator[Engine]:
    """The database at the end of the way, with a table to write in."""
    write(engine, lambda connection: connection.execute(text("CREATE TABLE notes (name TEXT PRIMARY KEY)")))
    opened = open_engine(f"postgresql://postgres@127.0.0.1:{proxy.port}/{engine.url.database}", patience=PATIENCE)
    yield opened
    proxy.fault = Fault.NONE
    opened.dispose()


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.RESET, Fault.HALF_CLOSE, Fault.DRIP])
def test_a_broken_way_is_told_in_time_and_forgotten_when_it_is_whole_again(
    far: Engine, engine: Engine, proxy: FaultProxy, fault: Fault
) -> None:
    assert _told(far, "before") == "kept"

    proxy.fault = fault
    during = [_told(far, f"during {number}") for number in range(2)]
    proxy.fault = Fault.NONE
    after = [_told(far, f"after {number}") for number in range(3)]

    assert (during, after) == (["not ready"] * 2, ["kept"] * 3)
    assert _names(engine) >= {"before", "after 0", "after 1", "after 2"}
    assert far.pool.checkedout() == 0  # type: ignore[attr-defined]  # every pool of ours counts


def test_a_slow_way_is_only_slow(far: Engine, engine: Engine, proxy: FaultProxy) -> None:
    proxy.fault = Fault.DELAY

    assert _told(far, "slow") == "kept"

    assert _names(engine) == {"slow"}


def test_what_was_told_kept_is_there_and_nothing_twice_whatever_happened_meanwhile(
    far: Engine, engine: Engine, proxy: FaultProxy
) -> None:
    """Faults come and go under eight writers. What was not told kept may be there: hence the keys of requests."""
    over = threading.Event()
    kept: list[str] = []

    def keep_writing(writer: int) -> None:
        number = 0
        while not over.is_set():
            name = f"{writer}-{number}"
            if _told(far, name) == "kept":
                kept.append(name)
            number += 1

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(keep_writing, writer) for writer in range(8)]
        for fault in (Fault.RESET, Fault.SILENCE, Fault.HALF_CLOSE, Fault.RESET):
            time.sleep(0.2)
            proxy.fault = fault
            time.sleep(0.2)
            proxy.fault = Fault.NONE
        time.sleep(0.5)
        over.set()
        for future in futures:
            future.result(HOPELESS_S)

    assert set(kept) <= _names(engine)
    assert len(kept) == len(set(kept)) > 8
    assert far.pool.checkedout() == 0  # type: ignore[attr-defined]  # as above


def test_the_server_keeps_no_lock_for_whoever_has_gone_silent(far: Engine, engine: Engine, proxy: FaultProxy) -> None:
    """A client that vanished in the middle of its transaction is let go of after its idle time."""

    def vanish(connection: Connection) -> None:
        connection.execute(text("INSERT INTO notes VALUES ('vanished')"))
        proxy.fault = Fault.SILENCE
        connection.execute(text("SELECT 1"))

    with pytest.raises(NotReady):
        write(far, vanish)
    proxy.fault = Fault.NONE

    write(engine, lambda connection: connection.execute(text("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE")))
    assert _names(engine) == set()


def _told(engine: Engine, name: str) -> str:
    """Write a note; return what we were told, or fail where nothing was said at all."""
    answer: list[str] = []

    def ask() -> None:
        try:
            write(
                engine, lambda connection: connection.execute(text("INSERT INTO notes VALUES (:name)"), {"name": name})
            )
        except NotReady:
            answer.append("not ready")
        else:
            answer.append("kept")

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(HOPELESS_S)
    assert answer, "no answer"
    return answer[0]


def _names(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(text("SELECT name FROM notes")).scalars())
