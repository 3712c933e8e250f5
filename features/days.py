"""Which local day does a date or a timestamp stand for?"""

import re
from datetime import date, datetime, tzinfo
from functools import lru_cache

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_DANISH = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})( \d{1,2}[:.]\d{2}([:.]\d{2})?)?", re.ASCII)


@lru_cache(maxsize=100_000)
def parse_day(text: str, zone: tzinfo | None = None) -> date | None:
    """Return the day of an ISO date, an ISO timestamp or ``dd-mm-yyyy``; ``None`` where it is none of them.

    A timestamp with an offset is moved to ``zone`` first: midnight in Amsterdam is the day before in UTC. Slashes are
    not read, since nobody can tell 03/04 from 04/03.

    >>> from zoneinfo import ZoneInfo
    >>> parse_day("2014-07-17T22:30:00Z", ZoneInfo("Europe/Copenhagen"))
    datetime.date(2014, 7, 18)
    >>> parse_day("31.12.2025"), parse_day("31-02-2025")
    (datetime.date(2025, 12, 31), None)
    """
    try:
        if _ISO.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return (moment.astimezone(zone) if moment.tzinfo is not None and zone is not None else moment).date()
        if danish := _DANISH.fullmatch(text):
            return date(int(danish[3]), int(danish[2]), int(danish[1]))
    except (ValueError, OverflowError):
        return None
    return None
