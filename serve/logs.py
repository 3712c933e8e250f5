"""What does the server write about a request? One line of JSON: ids, an operation, a status, milliseconds. No content.

Only the fields named here are written, so a message that somebody adds later cannot carry a person's data into a log
by an argument of its own; ``sagstyngde.cpr`` strikes out what still looks like a number.
"""

import json
import logging
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sagstyngde.cpr import masked
from sagstyngde.operations import Operation
from serve.metrics import ANSWERS, SECONDS
from serve.request_id import new_request_id

_FIELDS = ("request_id", "operation", "status", "ms")
_QUIET = frozenset({Operation.LIVE, Operation.READY, Operation.METRICS_READ})
_log = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware, the outermost: gives a request its id, measures it, and writes its line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, and tell of it afterwards."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, started, status = new_request_id(), time.perf_counter(), 500

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, with_id)
        finally:
            _told(_operation(scope), status, time.perf_counter() - started, request_id)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; what is not text of ours or a named field is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        >>> record = logging.LogRecord("serve", logging.INFO, "", 0, "answered", None, None)
        >>> record.request_id, record.name_of_child = "7", "KANARIE"
        >>> json.loads(JsonLines().format(record)) | {"at": ""}
        {'at': '', 'level': 'INFO', 'logger': 'serve', 'message': 'answered', 'request_id': '7'}
        >>> json.loads(JsonLines().format(logging.makeLogRecord({"msg": "%s", "args": ("010190-1234",)})))["message"]
        '(CPR-lignende)'
        """
        known = {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": moment, "level": record.levelname, "logger": record.name, "message": masked(record.getMessage())}
        return json.dumps(line | known, ensure_ascii=True)


def _told(operation: str, status: int, seconds: float, request_id: str) -> None:
    ANSWERS.labels(operation, str(status)).inc()
    SECONDS.labels(operation).observe(seconds)
    level = logging.DEBUG if operation in _QUIET and status < 500 else logging.INFO
    told = {"request_id": request_id, "operation": operation, "status": status, "ms": round(seconds * 1_000, 1)}
    _log.log(level, "answered", extra=told)


def _operation(scope: Scope) -> str:
    """Return the operation of the route that answered; a path no route has would make a label of what was asked."""
    return getattr(scope.get("route"), "operation_id", None) or "none"
