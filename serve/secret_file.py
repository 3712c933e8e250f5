"""Which secret do this installation's workers share? One in a file of its owner's alone, made at the first start."""

import logging
import os
from pathlib import Path
from secrets import token_bytes, token_hex

BYTES = 32
_log = logging.getLogger(__name__)


def kept_secret(path: Path) -> bytes:
    """Return the secret of a file, which is made where it is missing; whoever comes first, all read the same.

    Where no file can be kept, the secret lasts as long as the process: lists then begin anew after a restart.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_bytes()
    except OSError as error:
        _log.warning("no secret can be kept (%s); cursors of lists end with this process", type(error).__name__)
        return token_bytes(BYTES)


def _make(path: Path) -> None:
    """Write a file whole and then give it its name, if nobody has taken it meanwhile."""
    draft = path.with_name(f"{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
    try:
        os.write(descriptor, token_bytes(BYTES))
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
