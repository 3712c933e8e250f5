"""How do many writers of one process share one commit? Whoever's turn it is does everybody's work, and commits once.

SQLite lets one write at a time, and a commit that survives a power cut waits for the disk: longer than most work takes.
So those who come while one is writing line up, and the first of them does all that waits, each piece in a savepoint of
its own, before the one commit. Nobody is told anything before that commit is durable; an error of one piece is that
one's alone, and a commit that fails fails them all.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import copy_context
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import TimeoutError as NoTurn

T = TypeVar("T")
Begin = Callable[[], AbstractContextManager[Connection]]

MOST_TOGETHER = 16
_MOST_SECONDS = 0.05
"""So long at most one commit gathers: what is done must not wait for ever for what comes after it."""


class _Piece(Generic[T]):
    """What one writer wants done, in the context of her request."""

    def __init__(self, do: Callable[[Connection], T]) -> None:
        self._do = do
        self._context = copy_context()
        self.called = Event()
        self.is_settled = False
        self.result: T
        self.error: BaseException | None = None

    def attempt(self, connection: Connection) -> None:
        """Do it, and keep what it came to."""
        self.result = self._context.run(self._do, connection)

    def attempt_apart(self, connection: Connection) -> None:
        """Do it in a savepoint, and keep what it came to: an error takes back this piece and no other."""
        savepoint = connection.begin_nested()
        try:
            self.attempt(connection)
        except Exception as error:
            savepoint.rollback()  # where the database itself has taken back everything, this fails, and so do all
            self.error = error
        else:
            savepoint.commit()

    def answer(self) -> T:
        """Return what it came to."""
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommit:
    """The line of writers of one database."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._line: deque[_Piece[Any]] = deque()
        self._is_led = False

    def write(self, do: Callable[[Connection], T], begin: Begin, *, patience: float) -> T:
        """Do something in a transaction that others may share; return what it returned, once it is durable.

        ``begin`` opens a transaction that is committed where the block ends well, and rolled back where it does not.

        Raises:
            sqlalchemy.exc.TimeoutError: nobody came to it within ``patience`` seconds; nothing was done.

        """
        piece = _Piece(do)
        with self._guard:
            self._line.append(piece)
            leads, self._is_led = not self._is_led, True
        if not leads and not piece.called.wait(patience):
            self._leave(piece)
        if not piece.is_settled:
            self._lead(begin)
        return piece.answer()

    def _leave(self, piece: _Piece[Any]) -> None:
        """Leave the line; who is out of it already is being served, and waits for the outcome."""
        with self._guard:
            if piece in self._line and not piece.called.is_set():
                self._line.remove(piece)
                raise NoTurn("no turn to write")
        piece.called.wait()

    def _lead(self, begin: Begin) -> None:
        """Do what waits, the own piece first; then call the next to lead, and tell those who were served."""
        served: list[_Piece[Any]] = []
        try:
            self._serve(served, begin)
        except BaseException as error:  # whatever it is: nobody may be left waiting
            for piece in served:
                piece.error = piece.error or error
        with self._guard:
            if self._line:
                self._line[0].called.set()
            else:
                self._is_led = False
        for piece in served:
            piece.is_settled = True
            piece.called.set()

    def _serve(self, served: list[_Piece[Any]], begin: Begin) -> None:
        """Do the first piece, and those that wait by then; the first can fail only alone."""
        with self._guard:
            own = self._line.popleft()
        served.append(own)
        with begin() as connection:
            ends_at = time.monotonic() + _MOST_SECONDS
            own.attempt(connection)
            while len(served) < MOST_TOGETHER and time.monotonic() < ends_at and (piece := self._next()):
                served.append(piece)
                piece.attempt_apart(connection)

    def _next(self) -> _Piece[Any] | None:
        """Take who is first out of the line."""
        with self._guard:
            return self._line.popleft() if self._line else None
