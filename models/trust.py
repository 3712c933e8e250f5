"""Whose keys vouch for a model here? A short TOML file: the municipality, and public keys by role.

``municipality = "Eksempelby"`` and one ``[[key]]`` a key, with ``role`` (``training`` or ``approval``) and ``public``
(the raw Ed25519 key in base64). No key has both roles: then one machine alone could put a model into use.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sagstyngde.errors import InputRefused
from sagstyngde.toml_text import NotToml, parse_toml

_KEY_BYTES = 32


class KeyRole(StrEnum):
    """What a key vouches for."""

    TRAINING = "training"
    """That a package is what was made here."""
    APPROVAL = "approval"
    """That two people agreed to put it into use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrust:
    """Whose models these are, and the raw public keys that count, by role; several while a key is being replaced."""

    municipality: str
    training: tuple[bytes, ...]
    approval: tuple[bytes, ...]

    def role_of(self, public: bytes) -> KeyRole | None:
        """Return the role of a public key, or ``None`` where it does not count here."""
        if public in self.training:
            return KeyRole.TRAINING
        return KeyRole.APPROVAL if public in self.approval else None


def read_trust(text: str, origin: str) -> ModelTrust:
    """Read a trust file.

    Raises:
        InputRefused: it is not one, names no key of a role, or gives one key both.

    """
    try:
        told = parse_toml(text)
        trust = _parsed(told)
    except (NotToml, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise _refused(origin, "is not a list of trusted keys", "er ikke en liste over nøgler, der gælder") from error
    if not trust.training or not trust.approval:
        raise _refused(origin, "names no key of one of the roles", "nævner ingen nøgle i en af rollerne")
    if set(trust.training) & set(trust.approval):
        raise _refused(origin, "gives one key both roles", "giver én nøgle begge roller")
    return trust


def trust_text(trust: ModelTrust) -> str:
    """Write a trust file."""
    pairs = [(KeyRole.TRAINING, key) for key in trust.training] + [(KeyRole.APPROVAL, key) for key in trust.approval]
    keys = (f'\n[[key]]\nrole = "{role}"\npublic = "{base64.b64encode(key).decode()}"\n' for role, key in pairs)
    return "".join((f"municipality = {_quoted(trust.municipality)}\n", *keys))


def _parsed(told: dict[str, Any]) -> ModelTrust:
    if set(told) != {"municipality", "key"} or not isinstance(told["municipality"], str):
        raise ValueError("other keys than expected")
    keys: dict[KeyRole, list[bytes]] = {role: [] for role in KeyRole}
    for one in told["key"]:
        public = base64.b64decode(one["public"], validate=True)
        if len(public) != _KEY_BYTES or set(one) != {"role", "public"}:
            raise ValueError("not a key")
        keys[KeyRole(one["role"])].append(public)
    return ModelTrust(
        municipality=told["municipality"],
        training=tuple(keys[KeyRole.TRAINING]),
        approval=tuple(keys[KeyRole.APPROVAL]),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _refused(origin: str, english: str, danish: str) -> InputRefused:
    return InputRefused(english=f"{origin}: {english}", danish=f"{origin}: {danish}")
