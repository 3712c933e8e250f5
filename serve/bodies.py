"""Is a request's body one that may be read at all? Asked of the raw bytes, before any framework sees them.

What no case needs is refused here, at one gate, so that no route can forget to: JSON by ``serve.json_bodies``, forms by
``serve.form_bodies``, lines where they are read (``serve.ndjson``).
"""

import asyncio
import re
from enum import StrEnum
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.access import forms
from serve.form_bodies import form_problem
from serve.json_bodies import json_problem
from serve.kept import BODY
from serve.problems import Problem, json_response, problem_page, wants_page

MAX_BYTES = 256 * 1024
MAX_LINES_BYTES = 8 * 1024 * 1024
LINE_PATHS = frozenset({"/api/v1/assessments/batch", "/api/v1/hours/batch"})
"""Where many records come in at once, a JSON value a line."""
MAX_SECONDS = 10.0
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_CPR_BELONGS = {"/api/v1/children": ("cpr",)}
_CPR_FORM = re.compile(r"/sager/ny/[0-9a-f-]{36}/barn")
"""Where a CPR number comes in: the field ``cpr`` of these addresses, and nowhere else."""


class BodyKind(StrEnum):
    """What a body can be, by its media type."""

    JSON = "application/json"
    FORM = forms.FORM
    LINES = "application/x-ndjson"

    @property
    def most_bytes(self) -> int:
        """How large it may be."""
        return MAX_LINES_BYTES if self is BodyKind.LINES else MAX_BYTES


class BodyGate:
    """ASGI middleware: reads a body within limits of size and time, checks it, and hands it on whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or let the request through."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = kind_of(headers, scope["path"])
        body = header_problem(headers, kind) or await _read(receive, kind.most_bytes)
        if kind is BodyKind.FORM and isinstance(body, bytes):
            scope[BODY] = body  # a person whose form is refused gets it back (serve.kept)
        problem = body if isinstance(body, Problem) else body_problem(body, scope["path"], kind)
        if problem is not None:
            await _refused(Request(scope), problem)(scope, receive, send)
        elif isinstance(body, bytes):
            scope["body_hash"] = sha256(body).hexdigest()  # what makes a request the same one (serve.requests)
            await self.app(scope, _replay(body, receive), send)


def _refused(request: Request, problem: Problem) -> Response:
    response = problem_page(request, problem) if wants_page(request) else json_response(problem)
    response.headers["Connection"] = "close"
    return response


def kind_of(headers: Headers, path: str) -> BodyKind:
    """Return what a body must be: a form only where a page sends one, lines only where they are read."""
    if path in LINE_PATHS:
        return BodyKind.LINES
    return BodyKind.FORM if not path.startswith("/api/") and _is(headers, BodyKind.FORM) else BodyKind.JSON


def body_problem(body: bytes, path: str, kind: BodyKind) -> Problem | None:
    """Return why a body cannot be used, or ``None`` where it can."""
    match kind:
        case BodyKind.FORM:
            return form_problem(body, "cpr" if _CPR_FORM.fullmatch(path) else None)
        case BodyKind.LINES:
            return None  # there may be too many to check here: each is where it is read (serve.ndjson)
        case BodyKind.JSON:
            return json_problem(body, _CPR_BELONGS.get(path))


def header_problem(headers: Headers, kind: BodyKind = BodyKind.JSON) -> Problem | None:
    """Return what the headers alone forbid: a wrong type, an encoding, too great a length."""
    if not _is(headers, kind) or headers.get("content-encoding", "identity").lower() != "identity":
        return Problem(status=415, detail=f"Send {kind.value} i UTF-8, uden komprimering.")
    length = headers.get("content-length", "0")
    most = kind.most_bytes
    return _too_large(most) if not length.isdecimal() or int(length[:12]) > most else None


def _is(headers: Headers, kind: BodyKind) -> bool:
    named, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "")
    return named.strip() == kind.value and charset in {"", "charset=utf-8"}


async def _read(receive: Receive, most: int) -> bytes | Problem:
    body = bytearray()
    try:
        async with asyncio.timeout(MAX_SECONDS):
            while (message := await receive())["type"] == "http.request":
                body += message.get("body", b"")
                if len(body) > most:
                    return _too_large(most)
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        return Problem(status=408, detail="Hele forespørgslen skal være sendt inden for 10 sekunder.")
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _too_large(most: int) -> Problem:
    return Problem(status=413, detail=f"Forespørgslen må højst fylde {most // 1024} KiB.")
