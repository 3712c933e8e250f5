"""Every attack of R31 and B45 that a token can carry: all refused, and nothing of the token repeated."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from hmac import digest
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from sagstyngde.errors import LoginRefused
from serve.access.id_token import FRESH_S, LEEWAY_S, LOGOUT_EVENT, LONGEST_TOKEN, verify_id_token, verify_logout_token
from tests.serve.access.tokens import (
    EXPECTED,
    NONCE,
    NOW,
    attackers,
    claims,
    elliptic,
    joined,
    published,
    rsa,
    signed,
)

ACCESS = "an access token"
AT = int(NOW.timestamp())


def verified(token: str, *, keys: KeySet | None = None, access_token: str | None = None) -> dict[str, Any]:
    found = verify_id_token(token, keys or published(), EXPECTED, nonce=NONCE, access_token=access_token)
    return dict(found)


def with_the_public_key_as_secret() -> str:
    head = joined({"alg": "HS256", "kid": "rsa-1"}, claims()).rstrip(".")
    signature = digest(rsa().as_pem(private=False), head.encode(), "sha256")
    return f"{head}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_the_providers_own_token_is_believed() -> None:
    assert verified(signed(claims()))["sub"] == "a3f0-77"


def test_so_is_one_signed_with_its_other_key() -> None:
    token = signed(claims(aud=["sagstyngde"], azp="sagstyngde"), key=elliptic(), header={"alg": "ES256", "kid": "ec-1"})

    assert verified(token)["sub"] == "a3f0-77"


def test_a_lone_key_needs_no_name() -> None:
    token = jws.serialize_compact({"alg": "RS256"}, json.dumps(claims()), rsa())
    lone = KeySet.import_key_set({"keys": [rsa().as_dict(private=False)]})

    assert verified(token, keys=lone)["name"] == "Karen Opdigtet"


def test_an_access_token_is_tied_to_the_id_token_that_names_its_hash() -> None:
    half = urlsafe_b64encode(sha256(ACCESS.encode()).digest()[:16]).decode().rstrip("=")

    assert verified(signed(claims(at_hash=half)), access_token=ACCESS)["sub"] == "a3f0-77"


ATTACKS: dict[str, Callable[[], str]] = {
    "alg none": lambda: joined({"alg": "none"}, claims()),
    "alg None": lambda: joined({"alg": "None"}, claims(), "x"),
    "alg none with a signature": lambda: joined({"alg": "none"}, claims(), signed(claims()).split(".")[2]),
    "no alg": lambda: joined({"typ": "JWT"}, claims(), "x"),
    "alg not a text": lambda: joined({"alg": ["RS256"]}, claims(), "x"),
    "HS256 with the public key": with_the_public_key_as_secret,
    "HS256 with the client's id": lambda: signed(
        claims(), key=OctKey.import_key("sagstyngde-sagstyngde-sagstyngde"), header={"alg": "HS256"}
    ),
    "an algorithm that is not ours": lambda: signed(claims(), header={"alg": "RS512"}),
    "PS256 where it is not configured": lambda: signed(claims(), header={"alg": "PS256"}),
    "ES256 said of the RSA key": lambda: joined({"alg": "ES256", "kid": "rsa-1"}, claims(), "AAAA"),
    "RS256 said of the EC key": lambda: joined({"alg": "RS256", "kid": "ec-1"}, claims(), "AAAA"),
    "another's key under the same name": lambda: signed(claims(), key=attackers()),
    "an embedded key": lambda: signed(claims(), key=attackers(), header={"jwk": attackers().as_dict(private=False)}),
    "an address of keys": lambda: signed(claims(), key=attackers(), header={"jku": "https://evil.dk/keys"}),
    "an address of certificates": lambda: signed(claims(), header={"x5u": "https://evil.dk/cert"}),
    "embedded certificates": lambda: signed(claims(), header={"x5c": ["MII="]}),
    "a critical extension": lambda: joined({"alg": "RS256", "crit": ["b64"], "b64": False}, claims(), "x"),
    "a path as the key's name": lambda: signed(claims(), header={"kid": "../../dev/null"}),
    "SQL as the key's name": lambda: signed(claims(), header={"kid": "x' UNION SELECT 'key"}),
    "a key's name that is a list": lambda: joined({"alg": "RS256", "kid": ["rsa-1"]}, claims(), "AAAA"),
    "an unknown key": lambda: signed(claims(), header={"kid": "rsa-2"}),
    "no key's name among two": lambda: joined({"alg": "RS256"}, claims(), "AAAA"),
    "a payload changed afterwards": lambda: swapped(signed(claims()), claims(sub="boss")),
    "no signature": lambda: signed(claims()).rpartition(".")[0] + ".",
    "half a signature": lambda: signed(claims())[:-100],
    "an encrypted token": lambda: "a.b.c.d.e",
    "not a token": lambda: "leder",
    "nothing": lambda: "",
    "a token with spaces": lambda: f" {signed(claims())}",
    "letters outside the alphabet": lambda: signed(claims()).replace(".", "=.", 1),
    "a header of 1 MB": lambda: joined({"alg": "RS256", "kid": "x" * 1_000_000}, claims(), "x"),
    "a token too long": lambda: signed(claims(filler="x" * LONGEST_TOKEN)),
    "alg twice in the header": lambda: joined('{"alg":"none","alg":"RS256","kid":"rsa-1"}', claims(), "x"),
    "a deep header": lambda: joined("[" * 5_000 + "]" * 5_000, claims(), "x"),
    "a header that is a list": lambda: joined("[]", claims(), "x"),
    "a payload that is a list": lambda: signed("[]"),
    "a payload that is no JSON": lambda: signed("leder"),
    "an issuer twice": lambda: signed('{"iss":"https://evil.dk","iss":"https://idp.dk","aud":"sagstyngde"}'),
    "another issuer": lambda: signed(claims(iss="https://evil.dk")),
    "the issuer with a slash more": lambda: signed(claims(iss="https://idp.dk/")),
    "no issuer": lambda: signed(claims(iss=None)),
    "another audience": lambda: signed(claims(aud="nexus")),
    "us among others": lambda: signed(claims(aud=["sagstyngde", "nexus"])),
    "us twice": lambda: signed(claims(aud=["sagstyngde", "sagstyngde"])),
    "no audience": lambda: signed(claims(aud=None)),
    "an empty audience": lambda: signed(claims(aud=[])),
    "another authorised party": lambda: signed(claims(azp="nexus")),
    "another log-in's nonce": lambda: signed(claims(nonce="another")),
    "no nonce": lambda: signed(claims(nonce=None)),
    "a nonce that is a list": lambda: signed(claims(nonce=[NONCE])),
    "expired": lambda: signed(claims(exp=AT - LEEWAY_S)),
    "no end": lambda: signed(claims(exp=None)),
    "an end that is a text": lambda: signed(claims(exp="2099")),
    "an end that is true": lambda: signed(claims(exp=True)),
    "an endless end": lambda: signed('{"iss":"https://idp.dk","aud":"sagstyngde","exp":1e999,"iat":1}'),
    "an end that is no number": lambda: signed('{"iss":"https://idp.dk","aud":"sagstyngde","exp":NaN}'),
    "made in the future": lambda: signed(claims(iat=AT + LEEWAY_S + 1)),
    "made long ago": lambda: signed(claims(iat=AT - FRESH_S - LEEWAY_S - 1)),
    "never made": lambda: signed(claims(iat=None)),
    "not valid yet": lambda: signed(claims(nbf=AT + LEEWAY_S + 1)),
    "another access token's hash": lambda: signed(claims(at_hash="x" * 22)),
    "a log-out token": lambda: signed(claims(nonce=None, jti="1", events={LOGOUT_EVENT: {}})),
}


def swapped(token: str, other: dict[str, Any]) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{joined('{}', other).split('.')[1]}.{signature}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_other_token_is_refused_and_not_repeated(attack: str) -> None:
    with pytest.raises(LoginRefused) as refused:
        verified(ATTACKS[attack](), access_token=ACCESS)

    assert "a3f0-77" not in str(refused.value) + refused.value.danish


WEAK_KEYS: dict[str, Callable[[], RSAKey | ECKey | OctKey]] = {
    "too short an RSA key": lambda: RSAKey.generate_key(1024, {"kid": "rsa-1"}),
    "a key for encryption": lambda: RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "enc"}),
    "a key for another algorithm": lambda: RSAKey.generate_key(2048, {"kid": "rsa-1", "alg": "RS512"}),
    "a shared secret published": lambda: OctKey.generate_key(256, {"kid": "rsa-1"}),
    "another curve": lambda: ECKey.generate_key("P-384", {"kid": "rsa-1"}),
}


@pytest.mark.filterwarnings("ignore:.*:joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("key", WEAK_KEYS)
def test_a_published_key_that_is_not_fit_signs_nothing(key: str) -> None:
    made = WEAK_KEYS[key]()
    algorithm = {"RSA": "RS256", "oct": "HS256", "EC": "ES256"}[made.key_type]
    token = joined({"alg": algorithm, "kid": "rsa-1"}, claims(), "AAAA")

    with pytest.raises(LoginRefused):
        verified(token, keys=KeySet([made]))


@given(place=st.integers(0, 10_000), letter=st.sampled_from("AZaz09-_.="))
@settings(max_examples=300)
def test_a_token_with_one_letter_changed_is_refused(place: int, letter: str) -> None:
    token = signed(claims())
    cut = place % len(token)
    bent = token[:cut] + letter + token[cut + 1 :]

    if token.rpartition(".")[0] == bent.rpartition(".")[0]:
        return  # the same, or bent in the signature: its last letter has bits that carry nothing
    with pytest.raises(LoginRefused):
        verified(bent)


@given(st.text(max_size=200))
def test_any_text_is_refused(noise: str) -> None:
    with pytest.raises(LoginRefused):
        verified(noise)


def a_logout(**other: Any) -> str:
    sound = claims(nonce=None, exp=None, jti="1", sid="session-1", events={LOGOUT_EVENT: {}})
    return signed({name: value for name, value in (sound | other).items() if value is not None})


def test_a_log_out_token_names_whose_sessions_end() -> None:
    found = verify_logout_token(a_logout(), published(), EXPECTED)

    assert (found["sub"], found["sid"]) == ("a3f0-77", "session-1")


LOGOUTS: dict[str, dict[str, Any]] = {
    "no event": {"events": None},
    "another event": {"events": {"http://evil.dk": {}}},
    "an event that is a text": {"events": {LOGOUT_EVENT: "yes"}},
    "a nonce": {"nonce": NONCE},
    "nobody": {"sub": None, "sid": None},
    "no id of its own": {"jti": None},
    "another audience": {"aud": "nexus"},
    "another issuer": {"iss": "https://evil.dk"},
    "made long ago": {"iat": AT - 3600},
    "expired": {"exp": AT - 3600},
}


@pytest.mark.parametrize("fault", LOGOUTS)
def test_every_other_log_out_token_is_refused(fault: str) -> None:
    with pytest.raises(LoginRefused):
        verify_logout_token(a_logout(**LOGOUTS[fault]), published(), EXPECTED)


def test_an_id_token_logs_nobody_out() -> None:
    with pytest.raises(LoginRefused):
        verify_logout_token(signed(claims()), published(), EXPECTED)
