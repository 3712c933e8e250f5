"""How does a person log in at the provider? Authorisation code with PKCE (S256); one exchange, and its proof checked.

Authlib speaks the protocol; joserfc checks signatures. Loaded only where a provider is configured.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sagstyngde.errors import NotReady
from serve.access.attempt import Attempt
from serve.access.claims import Claims
from serve.access.id_token import Expected, signed_header, verify_id_token, verify_logout_token
from serve.access.provider import Provider
from serve.access.refusal import refused

TIMEOUT_S = 5.0
LARGEST_ANSWER = 256 * 1024
METADATA_S = 3600.0
KEYS_S = 600.0
PAUSE_S = 5.0
"""How long a provider that did not answer is left alone: those who wait must not all wait in turn."""
REFETCH_S = 30.0
"""How often an unknown key's name may send us back for the keys: else anybody could make us ask all day."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    """What was last fetched from the provider, and when."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    metadata_at: datetime | None = None
    keys: KeySet | None = None
    keys_at: datetime | None = None
    silent_at: datetime | None = None


class OpenId:
    """A configured provider, spoken with over HTTP. Metadata and keys are kept for a while; threads share them."""

    def __init__(self, provider: Provider, secret: str | None = None) -> None:
        self.provider = provider
        self._secret = secret
        self._kept = _Kept()
        self._lock = Lock()

    def address(self, attempt: Attempt, at: datetime) -> str:
        """Return where to send the browser.

        Raises:
            NotReady: the provider does not answer, or not as its configuration says.

        """
        endpoint = self._metadata(at)["authorization_endpoint"]
        with self._client() as client:
            address, _ = client.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(address)

    def claims(self, attempt: Attempt, code: str, at: datetime) -> Claims:
        """Redeem a code and return what the provider says of the person.

        Raises:
            LoginRefused: the provider does not take the code, or its token proves nothing.
            NotReady: the provider does not answer.

        """
        endpoint = self._metadata(at)["token_endpoint"]
        try:
            with self._client() as client:
                answer = client.fetch_token(
                    endpoint, code=code, code_verifier=attempt.verifier, grant_type="authorization_code"
                )
        except (OAuthError, ValueError) as error:
            raise refused("the provider did not take the code") from error
        except httpx2.HTTPError as error:
            raise _silent(type(error).__name__) from error
        token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access_token, str | None):
            raise refused("no ID token came back")
        return verify_id_token(
            token, self._keys(token, at), self._expected(at), nonce=attempt.nonce, access_token=access_token
        )

    def ended(self, logout_token: str, at: datetime) -> Claims:
        """Return whose sessions the provider says are over.

        Raises:
            LoginRefused: it is not the provider's word.
            NotReady: the provider's keys cannot be fetched.

        """
        return verify_logout_token(logout_token, self._keys(logout_token, at), self._expected(at))

    def farewell(self) -> str | None:
        """Return where a person logs out at the provider too, where it is known to offer that; nothing is fetched."""
        address = self._kept.metadata.get("end_session_endpoint")
        if not self.provider.is_own(address):
            return None
        return str(httpx2.URL(str(address)).copy_merge_params({"client_id": self.provider.client_id}))

    def _expected(self, at: datetime) -> Expected:
        return Expected(
            issuer=self.provider.issuer,
            client_id=self.provider.client_id,
            algorithms=self.provider.algorithms,
            at=at,
        )

    def _metadata(self, at: datetime) -> Mapping[str, Any]:
        with self._lock:
            if _is_older(self._kept.metadata_at, METADATA_S, at):
                found = self._fetched(f"{self.provider.issuer}/.well-known/openid-configuration", at)
                wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                if found.get("issuer") != self.provider.issuer or not all(
                    self.provider.is_own(found.get(name)) for name in wanted
                ):
                    raise _unlike("its metadata name another issuer, or addresses that are not its own")
                self._kept.metadata, self._kept.metadata_at = found, at
            return self._kept.metadata

    def _keys(self, token: str, at: datetime) -> KeySet:
        """Return the provider's keys, fetched anew when they are old or do not hold the one that is named."""
        named, address = signed_header(token).get("kid"), self._metadata(at)["jwks_uri"]
        with self._lock:
            kept = self._kept
            is_known = kept.keys is not None and (named is None or any(key.kid == named for key in kept.keys))
            if _is_older(kept.keys_at, KEYS_S if is_known else REFETCH_S, at):
                try:
                    kept.keys = KeySet.import_key_set(self._fetched(address, at))  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise _unlike("its keys cannot be read") from error
                kept.keys_at = at
            return kept.keys or KeySet([])

    def _fetched(self, address: str, at: datetime) -> dict[str, Any]:
        if not _is_older(self._kept.silent_at, PAUSE_S, at):
            raise _silent("left alone for a moment")
        try:
            with self._client() as client:
                answer = client.request("GET", address, withhold_token=True)
            found = answer.raise_for_status().json()
        except httpx2.HTTPError as error:
            self._kept.silent_at = at
            raise _silent(type(error).__name__) from error
        except ValueError as error:
            raise _unlike("it does not answer in JSON") from error
        if not isinstance(found, dict):
            raise _unlike("it does not answer with an object")
        return found

    def _client(self) -> "_Client":
        return _Client(
            client_id=self.provider.client_id,
            client_secret=self._secret,
            token_endpoint_auth_method=self.provider.client_authentication,
            scope=" ".join(self.provider.scopes),
            redirect_uri=self.provider.callback,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client, which reads no more of an answer than fits."""

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send, and read the answer up to the limit."""
        response = super().send(request, **(options | {"stream": True}))
        try:
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise httpx2.ReadError("the answer is too large", request=request)
        finally:
            response.close()
        kind = response.headers.get("content-type", "application/octet-stream")
        return httpx2.Response(
            response.status_code, headers={"content-type": kind}, content=bytes(body), request=request
        )


def _is_older(then: datetime | None, seconds: float, at: datetime) -> bool:
    return then is None or abs((at - then).total_seconds()) > seconds


def _silent(why: str) -> NotReady:
    _log.warning("identity provider: %s", why)
    return NotReady(
        english="the municipality's log-in does not answer; try again in a moment",
        danish="kommunens log-in svarer ikke; prøv igen om lidt",
    )


def _unlike(why: str) -> NotReady:
    _log.error("identity provider: %s", why)
    return NotReady(
        english=f"the municipality's log-in cannot be used: {why}",
        danish="kommunens log-in kan ikke bruges, som det er sat op; sig det til driften",
    )
