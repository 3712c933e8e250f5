"""Where does the next page of a list begin? A cursor that only we can make, good for one list of one person.

It opens no door: every page is read through the same rule. It is signed so that nobody steers a query with it.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

from sagstyngde.errors import InputRefused

_MARK_BYTES = 16


def cursor(secret: bytes, of: str, place: Sequence[str]) -> str:
    """Return the cursor of a place in a list; ``of`` tells which list of whom.

    >>> place = read_cursor(b"key", "cases of u1", cursor(b"key", "cases of u1", ["2026-11-03", "s1"]))
    >>> place
    ['2026-11-03', 's1']
    """
    told = json.dumps(list(place), ensure_ascii=False).encode()
    return urlsafe_b64encode(_mark(secret, of, told) + told).decode().rstrip("=")


def read_cursor(secret: bytes, of: str, given: str) -> list[str]:
    """Return the place a cursor stands for.

    Raises:
        InputRefused: it is none of ours, or belongs to another list.

    """
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError:
        raw = b""
    mark, told = raw[:_MARK_BYTES], raw[_MARK_BYTES:]
    if not hmac.compare_digest(mark, _mark(secret, of, told)):
        raise InputRefused(
            english="the cursor does not belong to this list; begin from the first page",
            danish="markøren hører ikke til denne liste; begynd forfra uden markør",
        )
    place: list[str] = json.loads(told)
    return place


def _mark(secret: bytes, of: str, told: bytes) -> bytes:
    return hmac.digest(secret, of.encode() + b"\n" + told, sha256)[:_MARK_BYTES]
