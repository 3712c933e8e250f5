"""Which identity provider knows our people, and how do we speak with it? As configured; see ``access_toml``."""

from dataclasses import dataclass
from urllib.parse import urlsplit

CALLBACK = "/log-ind/svar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID Connect provider and how we are registered there.

    Attributes:
        issuer: its name, an address, letter by letter as its tokens write it.
        client_id: our name there.
        address: where people reach this server: scheme, host and port.
        algorithms: the only signatures taken; what a token or the provider's own metadata says does not widen them.
        scopes: what is asked for.
        client_authentication: how we prove at its token endpoint that we are us.

    """

    issuer: str
    client_id: str
    address: str
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ("openid", "profile")
    client_authentication: str = "client_secret_basic"

    @property
    def callback(self) -> str:
        """Where the provider sends people back to; registered there letter by letter."""
        return f"{self.address}{CALLBACK}"

    def is_own(self, address: object) -> bool:
        """Whether an address lies at the provider's own origin: its metadata may not send us elsewhere.

        >>> provider = Provider(issuer="https://idp.dk/a", client_id="s", address="https://s.dk")
        >>> provider.is_own("https://idp.dk/keys"), provider.is_own("https://idp.dk.evil.dk/keys")
        (True, False)
        """
        return isinstance(address, str) and urlsplit(address)[:2] == urlsplit(self.issuer)[:2]
