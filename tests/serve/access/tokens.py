"""Which tokens does a provider make, and which an attacker? Keys of our own, and tokens bent in one place each."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from serve.access.id_token import LOGOUT_EVENT, Expected

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NONCE = "nonce-of-this-log-in"
EXPECTED = Expected(issuer="https://idp.dk", client_id="sagstyngde", algorithms=("RS256", "ES256"), at=NOW)


@cache
def rsa() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})


@cache
def elliptic() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"})


@cache
def attackers() -> RSAKey:
    """A key that the provider never published, under the name of one it did."""
    return RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})


def published() -> KeySet:
    return KeySet.import_key_set(KeySet([rsa(), elliptic()]).as_dict(private=False))


def claims(**other: Any) -> dict[str, Any]:
    """A sound ID token's claims; a keyword replaces one, and ``None`` takes it away."""
    at = int(NOW.timestamp())
    sound = {
        "iss": "https://idp.dk",
        "aud": "sagstyngde",
        "sub": "a3f0-77",
        "iat": at - 2,
        "exp": at + 300,
        "nonce": NONCE,
        "name": "Karen Opdigtet",
        "roles": ["sagstyngde-leder"],
    }
    return {name: value for name, value in (sound | other).items() if value is not None}


def signed(
    payload: Mapping[str, Any] | str, *, key: RSAKey | ECKey | OctKey | None = None, header: Mapping[str, Any] = {}
) -> str:
    """Sign a payload, by default as the provider does."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    own = key or rsa()
    protected = {"alg": "RS256", "kid": "rsa-1", "typ": "JWT"} | dict(header)
    registry = jws.JWSRegistry(algorithms=["RS256", "RS512", "PS256", "ES256", "HS256"], strict_check_header=False)
    return jws.serialize_compact(protected, text, own, registry=registry)


def a_logout_token(issuer: str, **names: str) -> str:
    """Say, as the provider does, that somebody has logged out just now."""
    at = int(datetime.now(UTC).timestamp())
    return signed({"iss": issuer, "aud": "sagstyngde", "iat": at, "jti": "1", "events": {LOGOUT_EVENT: {}}} | names)


def joined(header: Mapping[str, Any] | str, payload: Mapping[str, Any], signature: str = "") -> str:
    """Put a token together by hand, with whatever stands in for a signature."""
    first = header if isinstance(header, str) else json.dumps(header)
    return f"{_encoded(first)}.{_encoded(json.dumps(payload))}.{signature}"


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")
