"""Which secret do this installation's workers share? One in a file of its owner's alone, made at the first start."""

import logging
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

from storage import own_file

BYTES = 32
_log = logging.getLogger(__name__)


def kept_secret(path: Path) -> bytes:
    """Return the secret of a file, which is made where it is missing; whoever comes first, all read the same.

    Where no file can be kept, the secret lasts as long as the process: lists then begin anew after a restart.
    """
    try:
        if not path.exists():
            with suppress(FileExistsError):
                own_file.make(path, token_bytes(BYTES))
        return path.read_bytes()
    except OSError as error:
        _log.warning("no secret can be kept (%s); cursors of lists end with this process", type(error).__name__)
        return token_bytes(BYTES)
