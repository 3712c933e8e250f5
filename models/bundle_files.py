"""Which files is a bundle, and how large may each be? Looked at before one byte of them is read as anything."""

from collections.abc import Mapping
from pathlib import Path

from models.bundle_arrays import LARGEST_BYTES, refused
from models.told_figures import LARGEST_BYTES as LARGEST_FIGURES

MANIFEST, ARRAYS, SCHEME, FIGURES = "manifest.json", "arrays.npz", "scheme.toml", "figures.json"
_LARGEST_TEXT = 4_000_000
LARGEST: Mapping[str, int] = {
    MANIFEST: _LARGEST_TEXT, ARRAYS: LARGEST_BYTES, SCHEME: _LARGEST_TEXT, FIGURES: LARGEST_FIGURES,
}  # fmt: skip
"""Bytes, by name. Whatever else lies in a bundle's folder is no part of it."""

Files = Mapping[str, bytes]


def files_in(folder: Path) -> Files:
    """Read a bundle's files.

    Raises:
        BundleRefused: one is not there, cannot be read, or is larger than any bundle's.

    """
    found = {}
    try:
        for name, largest in LARGEST.items():
            path = folder / name
            if name == FIGURES and not path.exists():
                continue
            with path.open("rb") as file:
                found[name] = file.read(largest + 1)
    except OSError as error:
        raise refused("is not there or cannot be read", "findes ikke eller kan ikke læses") from error
    check_sizes(found)
    return found


def check_sizes(files: Files) -> None:
    """Raise ``BundleRefused`` where a file is missing, has no place in a bundle, or is too large."""
    if not {MANIFEST, ARRAYS, SCHEME} <= files.keys() <= LARGEST.keys():
        raise refused("lacks a file or has one too many", "mangler en fil eller har en for meget")
    if any(len(content) > LARGEST[name] for name, content in files.items()):
        raise refused("is too large", "er for stor")
