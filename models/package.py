"""How does a bundle travel? As one archive that is written in one way only, so that anything else is refused.

The archive holds the bundle's files as they are and ``golden.json``: what the model answered to a few of the earlier
cases it remembers, when it was packed. Whoever takes it into use asks the same again (``models.golden``).
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from models.bundle import loads
from models.bundle_files import LARGEST, Files, check_sizes, files_in
from models.golden import golden_answers
from sagstyngde.errors import BundleRefused

GOLDEN = "golden.json"
LARGEST_GOLDEN = 1_000_000
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest an archive can say; when a file was written is no part of a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A bundle's files, and what it answered when it was packed."""

    files: Files
    golden: bytes

    @property
    def members(self) -> Mapping[str, bytes]:
        """Everything in the archive, by name."""
        return {**self.files, GOLDEN: self.golden}


def pack(folder: Path) -> bytes:
    """Read a bundle and return its archive: the same bytes for the same bundle, wherever it is packed.

    Raises:
        BundleRefused: it is not a bundle, or is damaged.

    """
    files = files_in(folder)
    golden = golden_answers(loads(files))
    return written(Package(files=files, golden=golden).members)


def written(members: Mapping[str, bytes]) -> bytes:
    """Return the one archive of these members: sorted, not compressed, without times or rights."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING_OF_TIME), members[name])
    return buffer.getvalue()


def unpack(content: bytes) -> Package:
    """Read an archive whose signature has been verified.

    Nothing is unfolded: members are not compressed. What does not come out the same when it is written again was not
    written by ``pack``: members twice, paths, links, times, bytes before or after.

    Raises:
        BundleRefused: it is not what ``pack`` writes.

    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = _members(archive)
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError, NotImplementedError, OverflowError) as error:
        raise _refused() from error
    if written(members) != content:
        raise _refused()
    files = {name: members[name] for name in members if name != GOLDEN}
    check_sizes(files)
    return Package(files=files, golden=members[GOLDEN])


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found = archive.infolist()
    if len(found) > len(_LARGEST) or any(not _is_plain(item) for item in found):
        raise _refused()
    members = {item.filename: archive.read(item) for item in found}
    if GOLDEN not in members:
        raise _refused()
    return members


_LARGEST = {**LARGEST, GOLDEN: LARGEST_GOLDEN}


def _is_plain(item: zipfile.ZipInfo) -> bool:
    is_small = item.compress_size == item.file_size <= _LARGEST.get(item.filename, -1)
    return is_small and item.compress_type == zipfile.ZIP_STORED


def _refused() -> BundleRefused:
    return BundleRefused(
        english="the model package is not one that sagstyngde has packed; it was not taken into use",
        danish="modelpakken er ikke pakket af sagstyngde; den er ikke taget i brug",
    )
