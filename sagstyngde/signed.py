"""What is a statement that somebody has signed? Text, and a signature over exactly that text.

Nothing in a statement may be believed before its signature has been verified (``models.signing``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A statement as canonical JSON, and its detached Ed25519 signature in base64."""

    statement: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPackage:
    """A model's package as it is kept: its bytes, and what the training key said of them."""

    package: bytes
    made: Signed
