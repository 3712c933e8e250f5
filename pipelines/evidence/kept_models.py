"""Where is a model that has answered? Among those kept under ``var``, known by their hash and never by their name."""

import json
from collections.abc import Iterator
from pathlib import Path

from models import bundle as bundles
from models.bundle import ModelBundle
from sagstyngde.errors import BundleRefused
from sagstyngde.settings import Settings

KEPT, CANDIDATES = "modeller", "kandidater"


class KeptModels:
    """Finds models by their content hash in an installation's folders. What is altered is not found."""

    def __init__(self, settings: Settings) -> None:
        """Look at every folder once; a model is read when it is asked for."""
        var = settings.var
        places = (settings.bundle_path, *sorted((var / KEPT).glob("*")), *sorted((var / CANDIDATES).glob("*/bundle")))
        self._places = dict(_named(places))

    def __call__(self, bundle_hash: str) -> ModelBundle | None:
        """Return a model, checked against its hash; ``None`` where it is not there or is refused."""
        place = self._places.get(bundle_hash)
        if place is None:
            return None
        try:
            found = bundles.load(place)
        except BundleRefused:
            return None
        return found if found.content_hash == bundle_hash else None

    def place(self, bundle_hash: str) -> Path | None:
        """Return the folder that a model lies in."""
        return self._places.get(bundle_hash)

    def named(self, beginning: str) -> tuple[str, ...]:
        """Return the hashes that begin so."""
        return tuple(sorted(name for name in self._places if name.startswith(beginning)))


def _named(places: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the hash that each folder's manifest claims; the first folder that claims one comes last, and counts."""
    for place in reversed(places):
        try:
            name = json.loads((place / "manifest.json").read_bytes())["content_hash"]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if isinstance(name, str):
            yield name, place
