"""How is something written while others write too? Whole, and once more where the database asks for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from storage import sqlite
from storage.engine import Connection, Engine, reachable, transaction
from storage.group_commit import GroupCommit
from storage.patience import PAGE

T = TypeVar("T")

TRIES = 6
"""The first and five more."""

_PAUSE_S = 0.01
_TRY_AGAIN = frozenset({"40001", "40P01"})  # others came between; two waited for each other
_TAKEN = "23505"


def write(engine: Engine, do: Callable[[Connection], T], *, computed_key: bool = False) -> T:
    """Do something in one transaction that holds the locks it needs; return what it returned, once it is durable.

    SQLite gives its one write lock at the start, and writers of one process share commits (``storage.group_commit``):
    another's thread may carry out ``do``. PostgreSQL may give up a transaction for another's sake: then all of
    it is done again, so ``do`` must have no effect outside the connection. ``computed_key`` says that ``do`` reckons a
    key from what it reads, which somebody else may take at the same moment: that too is worth another try.

    Raises:
        NotReady: the database cannot be reached, is locked for longer than the time-out, cannot be written, or asked
            for yet another try.

    """
    codes = _TRY_AGAIN | {_TAKEN} if computed_key else _TRY_AGAIN
    together: GroupCommit | None = engine.get_execution_options().get(sqlite.TOGETHER)
    with reachable():
        if together is not None:
            return together.write(do, lambda: transaction(engine), patience=PAGE.lock)
        for attempt in range(1, TRIES):
            try:
                with transaction(engine) as connection:
                    return do(connection)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in codes:
                    raise
            time.sleep(random.uniform(0, _PAUSE_S * 2**attempt))  # noqa: S311  so that two do not meet again; no secret
        with transaction(engine) as connection:
            return do(connection)
