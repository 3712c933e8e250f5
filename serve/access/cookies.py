"""What does a browser keep for us? Its session, an attempt to log in, the secret of its forms, and its language.

Over TLS every name begins with ``__Host-``: no other host, no path and no plain connection can set or replace it. On
the machine itself there is no TLS, and browsers refuse such names; so it is left out there, in development only.

``SameSite=Lax`` and not ``Strict``: the provider sends people back to us, and a link in a mail leads to a case. What
changes anything is a POST, which Lax does not send along from elsewhere; ``forms`` guards it besides.
"""

from dataclasses import dataclass

from fastapi import Request, Response

from sagstyngde.errors import Language
from serve.access.attempt import MAX_AGE_S, Attempt

_LONGEST = 4_000
_A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookies:
    """The names and terms of our cookies. ``over_tls``: people reach us over TLS, and over nothing else."""

    over_tls: bool = True

    def session(self, request: Request) -> str | None:
        """Return the session's token as the browser sent it."""
        return self._sent(request, "session")

    def attempt(self, request: Request) -> Attempt | None:
        """Return the attempt to log in that this browser began."""
        sent = self._sent(request, "login")
        return Attempt.read(sent) if sent else None

    def form_secret(self, request: Request) -> str | None:
        """Return the secret that this browser's forms are marked from."""
        return self._sent(request, "forms")

    def language(self, request: Request) -> Language:
        """Return the language this browser has asked for: Danish, unless it has asked for another."""
        return Language.ENGLISH if self._sent(request, "language") == Language.ENGLISH else Language.DANISH

    def keep_session(self, response: Response, token: str) -> None:
        """Have the browser keep a session until it closes; how long it lasts is the server's to say."""
        self._keep(response, "session", token)

    def keep_attempt(self, response: Response, attempt: Attempt) -> None:
        """Have the browser keep an attempt for a quarter of an hour."""
        self._keep(response, "login", attempt.cookie, max_age=MAX_AGE_S)

    def keep_form_secret(self, response: Response, secret: str) -> None:
        """Have the browser keep the secret of its forms until it closes; it outlives the session that runs out."""
        self._keep(response, "forms", secret)

    def keep_language(self, response: Response, language: Language) -> None:
        """Have the browser keep a choice of language for a year; it tells nothing of who is at the screen."""
        self._keep(response, "language", language.value, max_age=_A_YEAR_S)

    def forget(self, response: Response, *names: str) -> None:
        """Have the browser forget ``session``, ``login`` or ``forms``."""
        for name in names:
            response.delete_cookie(self._name(name), path="/", secure=self.over_tls, httponly=True, samesite="lax")

    def _name(self, name: str) -> str:
        return f"__Host-sagstyngde-{name}" if self.over_tls else f"sagstyngde-{name}"

    def _sent(self, request: Request, name: str) -> str | None:
        value = request.cookies.get(self._name(name))
        return value if value and len(value) <= _LONGEST else None

    def _keep(self, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
        response.set_cookie(
            self._name(name), value, max_age=max_age, path="/", secure=self.over_tls, httponly=True, samesite="lax"
        )
