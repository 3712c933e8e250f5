"""Who comes in? Whatever proves it - a session, a token - ends in a principal, or in nobody."""

from typing import Protocol

from fastapi import Request

from sagstyngde.access import Grant, Principal, Role


class Door(Protocol):
    """Tells who sends a request."""

    async def principal(self, request: Request) -> Principal | None:
        """Return who it is, or ``None`` where nothing or nothing valid proves it."""
        ...


class LoopbackDoor:
    """Takes whoever comes for a visitor of the demo, in every role that does casework. For loopback addresses only."""

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return the visitor."""
        return Principal(
            user_id="demo",
            name="Demo",
            grants=(Grant(role=Role.LEADER), Grant(role=Role.CONSULTANT), Grant(role=Role.SYSTEM)),
        )


class ClosedDoor:
    """Lets nobody in: what a server has until it is told otherwise."""

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return nobody."""
        return None
