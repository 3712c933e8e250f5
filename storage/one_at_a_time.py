"""How is something done by one process only, on whatever machine? By a lock that goes with whoever holds it.

On PostgreSQL it is the server's (an advisory lock of a session): it falls when the session does. With SQLite, whose
file lies on one machine, it is the system's on a file beside it: it falls when the process does. Nobody waits for it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from storage.engine import Engine, reachable


@contextmanager
def only_one(engine: Engine, name: str) -> Iterator[bool]:
    """Try for the lock of a name on a database; yield whether it was free, and hold it while the block runs.

    Raises:
        NotReady: the database cannot be reached.

    """
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        with only_one_here(file.with_name(f"{file.name}.{name}.lock")) as is_free:
            yield is_free
        return
    key = func.hashtextextended(name, 0)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        with reachable():
            is_free = bool(connection.execute(select(func.pg_try_advisory_lock(key))).scalar())
        try:
            yield is_free
        finally:
            if is_free:
                connection.execute(select(func.pg_advisory_unlock(key)))


@contextmanager
def only_one_here(file: Path) -> Iterator[bool]:
    """Try for a lock on a file of this machine, which is made where it is not there, and stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
