"""Can a model that answered earlier still be read? Bundles that are kept lie in one folder, each in one of its own.

They are known by their content hash, whatever their folders are called. One that cannot be read is as one that was not
kept: the casebook still says when it answered.
"""

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from models import bundle as bundles
from models.bundle import ModelBundle
from sagstyngde.errors import BundleRefused

_log = logging.getLogger(__name__)
_KEPT = 4


def kept_hashes(folder: Path | None) -> dict[str, Path]:
    """Return where each kept bundle lies, by the hash it says it has."""
    return dict(_named(folder)) if folder is not None and folder.is_dir() else {}


def earlier_bundle(folder: Path | None, bundle_hash: str) -> ModelBundle | None:
    """Return a kept bundle, checked against its hash; ``None`` where it is not there or is refused."""
    found = kept_hashes(folder).get(bundle_hash)
    return None if found is None else _read(found, bundle_hash)


def _named(folder: Path) -> Iterator[tuple[str, Path]]:
    for manifest in sorted(folder.glob("*/manifest.json")):
        try:
            name = json.loads(manifest.read_bytes())["content_hash"]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if isinstance(name, str):
            yield name, manifest.parent


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, bundle_hash: str) -> ModelBundle | None:
    try:
        found = bundles.load(folder)
    except BundleRefused as refused:
        _log.warning("a kept bundle cannot be read: %s", refused.english)
        return None
    return found if found.content_hash == bundle_hash else None
