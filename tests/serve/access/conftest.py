"""A server that people log in at, and the provider that knows them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from sagstyngde.access import Grant, Role
from serve.access.claims import ClaimsMap
from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.access.oidc import OpenId
from serve.access.quota import Quota
from serve.app import create_app
from storage.engine import Engine
from tests.serve.access.browsers import ADDRESS, Browser
from tests.serve.access.providers import Puppet, a_provider, running
from tests.serve.access.tokens import claims, signed
from tests.serve.standin import StandIn, fill

CLAIMS = ClaimsMap(
    roles=("roles",),
    grants={
        "sagstyngde-leder": (Grant(role=Role.LEADER),),
        "sagstyngde-konsulent": (Grant(role=Role.CONSULTANT),),
        "sagstyngde-analyse": (Grant(role=Role.ANALYST),),
    },
)


class Idp(Puppet):
    """The provider, with somebody to log in as."""

    def knows(self, browser: Browser, **other: Any) -> None:
        """Give out, for whatever code, a token for the attempt a browser has begun."""
        at = int(datetime.now(UTC).timestamp())
        attempt = browser.attempt
        said = claims(iss=self.address, nonce=attempt.nonce if attempt else "none", iat=at, exp=at + 300)
        sound = {name: value for name, value in (said | other).items() if value is not None}
        self.says("/token", {"id_token": signed(sound), "access_token": "x", "token_type": "Bearer"})


@pytest.fixture
def idp() -> Iterator[Idp]:
    with running(Idp()) as told:
        yield told


@pytest.fixture
def entrance(idp: Idp) -> Entrance:
    provider = a_provider(idp.address, address=ADDRESS)
    return Entrance(
        cookies=Cookies(over_tls=True),
        address=ADDRESS,
        issuer=idp.address,
        provider=OpenId(provider),
        claims=CLAIMS,
        refusals=Quota(most=20),
    )


@pytest.fixture
def server(engine: Engine, entrance: Entrance) -> FastAPI:
    fill(engine)
    return create_app(StandIn(), engine, entrance=entrance)


@pytest.fixture
def browser(server: FastAPI) -> Browser:
    return Browser(server)


@pytest.fixture
def demo(engine: Engine) -> Browser:
    """A browser at a server of the demo: without TLS, with the invented people."""
    fill(engine)
    entrance = Entrance(cookies=Cookies(over_tls=False), has_demo=True)
    return Browser(create_app(StandIn(), engine, entrance=entrance), base_url="http://127.0.0.1:8000")
