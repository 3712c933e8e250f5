"""Where is the casebook that a command works on? Opened with this version's tables, and closed after use."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.engine import Engine, open_engine
from storage.migrate import upgrade


@contextmanager
def opened_casebook(url: str) -> Iterator[Engine]:
    """Open a casebook for as long as a command needs it."""
    engine = open_engine(url)
    upgrade(engine)
    try:
        yield engine
    finally:
        engine.dispose()
