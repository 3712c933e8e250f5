"""Which values does a history hold, column by column? Each as text, so that any two can be counted side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from features.history import History
from features.scheme import CategorySource, EffortSource, Fact, Kind, Known
from sagstyngde.case import Case, FactValue

Limits = Mapping[str, tuple[float, ...]]
"""For each column of numbers, where its tenths part."""
Days = NDArray[np.datetime64]

CASES, JUDGEMENTS, ENTRIES = "sager", "vurderinger", "registreringer"
_KNOWN = "udfyldt"
_NUMBERS = frozenset({Kind.COUNT, Kind.NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One column: a value for each case, judgement or entry of hours, ``""`` where there is none, and its day.

    ``option`` is one of several that a case can have at once; ``is_live`` is false for what follows from time alone;
    ``by_law``: its options are named by law, so that a new one moves them.
    """

    column: str
    unit: str
    keys: Sequence[str]
    days: Days
    option: str = ""
    is_live: bool = True
    by_law: bool = False


def limits_of(history: History) -> Limits:
    """Return where numbers part into tenths; dates by how many days they lie before the receipt."""
    found = {}
    for fact in history.scheme.facts:
        if fact.kind in _NUMBERS or fact.kind is Kind.DATE:
            values = [one for case in history.cases if (one := _size(fact, case)) is not None]
            found[fact.column] = _tenths(values)
    return found


def series_of(history: History, limits: Limits) -> Iterator[Series]:
    """Yield every column that the scheme names and the history can hold."""
    received = _days([case.received_on for case in history.cases])
    yield from _of_the_case(history, received)
    for fact in (one for one in history.scheme.facts if one.known is Known.INTAKE):  # later ones fill in with time
        yield from _of_a_fact(history, fact, limits.get(fact.column, ()), received)
    if history.scheme.category.source is CategorySource.JUDGED:
        yield from _of_judgements(history)
    columns = history.scheme.columns
    if history.scheme.effort.source is EffortSource.HOURS and columns.hours_caseworker is not None:
        keys = [_KNOWN if one >= 0 else "" for one in history.work.caseworker.tolist()]
        yield Series(column=columns.hours_caseworker, unit=ENTRIES, keys=keys, days=history.work.day)


def _of_the_case(history: History, received: Days) -> Iterator[Series]:
    columns, cases = history.scheme.columns, history.cases
    if columns.received_on is not None:
        quarters = [f"{case.received_on.year}K{(case.received_on.month + 2) // 3}" for case in cases]
        yield Series(column=columns.received_on, unit=CASES, keys=quarters, days=received, is_live=False)
    if columns.closed_on is not None:
        closed = ["" if case.closed_on is None else _KNOWN for case in cases]
        yield Series(column=columns.closed_on, unit=CASES, keys=closed, days=received, is_live=False)
    if columns.team is not None:
        yield Series(column=columns.team, unit=CASES, keys=[case.team or "" for case in cases], days=received)
    for name in ("caseworker_id", "child_id"):
        if (column := getattr(columns, name)) is not None:
            known = ["" if getattr(case, name) is None else _KNOWN for case in cases]
            yield Series(column=column, unit=CASES, keys=known, days=received)


def _of_a_fact(history: History, fact: Fact, limits: Sequence[float], received: Days) -> Iterator[Series]:
    if fact.kind is not Kind.CHOICES:
        keys = [_key(fact, case, limits) for case in history.cases]
        by_law = fact.kind is Kind.CHOICE
        yield Series(column=fact.column, unit=CASES, keys=keys, days=received, by_law=by_law)
        return
    held = [case.facts.get(fact.name) for case in history.cases]
    sets = [one if isinstance(one, frozenset) else None for one in held]
    for option in sorted({option for one in sets if one is not None for option in one}):
        keys = ["" if one is None else "ja" if option in one else "nej" for one in sets]
        yield Series(column=fact.column, unit=CASES, keys=keys, days=received, option=option, by_law=True)


def _of_judgements(history: History) -> Iterator[Series]:
    columns, said = history.scheme.columns, history.judgements
    days = _days([one.judged_on for one in said])
    yield Series(column=columns.category, unit=JUDGEMENTS, keys=[one.category for one in said], days=days)
    if columns.blind is not None:
        blind = ["ja" if one.blind else "nej" for one in said]
        yield Series(column=columns.blind, unit=JUDGEMENTS, keys=blind, days=days)
    if columns.assessed_by is not None:
        known = [_KNOWN if one.judged_by else "" for one in said]
        yield Series(column=columns.assessed_by, unit=JUDGEMENTS, keys=known, days=days)


def _key(fact: Fact, case: Case, limits: Sequence[float]) -> str:
    if fact.kind in _NUMBERS or fact.kind is Kind.DATE:
        size = _size(fact, case)
        return "" if size is None else str(int(np.searchsorted(limits, size, side="right")))
    value: FactValue | None = case.facts.get(fact.name)
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case _:
            return str(value)


def _size(fact: Fact, case: Case) -> float | None:
    value = case.facts.get(fact.name)
    if isinstance(value, date):
        return float((case.received_on - value).days)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _tenths(values: Sequence[float]) -> tuple[float, ...]:
    if not values:
        return ()
    return tuple(sorted({round(float(one), 6) for one in np.quantile(values, np.arange(1, 10) / 10)}))


def _days(days: Sequence[date]) -> Days:
    return np.array(days, dtype="datetime64[D]")
