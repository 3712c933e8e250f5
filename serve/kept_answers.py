"""Which answers that took seconds to reckon are at hand? The newest few, each known by what it rests on."""

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps the answers asked for last. A mark is a hash of all that the answer rests on, its reader's reach included.

    >>> answers = Kept[str](most=1)
    >>> answers.keep("a", "first"), answers.keep("b", "second"), answers.find("a"), answers.find("b")
    (None, None, None, 'second')
    """

    def __init__(self, *, most: int = 8, patience_s: float = 120.0) -> None:
        self._answers: OrderedDict[str, T] = OrderedDict()
        self._begun: dict[str, float] = {}
        self._most, self._patience_s = most, patience_s
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

    def is_coming(self, mark: str) -> bool:
        """Whether an answer is being reckoned in this process; one that has taken too long will not come."""
        with self._lock:
            return self._is_coming(mark)

    def begin(self, mark: str) -> bool:
        """Take an answer on; ``False`` where it is coming already. Whoever takes it on says when that is ``over``."""
        with self._lock:
            if self._is_coming(mark):
                return False
            self._begun[mark] = monotonic()
            return True

    def over(self, mark: str) -> None:
        """Say that an answer is kept now, or will not be."""
        with self._lock:
            self._begun.pop(mark, None)

    def _is_coming(self, mark: str) -> bool:
        return mark in self._begun and monotonic() - self._begun[mark] < self._patience_s
