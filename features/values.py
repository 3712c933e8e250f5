"""What does one cell of an export, or one JSON value, say of a fact? Without pandas: the server asks it too.

Refusals say what was expected, never what stood there.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from features.days import parse_day
from features.scheme import LEVELS, Fact, Kind
from sagstyngde.case import FactValue
from sagstyngde.errors import CaseRefused

LONGEST_TEXT = 100
MOST_CHOICES = 100
LARGEST_NUMBER = 1e12
"""No count, amount or number of hours in casework comes near it; a larger one is another column's value."""

_POINT = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOT_ASSESSED = "ikke vurderet"
_TRUE = frozenset({"ja", "j", "true", "sand", "yes", "y", "1", "1.0"})
_FALSE = frozenset({"nej", "n", "false", "falsk", "no", "0", "0.0"})


def parse_value(fact: Fact, raw: str, *, decimal_comma: bool, zone: tzinfo | None = None) -> FactValue | None:
    """Read a fact from a cell's text; ``None`` where the cell is empty or says *ikke vurderet*.

    >>> theme = Fact(name="kommunikation", kind=Kind.LEVEL, column="kommunikation", label="Kommunikation")
    >>> parse_value(theme, "Svær", decimal_comma=False), parse_value(theme, "ikke vurderet", decimal_comma=False)
    (3, None)

    Raises:
        CaseRefused: the text cannot be a value of this fact; ``field`` is the fact's name.

    """
    text = tidy(raw)
    if not text:
        return None
    if fact.kind is Kind.DATE:
        return _day(fact, text, zone)
    if fact.kind in {Kind.COUNT, Kind.NUMBER}:
        return _bounded(fact, parse_number(text, decimal_comma=decimal_comma))
    return _READ[fact.kind](fact, text)


def parse_choices(fact: Fact, parts: Sequence[str]) -> FactValue | None:
    """Read several choices that are already apart; ``None`` where all parts are empty.

    Raises:
        CaseRefused: a part is no option of this fact.

    """
    options = frozenset(_option(fact, text) for part in parts if (text := tidy(part)))
    return options or None


def check_value(fact: Fact, value: object) -> FactValue | None:
    """Check a value that JSON has typed, strictly: no text for a number, no ``true`` for 1. ``None`` = not known.

    An empty list of choices is an answer (*none of them*), unlike an empty cell.

    >>> check_value(Fact(name="tolk", kind=Kind.FLAG, column="tolk", label="Tolk"), True)
    True

    Raises:
        CaseRefused: the value is none this fact can have; ``field`` is the fact's name.

    """
    match value:
        case None:
            return None
        case bool() if fact.kind is Kind.FLAG:
            return value
        case int() | float() if fact.kind in _NUMERIC and type(value) in _NUMERIC[fact.kind]:
            number = _finite(value)
            return _level(fact, number) if fact.kind is Kind.LEVEL else _bounded(fact, number)
        case str() if fact.kind in {Kind.DATE, Kind.CHOICE}:
            return _text_value(fact, value)
        case list() if fact.kind is Kind.CHOICES and len(value) <= MOST_CHOICES:
            return frozenset(_option(fact, tidy(part) if isinstance(part, str) else "") for part in value)
    raise _refused(fact)


def tidy(text: str) -> str:
    """Return a text in composed form (NFC) without blanks around it: an å is one å, however it was typed."""
    return unicodedata.normalize("NFC", text).strip()


def is_plain_text(text: str) -> bool:
    """Whether a text is short and printable: no control characters, no lone surrogates, no direction marks."""
    return 0 < len(text) <= LONGEST_TEXT and text.isprintable()


def parse_number(text: str, *, decimal_comma: bool) -> float | None:
    """Return a number written with a decimal point, or with a decimal comma and points between thousands.

    >>> parse_number("1.234,5", decimal_comma=True), parse_number("1234.5", decimal_comma=False)
    (1234.5, 1234.5)
    >>> parse_number("3,5", decimal_comma=False) is None
    True
    """
    if not (_COMMA if decimal_comma else _POINT).fullmatch(text):
        return None
    number = float(text.replace(".", "").replace(",", ".") if decimal_comma else text)
    return number if abs(number) <= LARGEST_NUMBER else None


_NUMERIC: Mapping[Kind, tuple[type, ...]] = {Kind.LEVEL: (int,), Kind.COUNT: (int,), Kind.NUMBER: (int, float)}


def _text_value(fact: Fact, text: str) -> FactValue:
    if fact.kind is Kind.CHOICE:
        return _option(fact, tidy(text))
    if not _ISO_DAY.fullmatch(text):
        raise _refused(fact)
    return _day(fact, text, None)


def _finite(value: float) -> float | None:
    # Compared before it is made a float: a whole number in JSON can be longer than any float.
    return float(value) if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else None


def _level_text(fact: Fact, text: str) -> int | None:
    name = text.casefold()
    if name == _NOT_ASSESSED:
        return None
    return LEVELS.index(name) if name in LEVELS else _level(fact, parse_number(text, decimal_comma=False))


def _level(fact: Fact, number: float | None) -> int:
    if number is None or number not in range(len(LEVELS)):
        raise _refused(fact)
    return int(number)


def _flag(fact: Fact, text: str) -> bool:
    word = text.casefold()
    if word not in _TRUE | _FALSE:
        raise _refused(fact)
    return word in _TRUE


def _bounded(fact: Fact, number: float | None) -> int | float:
    is_count = fact.kind is Kind.COUNT
    low = max(0.0, fact.minimum or 0.0) if is_count else fact.minimum
    if number is None or (is_count and not number.is_integer()):
        raise _refused(fact)
    if not (-math.inf if low is None else low) <= number <= (math.inf if fact.maximum is None else fact.maximum):
        raise _refused(fact)
    return int(number) if is_count else number


def _day(fact: Fact, text: str, zone: tzinfo | None) -> FactValue:
    day = parse_day(text, zone)
    if day is None:
        raise _refused(fact)
    return day


def _option(fact: Fact, text: str) -> str:
    if not is_plain_text(text):
        raise _refused(fact)
    if not fact.options:
        return text
    for code in fact.options:
        if tidy(code).casefold() == text.casefold():
            return code
    raise _refused(fact)


_READ: Mapping[Kind, Callable[[Fact, str], FactValue | None]] = {
    Kind.LEVEL: _level_text,
    Kind.FLAG: _flag,
    Kind.CHOICE: _option,
    Kind.CHOICES: lambda fact, text: parse_choices(fact, text.split(fact.separator)),
}

_EXPECTED = {
    Kind.LEVEL: (
        "a level 0-4, its Danish name or 'ikke vurderet' is expected",
        "der ventes et funktionsevneniveau 0-4, dets navn eller »ikke vurderet«",
    ),
    Kind.FLAG: ("yes or no is expected (ja/nej, true/false, 1/0)", "der ventes ja eller nej (ja/nej, true/false, 1/0)"),
    Kind.COUNT: ("a whole number, zero or more, is expected", "der ventes et helt tal, nul eller derover"),
    Kind.NUMBER: ("a number is expected", "der ventes et tal"),
    Kind.DATE: ("a date is expected (2026-03-31)", "der ventes en dato (2026-03-31 eller 31-03-2026)"),
    Kind.CHOICE: ("one option is expected", "der ventes én valgmulighed"),
    Kind.CHOICES: ("a list of options is expected", "der ventes en liste af valgmuligheder"),
}


def _refused(fact: Fact) -> CaseRefused:
    english, danish = _EXPECTED[fact.kind]
    limits_english, limits_danish = _limits(fact)
    return CaseRefused(
        field=fact.name,
        english=f"{fact.name}: {english}{limits_english}",
        danish=f"{fact.label}: {danish}{limits_danish}",
    )


def _limits(fact: Fact) -> tuple[str, str]:
    """Say in both languages what else the scheme asks of the fact."""
    if fact.has_options:
        if not fact.options:
            most = LONGEST_TEXT
            return f", each printable and at most {most} characters", f", hver læselig og højst {most} tegn"
        return (f" ({', '.join(fact.options)})",) * 2
    low = "" if fact.minimum is None else f" ≥ {fact.minimum:g}"
    high = "" if fact.maximum is None else f" ≤ {fact.maximum:g}"
    return (low + high,) * 2
