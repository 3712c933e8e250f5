"""How is one cell of a list read, before the scheme's rules are asked? As the text the scheme's own file would hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from features.csv_cells import unguarded
from features.days import parse_day
from features.scheme import Fact, Kind, Scheme
from features.tables import Wanted, is_amount
from features.values import parse_number, tidy
from pipelines.importers.mapping import TableMapping, Unit, keys
from sagstyngde.cpr import Cpr, looks_like_cpr
from sagstyngde.errors import CaseRefused, CprRefused

_IDS = frozenset(
    {"case_id", "child_id", "family_id", "hours_case_id", "event_case_id", "category_case_id", "caseworker_id"}
)
"""A number struck out of an id would leave a row nobody can find: such a row is refused."""

_DAYS = frozenset(
    {"received_on", "closed_on", "decision_on", "worked_on", "event_at", "assessed_on"}
    | {"window_starts_on", "window_ends_on"}
)
_AMOUNTS = frozenset({"hours", "total_column"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRule:
    """How one column's cells are read. ``words`` gives the scheme's word for the list's, written in lower case."""

    key: str
    column: str
    fact: Fact | None
    words: Mapping[str, str]
    dates: str
    unit: Unit
    is_numeric: bool

    def text(self, raw: str) -> str:
        """Return the cell as the scheme's own file would hold it.

        Raises:
            CaseRefused: the row cannot be taken; the reason never repeats the cell.

        """
        text = self._translated(tidy(unformulated(raw, self.column)))
        if self.key in _DAYS or (self.fact is not None and self.fact.kind is Kind.DATE):
            return _day(text, self.dates)
        if self.key in _AMOUNTS and self.unit is Unit.CLOCK:
            return _clock(text)
        return text

    def hides_cpr(self, text: str) -> bool:
        """Whether a cell holds what looks like a CPR number and has to be emptied.

        Raises:
            CaseRefused: it stands in an id, so that the row could not be found again.

        """
        if not looks_like_cpr(text) or is_amount(text, self.is_numeric):
            return False
        if self.key in _IDS:
            raise CaseRefused(
                field=self.column,
                english="holds what looks like a CPR number; replace it by another key in the export",
                danish="indeholder, hvad der ligner et CPR-nummer; erstat det med en anden nøgle i udtrækket",
            )
        return True

    def _translated(self, text: str) -> str:
        if not self.words or not text:
            return text
        if (word := self.words.get(text.casefold())) is not None:
            return word
        if self.fact is None or self.fact.kind is not Kind.CHOICES:
            return text
        parts = [tidy(part) for part in text.split(self.fact.separator)]
        return self.fact.separator.join(self.words.get(part.casefold(), part) for part in parts)


def cell_rules(scheme: Scheme, wanted: Wanted, mapping: TableMapping) -> Mapping[str, CellRule]:
    """Return a rule for each of the columns a scheme wants of a table."""
    facts = {fact.column: fact for fact in scheme.facts if wanted.columns.get(fact.column) == f"fact {fact.name}"}
    return {
        column: CellRule(
            key=key,
            column=column,
            fact=facts.get(column),
            words={tidy(word).casefold(): told for word, told in mapping.values.get(key, {}).items()},
            dates=mapping.dates,
            unit=mapping.unit,
            is_numeric=column in wanted.numeric,
        )
        for key, column in keys(wanted).items()
    }


def read_cpr(raw: str, column: str, *, lost_zeros: bool, today: date) -> Cpr | None:
    """Read a declared CPR number; ``None`` where the cell is empty or says that there is no number.

    ``lost_zeros``: the cell held a number, which cannot begin with a zero.

    Raises:
        CaseRefused: it is no number anybody can have.

    """
    text = tidy(unformulated(raw, column))
    if not text.strip("0- "):
        return None
    if lost_zeros and len(text) == _DIGITS - 1 and text.isdecimal():
        text = f"0{text}"
    try:
        return Cpr.parse(text, today=today)
    except CprRefused as error:
        raise CaseRefused(field=column, english=error.english, danish=error.danish) from error


def unformulated(raw: str, column: str) -> str:
    """Return what a cell says; ``="0123"``, as systems write a text that must keep its zeros, says ``0123``.

    Raises:
        CaseRefused: the cell holds a formula, whose value nobody knows.

    """
    text = raw.strip()
    if not text.startswith("="):
        return unguarded(text)
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        return text[2:-1]
    raise CaseRefused(
        field=column,
        english="holds a formula instead of a value; export values",
        danish="indeholder en formel i stedet for en værdi; udtræk værdier",
    )


def in_point(text: str, *, decimal_comma: bool, minutes: bool) -> str:
    """Return a number with a decimal point and no points between thousands; what is no number stays as it is.

    >>> in_point("1.234,5", decimal_comma=True, minutes=False), in_point("90", decimal_comma=True, minutes=True)
    ('1234.5', '1.5')
    """
    number = parse_number(text, decimal_comma=decimal_comma)
    if number is None:
        return text
    if minutes:
        return repr(number / 60.0)
    return str(int(number)) if number.is_integer() else repr(number)


_DIGITS = 10
_LONGEST_DAY = len("31-12-2026")


def _day(text: str, dates: str) -> str:
    """Return a day as ISO writes it; a moment keeps its time, and what is no day is left to be refused."""
    if not dates:
        day = parse_day(text) if len(text) <= _LONGEST_DAY else None
        return text if day is None else day.isoformat()
    try:
        return datetime.strptime(text, dates).date().isoformat()  # noqa: DTZ007  a day, in the list's own place
    except ValueError:
        return text


def _clock(text: str) -> str:
    """Return hours and minutes as hours; what is none stays as it is, and is refused as no number."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        return text
    return repr(int(hours) + int(minutes) / 60.0)
