"""Which headers does every answer carry? No inline script or style, no framing, no guessing of types, no caching."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
_KEPT = "public, max-age=3600"
_KEPT_FOR_EVER = "public, max-age=31536000, immutable"


class SecurityHeaders:
    """ASGI middleware: sets the headers on every answer, errors included. Static files may be kept, all else not.

    ``over_tls``: people reach us over TLS only, at our own address or a declared proxy's, and browsers are told so.
    """

    def __init__(self, app: ASGIApp, *, over_tls: bool = False) -> None:
        self.app = app
        self._headers = _ALWAYS | (_OVER_TLS if over_tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the answer through with its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = _kept(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                caching = kept if message["status"] in {200, 304} else "no-store"
                MutableHeaders(scope=message).update(self._headers | {"Cache-Control": caching})
            await send(message)

        await self.app(scope, receive, with_headers)


def _kept(scope: Scope) -> str:
    """A static file asked for by its content's hash (``serve.rendering.static_url``) never changes."""
    if not scope["path"].startswith("/static/"):
        return "no-store"
    return _KEPT_FOR_EVER if scope["query_string"].startswith(b"v=") else _KEPT
