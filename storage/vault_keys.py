"""What opens the vault, and what makes a child's pseudonym? Keys, and the two things they do. No file and no SQL.

Two kinds of keys, for two lives. The newest *encryption* key encrypts and the older ones still decrypt, so it can be
changed at any time. The *pseudonym* key stays as long as the casebook does: the same number must give the same
``ChildId``. Without that key nobody can try all numbers out; with a bare hash it takes a minute and a half on one core.
"""

import hmac
import json
import re
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sagstyngde.case import ChildId
from sagstyngde.child import Identity
from sagstyngde.cpr import Cpr
from sagstyngde.errors import VaultClosed

KEY_BYTES = 32
_NONCE_BYTES = 12
_PSEUDONYM_BYTES = 16
_BLOCK = 128
_LETTERS = "bcdfghjkmnpqrstv"
"""One letter for each half byte. Without digits a pseudonym never looks like a CPR number, without vowels it says
nothing."""
_PSEUDONYM = re.compile(f"barn-[{_LETTERS}]{{{2 * _PSEUDONYM_BYTES}}}")
_PSEUDONYM_USE = b"sagstyngde/child/1\x00"
_VAULT_USE = "sagstyngde/vault/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionKey:
    """A key of AES-256-GCM and the name its rows know it by."""

    key_id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key of another length."""
        if len(self.secret) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An identity, encrypted, and the name of the key that did it."""

    key_id: str
    ciphertext: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultKeys:
    """All keys of one vault; ``encryption`` from the oldest to the newest.

    >>> VaultKeys.new()
    VaultKeys(encryption=(EncryptionKey(key_id='1'),))
    """

    pseudonym: bytes = field(repr=False)
    encryption: tuple[EncryptionKey, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot encrypt, and two keys under one name."""
        if len(self.pseudonym) != KEY_BYTES or not self.encryption:
            raise ValueError("a vault has a pseudonym key of 32 bytes and at least one encryption key")
        if len({key.key_id for key in self.encryption}) != len(self.encryption):
            raise ValueError("two keys have the same name")

    @classmethod
    def new(cls) -> "VaultKeys":
        """Draw keys for a new vault."""
        return cls(pseudonym=secrets.token_bytes(KEY_BYTES), encryption=(_drawn("1"),))

    @property
    def newest(self) -> EncryptionKey:
        """The key that encrypts."""
        return self.encryption[-1]

    def rotated(self) -> "VaultKeys":
        """Return the same keys and one more, which encrypts from now on."""
        number = max(int(key.key_id) for key in self.encryption) + 1
        return replace(self, encryption=(*self.encryption, _drawn(str(number))))

    def newest_only(self) -> "VaultKeys":
        """Return the keys without those that only decrypt."""
        return replace(self, encryption=(self.newest,))

    def pseudonym_of(self, cpr: Cpr) -> ChildId:
        """Return the id under which everything but the vault knows a child; the same for the same number, for ever."""
        digest = hmac.digest(self.pseudonym, _PSEUDONYM_USE + cpr.digits.encode("ascii"), sha256)
        halves = digest[:_PSEUDONYM_BYTES].hex()
        return ChildId("barn-" + "".join(_LETTERS[int(half, 16)] for half in halves))

    def seal(self, child_id: ChildId, identity: Identity) -> Sealed:
        """Encrypt an identity for one child's row: in another row, or under another key's name, it does not open.

        What is encrypted is filled up to whole blocks, so that its length does not tell the name's.
        """
        plain = json.dumps({"cpr": identity.cpr.digits, "name": identity.name}, ensure_ascii=False).encode("utf-8")
        padded = plain.ljust(-len(plain) // _BLOCK * -_BLOCK)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        key = self.newest
        return Sealed(
            key_id=key.key_id,
            ciphertext=nonce + AESGCM(key.secret).encrypt(nonce, padded, _bound_to(child_id, key.key_id)),
        )

    def unseal(self, child_id: ChildId, sealed: Sealed) -> Identity:
        """Decrypt a child's identity.

        Raises:
            VaultClosed: these are not the vault's keys, or the row is not the one that was written.

        """
        key = next((key for key in self.encryption if key.key_id == sealed.key_id), None)
        if key is None:
            raise _closed()
        nonce, body = sealed.ciphertext[:_NONCE_BYTES], sealed.ciphertext[_NONCE_BYTES:]
        try:
            plain = AESGCM(key.secret).decrypt(nonce, body, _bound_to(child_id, key.key_id))
        except (InvalidTag, ValueError):
            raise _closed() from None
        told = json.loads(plain)
        identity = Identity(cpr=Cpr(told["cpr"]), name=told["name"])
        if self.pseudonym_of(identity.cpr) != child_id:  # the pseudonym key is another vault's
            raise _closed()
        return identity


def is_pseudonym(text: str) -> bool:
    """Whether a text is formed as a pseudonym of the vault."""
    return _PSEUDONYM.fullmatch(text) is not None


def _drawn(key_id: str) -> EncryptionKey:
    return EncryptionKey(key_id=key_id, secret=secrets.token_bytes(KEY_BYTES))


def _bound_to(child_id: ChildId, key_id: str) -> bytes:
    return "\x00".join((_VAULT_USE, key_id, child_id)).encode("utf-8")


def _closed() -> VaultClosed:
    return VaultClosed(
        english="the vault's keys do not open what is in it; put back the key file that belongs to this database",
        danish="boksens nøgler åbner ikke det, der ligger i den; læg den nøglefil tilbage, der hører til databasen",
    )
