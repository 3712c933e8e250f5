"""Which model may a server read from the casebook? The one both keys vouch for, and exactly the one its turn names."""

from dataclasses import dataclass

from casework.model_keys import model_trust
from models.admission import admitted, admitted_candidate
from models.bundle import ModelBundle
from sagstyngde.errors import BundleRefused
from sagstyngde.settings import Settings
from sagstyngde.signed import SignedPackage
from storage.model_turns import Turn


@dataclass(frozen=True, slots=True)
class SignedModels:
    """Reads models by the trust of an installation, read anew each time: a key that was taken off the list is off."""

    settings: Settings

    def live(self, turn: Turn, package: SignedPackage, *, after: int) -> ModelBundle:
        """Return the model of a turn, verified and tried.

        Raises:
            BundleRefused: a signature, sum, limit, table or answer does not hold, or the turn's row says otherwise than
                its statement.
            InputRefused, NotReady: the trust file is not there or cannot be read.

        """
        found = admitted(package, turn.signed, model_trust(self.settings), after=after)
        if (found.turn.serial, found.turn.bundle_hash) != (turn.serial, turn.bundle_hash):
            raise _otherwise()
        return found.bundle

    def silent(self, bundle_hash: str, package: SignedPackage) -> ModelBundle:
        """Return a model that the training key vouches for, verified and tried; raises as ``live``."""
        bundle = admitted_candidate(package, model_trust(self.settings))
        if bundle.content_hash != bundle_hash:
            raise _otherwise()
        return bundle


def _otherwise() -> BundleRefused:
    return BundleRefused(
        english="the casebook names another model than the one that was signed; it was not taken into use",
        danish="sagsbogen nævner en anden model end den, der er underskrevet; den er ikke taget i brug",
    )
