"""Which answers that took seconds to reckon are at hand? The newest few, each known by what it rests on."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps the answers asked for last. A mark is a hash of all that the answer rests on, its reader's reach included.

    >>> answers = Kept[str](most=1)
    >>> answers.keep("a", "first"), answers.keep("b", "second"), answers.find("a"), answers.find("b")
    (None, None, None, 'second')
    """

    def __init__(self, *, most: int = 8) -> None:
        self._answers: OrderedDict[str, T] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def find(self, mark: str) -> T | None:
        """Return an answer, or ``None`` where it is not kept."""
        with self._lock:
            found = self._answers.get(mark)
            if found is not None:
                self._answers.move_to_end(mark)
            return found

    def keep(self, mark: str, answer: T) -> None:
        """Keep an answer, and let go of the one not asked for the longest."""
        with self._lock:
            self._answers[mark] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
