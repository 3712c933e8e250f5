"""How is a secret kept in a file? Only its owner may read it, and it is there whole or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

_OPEN_TO_OTHERS = 0o077


def make(path: Path, content: bytes) -> None:
    """Keep a secret in a new file.

    Raises:
        FileExistsError: it is there already; it is as it was.
        OSError: it cannot be written there.

    """
    draft = _drafted(path, content)
    try:
        os.link(draft, path)  # unlike a rename it never replaces what is there
    finally:
        draft.unlink()


def replace(path: Path, content: bytes) -> None:
    """Keep a secret in a file's place: a reader sees the old one or the new one.

    Raises:
        OSError: it cannot be written there.

    """
    draft = _drafted(path, content)
    try:
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but its owner may do anything with a file."""
    return bool(stat.S_IMODE(path.stat().st_mode) & _OPEN_TO_OTHERS)


def _drafted(path: Path, content: bytes) -> Path:
    """Write a file beside the path. It is on the disk before it gets its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
