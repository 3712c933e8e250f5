"""How is TOML read that anybody may have sent? Within bounds, and every way it can fail is one error.

Python's reader takes its time over a key of many parts, leaves the stack where tables nest without end, and reads whole
numbers that nothing afterwards can write again.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from sagstyngde.errors import Fault

MOST_POINTS = 60
"""In a line. A dotted key of 20,000 parts keeps Python's reader busy for 9 seconds, and nothing of ours needs one."""
LARGEST_WHOLE = 2**63 - 1
"""TOML 1.0 asks for no more, and that more is refused."""


_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_REASONS = {
    "Invalid value": "værdien kan ikke læses; tekst står mellem lige anførselstegn",
    "Invalid date": "dagen findes ikke",
    "Invalid initial": "nøglens navn har andet end a-z, 0-9, _ og -",
    "Invalid statement": "linjen er hverken en nøgle, en tabel eller en kommentar",
    "Expected newline": "der står mere efter værdien; decimaler skrives med punktum",
    "Expected '='": "der mangler et = efter nøglen",
    "Expected ']'": "der mangler ] efter tabellens navn",
    "Expected ']]'": "der mangler ]] efter tabellens navn",
    "Cannot overwrite": "nøglen står to gange",
    "Cannot declare": "tabellen står to gange",
    "Illegal character": "tegnet kan ikke stå her, eller der mangler et anførselstegn",
    "Found invalid": "tegnet kan ikke stå her",
    "Unterminated": "der mangler et anførselstegn",
    "Unclosed": "der mangler en parentes",
    "Unescaped": "\\ i en tekst skrives \\\\",
}
"""By how Python's reader begins to say it. Its own words can repeat what was written, and are English."""


class NotToml(ValueError):
    """A text is not TOML, or not such as anybody needs; ``fault`` says so, and stands in for it in the reader's own."""

    def __init__(self, *, english: str, danish: str) -> None:
        super().__init__(english)
        self.fault = Fault(english=english, danish=danish)


def parse_toml(text: str, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read a TOML text; ``parse_float`` makes what it likes of a number with a point.

    >>> parse_toml("a = 1")
    {'a': 1}
    >>> parse_toml("a.b = 0xffffffffffffffff")
    Traceback (most recent call last):
    ...
    sagstyngde.toml_text.NotToml: is not valid TOML: a number is too long

    Raises:
        NotToml: it is none, or goes beyond the bounds.

    """
    _check_letters(text)
    try:
        table = tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(str(error), _in_danish(str(error))) from error
    except RecursionError as error:
        raise _invalid("it nests too deep", "det er indlejret for dybt") from error
    except ValueError as error:
        # Python reads no whole number of more than 4,300 figures.
        raise _number_too_long() from error
    if any(type(value) is int and abs(value) > LARGEST_WHOLE for value in _values(table)):
        raise _number_too_long()
    return table


def _check_letters(text: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotToml(english="is not Unicode text", danish="er ikke Unicode-tekst")
    lines = enumerate(text.split("\n"), start=1)
    if dotted := next((number for number, line in lines if line.count(".") > MOST_POINTS), None):
        raise NotToml(
            english=f"line {dotted} has more than {MOST_POINTS} points",
            danish=f"linje {dotted} har mere end {MOST_POINTS} punktummer",
        )


def _values(table: dict[str, Any]) -> Iterator[Any]:
    """Yield all that stands in a table, however deep: without calling itself, since depth is the sender's choice."""
    waiting: list[Any] = [table]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        else:
            yield value


def _invalid(english: str, danish: str) -> NotToml:
    return NotToml(english=f"is not valid TOML: {english}", danish=f"er ikke gyldig TOML: {danish}")


def _in_danish(reason: str) -> str:
    """Say why and where Python's reader stopped.

    >>> _in_danish("Invalid date or datetime (at line 44, column 13)")
    'linje 44, tegn 13: dagen findes ikke'
    >>> _in_danish("Something new (at end of document)")
    'i slutningen af teksten'
    """
    place = _PLACE.search(reason)
    line, column = place.groups() if place else (None, None)
    where = "i slutningen af teksten" if line is None else f"linje {line}, tegn {column}"
    known = max((start for start in _REASONS if reason.startswith(start)), key=len, default=None)
    return where if known is None else f"{where}: {_REASONS[known]}"


def _number_too_long() -> NotToml:
    return _invalid("a number is too long", "et tal er for langt")
