"""How is a row read, cell by cell, and what of it is kept? The rules every table shares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from features.days import parse_day
from features.refusals import Reason, Refusal, Sifted, refusal
from features.scheme import Fact, Kind, Scheme
from features.tables import Row, Table
from features.values import is_plain_text, parse_choices, parse_number, parse_value
from sagstyngde.access import Sensitivity, kle_of
from sagstyngde.case import FactValue, SiblingRule
from sagstyngde.errors import CaseRefused

T = TypeVar("T")

NUMERIC_KINDS = frozenset({Kind.LEVEL, Kind.COUNT, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one table. Every method raises ``CaseRefused`` with the column as its field."""

    table: Table
    zone: tzinfo

    @classmethod
    def of(cls, scheme: Scheme, table: Table) -> "Reader":
        """Read a table in the scheme's time zone."""
        return cls(table, ZoneInfo(scheme.time_zone))

    def read(self, make: Callable[[Row], T]) -> Sifted[tuple[Row, T]]:
        """Make something of every row; a row with an unreadable cell is refused, never dropped in silence."""
        kept: list[tuple[Row, T]] = []
        refusals = list(self.table.refusals)
        for row in self.table.rows:
            try:
                kept.append((row, make(row)))
            except CaseRefused as error:
                reason = Reason(danish=error.danish, english=error.english)
                refusals.append(self.refuse(row, error.field, reason))
        return Sifted(tuple(kept), tuple(refusals))

    def refuse(self, row: Row, column: str, reason: Reason) -> Refusal:
        """Note a refused row."""
        return refusal(self.table.file, row.number, column, reason, text=row.text(column))

    def name(self, row: Row, column: str) -> str:
        """Return an id or a name that must be there."""
        text = self.optional_name(row, column)
        if text is None:
            raise _unreadable(column, "is missing", "mangler")
        return text

    def optional_name(self, row: Row, column: str | None) -> str | None:
        """Return an id or a name, ``None`` where the cell is empty or the export has no such column."""
        if column is None or not (text := row.text(column)):
            return None
        if not is_plain_text(text):
            raise _unreadable(
                column, "is too long or holds unprintable characters", "er for lang eller har ulæselige tegn"
            )
        return text

    def names(self, row: Row, column: str | None) -> frozenset[str]:
        """Return several names separated by semicolons; none where the cell is empty or there is no such column."""
        text = self.optional_name(row, column)
        return frozenset(name.strip() for name in text.split(";") if name.strip()) if text else frozenset()

    def sibling_rule(self, row: Row, column: str | None) -> SiblingRule:
        """Return whether siblings share a caseworker: same, different, or free where nobody has decided."""
        text = self.optional_name(row, column)
        try:
            return SiblingRule(text) if text else SiblingRule.FREE
        except ValueError:
            raise _unreadable(
                column or "", "is neither same, different nor free", "er hverken same, different eller free"
            ) from None

    def kle(self, row: Row, column: str | None) -> str | None:
        """Return a KLE number, without its action facet; ``None`` where there is none."""
        text = self.optional_name(row, column)
        if text is not None and kle_of(text) is None:
            raise _unreadable(
                column or "", "is not a KLE number such as 27.24.03", "er ikke et KLE-nummer som 27.24.03"
            )
        return None if text is None else kle_of(text)

    def sensitivity(self, row: Row, column: str | None) -> Sensitivity | None:
        """Return how sensitive a record is; ``None`` where the row does not say."""
        text = self.optional_name(row, column)
        try:
            return Sensitivity(text) if text else None
        except ValueError:
            raise _unreadable(
                column or "",
                f"is none of the codes {', '.join(Sensitivity)}",
                f"er ingen af koderne {', '.join(Sensitivity)}",
            ) from None

    def day(self, row: Row, column: str) -> date:
        """Return a day that must be there."""
        day = self.optional_day(row, column)
        if day is None:
            raise _unreadable(column, "the date is missing", "datoen mangler")
        return day

    def optional_day(self, row: Row, column: str | None) -> date | None:
        """Return a local day, ``None`` where the cell is empty or the export has no such column."""
        if column is None or not (text := row.text(column)):
            return None
        day = parse_day(text, self.zone)
        if day is None:
            raise _unreadable(
                column, "a date is expected (2026-03-31)", "der ventes en dato (2026-03-31 eller 31-03-2026)"
            )
        return day

    def day_of_month(self, row: Row, column: str | None) -> int | None:
        """Return a day of the month, ``None`` where there is none; never a whole date."""
        text = self.optional_name(row, column)
        if text is None:
            return None
        number = parse_number(text, decimal_comma=self.table.format.decimal_comma)
        if number is None or number not in range(1, 32):
            raise _unreadable(
                column or "",
                "a day of the month is expected, 1 to 31, and no more of the date",
                "der ventes en dag i måneden, 1 til 31, og ikke mere af datoen",
            )
        return int(number)

    def hours(self, row: Row, column: str) -> float:
        """Return an amount of effort, zero or more."""
        text = row.text(column)
        number = parse_number(text, decimal_comma=self.table.format.decimal_comma) if text else None
        if number is None:
            raise _unreadable(column, "a number is expected", "der ventes et tal")
        if number < 0.0:
            raise _unreadable(column, "effort cannot be negative", "tidsforbrug kan ikke være negativt")
        return number

    def fact(self, row: Row, fact: Fact) -> FactValue | None:
        """Return a fact's value, ``None`` where it is not known."""
        cell = row[fact.column]
        try:
            if fact.kind is Kind.CHOICES and not isinstance(cell, str):
                return parse_choices(fact, cell)
            comma = self.table.format.decimal_comma
            return parse_value(fact, row.text(fact.column), decimal_comma=comma, zone=self.zone)
        except CaseRefused as error:
            raise CaseRefused(field=fact.column, english=error.english, danish=error.danish) from error


def repeated(ids: Iterable[str]) -> frozenset[str]:
    """Return the ids that stand more than once."""
    seen: set[str] = set()
    twice: set[str] = set()
    for item in ids:
        (twice if item in seen else seen).add(item)
    return frozenset(twice)


def _unreadable(column: str, english: str, danish: str) -> CaseRefused:
    return CaseRefused(field=column, english=f"{column}: {english}", danish=f"{column}: {danish}")
