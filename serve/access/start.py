"""May this server start, and who can come in? Decided from the settings before anything listens.

Without a provider only the invented people of the demo come in, so the server then keeps to the machine itself, in
development. On real cases it needs a provider, TLS, and a legal basis that somebody answers for.
"""

import importlib
from ipaddress import ip_address

from sagstyngde.errors import StartRefused
from sagstyngde.legal_basis import LegalBasis
from sagstyngde.settings import Mode, Settings
from serve.access.access_toml import Access, read_access
from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from storage.engine import open_engine, reading
from storage.legal_basis import legal_basis
from storage.migrate import upgrade


def entrance_of(settings: Settings) -> Entrance:
    """Return the ways in that the settings open.

    Raises:
        AccessRefused: the access file cannot be used.
        StartRefused: the server would stand open.

    """
    if settings.access is None:
        _require_at_home(settings)
        return Entrance(cookies=Cookies(over_tls=False), has_demo=True)
    access = read_access(settings.access)
    over_tls = access.provider.address.startswith("https://")
    if not over_tls and (settings.mode is Mode.OPERATION or not is_loopback(settings.host)):
        raise StartRefused(
            english="provider.address in the access file must begin with https:// where people reach the server",
            danish="provider.address i adgangsfilen skal begynde med https://, når folk kan nå serveren",
        )
    return _over_openid(access, settings, over_tls=over_tls)


def check_start(settings: Settings) -> None:
    """Look before the server's processes start at what would stop each of them.

    Raises:
        AccessRefused: the access file cannot be used.
        NotReady: the database cannot be opened or upgraded.
        StartRefused: the server would stand open, or real cases be handled without a legal basis.

    """
    entrance_of(settings)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with reading(engine) as connection:
        require_legal_basis(settings, legal_basis(connection))
    engine.dispose()


def require_legal_basis(settings: Settings, basis: LegalBasis | None) -> None:
    """Let a server start that handles real cases on a recorded legal basis, or none.

    Raises:
        StartRefused: real cases would be handled without one.

    """
    if settings.mode is Mode.OPERATION and basis is None:
        raise StartRefused(
            english="mode is operation, and no legal basis is recorded: sagstyngde basis record",
            danish="mode er operation, og der er ikke registreret en hjemmel: sagstyngde basis record",
        )


def is_loopback(host: str) -> bool:
    """Whether an address is reached from the machine itself only.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", "10.0.0.7", "kommune.dk")]
    [True, True, True, False, False, False, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_at_home(settings: Settings) -> None:
    if settings.mode is Mode.OPERATION:
        raise StartRefused(
            english="mode is operation: set SAGSTYNGDE_ACCESS to the file that says where people log in",
            danish="mode er operation: angiv i SAGSTYNGDE_ACCESS filen, der siger, hvor folk logger ind",
        )
    if not is_loopback(settings.host):
        raise StartRefused(
            english=f"the server would listen on {settings.host} with the demo's people open to everybody; keep "
            "SAGSTYNGDE_HOST on 127.0.0.1, or set SAGSTYNGDE_ACCESS to the file that says where people log in",
            danish=f"serveren ville lytte på {settings.host} med demoens personer åbne for alle; lad SAGSTYNGDE_HOST "
            "være 127.0.0.1, eller angiv i SAGSTYNGDE_ACCESS filen, der siger, hvor folk logger ind",
        )


def _over_openid(access: Access, settings: Settings, *, over_tls: bool) -> Entrance:
    secret = settings.client_secret.get_secret_value() if settings.client_secret else None
    if secret is None and access.provider.client_authentication != "none":
        raise StartRefused(
            english="set SAGSTYNGDE_CLIENT_SECRET: the provider asks who we are",
            danish="angiv SAGSTYNGDE_CLIENT_SECRET: kommunens log-in spørger, hvem vi er",
        )
    oidc = importlib.import_module("serve.access.oidc")  # cryptography and a client for HTTP: only where they are used
    return Entrance(
        cookies=Cookies(over_tls=over_tls),
        address=access.provider.address,
        issuer=access.provider.issuer,
        provider=oidc.OpenId(access.provider, secret),
        claims=access.claims,
    )
