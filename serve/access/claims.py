"""What do a log-in's claims say of a person? Their id, their name, and the grants the municipality has mapped to roles.

A claim is named by its name, or by the steps to it where it lies inside another (Keycloak's ``realm_access`` →
``roles``). A value that no grant is mapped to gives nothing, and somebody without a grant is not let in.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from sagstyngde.access import Grant, Principal
from sagstyngde.case import CaseworkerId
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import LoginRefused
from serve.access.bpp import Privileges, bpp_grants

Claims: TypeAlias = Mapping[str, object]
Path: TypeAlias = tuple[str, ...]
"""The steps to a claim: one, or more where it lies inside another."""

_LONGEST_ID = 64
_LONGEST_NAME = 100
_MOST_VALUES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsMap:
    """Which claim says what.

    Attributes:
        user: who it is, the same at every log-in and never reused; ``sub`` is so by the standard.
        name: what the person is called.
        caseworker: the person's caseworker id in the staff list, where they are a caseworker.
        roles: the values ``grants`` are mapped from.
        privileges: an OIO-BPP attribute, read by ``meaning``.

    """

    user: Path = ("sub",)
    name: Path = ("name",)
    caseworker: Path | None = None
    roles: Path | None = None
    grants: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)
    privileges: Path | None = None
    meaning: Privileges | None = None


def principal_of(claims: Claims, mapping: ClaimsMap) -> Principal:
    """Return the person a log-in's claims are about.

    Raises:
        LoginRefused: nobody can be made out, or no grant of ours is among the claims.

    """
    user = _text(_at(claims, mapping.user))
    if not user or looks_like_cpr(user):
        raise LoginRefused(
            english="the log-in names nobody, or names them by a CPR number",
            danish="log-in fortæller ikke, hvem du er, på en måde der kan bruges her; sig det til driften",
        )
    grants = tuple(dict.fromkeys(_grants(claims, mapping)))
    if not grants:
        raise LoginRefused(
            english="none of the person's roles give access here",
            danish="du har ikke en rolle i Sagstyngde; bed din leder om en",
        )
    caseworker = _text(_at(claims, mapping.caseworker)) if mapping.caseworker else ""
    return Principal(
        user_id=_id(user),
        name=_shown(_text(_at(claims, mapping.name))) or "Uden navn",
        grants=grants,
        caseworker_id=CaseworkerId(caseworker) if 0 < len(caseworker) <= _LONGEST_ID else None,
    )


def named(claims: Claims) -> tuple[str | None, str | None]:
    """Return what the provider calls the person, and its own session: ``sub`` and ``sid``."""
    return _text(claims.get("sub")) or None, _text(claims.get("sid")) or None


def _grants(claims: Claims, mapping: ClaimsMap) -> Iterator[Grant]:
    for value in _values(_at(claims, mapping.roles)) if mapping.roles else ():
        yield from mapping.grants.get(value, ())
    attribute = _text(_at(claims, mapping.privileges)) if mapping.privileges else ""
    if attribute and mapping.meaning:
        yield from bpp_grants(attribute, mapping.meaning)


def _at(claims: Claims, path: Path) -> object:
    found: object = claims
    for step in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def _values(claim: object) -> list[str]:
    """Return a claim's values; a lone text is one value, and whatever is not text is none."""
    values = claim if isinstance(claim, list) else [claim]
    return [value for value in values[:_MOST_VALUES] if isinstance(value, str)]


def _text(claim: object) -> str:
    """Return a claim that is one text, also where a provider wraps it in a list of one."""
    values = _values(claim)
    return values[0] if len(values) == 1 else ""


def _shown(name: str) -> str:
    """Return a name fit to be shown: one line of printable characters and no number."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return "" if looks_like_cpr(line) else line[:_LONGEST_NAME]


def _id(user: str) -> str:
    """Return a user's id as it stands in the log: the provider's own, or its hash where that is long or unreadable.

    >>> _id("a3f0-77"), _id("x" * 65)
    ('a3f0-77', 'sha256:lTfF_fEgSC99WNJentWD9SwCtOME6oFNsWM61WWu1-k')
    """
    if len(user) <= _LONGEST_ID and user.isascii() and user.isprintable() and " " not in user:
        return user
    return f"sha256:{urlsafe_b64encode(sha256(user.encode()).digest()).decode().rstrip('=')}"
