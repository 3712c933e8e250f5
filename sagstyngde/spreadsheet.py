"""How is a table handed to a spreadsheet? Semicolons and CRLF, and no cell that would be taken for a formula."""

import csv
from collections.abc import Iterable
from io import StringIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    r"""Write a table as Danish Excel opens it; a text that would be run as a formula is made text again.

    >>> spreadsheet(("navn", "point"), [("=HYPERLINK(1)", "-1,5")])
    "navn;point\r\n'=HYPERLINK(1);-1,5\r\n"
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows((_harmless(cell) for cell in row) for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    is_number = cell.replace(",", ".").replace("e-", "").lstrip("-").replace(".", "").isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell
