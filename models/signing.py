"""Who vouches for a model, and how is that known before one byte of it is read? Two keys, two roles, two statements.

The *training key* lies where models are made and signs what was made: every file of the package, the gate, the lineage.
The *approval key* lies with the server and signs each turn: that these two people agreed to put exactly that into use,
under a serial that never comes again. Going back to an earlier model is a new turn with a higher serial, so an old turn
that somebody stores anew is known as old. Whoever holds one key alone puts nothing into use.

Statements are canonical JSON without floats (after RFC 8785); signatures are Ed25519 (RFC 8032) over their UTF-8 bytes.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from features.strict import STRICT
from models.bundle_files import Files
from models.package import Package, unpack
from models.trust import ModelTrust
from sagstyngde.errors import BundleRefused
from sagstyngde.signed import Signed, SignedPackage

MADE, TURN = "sagstyngde-model-1", "sagstyngde-turn-1"
T = TypeVar("T")
Sign = Callable[[bytes], str]
"""Returns a signature in base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What a piece of content is known by."""

    __pydantic_config__: ClassVar = STRICT

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> "Sum":
        """Return the sum of some content."""
        return cls(sha256=sha256(content).hexdigest(), size=len(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the training key says: whose model it is, of which files, and what the gate and lineage beside it are."""

    __pydantic_config__: ClassVar = STRICT

    format: str = MADE
    municipality: str
    scheme_name: str
    scheme_version: str
    bundle_hash: str
    package: Sum
    files: Mapping[str, Sum]
    gate_sha256: str
    lineage_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMade:
    """What the approval key says: which model answers from now on, by whom, and past which checks.

    ``made_sha256`` is that of the training key's statement; ``overridden`` the codes of the checks set aside.
    """

    __pydantic_config__: ClassVar = STRICT

    format: str = TURN
    municipality: str
    serial: int
    kind: str
    bundle_hash: str
    made_sha256: str
    proposed_by: str
    approved_by: str
    overridden: tuple[str, ...]
    begun_by: str
    begun_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A package that both keys vouch for: its files may be read."""

    made: Made
    turn: TurnMade
    package: Package


def digest_of(content: Mapping[str, Any] | None) -> str:
    """Return the SHA-256 of JSON, however it was written."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()


def signed(statement: Made | TurnMade, sign: Sign) -> Signed:
    """Write a statement down and sign it."""
    text = _canonical(asdict(statement))
    return Signed(statement=text, signature=sign(text.encode()))


def sums_of(files: Files) -> dict[str, Sum]:
    """Return what each file is known by."""
    return {name: Sum.of(content) for name, content in files.items()}


def verified_package(package: SignedPackage, trust: ModelTrust) -> tuple[Made, Package]:
    """Return what the training key vouches for. The package is not read before its sum and signature hold.

    Raises:
        BundleRefused: the key is not a training key here, something was altered, or it is another municipality's.

    """
    made = _vouched(package, trust)
    return made, _opened(package, made)


def verified_turn(package: SignedPackage, turn: Signed, trust: ModelTrust, *, after: int) -> Verified:
    """Return what both keys vouch for.

    Args:
        package: the package as it was kept.
        turn: what the approval key said of it.
        trust: whose keys count here.
        after: the serial of the turn that holds now, 0 where none does; one that is not higher is refused.

    Raises:
        BundleRefused: as of ``verified_package``; or the turn is old, of another package, or one person's work.

    """
    said = _believed(turn, trust.approval, TurnMade)
    if said.format != TURN or said.municipality != trust.municipality:
        raise _refused("is another municipality's, or of another form", "er en anden kommunes eller af en anden form")
    if said.serial <= after:
        raise _refused("comes with an approval that is no longer the newest", "har en godkendelse, der er afløst")
    if said.made_sha256 != sha256(package.made.statement.encode()).hexdigest():
        raise _refused("is not the one that was approved", "er ikke den, der blev godkendt")
    if said.proposed_by == said.approved_by:
        raise _refused("was approved by whoever proposed it", "er godkendt af den, der indstillede den")
    made = _vouched(package, trust)
    if made.bundle_hash != said.bundle_hash:
        raise _refused("is not the one that was approved", "er ikke den, der blev godkendt")
    return Verified(made=made, turn=said, package=_opened(package, made))


def _vouched(package: SignedPackage, trust: ModelTrust) -> Made:
    """Return what the training key says of a package, once the package is that one."""
    made = _believed(package.made, trust.training, Made)
    if made.format != MADE or made.municipality != trust.municipality:
        raise _refused("is another municipality's, or of another form", "er en anden kommunes eller af en anden form")
    if Sum.of(package.package) != made.package:
        raise _altered()
    return made


def _opened(package: SignedPackage, made: Made) -> Package:
    found = unpack(package.package)
    if sums_of(found.members) != made.files:
        raise _altered()
    return found


def _believed(told: Signed, keys: Sequence[bytes], form: type[T]) -> T:
    """Return a statement that one of some keys has signed; it is not read before that."""
    text = told.statement.encode("utf-8", "surrogatepass")
    if not any(_is_signed(key, text, told.signature) for key in keys):
        raise _refused(
            "is not signed by a key that is trusted here", "er ikke underskrevet med en nøgle, der gælder her"
        )
    try:
        said = TypeAdapter(form).validate_json(text)
        is_canonical = _canonical(json.loads(text)).encode() == text
    except (ValidationError, ValueError, RecursionError) as error:
        raise _altered() from error
    if not is_canonical:
        raise _altered()
    return said


def _is_signed(key: bytes, content: bytes, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _canonical(statement: Mapping[str, Any]) -> str:
    return json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _altered() -> BundleRefused:
    return _refused("has been altered since it was signed", "er ændret, siden den blev underskrevet")


def _refused(english: str, danish: str) -> BundleRefused:
    return BundleRefused(
        english=f"the model {english}; it was not taken into use", danish=f"modellen {danish}; den er ikke taget i brug"
    )
