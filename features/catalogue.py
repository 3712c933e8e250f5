"""Which derived features are there? One small named function each; what is not in ``CATALOGUE`` does not exist.

A scheme asks for them by name and says which facts they read. A function returns ``None`` where too little is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

from features.scheme import Kind
from sagstyngde.case import FactValue


class CaseFacts(Protocol):
    """What a function reads of a case."""

    @property
    def received_on(self) -> date:
        """The day of receipt."""
        ...

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """The facts that are known."""
        ...


Function = Callable[[CaseFacts, tuple[str, ...]], float | None]

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
SEVERE = 3
ADULT_YEARS = 18


def age_years(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """Age on the day of receipt, in years, from a date of birth.

    >>> from datetime import date
    >>> from sagstyngde.case import Case, CaseId
    >>> case = Case(case_id=CaseId("s"), received_on=date(2026, 1, 1), facts={"born_on": date(2016, 1, 1)})
    >>> round(age_years(case, ("born_on",)), 2)
    10.0
    """
    born_on = case.facts.get(of[0])
    return (case.received_on - born_on).days / DAYS_PER_YEAR if isinstance(born_on, date) else None


def months_to_18(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """Months from receipt to the 18th birthday, never below zero: preparation starts at 16 (barnets lov §§ 122-123)."""
    age = age_years(case, of)
    return None if age is None else max(0.0, (ADULT_YEARS - age) * 12.0)


def days_before_receipt(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """Days from a date in the record to the day of receipt."""
    on = case.facts.get(of[0])
    return float((case.received_on - on).days) if isinstance(on, date) else None


def severe_theme_count(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """Themes with a severe or total loss of function (FFB level 3 or 4), among those assessed."""
    levels = _levels(case, of)
    return float(sum([level >= SEVERE for level in levels])) if levels else None


def highest_level(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """The highest level of function loss among the assessed themes."""
    levels = _levels(case, of)
    return float(max(levels)) if levels else None


def unassessed_count(case: CaseFacts, of: tuple[str, ...]) -> float:
    """Themes not assessed: what is not known yet is work of its own."""
    return float(len(of) - len(_levels(case, of)))


def option_count(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """How many options are chosen, over one or several facts with several choices."""
    chosen = [value for name in of if isinstance(value := case.facts.get(name), frozenset)]
    return float(sum(map(len, chosen))) if chosen else None


def flag_count(case: CaseFacts, of: tuple[str, ...]) -> float | None:
    """How many of several yes/no facts are yes."""
    flags = [value for name in of if isinstance(value := case.facts.get(name), bool)]
    return float(sum(flags)) if flags else None


def received_month(case: CaseFacts, of: tuple[str, ...]) -> float:  # noqa: ARG001  same signature as its siblings
    """The calendar month of receipt, 1-12."""
    return float(case.received_on.month)


def _levels(case: CaseFacts, of: tuple[str, ...]) -> list[int]:
    # A yes or no is an int too, but not of that very type; one look a value, as a search asks for them by the hundred.
    return [value for value in map(case.facts.get, of) if type(value) is int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A function, the kinds of fact it can read, the fewest and most of them, and what kind of value it gives.

    ``reads_values`` is false where it only asks whether the facts are known. ``unit`` is what its number counts, in
    Danish; empty for a count of the label's own things, and for a level.
    """

    function: Function
    kinds: frozenset[Kind]
    gives: Kind = Kind.NUMBER
    least: int = 1
    most: int | None = None
    reads_values: bool = True
    unit: str = ""


_LEVELS = frozenset({Kind.LEVEL})

CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        "age_years": Entry(function=age_years, kinds=frozenset({Kind.DATE}), most=1, unit="år"),
        "months_to_18": Entry(function=months_to_18, kinds=frozenset({Kind.DATE}), most=1, unit="måneder"),
        "days_before_receipt": Entry(function=days_before_receipt, kinds=frozenset({Kind.DATE}), most=1, unit="dage"),
        "severe_theme_count": Entry(function=severe_theme_count, kinds=_LEVELS, gives=Kind.COUNT),
        "highest_level": Entry(function=highest_level, kinds=_LEVELS, gives=Kind.LEVEL),
        "unassessed_count": Entry(function=unassessed_count, kinds=_LEVELS, gives=Kind.COUNT, reads_values=False),
        "option_count": Entry(function=option_count, kinds=frozenset({Kind.CHOICES}), gives=Kind.COUNT),
        "flag_count": Entry(function=flag_count, kinds=frozenset({Kind.FLAG}), gives=Kind.COUNT),
        "received_month": Entry(function=received_month, kinds=frozenset(), least=0, most=0),
    }
)
