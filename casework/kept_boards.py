"""Which board was laid out already, and still holds? As long as nothing it rests on has changed, whoever changed it.

A board of a large municipality takes seconds to lay out and is asked for by page after page. The database itself marks
every change (``storage.changes``), so that what is kept can never be stale: not after another process's write either.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from weakref import ReferenceType, WeakKeyDictionary, ref

from allocation.board import Board
from allocation.policy import Policy
from casework.caseload import board_of
from casework.weighing import Weigher
from storage.changes import board_mark
from storage.engine import Connection, Engine

_MOST = 4
"""So many are kept of one state: yesterday's and today's, by the policy that holds and one that is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Kept:
    mark: str
    policy: Policy
    on: date
    weigher: ReferenceType[Weigher]  # a model that is no longer in use is not held for its boards' sake
    board: Board


@dataclass(frozen=True, slots=True)
class _Boards:
    """The boards of one database. Who finds none lays it out while the others wait for it."""

    kept: deque[_Kept] = field(default_factory=lambda: deque(maxlen=_MOST))
    turn: Lock = field(default_factory=Lock)

    def find(self, mark: str, policy: Policy, on: date, weigher: Weigher) -> Board | None:
        """Return a board that still holds. Those that do not are forgotten: what was erased may stand in them."""
        if any(one.mark != mark for one in self.kept):
            self.kept.clear()
        for one in self.kept:
            if one.on == on and one.weigher() is weigher and one.policy == policy:
                return one.board
        return None


_BOARDS: WeakKeyDictionary[Engine, _Boards] = WeakKeyDictionary()
_NEW = Lock()


def lay_out_ahead(connection: Connection, policy: Policy, on: date, weigher: Weigher) -> None:
    """Lay a board out for those who will ask by another weigher, while nobody who asks by today's waits for it."""
    mark = board_mark(connection)
    if mark is None:
        return
    board = board_of(connection, policy, on, weigher)
    with _NEW:
        boards = _BOARDS.setdefault(connection.engine, _Boards())
    with boards.turn:
        if boards.find(mark, policy, on, weigher) is None:
            boards.kept.append(_Kept(mark=mark, policy=policy, on=on, weigher=ref(weigher), board=board))


def kept_board(connection: Connection, policy: Policy, on: date, weigher: Weigher) -> Board:
    """Return what ``casework.caseload.board_of`` lays out, laid out once as long as it holds."""
    mark = board_mark(connection)
    if mark is None:
        return board_of(connection, policy, on, weigher)
    with _NEW:
        boards = _BOARDS.setdefault(connection.engine, _Boards())
    with boards.turn:
        found = boards.find(mark, policy, on, weigher)
        if found is None:
            found = board_of(connection, policy, on, weigher)
            boards.kept.append(_Kept(mark=mark, policy=policy, on=on, weigher=ref(weigher), board=found))
    return found
