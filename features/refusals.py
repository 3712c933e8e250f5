"""Why was a row not taken? File, row, column, the class of the value and a reason. Never the value itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from features.days import parse_day
from features.values import LONGEST_TEXT, parse_number
from sagstyngde.errors import Language

T = TypeVar("T")


class ValueClass(StrEnum):
    """What kind of thing stood in a cell: enough to find the mistake, too little to know a person."""

    EMPTY = "empty"
    WHOLE_NUMBER = "whole_number"
    DECIMAL_NUMBER = "decimal_number"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"

    def label(self, language: Language) -> str:
        """Return the class in the reader's language."""
        return _DANISH_CLASS[self] if language is Language.DANISH else self.value.replace("_", " ")


_DANISH_CLASS = {
    ValueClass.EMPTY: "tom",
    ValueClass.WHOLE_NUMBER: "helt tal",
    ValueClass.DECIMAL_NUMBER: "kommatal",
    ValueClass.DATE: "dato",
    ValueClass.TEXT: "tekst",
    ValueClass.LONG_TEXT: "lang tekst",
}


class Reason(NamedTuple):
    """A reason in both languages."""

    danish: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One row that was not taken. ``column`` is empty where the whole row is at fault."""

    file: str
    row: int
    column: str
    value_class: ValueClass
    reason_da: str
    reason_en: str

    def reason(self, language: Language) -> str:
        """Return the reason in the reader's language."""
        return self.reason_da if language is Language.DANISH else self.reason_en


def refusal(file: str, row: int, column: str, reason: Reason, *, text: str = "") -> Refusal:
    """Note a refused row; of the cell's text only its class is kept."""
    return Refusal(
        file=file,
        row=row,
        column=column,
        value_class=value_class(text),
        reason_da=reason.danish,
        reason_en=reason.english,
    )


def value_class(text: str) -> ValueClass:
    """Tell the class of a cell's text.

    >>> value_class("2026-03-31").value, value_class("1.234,5").value, value_class("").value
    ('date', 'decimal_number', 'empty')
    """
    if not text:
        return ValueClass.EMPTY
    if text.lstrip("+-").isdecimal():
        return ValueClass.WHOLE_NUMBER
    if any(parse_number(text, decimal_comma=comma) is not None for comma in (False, True)):
        return ValueClass.DECIMAL_NUMBER
    if parse_day(text) is not None:
        return ValueClass.DATE
    return ValueClass.TEXT if len(text) <= LONGEST_TEXT else ValueClass.LONG_TEXT


@dataclass(frozen=True, slots=True)
class Sifted(Generic[T]):
    """What was kept, and what was refused and why."""

    kept: tuple[T, ...]
    refusals: tuple[Refusal, ...]


def sift(items: Iterable[T], fault: Callable[[T], Refusal | None]) -> Sifted[T]:
    """Part what has no fault from what has one."""
    kept, refusals = [], []
    for item in items:
        if (found := fault(item)) is None:
            kept.append(item)
        else:
            refusals.append(found)
    return Sifted(tuple(kept), tuple(refusals))


def all_refusals(*parts: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """Join refusals in the order of file and row."""
    joined = (item for part in parts for item in part)
    return tuple(sorted(joined, key=lambda item: (item.file, item.row, item.column)))
