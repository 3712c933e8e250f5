"""Which ways in are there, and who comes through? A session's cookie for people, a token for other systems.

A request shows one of the two: with an ``Authorization`` header, cookies count for nothing. Who somebody is is asked of
the database each time, so what is ended or revoked is so from the next request on.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from sagstyngde.access import Principal
from serve.access.attempt import Attempt
from serve.access.claims import Claims, ClaimsMap
from serve.access.cookies import Cookies
from serve.access.forms import SAFE, require_own_form
from serve.access.quota import Quota
from storage.engine import Engine, reading
from storage.service_tokens import token_principal
from storage.sessions import find_session, see_session
from storage.transactions import write

_LONGEST_TOKEN = 200


class Identifies(Protocol):
    """What is asked of a provider (``serve.access.oidc.OpenId``)."""

    def address(self, attempt: Attempt, at: datetime) -> str:
        """Return where to send the browser."""
        ...

    def claims(self, attempt: Attempt, code: str, at: datetime) -> Claims:
        """Redeem a code for what the provider says of the person."""
        ...

    def ended(self, logout_token: str, at: datetime) -> Claims:
        """Return whose sessions the provider says are over."""
        ...

    def farewell(self) -> str | None:
        """Return where a person logs out at the provider too."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How people and systems come in here; also the server's ``Door``.

    Attributes:
        cookies: what browsers keep.
        address: how people reach the server, where that is configured.
        issuer: the provider's name, as an answer from it may carry it.
        provider: who knows our people; ``None``: nobody logs in over OpenID Connect.
        claims: what the provider's claims mean.
        has_demo: the invented people may be chosen: in development, on the machine itself.
        refusals: how many refused log-ins go into the log of looks.

    """

    cookies: Cookies = field(default_factory=Cookies)
    address: str | None = None
    issuer: str | None = None
    provider: Identifies | None = None
    claims: ClaimsMap = field(default_factory=ClaimsMap)
    has_demo: bool = False
    refusals: Quota = field(default_factory=Quota)

    async def principal(self, request: Request) -> Principal | None:
        """Return who sends a request, or ``None`` where nothing or nothing valid proves it.

        Raises:
            NotAllowed: a cookie proves it, and the request would change something but did not come from our pages.

        """
        engine: Engine = request.app.state.engine
        shown = request.headers.getlist("authorization")
        if shown:
            return await run_in_threadpool(_of_token, engine, shown)
        token = self.cookies.session(request)
        person = await run_in_threadpool(_of_session, engine, token) if token else None
        if person is not None and request.method not in SAFE:
            request.state.principal = person  # a page that refuses the form says whom it refuses
            await self.require_own_form(request, person.user_id)
        return person

    async def require_own_form(self, request: Request, user_id: str = "") -> None:
        """Let a request through that came from one of our pages; see ``serve.access.forms``."""
        await require_own_form(request, self.cookies, address=self.address, user_id=user_id)


def _of_token(engine: Engine, shown: list[str]) -> Principal | None:
    scheme, _, token = shown[0].partition(" ")
    if len(shown) > 1 or scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    with reading(engine) as connection:
        return token_principal(connection, token, at=datetime.now(UTC))


def _of_session(engine: Engine, token: str) -> Principal | None:
    at = datetime.now(UTC)
    with reading(engine) as connection:
        session = find_session(connection, token, at=at)
    if session is None:
        return None
    if session.is_due(at):
        write(engine, lambda connection: see_session(connection, token, at=at))
    return session.principal
