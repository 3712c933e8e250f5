"""Which language has a browser asked its pages in? Read from a cookie, once for each request, before anything runs.

The API is always Danish: other systems show its words to people who know none of our cookies. What a browser says of
its own languages (``Accept-Language``) is not used: a municipality's pages are Danish until somebody asks otherwise.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sagstyngde.errors import Language
from serve.access.cookies import Cookies
from serve.language import TRANSLATIONS, english


class Speaking:
    """ASGI middleware: whatever is made for a request, in whichever thread, speaks the language its cookie names."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies) -> None:
        self.app = app
        self.cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, in its language."""
        if not self._is_english(scope):
            await self.app(scope, receive, send)
            return
        token = TRANSLATIONS.set(english())  # this task's, and that of the threads it calls
        try:
            await self.app(scope, receive, send)
        finally:
            TRANSLATIONS.reset(token)

    def _is_english(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["path"].startswith(("/api/", "/static/")):
            return False
        return self.cookies.language(Request(scope)) is Language.ENGLISH
