"""Is this token the provider's word about this log-in? Checked against what is configured, never what the token says.

The signature is joserfc's work. Around it stands what JWT libraries have been fooled by: the algorithm is one of ours
(never the header's choice alone, never ``none`` or a shared secret), the key is one the configured issuer publishes
(a key or an address in the header is refused, not followed), a name stands once in an object, the audience is us and
nobody else, and the nonce is this log-in's. OpenID Connect Core 1.0 § 3.1.3.7, RFC 8725; Back-Channel Logout 1.0 § 2.6.
"""

import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from serve.access.claims import Claims
from serve.access.refusal import refused

LONGEST_TOKEN = 16 * 1024
LEEWAY_S = 60
FRESH_S = 600
"""A log-in's token is asked for and used at once; one made longer ago belongs to another log-in."""

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_HEADER = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
_COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_FEWEST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must agree with: who makes it, for whom, with which algorithms, and the moment now."""

    issuer: str
    client_id: str
    algorithms: tuple[str, ...]
    at: datetime


def verify_id_token(
    token: str, keys: KeySet, expected: Expected, *, nonce: str, access_token: str | None = None
) -> Claims:
    """Return the claims of an ID token that proves this log-in.

    Raises:
        LoginRefused: it does not; the English text says which check failed, and nothing of the token.

    """
    claims = _signed_claims(token, keys, expected)
    _check_maker(claims, expected)
    _check_times(claims, expected, needs_end=True)
    if not compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
        raise refused("the nonce is another log-in's")
    if "at_hash" in claims and not compare_digest(_text(claims, "at_hash"), _half_hash(access_token or "")):
        raise refused("the access token is another's")
    return claims


def verify_logout_token(token: str, keys: KeySet, expected: Expected) -> Claims:
    """Return the claims of a log-out token: ``sub``, ``sid`` or both say whose sessions end.

    Raises:
        LoginRefused: it is not the provider's word.

    """
    claims = _signed_claims(token, keys, expected)
    _check_maker(claims, expected)
    _check_times(claims, expected, needs_end=False)
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT_EVENT), Mapping) or "nonce" in claims:
        raise refused("not a log-out token")
    if not (_text(claims, "sub") or _text(claims, "sid")) or not _text(claims, "jti"):
        raise refused("a log-out of nobody")
    return claims


def signed_header(token: str) -> Mapping[str, object]:
    """Return a compact token's header where it names an algorithm and at most a key; other members are refused."""
    if len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
        raise refused("not a signed token, or too long")
    header = _object(_base64(token.split(".", 1)[0]))
    if not header.keys() <= _HEADER:
        raise refused("a header that points elsewhere")
    return header


def _signed_claims(token: str, keys: KeySet, expected: Expected) -> dict[str, object]:
    header = signed_header(token)
    algorithm = header.get("alg")
    if algorithm not in expected.algorithms:
        raise refused("an algorithm that is not ours")
    key = _key(keys, str(algorithm), header.get("kid"))
    try:
        signed = jws.deserialize_compact(token, key, algorithms=list(expected.algorithms))
    except (JoseError, ValueError, TypeError) as error:
        raise refused("the signature does not hold") from error
    return _object(signed.payload or b"")


def _key(keys: KeySet, algorithm: str, kid: object) -> RSAKey | ECKey:
    """Return the one published key of the algorithm's kind that the header may mean; a lone key needs no name."""
    fitting = [key for key in keys.keys if _fits(key, algorithm)]
    named = [key for key in fitting if key.kid == kid] if kid is not None else fitting
    if len(named) != 1:
        raise refused("no such key")
    [key] = named
    assert isinstance(key, RSAKey | ECKey)  # noqa: S101  _fits has seen to it
    return key


def _fits(key: object, algorithm: str) -> bool:
    if not isinstance(key, RSAKey | ECKey) or key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
        return False
    if isinstance(key, RSAKey):
        return algorithm in {"RS256", "PS256"} and key.public_key.key_size >= _FEWEST_RSA_BITS
    return algorithm == "ES256" and key.curve_name == "P-256"


def _check_maker(claims: Claims, expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise refused("another issuer")
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise refused("another audience")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise refused("another authorised party")


def _check_times(claims: Claims, expected: Expected, *, needs_end: bool) -> None:
    now = expected.at.timestamp()
    made, ends, begins = _moment(claims, "iat"), _moment(claims, "exp"), _moment(claims, "nbf")
    if made is None or not now - FRESH_S - LEEWAY_S <= made <= now + LEEWAY_S:
        raise refused("not made just now")
    if (ends is None and needs_end) or (ends is not None and ends <= now - LEEWAY_S):
        raise refused("expired")
    if begins is not None and begins > now + LEEWAY_S:
        raise refused("not valid yet")


def _moment(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise refused("a moment that is not a number")
    return value


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _half_hash(access_token: str) -> str:
    """Return what ``at_hash`` must be: the left half of the hash, for every algorithm that ends in 256."""
    return urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).decode().rstrip("=")


def _base64(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise refused("not base64url") from error


def _object(encoded: bytes) -> dict[str, object]:
    """Read a JSON object in which every name stands once: readers differ in which of two they take."""
    try:
        found = json.loads(encoded.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise refused("not an unambiguous JSON object") from error
    if not isinstance(found, dict):
        raise refused("not a JSON object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
