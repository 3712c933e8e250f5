"""Does a text carry a civil registration number? Those never belong in a history."""

import re

_CANDIDATE = re.compile(r"(?<!\d)(?<!\d[.,])(\d\d)[ .]?(\d\d)[ .]?\d\d *[-‐‑–—]? *\d{4}(?!\d)")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_REPLACEMENT = 60
"""A replacement number (erstatnings-CPR) has 60 added to its day."""


def looks_like_cpr(text: str) -> bool:
    """Whether ten digits in a text, with or without a separator, start with a day and a month.

    Modulus 11 is not asked for: numbers without it have been issued since 2007.

    >>> looks_like_cpr("barn 010190-1234"), looks_like_cpr("311299 1234"), looks_like_cpr("6101901234")
    (True, True, True)
    >>> looks_like_cpr("10009138"), looks_like_cpr("3113991234"), looks_like_cpr("2014-07-18T00:00:00")
    (False, False, False)
    """
    return any(_is_birthday(int(found[1]), int(found[2])) for found in _CANDIDATE.finditer(text))


def _is_birthday(day: int, month: int) -> bool:
    if not 1 <= month <= 12:
        return False
    return 1 <= (day - _REPLACEMENT if day > _REPLACEMENT else day) <= _DAYS[month - 1]
