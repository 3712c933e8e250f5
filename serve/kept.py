"""What did a person send that was not taken? Her own browser gets it back; nothing of it is kept here.

A session runs out while somebody writes; the database is away for a moment; somebody else was faster. The page that
says so holds what was sent, to be sent again or copied. Only a form that our own page sent is given back
(``Sec-Fetch-Site`` or ``Origin``): what another site made a browser send would otherwise be shown as one's own, and
sent with a click. It carries the mark it came with, so it is still the same person's. What looks like a CPR number is
struck.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import Request

from sagstyngde.cpr import looks_like_cpr, masked
from sagstyngde.errors import FormStale, NotReady, NotSignedIn
from serve.access.forms import FIELD, is_from, own_address
from serve.written import first

BODY = "form_body"
"""Where a request's scope holds a form's bytes while it is answered (``serve.bodies``)."""
MOST_BYTES = 64 * 1024
_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_NOT_TO_BE_READ = frozenset({FIELD, "noegle", "udgave", "fane", "cpr"})
_SENT_AGAIN = (NotSignedIn, FormStale, NotReady)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that was not taken: where it was sent, all its fields, and those a person reads by the name they have.

    ``may_send``: nothing is wrong with the form itself. ``is_struck``: a number was taken out of it.
    """

    address: str
    fields: Mapping[str, str] = field(repr=False)
    read: Mapping[str, str] = field(repr=False)
    may_send: bool
    is_struck: bool


def kept_of(request: Request, error: Exception | None) -> Kept | None:
    """Return what a browser gets back, or ``None`` where it is not one of our own forms. ``error``: why, if known."""
    sent = _fields(request)
    if not sent:
        return None
    fields = {name: "" if name == "cpr" or looks_like_cpr(value) else value for name, value in sent.items()}
    read = {_said(name): masked(value) for name, value in sent.items() if value.strip() and name not in _NOT_TO_BE_READ}
    return Kept(
        address=f"{request.url.path}?{request.url.query}".removesuffix("?"),
        fields=fields,
        read=read,
        may_send=isinstance(error, _SENT_AGAIN),
        is_struck=fields != sent,
    )


def _said(name: str) -> str:
    """Return a field's name as a person reads it.

    >>> _said("gaelder_fra"), _said("aarsag")
    ('Gælder fra', 'Årsag')
    """
    for plain, letter in (("ae", "æ"), ("oe", "ø"), ("aa", "å"), ("_", " ")):
        name = name.replace(plain, letter)
    return first(name)


def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form that one of our pages sent; none of a log-in or log-out."""
    body: bytes = request.scope.get(BODY, b"")
    path, own = request.url.path, own_address(request, request.app.state.entrance.address)
    is_ours = is_from(request.headers, own) and _ADDRESS.fullmatch(path) and not path.startswith("/log-")
    if not is_ours or len(body) > MOST_BYTES:
        return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict"))
    except ValueError:
        return {}
