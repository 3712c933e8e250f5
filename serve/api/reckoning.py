"""How much may be reckoned at once? One proposal takes seconds of a core: few are let in, and the rest told to wait."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from sagstyngde.errors import NotReady

T = TypeVar("T")


class Reckoning:
    """Lets ``at_once`` work and ``in_line`` more wait. Work runs in the request's own thread, never on the loop."""

    def __init__(self, *, at_once: int = 1, in_line: int = 4, patience_s: float = 30.0) -> None:
        self._places = BoundedSemaphore(at_once + in_line)
        self._free = BoundedSemaphore(at_once)
        self._patience_s = patience_s

    def __call__(self, do: Callable[[], T]) -> T:
        """Carry out a piece of work when it is its turn.

        Raises:
            NotReady: too many wait already, or the turn did not come in time.

        """
        return self.later(do)()

    def later(self, do: Callable[[], T]) -> Callable[[], T]:
        """Take a place in the line now, and return what does the work when it is called and its turn has come.

        It must be called, once: only then the place is free again.

        Raises:
            NotReady: too many wait already; what is returned raises it where the turn does not come in time.

        """
        if not self._places.acquire(blocking=False):
            raise _busy()

        def in_turn() -> T:
            try:
                if not self._free.acquire(timeout=self._patience_s):
                    raise _busy()
                try:
                    return do()
                finally:
                    self._free.release()
            finally:
                self._places.release()

        return in_turn


def _busy() -> NotReady:
    return NotReady(
        english="other proposals are being reckoned; try again in a moment",
        danish="der regnes på andre forslag lige nu; prøv igen om lidt",
    )


def _reckoning(request: Request) -> Reckoning:
    found: Reckoning = request.app.state.reckoning
    return found


InTurn = Annotated[Reckoning, Depends(_reckoning)]
