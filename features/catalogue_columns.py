"""What do the derived features say of many cases side by side? The functions of ``features.catalogue``, by column.

Each gives bit for bit what its namesake gives case by case: the same sums of whole numbers, the same divisions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from features.catalogue import ADULT_YEARS, DAYS_PER_YEAR, SEVERE

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """A choice, or several, of many cases: pairs of a row and a place among ``options``, no pair twice.

    ``known`` (rows,) tells *none of them* from *not known*.
    """

    options: tuple[str, ...]
    rows: Integers
    places: Integers
    known: NDArray[np.bool_]

    def counts(self) -> Integers:
        """Return how many options each case has, (rows,)."""
        return np.bincount(self.rows, minlength=len(self.known))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseColumns:
    """What is known of many cases on receipt, fact by fact.

    ``received`` and ``days`` are days (NaT where not known), ``numbers`` levels, flags, counts and numbers (NaN where
    not known), all (rows,).
    """

    received: Days
    numbers: Mapping[str, Floats]
    days: Mapping[str, Days]
    chosen: Mapping[str, Chosen]

    def __len__(self) -> int:
        """Count the cases."""
        return len(self.received)


ColumnFunction = Callable[[CaseColumns, tuple[str, ...]], Floats]


def age_years(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """Age on the day of receipt, in years."""
    return np.asarray(days_before_receipt(cases, of) / DAYS_PER_YEAR)


def months_to_18(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """Months from receipt to the 18th birthday, never below zero."""
    months = (ADULT_YEARS - age_years(cases, of)) * 12.0
    return np.where(months < 0.0, 0.0, months)


def days_before_receipt(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """Days from a date in the record to the day of receipt."""
    days = cases.days[of[0]]
    between = (cases.received - days).astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, between)


def severe_theme_count(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """Themes with a severe or total loss of function, among those assessed."""
    levels = _numbers(cases, of)
    return _where_any(levels, np.sum([level >= SEVERE for level in levels], axis=0, dtype=np.float64))


def highest_level(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """The highest level of function loss among the assessed themes."""
    levels = _numbers(cases, of)
    return _where_any(levels, np.max([np.where(np.isnan(level), -np.inf, level) for level in levels], axis=0))


def unassessed_count(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """Themes not assessed."""
    return np.asarray(np.sum([np.isnan(level) for level in _numbers(cases, of)], axis=0, dtype=np.float64))


def option_count(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """How many options are chosen, over one or several facts with several choices."""
    facts = [cases.chosen[name] for name in of]
    total = np.sum([fact.counts() for fact in facts], axis=0, dtype=np.float64)
    return np.where(np.any([fact.known for fact in facts], axis=0), total, np.nan)


def flag_count(cases: CaseColumns, of: tuple[str, ...]) -> Floats:
    """How many of several yes/no facts are yes."""
    flags = _numbers(cases, of)
    return _where_any(flags, np.sum([flag == 1.0 for flag in flags], axis=0, dtype=np.float64))


def received_month(cases: CaseColumns, of: tuple[str, ...]) -> Floats:  # noqa: ARG001  same signature as its siblings
    """The calendar month of receipt, 1-12."""
    return np.asarray(cases.received.astype("datetime64[M]").astype(np.int64) % 12 + 1, dtype=np.float64)


def _numbers(cases: CaseColumns, of: tuple[str, ...]) -> Sequence[Floats]:
    return [cases.numbers[name] for name in of]


def _where_any(facts: Sequence[Floats], values: Floats) -> Floats:
    """Return the values where at least one of the facts is known."""
    return np.where(np.all([np.isnan(fact) for fact in facts], axis=0), np.nan, values)


COLUMN_CATALOGUE: Mapping[str, ColumnFunction] = MappingProxyType(
    {
        "age_years": age_years,
        "months_to_18": months_to_18,
        "days_before_receipt": days_before_receipt,
        "severe_theme_count": severe_theme_count,
        "highest_level": highest_level,
        "unassessed_count": unassessed_count,
        "option_count": option_count,
        "flag_count": flag_count,
        "received_month": received_month,
    }
)
"""The catalogue's functions under the same names."""
