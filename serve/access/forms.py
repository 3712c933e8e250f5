"""Did a person send this from one of our own pages? Asked of everything that changes something and comes with a cookie.

Two things must hold. The browser says it comes from us: ``Sec-Fetch-Site``, or ``Origin`` where a browser is too old
to send that; neither is a refusal. And the form carries a mark that only our page could show: derived from a secret in
this browser and from who is signed in, so that a form another person left open is not sent in one's own name.

The mark does not depend on the session. Where a session has run out, the person logs in again in another tab, comes
back and sends the same form again: nothing written is lost. Its second half names whom the form was shown to, under a
key of the server's: where she has logged out and in, the first half is another's secret by now, and the second still
says that the form was hers. Then she is shown what she sent, and asked to send it again (ADR 0050).
"""

from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest
from hmac import new as mac

from fastapi import Request
from starlette.datastructures import Headers

from sagstyngde.errors import FormStale, NotAllowed
from serve.access.attempt import derived
from serve.access.cookies import Cookies
from serve.current import current_of

FORM = "application/x-www-form-urlencoded"
FIELD = "maerke"
HEADER = "x-form-mark"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def form_mark(secret: str, user_id: str = "") -> str:
    """Return the mark of a browser's forms for whoever is signed in (``""``: nobody yet)."""
    return derived(secret, f"form:{user_id}")


def page_mark(secret: str, user_id: str, key: bytes) -> str:
    """Return the mark of a signed-in person's forms: the browser's, and whose they are (``key`` is the server's)."""
    return f"{form_mark(secret, user_id)}.{_whose(key, user_id)}"


def own_address(request: Request, address: str | None) -> str:
    """Return how the browser reached us, where it is not configured."""
    return address or f"{request.scope['scheme']}://{request.headers.get('host', '')}"


async def require_own_form(request: Request, cookies: Cookies, *, address: str | None, user_id: str = "") -> None:
    """Let a request through that came from one of our pages. ``address`` is how people reach us, where that is known.

    Raises:
        FormStale: it came from a page this person opened before she signed in anew.
        NotAllowed: it came from elsewhere, or nothing shows where from.

    """
    secret, marks = cookies.form_secret(request), await _marks(request)
    is_ours = is_from(request.headers, own_address(request, address)) and secret is not None and len(marks) == 1
    mark, _, whose = (marks[0] if is_ours else "").partition(".")
    if is_ours and _same(mark, form_mark(secret or "", user_id)):
        return
    if is_ours and user_id and _same(whose, _whose(current_of(request).house.secret, user_id)):
        raise FormStale(
            english="the form was opened before you signed in anew; send it again",
            danish="formularen blev åbnet, før du loggede ind igen; læs den igennem, og send den igen",
        )
    raise NotAllowed(
        english="this did not come from one of our own pages",
        danish="dette kom ikke fra en af vores egne sider; åbn siden igen, og prøv derfra",
    )


def is_from(headers: Headers, own: str) -> bool:
    """Whether the browser says that a request comes from our own pages.

    With ``Referrer-Policy: no-referrer`` a browser sends ``Origin: null`` with our own forms too.

    >>> is_from(Headers({"sec-fetch-site": "same-origin", "origin": "null"}), "https://s.dk")
    True
    >>> is_from(Headers({"sec-fetch-site": "same-site"}), "https://s.dk"), is_from(Headers(), "https://s.dk")
    (False, False)
    """
    sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    if sites:
        return sites == ["same-origin"] and _is_one_of(origins, ("null", own))
    return origins == [own]


def _is_one_of(found: Sequence[str], allowed: Sequence[str]) -> bool:
    return len(found) <= 1 and all(value in allowed for value in found)


def _whose(key: bytes, user_id: str) -> str:
    return mac(key, f"form of {user_id}".encode(), sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return compare_digest(given.encode(), expected.encode())


async def _marks(request: Request) -> list[str]:
    """Return the marks sent: one in a header, or those of a form."""
    if HEADER in request.headers:
        return request.headers.getlist(HEADER)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return []
    return [value for value in (await request.form()).getlist(FIELD) if isinstance(value, str)]
