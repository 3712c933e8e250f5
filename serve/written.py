"""How are numbers, days and lists written on the page that is being made? As Danes write them, or as the British do."""

from collections.abc import Sequence
from datetime import date, datetime

from sagstyngde import danish
from sagstyngde.danish import MINUS, NO_BREAK
from serve.language import is_english, ngettext

first = danish.first
inside = danish.inside
_TURNED = str.maketrans(",.", ".,")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_IN_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number(value: float, decimals: int = 0) -> str:
    """Write a number.

    >>> number(1234.56, 1), number(-0.04, 1)
    ('1.234,6', '0,0')
    """
    return _turned(danish.number(value, decimals))


def amount(value: float) -> str:
    """Write a number that is whole as whole, any other with one decimal."""
    return _turned(danish.amount(value))


def signed(value: float, decimals: int = 1) -> str:
    """Write a number with its sign, plus included; what rounds to nothing has none."""
    return _turned(danish.signed(value, decimals))


def hours(value: float) -> str:
    """Write hours: whole, but under ten with one decimal where there is one."""
    return _turned(danish.hours(value))


def percent(share: float) -> str:
    """Write a share as whole per cent; English has no space before the sign."""
    text = _turned(danish.percent(share))
    return text.replace(NO_BREAK, "") if is_english() else text


def day(value: date) -> str:
    """Write a day, its month in short."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]} {value.year}" if is_english() else danish.day(value)


def whole_day(value: date) -> str:
    """Write a day, its month in full."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if is_english() else danish.whole_day(value)


def day_of_year(value: date) -> str:
    """Write a day where the year is told elsewhere.

    >>> day_of_year(date(2026, 11, 3))
    '3. nov'
    """
    return f"{value.day}{'' if is_english() else '.'} {short_month(value.month)}"


def clock(value: datetime) -> str:
    """Write the time of a day, to the minute.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 5, 12, 9, 5, tzinfo=UTC))
    '09.05'
    """
    return value.strftime("%H:%M" if is_english() else "%H.%M")


def month(place: int) -> str:
    """Name a month of the year, 1-12.

    >>> month(1)
    'januar'
    """
    return (_MONTHS if is_english() else danish.MONTHS)[place - 1]


def short_month(place: int) -> str:
    """Name a month of the year as a chart has room for it, 1-12.

    >>> short_month(10)
    'okt'
    """
    return _MONTHS[place - 1][:3] if is_english() else danish.SHORT_MONTHS[place - 1]


def count(number_of: int, one: str, many: str) -> str:
    """Write a count with the right form of its noun; one and many are texts of the catalogue.

    >>> count(1, "sag", "sager"), count(1200, "sag", "sager")
    ('1 sag', '1.200 sager')
    """
    return f"{number(number_of)} {ngettext(one, many, number_of)}"


def listing(parts: Sequence[str]) -> str:
    """Join words as a sentence does."""
    if not is_english():
        return danish.listing(parts)
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def in_words(value: float) -> str:
    """Write a small whole number as a word, as a sentence does."""
    if not is_english():
        return danish.in_words(value)
    is_small = float(value).is_integer() and 0 <= value < len(_IN_WORDS)
    return _IN_WORDS[int(value)] if is_small else amount(value)


def period(months: int) -> str:
    """Name a case's first months."""
    if not is_english():
        return danish.period(months)
    return "in the first year" if months == 12 else f"in the first {months} months"


def _turned(text: str) -> str:
    """Turn the decimal comma and the points between thousands round, for an English page."""
    return text.translate(_TURNED) if is_english() else text


__all__ = [
    "MINUS", "NO_BREAK", "amount", "clock", "count", "day", "day_of_year", "first", "hours", "in_words", "inside",
    "listing", "month", "number", "percent", "period", "short_month", "signed", "whole_day",
]  # fmt: skip
