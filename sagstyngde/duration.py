"""How is time spent read and written in Danish? ``1:30``, ``1,5 t`` and ``90 min`` are an hour and a half.

A whole number alone is refused: hours taken for minutes, or the other way round, would be wrong by a factor of sixty.
"""

import re

from sagstyngde.danish import NO_BREAK

MOST_TYPED = 20
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})[,.](\d{1,4})\s*(?:t|timer?)?\.?", re.ASCII | re.IGNORECASE)
_BOTH = re.compile(
    r"(?:(\d{1,2})\s*(?:t|timer?)\.?)?\s*(?:(\d{1,4})\s*(?:m|min|minutter)\.?)?", re.ASCII | re.IGNORECASE
)


def minutes_of(text: str) -> int | None:
    """Return the minutes that a text says, or ``None`` where it does not say so for certain.

    >>> [minutes_of(text) for text in ("1:30", "01:30:00", "1,5", "1,5 t", "90 min", "2 t", "1 t 30 min", "0")]
    [90, 90, 90, 90, 90, 120, 90, 0]
    >>> [minutes_of(text) for text in ("90", "1:75", "halvanden", "", "-1:00", "1,5 min")]
    [None, None, None, None, None, None]
    """
    told = " ".join(text.split())[: MOST_TYPED + 1]
    if told == "0":
        return 0
    if found := _CLOCK.fullmatch(told):
        return 60 * int(found[1]) + int(found[2])
    if found := _HOURS.fullmatch(told):
        return round(60 * float(f"{found[1]}.{found[2]}"))
    found = _BOTH.fullmatch(told) if told else None
    return None if found is None else 60 * int(found[1] or 0) + int(found[2] or 0)


def clock(minutes: int) -> str:
    """Write minutes as a spreadsheet and a narrow column have them.

    >>> clock(95), clock(0)
    ('1:35', '0:00')
    """
    return f"{minutes // 60}:{minutes % 60:02d}"


def time_spent(minutes: int) -> str:
    r"""Write minutes as a sentence has them.

    >>> time_spent(95), time_spent(60), time_spent(15), time_spent(0)
    ('1\xa0t 35\xa0min', '1\xa0t', '15\xa0min', '0\xa0min')
    """
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}{NO_BREAK}t"] * (hours > 0) + [f"{rest}{NO_BREAK}min"] * (rest > 0 or hours == 0)
    return " ".join(parts)
