"""What ties a log-in's answer to the browser that asked? One secret in that browser, from which all else is derived.

``state``, ``nonce`` and the PKCE verifier are keyed hashes of the secret, each under its own label: the server stores
nothing for somebody who has not logged in yet, and an answer with another browser's state finds no secret that fits.
RFC 6749 § 10.12, RFC 7636, OpenID Connect Core 1.0 § 15.5.2.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import new as mac
from secrets import token_urlsafe
from typing import Self

SECRET_BYTES = 32
MAX_AGE_S = 15 * 60
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_LONGEST_PATH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to log in, and the page it was for."""

    secret: str
    to: str = "/"

    @classmethod
    def new(cls, to: str = "/") -> Self:
        """Begin one."""
        return cls(secret=token_urlsafe(SECRET_BYTES), to=local_path(to))

    @classmethod
    def read(cls, cookie: str) -> Self | None:
        """Read what ``cookie`` wrote; ``None`` where it is nothing of ours."""
        secret, _, to = cookie.partition(".")
        if not _SECRET.fullmatch(secret):
            return None
        try:
            return cls(secret=secret, to=local_path(urlsafe_b64decode(to + "=" * (-len(to) % 4)).decode()))
        except ValueError:
            return cls(secret=secret)

    @property
    def cookie(self) -> str:
        """What the browser keeps."""
        return f"{self.secret}.{urlsafe_b64encode(self.to.encode()).decode().rstrip('=')}"

    @property
    def state(self) -> str:
        """What the answer must carry."""
        return derived(self.secret, "state")

    @property
    def nonce(self) -> str:
        """What the ID token must carry."""
        return derived(self.secret, "nonce")

    @property
    def verifier(self) -> str:
        """What the code can be redeemed with (PKCE)."""
        return derived(self.secret, "verifier")

    @property
    def mark(self) -> str:
        """What a session keeps of the attempt it came from: an attempt gives one session at most."""
        return derived(self.secret, "mark")


def derived(secret: str, label: str) -> str:
    """Return a value that only the secret's holder could have made: 43 letters of base64url."""
    return urlsafe_b64encode(mac(secret.encode(), label.encode(), sha256).digest()).decode().rstrip("=")


def local_path(path: str) -> str:
    """Return a path on this server, or the front page where it could lead elsewhere.

    >>> local_path("/sager/2026-1?x=1"), local_path("//evil.dk"), local_path("https://evil.dk"), local_path("/log-ud")
    ('/sager/2026-1?x=1', '/', '/', '/')
    """
    is_fit = len(path) <= _LONGEST_PATH and _LOCAL.fullmatch(path) and not path.startswith("/log-")
    return path if is_fit else "/"
