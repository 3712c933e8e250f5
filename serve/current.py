"""Which model does a request answer from? The one that was in use when it began, whatever is taken into use meanwhile.

What depends on the model is one frozen value. A process holds one such value at a time and replaces it whole; a request
takes it once, at its beginning, so that its reasons, its hours and its page's footer are all of one model.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casework.weighing import Weigher
from models.assess import Assessor
from serve.assesses import Assesses
from serve.house import House

HEADER = "Sagstyngde-Model"
_KEY = "sagstyngde.current"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Current:
    """What a process answers from.

    ``house`` are its rules, with the weigher that says what open cases still take by this model. ``turn`` is the
    casebook's number of the model's time in use; ``None``: it comes from the settings' folder, or there is none.
    """

    assessor: Assesses | None
    house: House
    turn: int | None = None

    @classmethod
    def of(cls, assessor: Assesses | None, house: House, *, turn: int | None = None) -> Self:
        """Put it together; a stand-in has no tables to say what open cases still take by."""
        own = replace(house, weigher=Weigher(assessor=assessor)) if isinstance(assessor, Assessor) else house
        return cls(assessor=assessor, house=own, turn=turn)

    @property
    def bundle_hash(self) -> str | None:
        """The content hash of its model, if it has one."""
        return None if self.assessor is None else self.assessor.bundle_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A model that was to be taken into use and was not: the number of its turn, why, and since when."""

    turn: int
    bundle_hash: str
    danish: str
    english: str
    since: datetime


@dataclass(slots=True)
class Answering:
    """What this process answers from now. ``serve.swapping`` alone replaces it, by one assignment each.

    ``passed`` is the newest model that should have been taken into use, where it could not be.
    """

    current: Current
    passed: Passed | None = field(default=None)


class Capturing:
    """ASGI middleware: gives every request its one model, and names that model in the answer."""

    def __init__(self, app: ASGIApp, *, answering: Answering) -> None:
        self.app = app
        self.answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        current = scope[_KEY] = self.answering.current
        bundle_hash = current.bundle_hash
        if bundle_hash is None or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                MutableHeaders(scope=message)[HEADER] = bundle_hash
            await send(message)

        await self.app(scope, receive, named)


def current_of(request: Request) -> Current:
    """Return what a request answers from."""
    found: Current = request.scope[_KEY]
    return found
