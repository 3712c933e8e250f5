"""How is a text kept a text when a spreadsheet opens the file, and read back as it was?

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is run as a formula (OWASP, *CSV injection*). An apostrophe before
it makes it text; what reads the file takes the apostrophe off again. Numbers are left alone.
"""

from features.values import parse_number

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet runs.

    >>> guarded("=HYPERLINK(1)"), guarded("-5.0"), guarded("- ikke oplyst")
    ("'=HYPERLINK(1)", '-5.0', "'- ikke oplyst")
    """
    return f"'{text}" if _is_run(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """Return what a guarded cell said.

    >>> unguarded("'=HYPERLINK(1)"), unguarded("'s-Gravenhage")
    ('=HYPERLINK(1)', "'s-Gravenhage")
    """
    return text[1:] if text.startswith("'") and _is_run(text.lstrip("'")) else text


def _is_run(text: str) -> bool:
    return text.startswith(_STARTS) and parse_number(text, decimal_comma=False) is None
