"""How we speak with a provider, and with one that lies."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from sagstyngde.errors import LoginRefused, NotReady
from serve.access.attempt import Attempt, local_path
from serve.access.oidc import KEYS_S, LARGEST_ANSWER, PAUSE_S, REFETCH_S, OpenId
from tests.serve.access.providers import Puppet, a_provider
from tests.serve.access.tokens import NOW, attackers, claims, rsa, signed

OURS = "hemmelig"


@pytest.fixture
def openid(idp: Puppet) -> OpenId:
    return OpenId(a_provider(idp.address))


def a_token(idp: Puppet, attempt: Attempt, **other: object) -> dict[str, object]:
    token = signed(claims(iss=idp.address, nonce=attempt.nonce, **other))
    return {"id_token": token, "access_token": "x", "token_type": "Bearer"}


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_browser_is_sent_with_state_nonce_and_a_challenge(idp: Puppet, openid: OpenId) -> None:
    attempt = Attempt.new()

    address = urlsplit(openid.address(attempt, NOW))

    asked = {name: value for name, [value] in parse_qs(address.query).items()}
    challenge = urlsafe_b64encode(sha256(attempt.verifier.encode()).digest()).decode().rstrip("=")
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{idp.address}/authorise"
    assert asked == {
        "response_type": "code",
        "client_id": "sagstyngde",
        "redirect_uri": "http://127.0.0.1:8000/log-ind/svar",
        "scope": "openid profile",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    assert attempt.secret not in address.query


def test_a_code_is_redeemed_with_the_verifier_and_its_token_believed(idp: Puppet, openid: OpenId) -> None:
    attempt = Attempt.new()
    idp.says("/token", a_token(idp, attempt))

    found = openid.claims(attempt, "code-1", NOW)

    assert found["sub"] == "a3f0-77"
    assert idp.posted == [
        {
            "grant_type": "authorization_code",
            "code": "code-1",
            "code_verifier": attempt.verifier,
            "redirect_uri": "http://127.0.0.1:8000/log-ind/svar",
            "client_id": "sagstyngde",
        }
    ]


def test_a_secret_goes_to_the_provider_and_nowhere_else(idp: Puppet) -> None:
    openid = OpenId(a_provider(idp.address, client_authentication="client_secret_post"), OURS)
    attempt = Attempt.new()
    idp.says("/token", a_token(idp, attempt))

    openid.claims(attempt, "code-1", NOW)

    assert idp.posted[0]["client_secret"] == OURS
    assert OURS not in openid.address(attempt, NOW)


def test_anothers_attempt_does_not_fit(idp: Puppet, openid: OpenId) -> None:
    idp.says("/token", a_token(idp, Attempt.new()))

    with pytest.raises(LoginRefused, match="nonce"):
        openid.claims(Attempt.new(), "code-1", NOW)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, {"error": "invalid_grant", "error_description": "used"}),
        (200, {"access_token": "x", "token_type": "Bearer"}),
        (200, {"id_token": None, "access_token": "x"}),
        (200, {"id_token": "", "access_token": "x"}),
        (200, {"id_token": {"sub": "a"}, "access_token": "x"}),
        (200, {"id_token": "a.b.c", "access_token": ["x"]}),
        (200, []),
        (200, b"leder"),
        (302, {}),
    ],
)
def test_an_answer_without_proof_lets_nobody_in(idp: Puppet, openid: OpenId, status: int, answer: object) -> None:
    idp.says("/token", answer, status=status, Location=f"{idp.address}/elsewhere")

    with pytest.raises(LoginRefused):
        openid.claims(Attempt.new(), "code-1", NOW)


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "https://evil.dk"},
        {"jwks_uri": "http://evil.dk/keys"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"token_endpoint": "http://evil.dk/token"},
        {"authorization_endpoint": "https://evil.dk/"},
        {"authorization_endpoint": None},
        {"jwks_uri": ["http://evil.dk/keys"]},
    ],
)
def test_metadata_may_not_send_us_elsewhere(idp: Puppet, openid: OpenId, other: dict[str, object]) -> None:
    idp.says("/.well-known/openid-configuration", idp.metadata(**other))

    with pytest.raises(NotReady):
        openid.address(Attempt.new(), NOW)
    assert idp.asked == ["/.well-known/openid-configuration"]


def test_what_the_metadata_say_of_algorithms_widens_nothing(idp: Puppet) -> None:
    attempt, openid = Attempt.new(), OpenId(a_provider(idp.address, algorithms=("ES256",)))
    idp.says("/token", a_token(idp, attempt))

    with pytest.raises(LoginRefused, match="algorithm"):
        openid.claims(attempt, "code-1", NOW)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("answer", [b"[]", b"leder", b"{", b"null", b"x" * (LARGEST_ANSWER + 1)])
def test_an_answer_that_is_nonsense_or_too_large_is_a_provider_that_cannot_be_used(
    idp: Puppet, openid: OpenId, path: str, answer: bytes
) -> None:
    attempt = Attempt.new()
    idp.says("/token", a_token(idp, attempt))
    idp.says(path, answer)

    with pytest.raises((NotReady, LoginRefused)):
        openid.claims(attempt, "code-1", NOW)


def test_a_redirect_of_the_keys_is_not_followed(idp: Puppet, openid: OpenId) -> None:
    attempt = Attempt.new()
    idp.says("/token", a_token(idp, attempt))
    idp.says("/keys", b"", status=302, Location=f"{idp.address}/evil")

    with pytest.raises(NotReady):
        openid.claims(attempt, "code-1", NOW)
    assert "/evil" not in idp.asked


def test_a_provider_that_is_down_is_said_so_and_left_alone_for_a_moment(idp: Puppet, openid: OpenId) -> None:
    idp.says("/.well-known/openid-configuration", b"", status=503)

    for seconds in (0.0, 1.0, PAUSE_S + 1):
        with pytest.raises(NotReady):
            openid.address(Attempt.new(), later(seconds))

    assert len(idp.asked) == 2


def test_new_keys_are_fetched_when_an_unknown_one_is_named_but_not_each_time(idp: Puppet, openid: OpenId) -> None:
    attempt = Attempt.new()
    idp.says("/keys", {"keys": [attackers().as_dict(private=False) | {"kid": "old"}]})
    idp.says("/token", a_token(idp, attempt))
    with pytest.raises(LoginRefused):
        openid.claims(attempt, "code-1", NOW)
    idp.says("/keys", {"keys": [rsa().as_dict(private=False)]})

    with pytest.raises(LoginRefused):
        openid.claims(attempt, "code-2", later(1))
    found = openid.claims(attempt, "code-3", later(REFETCH_S + 1))

    assert found["sub"] == "a3f0-77"
    assert idp.asked.count("/keys") == 2


def test_a_key_that_is_withdrawn_signs_nothing_after_ten_minutes(idp: Puppet, openid: OpenId) -> None:
    attempt = Attempt.new()
    idp.says("/token", a_token(idp, attempt))
    openid.claims(attempt, "code-1", NOW)
    idp.says("/keys", {"keys": [attackers().as_dict(private=False) | {"kid": "new"}]})

    with pytest.raises(LoginRefused):
        openid.claims(attempt, "code-2", later(KEYS_S + 1))


def test_a_person_can_log_out_at_the_provider_too(idp: Puppet, openid: OpenId) -> None:
    assert openid.farewell() is None
    openid.address(Attempt.new(), NOW)

    assert openid.farewell() == f"{idp.address}/out?client_id=sagstyngde"


@pytest.mark.parametrize("elsewhere", ["https://evil.dk/out", "javascript:alert(1)", None])
def test_a_farewell_elsewhere_is_not_offered(idp: Puppet, openid: OpenId, elsewhere: str | None) -> None:
    idp.says("/.well-known/openid-configuration", idp.metadata(end_session_endpoint=elsewhere))

    openid.address(Attempt.new(), NOW)

    assert openid.farewell() is None


def test_an_attempt_comes_back_from_its_cookie_and_its_parts_differ() -> None:
    attempt = Attempt.new("/sager/2026-1?x=1")
    parts = {attempt.secret, attempt.state, attempt.nonce, attempt.verifier, attempt.mark}

    assert Attempt.read(attempt.cookie) == attempt
    assert len(parts) == 5


@pytest.mark.parametrize("cookie", ["", ".", "x", "x" * 42, "å" * 43, f"{'x' * 44}.Lw"])
def test_a_cookie_that_is_not_ours_is_no_attempt(cookie: str) -> None:
    assert Attempt.read(cookie) is None


@pytest.mark.parametrize(
    "path",
    [
        "//evil.dk",
        "/\\evil.dk",
        "\\/evil.dk",
        "https://evil.dk",
        "javascript:alert(1)",
        "evil.dk",
        "",
        "/\t/evil.dk",
        "/x\r\nSet-Cookie: a=b",
        "/x y",
        "/log-ud",
        "/" + "x" * 500,
    ],
)
def test_a_way_back_that_leads_elsewhere_leads_to_the_front_page(path: str) -> None:
    assert local_path(path) == "/"
    assert Attempt.read(Attempt(secret="s" * 43, to=path).cookie) == Attempt(secret="s" * 43)
