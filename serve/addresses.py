"""Does a request's address carry a CPR number? Then nobody looks it up, logs it or says it again.

An address ends in a browser's history and in a proxy's log, so a number in it has already been told too widely; a case
has no such id, so there is nothing to find either. Bodies are looked through in ``serve.bodies``.
"""

import logging
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Receive, Scope, Send

from sagstyngde.cpr import looks_like_cpr
from serve.problems import DETAILS, Problem, json_response

_KEPT_HEADERS = frozenset({b"idempotency-key", b"if-match", b"sagstyngde-purpose", b"x-request-id"})
"""The headers that something is kept of."""
_log = logging.getLogger(__name__)


class AddressGate:
    """ASGI middleware: answers a request whose path, query or kept header looks like a CPR number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or let the request through."""
        problem = address_problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self.app(scope, receive, send)
            return
        _log.warning("%s status=%d kind=cpr_in_address", problem.instance, problem.status)
        await json_response(problem)(scope, receive, send)


def address_problem(scope: Scope) -> Problem | None:
    """Return why a request goes no further, or ``None`` where it may.

    A path is answered as any unknown one.

    >>> address_problem({"path": "/sager/010190-1234", "query_string": b"", "headers": []}).status
    404
    >>> address_problem({"path": "/sager", "query_string": b"q=0101901234", "headers": []}).status
    400
    """
    if looks_like_cpr(scope["path"]):
        return Problem(status=404, detail=DETAILS[404])
    kept = (value for name, value in scope["headers"] if name in _KEPT_HEADERS)
    told = (
        unquote_plus(scope["query_string"].decode("latin-1")),
        *(value.decode("utf-8", "replace") for value in kept),
    )
    if any(map(looks_like_cpr, told)):
        return Problem(
            status=400,
            detail="Adressen eller en header indeholder noget, der ligner et CPR-nummer. Brug barnets eller sagens id; "
            "et CPR-nummer hører kun til i oprettelsen af et barn.",
        )
    return None
