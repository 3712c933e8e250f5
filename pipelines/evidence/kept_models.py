"""Where is a model that has answered? In the casebook, signed, or in a folder; known by its hash alone."""

import json
from collections.abc import Iterator
from pathlib import Path

from models import bundle as bundles
from models.bundle import ModelBundle
from models.package import unpack
from sagstyngde.errors import BundleRefused
from sagstyngde.settings import Settings
from storage.engine import Connection
from storage.models import package_of

KEPT, CANDIDATES = "modeller", "kandidater"


class KeptModels:
    """Finds models by their content hash, in the casebook first. What is altered is not found.

    Nothing is taken into use here: a model answers only itself, and its hash is checked, so that no signature is asked.
    """

    def __init__(self, settings: Settings, connection: Connection | None = None) -> None:
        """Look at every folder once; a model is read when it is asked for."""
        var = settings.var
        places = (settings.bundle_path, *sorted((var / KEPT).glob("*")), *sorted((var / CANDIDATES).glob("*/bundle")))
        self._places = dict(_named(places))
        self._connection = connection

    def __call__(self, bundle_hash: str) -> ModelBundle | None:
        """Return a model, checked against its hash; ``None`` where it is not there or is refused."""
        found = self._from_casebook(bundle_hash) or self._from_folder(bundle_hash)
        return found if found is not None and found.content_hash == bundle_hash else None

    def place(self, bundle_hash: str) -> Path | None:
        """Return the folder that a model lies in."""
        return self._places.get(bundle_hash)

    def named(self, beginning: str) -> tuple[str, ...]:
        """Return the hashes of models in folders that begin so."""
        return tuple(sorted(name for name in self._places if name.startswith(beginning)))

    def _from_casebook(self, bundle_hash: str) -> ModelBundle | None:
        kept = None if self._connection is None else package_of(self._connection, bundle_hash)
        try:
            return None if kept is None else bundles.loads(unpack(kept.package).files)
        except BundleRefused:
            return None

    def _from_folder(self, bundle_hash: str) -> ModelBundle | None:
        place = self._places.get(bundle_hash)
        try:
            return None if place is None else bundles.load(place)
        except BundleRefused:
            return None


def _named(places: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the hash that each folder's manifest claims; the first folder that claims one comes last, and counts."""
    for place in reversed(places):
        try:
            name = json.loads((place / "manifest.json").read_bytes())["content_hash"]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if isinstance(name, str):
            yield name, place
