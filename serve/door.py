"""Who comes in? Whatever proves it - a session, a token - ends in a principal, or in nobody."""

from typing import Protocol

from fastapi import Request

from sagstyngde.access import Principal


class Door(Protocol):
    """Tells who sends a request."""

    async def principal(self, request: Request) -> Principal | None:
        """Return who it is, or ``None`` where nothing or nothing valid proves it."""
        ...
