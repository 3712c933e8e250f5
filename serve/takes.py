"""Who reads a model that is to be taken into use? Whoever verifies its signatures and tries it first."""

from typing import Protocol

from models.bundle import ModelBundle
from sagstyngde.signed import SignedPackage
from storage.model_turns import Turn


class Takes(Protocol):
    """Reads models whose signatures it has verified, and has tried them.

    What it refuses it refuses with a ``SagstyngdeError``, as a rule ``BundleRefused``.
    """

    def live(self, turn: Turn, package: SignedPackage, *, after: int) -> ModelBundle:
        """Read a model that was put into use: made by the training key, its turn approved by the approval key.

        ``after`` is the turn that holds now, 0 where none does: one that is not newer is refused.
        """
        ...

    def silent(self, bundle_hash: str, package: SignedPackage) -> ModelBundle:
        """Read a model that may answer silently: made by the training key."""
        ...
