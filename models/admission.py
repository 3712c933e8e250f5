"""What may a server answer from? A model that both keys vouch for, that is sound, and that answers as it did."""

from dataclasses import dataclass

from models.bundle import ModelBundle, loads
from models.golden import try_in_a_child
from models.package import Package
from models.signing import TurnMade, verified_package, verified_turn
from models.trust import ModelTrust
from sagstyngde.errors import BundleRefused
from sagstyngde.signed import Signed, SignedPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A model that may answer, and the turn that says so."""

    bundle: ModelBundle
    turn: TurnMade


def admitted(package: SignedPackage, turn: Signed, trust: ModelTrust, *, after: int) -> Admitted:
    """Return the model of a turn whose serial is higher than ``after``, once everything about it holds.

    Raises:
        BundleRefused: a signature, sum, limit, table or answer does not hold.

    """
    found = verified_turn(package, turn, trust, after=after)
    return Admitted(bundle=_tried(package, found.package, found.made.bundle_hash), turn=found.turn)


def admitted_candidate(package: SignedPackage, trust: ModelTrust) -> ModelBundle:
    """Return a model that the training key vouches for and nobody has approved: for a shadow, never for an answer.

    Raises:
        BundleRefused: a signature, sum, limit, table or answer does not hold.

    """
    made, found = verified_package(package, trust)
    return _tried(package, found, made.bundle_hash)


def _tried(package: SignedPackage, found: Package, bundle_hash: str) -> ModelBundle:
    try_in_a_child(package.package)
    bundle = loads(found.files)
    if bundle.content_hash != bundle_hash:
        raise BundleRefused(
            english="the model is not the one that was signed; it was not taken into use",
            danish="modellen er ikke den, der er underskrevet; den er ikke taget i brug",
        )
    return bundle
