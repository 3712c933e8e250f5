"""How is it known of whatever leaves the server that it is about nobody? A header everywhere, a word in file names.

A page says it at its top and its foot; a spreadsheet that has been saved says it by its name alone.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER, VALUE = "Sagstyngde-Data", "opdigtede"
PREFIX = "opdigtet-"
_NAMED = 'filename="'


class InventedData:
    """ASGI middleware: marks every answer where the scheme says that all data are invented; does nothing elsewhere."""

    def __init__(self, app: ASGIApp, *, is_invented: bool) -> None:
        self.app = app
        self.is_invented = is_invented

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the answer through, marked."""
        if scope["type"] != "http" or not self.is_invented:
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, marked)


def _mark(headers: MutableHeaders) -> None:
    headers[HEADER] = VALUE
    disposition = headers.get("Content-Disposition", "")
    if _NAMED in disposition:
        headers["Content-Disposition"] = disposition.replace(_NAMED, _NAMED + PREFIX, 1)
