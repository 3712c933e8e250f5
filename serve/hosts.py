"""Is a request meant for this server? One Host header, of the form host[:port], naming a host we answer for.

A server that believes any Host builds links to wherever a stranger wants them (CVE-2026-48710). Forwarded headers are
believed from a declared proxy alone, which ``serve.__main__`` tells uvicorn; nothing here reads them.
"""

import re
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from serve.problems import Problem, json_response

MAX_HEADER_BYTES = 16 * 1024
_HOST = re.compile(rb"(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z](?:[0-9A-Za-z.-]{0,252}[0-9A-Za-z])?)(?::([0-9]{1,5}))?", re.ASCII)


class HostGate:
    """ASGI middleware: answers a request for another host, or with headers beyond measure, before anything reads it.

    ``hosts`` are names without port; ``*`` answers for every well-formed one.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or let the request through."""
        problem = self.problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self.app(scope, receive, send)
        else:
            await json_response(problem, {"Connection": "close"})(scope, receive, send)

    def problem(self, scope: Scope) -> Problem | None:
        """Return why a request is not for us, or ``None`` where it is."""
        headers = scope["headers"]
        if sum(len(name) + len(value) + 4 for name, value in headers) > MAX_HEADER_BYTES:
            return Problem(status=431, detail="Forespørgslens headere må tilsammen højst fylde 16 KiB.")
        if not scope["path"].startswith("/"):
            return Problem(status=400, detail="Adressen skal begynde med en skråstreg.")
        given = [value for name, value in headers if name == b"host"]
        host = _named(given[0]) if len(given) == 1 else None
        if host is None or not (host in self.hosts or "*" in self.hosts):
            return Problem(status=400, detail="Host skal nævne netop én vært, som denne server svarer for.")
        return None


def _named(value: bytes) -> str | None:
    """Return the host a header names, without its port.

    >>> _named(b"Kommune.dk:8000"), _named(b"[::1]"), _named(b"evil/"), _named(b"a:99999"), _named(b"")
    ('kommune.dk', '[::1]', None, None, None)
    """
    match = _HOST.fullmatch(value)
    if match is None or int(match[2] or 0) > 65_535:
        return None
    return match[1].decode("ascii").lower()
