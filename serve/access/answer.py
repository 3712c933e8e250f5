"""Is the browser back from the provider with an answer to its own attempt? State, issuer and code, each said once."""

from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import parse_qsl

from serve.access.attempt import Attempt
from serve.access.refusal import refused

_LONGEST = 8 * 1024
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that belongs to an attempt: the code is still to be redeemed."""

    attempt: Attempt
    code: str


def read_answer(query: str, attempt: Attempt | None, *, issuer: str | None) -> Answer:
    """Read the query a provider sent the browser back with.

    ``iss``, where it is there, must be the provider's: else a code of one would be redeemed at another (RFC 9207).

    Raises:
        LoginRefused: it is not an answer to this attempt, or the provider let nobody in.

    """
    if attempt is None:
        raise refused("the browser began no attempt")
    parts = _parts(query)
    if not compare_digest(parts.get("state", "").encode(), attempt.state.encode()):
        raise refused("the state is another browser's")
    if parts.get("iss", issuer) != issuer:
        raise refused("an answer from another issuer")
    if "error" in parts or not parts.get("code"):
        raise refused("the provider let nobody in")
    return Answer(attempt=attempt, code=parts["code"])


def _parts(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARTS, errors="strict")
    except ValueError as error:
        raise refused("an answer that cannot be read") from error
    parts = dict(pairs)
    if len(query) > _LONGEST or len(parts) < len(pairs):
        raise refused("an answer that is too long, or says a thing twice")
    return parts
