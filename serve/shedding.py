"""What happens when more is asked than can be answered? A bounded number waits; the rest is told at once to come again.

A queue without a bound answers everybody too late (Google SRE, "Handling overload"). Probes are never turned away: who
watches the server must be able to see that it is busy.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from serve.metrics import IN_FLIGHT, SHED
from serve.problems import Problem, turned_away

BUSY = "Der er mange forespørgsler lige nu, og intet er gemt. Vent et øjeblik, og send det samme igen."
"""What was sent has not been read: only who sent it has it still."""

_NEVER = ("/live", "/ready", "/metrics", "/static/")


class Shedding:
    """ASGI middleware: answers 503 with ``Retry-After`` while ``most`` requests are being answered or wait for it."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn the request away, or count it while it is answered."""
        if scope["type"] != "http" or scope["path"].startswith(_NEVER):
            await self.app(scope, receive, send)
            return
        if self.in_flight >= self.most:
            SHED.inc()
            busy = Problem(status=503, detail=BUSY)
            await turned_away(Request(scope), busy, {"Retry-After": "1"})(scope, receive, send)
            return
        self.in_flight += 1
        IN_FLIGHT.set(self.in_flight)
        try:
            await self.app(scope, receive, send)
        finally:
            self.in_flight -= 1
            IN_FLIGHT.set(self.in_flight)
