"""What does a request say of itself besides its body? Its key, what makes it the same again, and its purpose."""

import re
from contextlib import suppress
from hashlib import sha256

from fastapi import Request

from sagstyngde.cpr import looks_like_cpr

DEFAULT_PURPOSE = "sagsbehandling"
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_PURPOSE = re.compile(r"[\w .,:/()-]{1,100}")


def idempotency_key(request: Request) -> str | None:
    """Return the client's key, or ``None`` where there is none that can be used."""
    given = request.headers.getlist("idempotency-key")
    return given[0] if len(given) == 1 and _VISIBLE_ASCII.fullmatch(given[0]) else None


def fingerprint(request: Request) -> str:
    """Return a hash of what is asked: the method, the address, what it expects, and the body (``serve.bodies``)."""
    parts = (
        request.method,
        request.scope["raw_path"].decode("latin-1"),
        request.scope["query_string"].decode("latin-1"),
        request.headers.get("if-match", ""),
        request.scope.get("body_hash", ""),
    )
    return sha256("\n".join(parts).encode()).hexdigest()


def purpose(request: Request) -> str:
    """Return why the sender looks; a text that cannot be used counts as none."""
    return stated_purpose(request) or DEFAULT_PURPOSE


def stated_purpose(request: Request) -> str | None:
    """Return what ``Sagstyngde-Purpose`` says, in UTF-8 or Latin-1, or ``None`` where it says nothing usable."""
    given = request.headers.get("sagstyngde-purpose", "")
    with suppress(UnicodeError):
        given = given.encode("latin-1").decode("utf-8")
    return given if _PURPOSE.fullmatch(given) and not looks_like_cpr(given) else None
