"""Who visits the server in a test? A client says so in a header, and a door that only tests have believes it."""

from typing import Any
from uuid import uuid4

import httpx2
from fastapi import Request
from fastapi.testclient import TestClient

from sagstyngde.access import Grant, Principal, Role, Scope
from sagstyngde.case import CaseworkerId

HEADER = "x-visitor"
EVERYWHERE = Scope()


class TrustingDoor:
    """Takes whoever a request says it is from one of the principals it knows; nobody where it says nothing."""

    def __init__(self, *known: Principal) -> None:
        self.known = {one.user_id: one for one in known}

    async def principal(self, request: Request) -> Principal | None:
        """Return who it says it is."""
        return self.known.get(request.headers.get(HEADER, ""))

    def add(self, one: Principal) -> Principal:
        """Let one more in."""
        self.known[one.user_id] = one
        return one


class OpenDoor:
    """Takes whoever comes for one person in every role: for tests in which nobody's access is the matter."""

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return that person."""
        return EVERYTHING


class Visitor(TestClient):
    """A client that sends who it is, and a new key with everything it posts."""

    def request(self, method: str, url: Any, **options: Any) -> httpx2.Response:
        """Send a request; a header given with it counts before these."""
        if method == "POST":
            given = dict(options.get("headers") or {})
            options["headers"] = {"Idempotency-Key": str(uuid4())} | given
        return super().request(method, url, **options)


def a_principal(
    *roles: Role, user_id: str = "u1", scope: Scope = EVERYWHERE, caseworker_id: str | None = None
) -> Principal:
    """Return a person with these roles, all within one scope."""
    own = None if caseworker_id is None else CaseworkerId(caseworker_id)
    grants = tuple(Grant(role=role, scope=scope) for role in roles)
    return Principal(user_id=user_id, name="Prøve Person", grants=grants, caseworker_id=own)


EVERYTHING = a_principal(*Role, user_id="everything")
