"""How large may a file be that is taken in? Large enough for ten years of hours, too small to fill the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one file. ``file_bytes`` counts what it unpacks to, ``line_chars`` one line, ``rows`` its rows."""

    file_bytes: int = 2 * 1024**3
    line_chars: int = 1024**2
    rows: int = 5_000_000


LIMITS = Limits()
