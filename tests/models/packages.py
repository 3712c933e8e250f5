"""Signed packages for tests: two keys, a trust that knows them, and what each vouches for."""

import base64
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.bundle import ModelBundle, save
from models.package import pack, unpack
from models.signing import Made, Sum, TurnMade, digest_of, signed, sums_of
from models.trust import ModelTrust
from sagstyngde.signed import Signed, SignedPackage

TOWN = "Eksempelby"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that signs."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, content: bytes) -> str:
        return base64.b64encode(self.private.sign(content)).decode()


TRAINING, APPROVAL, STRANGER = (Key(Ed25519PrivateKey.from_private_bytes(bytes([one]) * 32)) for one in (1, 2, 3))
TRUST = ModelTrust(municipality=TOWN, training=(TRAINING.public,), approval=(APPROVAL.public,))


def made_of(content: bytes, bundle: ModelBundle, **changes: Any) -> Made:
    made = Made(
        municipality=TOWN, scheme_name=bundle.manifest.scheme_name, scheme_version=bundle.manifest.scheme_version,
        bundle_hash=bundle.content_hash, package=Sum.of(content), files=sums_of(unpack(content).members),
        gate_sha256=digest_of({}), lineage_sha256=digest_of({}),
    )  # fmt: skip
    return replace(made, **changes)


def packed(bundle: ModelBundle, folder: Path) -> bytes:
    save(bundle, folder)
    return pack(folder)


def package_of(content: bytes, made: Made, key: Key = TRAINING) -> SignedPackage:
    return SignedPackage(package=content, made=signed(made, key.sign))


def turn_of(package: SignedPackage, made: Made, *, key: Key = APPROVAL, **changes: Any) -> Signed:
    turn = TurnMade(
        municipality=TOWN, serial=1, kind="promotion", bundle_hash=made.bundle_hash,
        made_sha256=sha256(package.made.statement.encode()).hexdigest(), proposed_by="anders", approved_by="grete",
        overridden=(), begun_by="grete", begun_at="2026-11-03T12:00:00+00:00",
    )  # fmt: skip
    return signed(replace(turn, **changes), key.sign)
