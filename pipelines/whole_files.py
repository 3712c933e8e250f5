"""How is an answer written where the user asked for it? Whole or not at all, and what cannot be written is refused."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sagstyngde.errors import InputRefused


def write_whole(out: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Raises:
        InputRefused: the folder is not there or cannot be written to.

    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.write_text(text + "\n", "utf-8")
        part.replace(out)
    except OSError as error:
        raise InputRefused(
            english=f"{out.name}: cannot be written there; choose another folder",
            danish=f"{out.name}: kan ikke skrives der; vælg en anden mappe",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Fill a folder beside the one asked for, which takes its place when the block ends without an error.

    Raises:
        InputRefused: the folder asked for holds files already, or cannot be made or written.

    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputRefused(
            english=f"{out.name}: holds files already and will not be overwritten; choose a new or empty folder",
            danish=f"{out.name}: indeholder allerede filer og overskrives ikke; vælg en ny eller tom mappe",
        )
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        yield part
        part.replace(out)
    except OSError as error:
        raise InputRefused(
            english=f"{out.name}: cannot be written there; choose another folder",
            danish=f"{out.name}: kan ikke skrives der; vælg en anden mappe",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def make_folder(out: Path) -> None:
    """Make the folder that a report goes into, where it is not there.

    Raises:
        InputRefused: it cannot be made.

    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputRefused(
            english=f"{out.name}: cannot be made a folder; choose another",
            danish=f"{out.name}: kan ikke blive en mappe; vælg en anden",
        ) from error
