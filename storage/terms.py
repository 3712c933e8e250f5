"""What is agreed with a caseworker, from which day to which? Read as what holds on a day, with what is to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker, HoursChange
from storage.stamp import Stamp
from storage.tables.staff import TermKind

TEXTS = {"districts": TermKind.DISTRICT, "competences": TermKind.COMPETENCE, "languages": TermKind.LANGUAGE}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing agreed with a caseworker, from a day to a day (``None``: until further notice)."""

    kind: TermKind
    text: str | None
    amount: float | None
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day; its first and last day are days it holds."""
        return self.starts_on <= day <= (self.ends_on or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Who is employed, from when to when; ``left_on`` is the last day."""

    caseworker_id: CaseworkerId
    name: str
    employed_on: date
    left_on: date | None = None


def terms_of(one: Caseworker) -> Iterator[Term]:
    """Return what a caseworker of a staff list is employed on, from her first day."""
    since = one.employed_on
    yield Term(TermKind.CONTRACT, None, one.weekly_hours, since, None)
    if one.fixed_monthly_hours:
        yield Term(TermKind.FIXED_DUTY, None, one.fixed_monthly_hours, since, None)
    if one.team is not None:
        yield Term(TermKind.TEAM, one.team, None, since, None)
    for name, kind in TEXTS.items():
        yield from (Term(kind, text, None, since, None) for text in sorted(getattr(one, name)))
    yield from (Term(TermKind.ABSENCE, None, gone.share, gone.starts_on, gone.ends_on) for gone in one.absences)


def on_terms(one: Employment, terms: Sequence[Term], on: date | None) -> Caseworker:
    """Return a caseworker on the terms of a day (``None``: the newest of each kind), changes of hours to come included.

    Who begins later stands on the terms of her first day, without hours until then. Of terms that hold at once the one
    recorded last counts, where there can be only one. Absences are all returned, past and coming.
    """
    day = None if on is None else max(on, one.employed_on)
    holding = [term for term in terms if day is None or term.holds(day)]
    contracts = [term for term in terms if term.kind is TermKind.CONTRACT]
    teams = [term.text for term in holding if term.kind is TermKind.TEAM]
    return Caseworker(
        caseworker_id=one.caseworker_id,
        name=one.name,
        employed_on=one.employed_on,
        left_on=one.left_on,
        team=teams[-1] if teams else None,
        weekly_hours=_hours_on(contracts, on),
        coming_hours=() if on is None else tuple(_coming(contracts, on)),
        fixed_monthly_hours=sum(term.amount or 0.0 for term in holding if term.kind is TermKind.FIXED_DUTY),
        absences=tuple(
            Absence(starts_on=term.starts_on, ends_on=term.ends_on or date.max, share=term.amount or 1.0)
            for term in terms
            if term.kind is TermKind.ABSENCE
        ),
        **{name: frozenset(term.text or "" for term in holding if term.kind is kind) for name, kind in TEXTS.items()},
    )


def row_of(caseworker_id: CaseworkerId, term: Term, stamp: Stamp) -> dict[str, Any]:
    """Write a term as a row of ``staff_terms``."""
    return {
        "caseworker_id": caseworker_id,
        "kind": term.kind.value,
        "text": term.text,
        "amount": term.amount,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
    } | stamp.on("recorded")


def term_of(row: Row[Any]) -> Term:
    """Read a row of ``staff_terms``."""
    return Term(TermKind(row.kind), row.text, row.amount, row.starts_on, row.ends_on)


def _hours_on(contracts: Sequence[Term], on: date | None) -> float:
    holding = [term.amount or 0.0 for term in contracts if on is None or term.holds(on)]
    return holding[-1] if holding else 0.0


def _coming(contracts: Sequence[Term], on: date) -> Iterator[HoursChange]:
    """Yield every later day on which the hours become others: a contract begins, or one ends and none follows."""
    days = {term.starts_on for term in contracts} | {term.ends_on + _ONE_DAY for term in contracts if term.ends_on}
    before = _hours_on(contracts, on)
    for day in sorted(day for day in days if day > on):
        hours = _hours_on(contracts, day)
        if hours != before:
            yield HoursChange(starts_on=day, weekly_hours=hours)
        before = hours
