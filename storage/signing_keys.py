"""Which key vouches for the log, or for a model? An Ed25519 key in a file of its own; its public half checks."""

import base64
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sagstyngde.errors import InputRefused, unreadable
from storage import own_file


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An Ed25519 key. Whoever checks has only its public half, and cannot sign."""

    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None

    def sign(self, content: bytes) -> str:
        """Return a signature in base64.

        Raises:
            InputRefused: this is the public half only.

        """
        if self.private is None:
            raise InputRefused(
                english="this is the public key; signing needs the private one",
                danish="det er den offentlige nøgle; at underskrive kræver den private",
            )
        return base64.b64encode(self.private.sign(content)).decode()

    def signed(self, content: bytes, signature: str | None) -> bool:
        """Whether a signature is this key's."""
        try:
            self.public.verify(base64.b64decode(signature or "", validate=True), content)
        except (InvalidSignature, ValueError):
            return False
        return True


def new_key(path: Path) -> SigningKey:
    """Make a key and keep it in a file that only its owner can read.

    Raises:
        InputRefused: the file is there already, or cannot be written.

    """
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        own_file.make(path, pem)
    except OSError as error:
        raise InputRefused(
            english=f"{path.name}: is there already or cannot be written; a key is never written over",
            danish=f"{path.name}: findes allerede eller kan ikke skrives; en nøgle bliver aldrig overskrevet",
        ) from error
    return SigningKey(public=private.public_key(), private=private)


def public_pem(key: SigningKey) -> str:
    """Return the public half, as an auditor is given it."""
    return key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_key(path: Path) -> SigningKey:
    """Read a key, or its public half.

    Raises:
        InputRefused: the file cannot be read, holds no Ed25519 key, or holds a private one that others can read.

    """
    text = text_of(path)
    try:
        if "PRIVATE KEY" not in text:
            public = load_pem_public_key(text.encode())
            private = None
        else:
            private = load_pem_private_key(text.encode(), password=None)
            public = private.public_key()
    except (ValueError, TypeError) as error:
        raise _no_key(path) from error
    if not isinstance(public, Ed25519PublicKey) or not isinstance(private, Ed25519PrivateKey | None):
        raise _no_key(path)
    if private is not None and own_file.is_open_to_others(path):
        raise InputRefused(
            english=f"{path.name}: others can read the private key; give it mode 600",
            danish=f"{path.name}: andre kan læse den private nøgle; giv den rettigheden 600",
        )
    return SigningKey(public=public, private=private)


def _no_key(path: Path) -> InputRefused:
    return InputRefused(english=f"{path.name}: is not an Ed25519 key", danish=f"{path.name}: er ikke en Ed25519-nøgle")


def text_of(path: Path) -> str:
    """Read a text file.

    Raises:
        InputRefused: it cannot be read.

    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise InputRefused(english=f"{path.name}: {english}", danish=f"{path.name}: {danish}") from error
