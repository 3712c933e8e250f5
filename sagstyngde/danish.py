"""How are numbers, days and lists written in Danish?"""

from collections.abc import Sequence
from datetime import date

MINUS = "\u2212"
NO_BREAK = "\u00a0"
_IN_WORDS = ("nul", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
_COMMA_FOR_POINT = str.maketrans(",.", ".,")
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")
SHORT_MONTHS = tuple(month.removesuffix(".") for month in _MONTHS)
"""As a chart has them: without points."""


def number(value: float, decimals: int = 0) -> str:
    """Write a number with a decimal comma and points between the thousands.

    >>> number(1234.56, 1), number(-0.04, 1), number(38.4)
    ('1.234,6', '0,0', '38')
    """
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".translate(_COMMA_FOR_POINT)
    return f"{MINUS}{text}" if rounded < 0 else text


def amount(value: float) -> str:
    """Write a number that is whole as whole, any other with one decimal.

    >>> amount(4.0), amount(14.06)
    ('4', '14,1')
    """
    return number(value, 0 if float(value).is_integer() else 1)


def signed(value: float, decimals: int = 1) -> str:
    """Write a number with its sign, plus included; what rounds to nothing has none.

    >>> signed(7.5), signed(-6), signed(-0.01)
    ('+7,5', '−6,0', '0,0')
    """
    text = number(abs(round(value, decimals)), decimals)
    if round(value, decimals) == 0.0:
        return text
    return f"{MINUS if value < 0.0 else '+'}{text}"


def percent(share: float) -> str:
    r"""Write a share as whole per cent.

    >>> percent(0.876)
    '88\xa0%'
    """
    return f"{number(100 * share)}{NO_BREAK}%"


def day(value: date) -> str:
    """Write a day.

    >>> day(date(2026, 11, 3))
    '3. nov. 2026'
    """
    return f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"


def whole_day(value: date) -> str:
    """Write a day as a letter does, its month in full.

    >>> whole_day(date(2026, 5, 12))
    '12. maj 2026'
    """
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def listing(parts: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> listing(["PPR", "skole", "sygehus"])
    'PPR, skole og sygehus'
    """
    return " og ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def count(number_of: int, one: str, many: str) -> str:
    """Write a count with the right form of its noun.

    >>> count(1, "sag", "sager"), count(1200, "sag", "sager")
    ('1 sag', '1.200 sager')
    """
    return f"{number(number_of)} {one if number_of == 1 else many}"


def days_ahead(days: int) -> str:
    """Say when a day to come is.

    >>> days_ahead(0), days_ahead(1), days_ahead(12)
    ('i dag', 'i morgen', 'om 12 dage')
    """
    return ("i dag", "i morgen")[days] if days < 2 else f"om {number(days)} dage"


def in_words(value: float) -> str:
    """Write a small whole number as a word, as a sentence does.

    >>> in_words(5), in_words(13), in_words(2.5)
    ('fem', '13', '2,5')
    """
    is_small = float(value).is_integer() and 0 <= value < len(_IN_WORDS)
    return _IN_WORDS[int(value)] if is_small else amount(value)


def inside(text: str) -> str:
    """Write a label as it stands inside a sentence; an abbreviation keeps its capitals.

    >>> inside("Behov for tolk"), inside("PPR"), inside("BL § 86")
    ('behov for tolk', 'PPR', 'BL § 86')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def first(text: str) -> str:
    """Write a phrase as it begins a sentence.

    >>> first("fem samarbejdspartnere")
    'Fem samarbejdspartnere'
    """
    return text[:1].upper() + text[1:]


def hours(value: float) -> str:
    """Write hours: whole, but under ten with one decimal where there is one.

    >>> hours(38.4), hours(1.5), hours(2.0)
    ('38', '1,5', '2')
    """
    return number(value, 0 if value >= 9.95 or round(value, 1).is_integer() else 1)


def period(months: int) -> str:
    """Name a case's first months.

    >>> period(12), period(6)
    ('det første år', 'de første 6 måneder')
    """
    return "det første år" if months == 12 else f"de første {months} måneder"
