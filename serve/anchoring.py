"""How does the log's end get out of the database while the server runs? Every hour, into a file that others keep.

The same line is written to the server's own log, which as a rule goes to another system too. A failure is told there
and tried again the next hour: the server still serves, since what it shows is logged all the same.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from sagstyngde.errors import SagstyngdeError
from storage.audit_anchors import keep, of_head
from storage.engine import Engine
from storage.signing_keys import SigningKey

EVERY_S = 3_600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchorage:
    """Where the log is anchored, with which key, and how often."""

    file: Path
    key: SigningKey | None = None
    every_s: float = EVERY_S


@contextmanager
def anchoring(engine: Engine, anchorage: Anchorage | None) -> Iterator[None]:
    """Anchor the log when the block begins, every so often while it runs, and when it ends."""
    if anchorage is None:
        yield
        return
    over = Event()
    thread = Thread(target=_anchor_until, args=(over, engine, anchorage), name="anchoring")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _anchor_until(over: Event, engine: Engine, anchorage: Anchorage) -> None:
    _anchor_once(engine, anchorage)
    while not over.wait(anchorage.every_s):
        _anchor_once(engine, anchorage)
    _anchor_once(engine, anchorage)


def _anchor_once(engine: Engine, anchorage: Anchorage) -> None:
    try:
        made = of_head(engine, at=datetime.now(UTC), key=anchorage.key)
        keep(anchorage.file, [made])
    except SagstyngdeError as error:
        _log.error("the log of looks was not anchored: %s", error.english)
        return
    _log.info("the log of looks is anchored: %s", made.line)
