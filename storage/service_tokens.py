"""Which systems come in, and with what? A token each: shown once, kept as a hash, revoked but never deleted."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from sagstyngde.access import Principal
from sagstyngde.errors import InputRefused
from storage.codec import principal_from_json, principal_to_json
from storage.engine import Connection
from storage.sessions import hashed
from storage.stamp import Stamp
from storage.tables.identity import service_tokens

PREFIX = "sagstyngde_"
"""So that programs that look for secrets in code and logs know one of ours."""

_TOKEN_BYTES = 32
_FOUND = select(service_tokens).where(service_tokens.c.token_hash == bindparam("token_hash"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceToken:
    """A token as it can be listed: everything but itself."""

    name: str
    principal: Principal
    created_by: str
    created_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


def create_token(connection: Connection, principal: Principal, stamp: Stamp, *, ends_at: datetime | None) -> str:
    """Make a token for a system, named as its principal is, and return it: this once.

    Raises:
        InputRefused: there is or was a token of that name.

    """
    token = f"{PREFIX}{token_urlsafe(_TOKEN_BYTES)}"
    row = {
        "token_hash": hashed(token),
        "name": principal.name,
        "principal": principal_to_json(principal),
        "ends_at": ends_at,
    } | stamp.on("created")
    try:
        connection.execute(insert(service_tokens).values(**row))
    except IntegrityError as error:
        raise InputRefused(
            english="there is, or was, a token of that name; a log names it, so choose another",
            danish="der er eller har været en adgangsnøgle med det navn; loggen nævner den, så vælg et andet",
        ) from error
    return token


def token_principal(connection: Connection, token: str, *, at: datetime) -> Principal | None:
    """Return who a token is, or ``None`` where it is unknown, revoked or past its end."""
    row = connection.execute(_FOUND, {"token_hash": hashed(token)}).one_or_none()
    if row is None or row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= at):
        return None
    return principal_from_json(row.principal)


def all_tokens(connection: Connection) -> tuple[ServiceToken, ...]:
    """Return every token there is or was, in the order they were made."""
    rows = connection.execute(select(service_tokens).order_by(service_tokens.c.created_at, service_tokens.c.name))
    return tuple(
        ServiceToken(
            name=row.name,
            principal=principal_from_json(row.principal),
            created_by=row.created_by,
            created_at=row.created_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    )


def revoke_token(connection: Connection, name: str, stamp: Stamp) -> None:
    """Revoke a token, from the next request on.

    Raises:
        InputRefused: there is no such token, or it is revoked already.

    """
    own = (service_tokens.c.name == name) & service_tokens.c.revoked_at.is_(None)
    if connection.execute(update(service_tokens).where(own).values(**stamp.on("revoked"))).rowcount == 0:
        raise InputRefused(
            english="there is no token of that name in force; see sagstyngde token list",
            danish="der er ingen gældende adgangsnøgle med det navn; se sagstyngde token list",
        )
