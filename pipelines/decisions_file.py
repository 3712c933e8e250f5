"""Which decisions did a municipality make? ``decisions.csv`` read row by row; a row that cannot be right is refused.

Columns that are not asked for are left alone: a municipality's own export may hold more. Every refused row is told with
its row, column, class of value and reason, and no value is repeated.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from features.csv_text import CsvText, read_csv_text
from features.days import parse_day
from features.refusals import Reason, Refusal, Sifted, refusal
from features.rows import repeated
from features.tables import Row, is_amount, uses_decimal_comma
from features.values import is_plain_text, parse_number
from mandate.decided import Decided
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.decision import Amount, AppealResult, Level, Outcome, Unit
from sagstyngde.errors import InputRefused
from sagstyngde.provision import Provision

COLUMNS = (
    "decision_id", "case_id", "team", "provision", "applied_on", "decided_on", "level", "outcome", "amount", "unit",
    "appeal",
)  # fmt: skip
LONGEST_DAYS = 10 * 365
"""An application that waited longer is another column's date, or a typing mistake."""

_AMOUNT = frozenset({"amount"})
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")

T = TypeVar("T", bound=StrEnum)

_REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "missing": Reason("cellen er tom; udfyld den", "the cell is empty; fill it in"),
        "text": Reason("er for lang eller har ulæselige tegn", "is too long or holds unprintable characters"),
        "provision": Reason(
            "der ventes en bestemmelse som BL § 90 nr. 3, med ét mellemrum mellem leddene",
            "a provision such as BL § 90 nr. 3 is expected, with one space between the parts",
        ),
        "date": Reason("der ventes en dato (2026-03-31 eller 31-03-2026)", "a date is expected (2026-03-31)"),
        "order": Reason("afgørelsen ligger før ansøgningen", "the decision lies before the application"),
        "long": Reason("der er over ti år fra ansøgning til afgørelse", "over ten years from application to decision"),
        "future": Reason("datoen ligger i fremtiden", "the date lies in the future"),
        "amount": Reason("der ventes et beløb eller antal, nul eller derover", "an amount of zero or more is expected"),
        "ambiguous": Reason(
            "60.000 kan være både tres og tres tusind; skriv tal uden punktum mellem tusinder",
            "60.000 may be sixty or sixty thousand; write numbers without points between thousands",
        ),
        "unit_missing": Reason("beløbet står uden enhed", "the amount has no unit"),
        "twice": Reason("samme decision_id står på flere rækker", "the same decision_id stands on several rows"),
    }
)


class _Refused(Exception):
    """A cell cannot be read; caught where the row is."""

    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__()
        self.column, self.reason = column, reason


def read_decisions(path: Path, *, on: date) -> Sifted[Decided]:
    """Read decisions; what lies after ``on`` is refused.

    Raises:
        InputRefused: the file is missing or unreadable, lacks a column, or holds what looks like a CPR number.

    """
    text = read_csv_text(path, frozenset(COLUMNS))
    _check_header(path.name, text.header)
    rows, refusals = _rows(path.name, text)
    _refuse_cpr(path.name, rows)
    comma = _uses_comma(rows)
    twice = repeated(row.text("decision_id") for row in rows)
    kept: list[Decided] = []
    for row in rows:
        try:
            kept.append(_decided(row, on=on, comma=comma, twice=twice))
        except _Refused as error:
            found = row.text(error.column)
            refusals.append(refusal(path.name, row.number, error.column, error.reason, text=found))
    return Sifted(tuple(kept), tuple(sorted(refusals, key=lambda one: one.row)))


def _uses_comma(rows: Sequence[Row]) -> bool | None:
    """Whether amounts have a decimal comma; ``None`` where 60.000 may be sixty or sixty thousand.

    Only an amount with decimals other than three, or with several points, tells which.
    """
    if uses_decimal_comma(rows, _AMOUNT):
        return True
    told = {row.text("amount") for row in rows}
    is_point = any("." in text and parse_number(text, decimal_comma=True) is None for text in told)
    return False if is_point or not any(map(_THOUSANDS.fullmatch, told)) else None


def _check_header(file: str, header: Sequence[str]) -> None:
    for column in COLUMNS:
        if header.count(column) != 1:
            english, danish = ("stands twice", "står to gange") if column in header else ("is missing", "mangler")
            raise InputRefused(
                english=f"{file}: the column {column} {english}; the columns are {', '.join(COLUMNS)}",
                danish=f"{file}: kolonnen {column} {danish}; kolonnerne er {', '.join(COLUMNS)}",
            )


def _rows(file: str, text: CsvText) -> tuple[list[Row], list[Refusal]]:
    sources = [text.header.index(column) for column in COLUMNS]
    places = {column: place for place, column in enumerate(COLUMNS)}
    rows, refusals = [], []
    for number, record in text.records:
        if len(record) == len(text.header):
            rows.append(Row(number, tuple(record[source] for source in sources), places))
        else:
            expected, found = len(text.header), len(record)
            reason = Reason(f"rækken har {found} felter, overskriften {expected}", f"{found} cells, not {expected}")
            refusals.append(refusal(file, number, "", reason))
    return rows, refusals


def _refuse_cpr(file: str, rows: Sequence[Row]) -> None:
    """Stop at the first CPR number: such a file should not have been handed over, and nothing of it is kept."""
    for row in rows:
        for column in COLUMNS:
            text = row.text(column)
            if looks_like_cpr(text) and not is_amount(text, column == "amount"):
                raise InputRefused(
                    english=f"{file}, row {row.number}, column {column}: holds what looks like a CPR number; replace "
                    "it by another key in the export. Nothing was read",
                    danish=f"{file}, række {row.number}, kolonne {column}: indeholder, hvad der ligner et CPR-nummer; "
                    "erstat det med en anden nøgle i udtrækket. Intet er læst ind",
                )


def _decided(row: Row, *, on: date, comma: bool | None, twice: frozenset[str]) -> Decided:
    for column in ("decision_id", "case_id", "team"):
        _needed(row, column)
    if row.text("decision_id") in twice:
        raise _Refused("decision_id", _REASONS["twice"])
    applied_on, decided_on = _days(row, on)
    return Decided(
        team=row.text("team"),
        provision=_provision(row),
        applied_on=applied_on,
        decided_on=decided_on,
        level=_option(row, "level", Level),
        outcome=_option(row, "outcome", Outcome),
        amount=_amount(row, comma=comma),
        appeal=_option(row, "appeal", AppealResult) if row.text("appeal") else None,
    )


def _needed(row: Row, column: str) -> str:
    text = row.text(column)
    if not text:
        raise _Refused(column, _REASONS["missing"])
    if not is_plain_text(text):
        raise _Refused(column, _REASONS["text"])
    return text


def _days(row: Row, on: date) -> tuple[date, date]:
    applied_on, decided_on = (_day(row, column) for column in ("applied_on", "decided_on"))
    faults: Mapping[str, Callable[[], bool]] = {
        "order": lambda: decided_on < applied_on,
        "future": lambda: decided_on > on,
        "long": lambda: (decided_on - applied_on).days > LONGEST_DAYS,
    }
    for name, is_so in faults.items():
        if is_so():
            raise _Refused("decided_on", _REASONS[name])
    return applied_on, decided_on


def _day(row: Row, column: str) -> date:
    day = parse_day(_needed(row, column))
    if day is None:
        raise _Refused(column, _REASONS["date"])
    return day


def _provision(row: Row) -> Provision:
    try:
        return Provision.parse(_needed(row, "provision"))
    except ValueError:
        raise _Refused("provision", _REASONS["provision"]) from None


def _option(row: Row, column: str, options: type[T]) -> T:
    try:
        return options(_needed(row, column))
    except ValueError:
        codes = ", ".join(options)
        raise _Refused(column, Reason(f"er ingen af koderne {codes}", f"is none of the codes {codes}")) from None


def _amount(row: Row, *, comma: bool | None) -> Amount | None:
    """Return how much; a unit without an amount says nothing, an amount without a unit cannot be told."""
    text = row.text("amount")
    if not text:
        return None
    if comma is None and _THOUSANDS.fullmatch(text):
        raise _Refused("amount", _REASONS["ambiguous"])
    value = parse_number(text, decimal_comma=bool(comma))
    if value is None or value < 0.0:
        raise _Refused("amount", _REASONS["amount"])
    if not row.text("unit"):
        raise _Refused("unit", _REASONS["unit_missing"])
    return Amount(value=value, unit=_option(row, "unit", Unit))
