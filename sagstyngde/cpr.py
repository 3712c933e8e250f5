"""What is a civil registration number, and does a text carry one? Only the vault may hold one; all else refuses it.

Modulus 11 is nowhere asked for: numbers without it have been issued since 2007, and CPR-kontoret says that it must not
be a test of validity. What is asked for is a day that exists. The seventh digit tells the century (cpr.dk, "Opbygning
af CPR-nummeret").
"""

import logging
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from re import Match

from sagstyngde.errors import CprRefused

MASK = "(CPR-lignende)"
"""What stands in a log where something like a number stood."""

_GAP = r"[\s./_‐‑–—−-]"
_ESCAPED = r"(?:%20|%2[dD]|\+)"
_STEP = rf"(?:{_GAP}|{_ESCAPED})"
_NUMBER = rf"(?<!\d)(?<!\d[.,])(?P<day>\d\d){_STEP}?(?P<month>\d\d){_STEP}?\d\d{_STEP}{{0,3}}\d{{4}}(?!\d)"
_OPAQUE = r"\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b|\b[\da-f]{32,128}\b"
_FOUND = re.compile(f"(?P<opaque>{_OPAQUE})|{_NUMBER}", re.IGNORECASE)
_TEN_DIGITS = re.compile(rf"(\d\d){_GAP}?(\d\d){_GAP}?(\d\d){_GAP}{{0,3}}(\d{{4}})")
_LONGEST = 30
_REPLACEMENT = 60
"""A replacement number (erstatnings-CPR) has 60 added to its day."""
_LEAP = 2000
_OLDEST_YEARS = 125


@dataclass(frozen=True, slots=True)
class Cpr:
    """A number that can be somebody's. It shows itself to nobody: not in a log, not in a traceback.

    >>> Cpr.parse("290204–5678", today=date(2026, 3, 1))
    Cpr()
    """

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, *, today: date) -> "Cpr":
        """Read a number as people write it: with a hyphen, a dash or spaces, or without; other scripts' digits too.

        Raises:
            CprRefused: it has not ten digits, or no child living today is born on its day.

        """
        found = _TEN_DIGITS.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if found is None:
            raise _refused("a CPR number has ten digits", "et CPR-nummer har ti cifre")
        number = cls("".join(str(unicodedata.decimal(digit)) for digit in "".join(found.groups())))
        if not number._can_be_somebodys(today):
            raise _refused("no living person has that date of birth", "den fødselsdato kan ingen nulevende have")
        return number

    @property
    def is_replacement(self) -> bool:
        """Whether it stands in for a number that is not known (yet): the day has 60 added."""
        return int(self.digits[:2]) > _REPLACEMENT

    @property
    def birth_day(self) -> int:
        """The day of the month, 1-31: all of the date that leaves the vault, for allocation by the day of birth.

        >>> Cpr.parse("711226-1234", today=date(2026, 3, 1)).birth_day
        11
        """
        return int(self.digits[:2]) - _REPLACEMENT * self.is_replacement

    @property
    def birth_month(self) -> date | None:
        """The first day of the month of birth: enough for an age. A replacement number does not tell it.

        >>> Cpr.parse("311215-4321", today=date(2026, 3, 1)).birth_month
        datetime.date(2015, 12, 1)
        """
        if self.is_replacement:
            return None
        return date(_year(int(self.digits[4:6]), int(self.digits[6])), int(self.digits[2:4]), 1)

    def _can_be_somebodys(self, today: date) -> bool:
        month = int(self.digits[2:4])
        # A replacement number's later digits are the issuer's own, so nothing but its day and month can be held to.
        year = _LEAP if self.is_replacement else _year(int(self.digits[4:6]), int(self.digits[6]))
        if not _is_day(self.birth_day, month, year):
            return False
        is_past = today.year - year <= _OLDEST_YEARS and date(year, month, self.birth_day) <= today
        return self.is_replacement or is_past


def looks_like_cpr(text: str) -> bool:
    """Whether ten digits in a text, with or without separators, start with a day and a month.

    A machine's key (a UUID, a hash in hexadecimal) is left alone: one in some thousands would be struck.

    >>> looks_like_cpr("barn 010190-1234"), looks_like_cpr("311299 1234"), looks_like_cpr("/sag/610190%2D1234")
    (True, True, True)
    >>> looks_like_cpr("10009138"), looks_like_cpr("3113991234"), looks_like_cpr("2014-07-18T00:00:00")
    (False, False, False)
    >>> looks_like_cpr("ab101234-5678-4abc-8def-0123456789ab")
    False
    """
    return any(_is_number(found) for found in _FOUND.finditer(text))


def masked(text: str) -> str:
    """Return a text with every number that looks like one struck out.

    >>> masked("barn 010190-1234 og 010191 1234, sag 2026-0412")
    'barn (CPR-lignende) og (CPR-lignende), sag 2026-0412'
    """
    return _FOUND.sub(lambda found: MASK if _is_number(found) else found[0], text)


def mask_record(record: logging.LogRecord) -> bool:
    """Logging filter: strike every number out of a record's message, as a second wall behind those that refuse it.

    >>> record = logging.LogRecord("serve", logging.INFO, "", 0, "barn %s", ("010190-1234",), None)
    >>> mask_record(record), record.getMessage()
    (True, 'barn (CPR-lignende)')
    """
    record.msg, record.args = masked(record.getMessage()), ()
    return True


def _is_number(found: Match[str]) -> bool:
    return found["opaque"] is None and _is_birthday(int(found["day"]), int(found["month"]))


def _is_birthday(day: int, month: int) -> bool:
    return _is_day(day - _REPLACEMENT if day > _REPLACEMENT else day, month, _LEAP)


def _is_day(day: int, month: int, year: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _year(two_digits: int, seventh: int) -> int:
    """Return the year of birth of a number's fifth and sixth digit, by its seventh.

    >>> [_year(36, 4), _year(37, 4), _year(57, 5), _year(58, 5), _year(99, 3), _year(14, 9)]
    [2036, 1937, 2057, 1858, 1999, 2014]
    """
    if seventh <= 3:
        return 1900 + two_digits
    if seventh in {4, 9}:
        return (2000 if two_digits <= 36 else 1900) + two_digits
    return (2000 if two_digits <= 57 else 1800) + two_digits


def _refused(english: str, danish: str) -> CprRefused:
    return CprRefused(
        english=f"this cannot be a CPR number: {english}. The number itself is not repeated",
        danish=f"det kan ikke være et CPR-nummer: {danish}. Selve nummeret gentages ikke",
    )
