"""How is a page's form carried out once, however often it is sent? By the key in a hidden field of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote

from sagstyngde.case import CaseId
from sagstyngde.errors import KeyReused, StateRefused
from serve.visits import Visit
from serve.work import Work
from storage.answered import Reply

KEY_PATTERN = "^[0-9a-f-]{36}$"


def once_sent(
    visit: Visit, key: str, sent: Sequence[str], act: Callable[[Work], tuple[CaseId, ...]]
) -> tuple[CaseId, ...]:
    """Carry out what a form asks for, once, and return the cases it was about, as ``act`` did the first time.

    ``sent`` is what makes it the same form; the mark that shows it is ours is no part of that.

    Raises:
        StateRefused: the form was sent before, saying something else: by the back button, or from a page left open.

    """
    fingerprint = sha256("\n".join(sent).encode()).hexdigest()

    def whole(work: Work) -> Reply:
        return Reply(status=303, body=b"", case_ids=act(work))

    try:
        return replace(visit, key=key, fingerprint=fingerprint).once(whole).case_ids
    except KeyReused as reused:
        raise StateRefused(
            english="this form was sent before with another content; open the page again before you send more",
            danish="formularen er allerede sendt én gang med et andet indhold, og det gælder; "
            "åbn siden igen, og se, hvad der står, før du sender noget nyt",
        ) from reused


def case_address(case_id: str, section: str = "") -> str:
    """Return a case's page, or a section of it.

    >>> case_address("27/24", "#afgoerelser")
    '/sager/27%2F24#afgoerelser'
    """
    return f"/sager/{quote(case_id, safe='')}{section}"
