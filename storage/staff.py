"""Who are the caseworkers, on which terms, on a given day?

A list handed in is kept as terms with days: what is new begins, what is no longer there is withdrawn, and what was
agreed earlier can still be read.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update

from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.staff import TermKind, caseworkers, staff_terms

_TEXTS = {"districts": TermKind.DISTRICT, "competences": TermKind.COMPETENCE, "languages": TermKind.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing agreed with a caseworker, from a day to a day (``None``: until further notice)."""

    kind: TermKind
    text: str | None
    amount: float | None
    starts_on: date
    ends_on: date | None


def record_staff(connection: Connection, staff: Sequence[Caseworker], stamp: Stamp) -> None:
    """Let a staff list say who is employed on what terms from now on; those it leaves out keep their terms."""
    known = set(connection.execute(select(caseworkers.c.caseworker_id)).scalars())
    for one in staff:
        row = {"name": one.name, "employed_on": one.employed_on, "left_on": one.left_on} | stamp.on("recorded")
        if one.caseworker_id in known:
            own = caseworkers.c.caseworker_id == one.caseworker_id
            connection.execute(update(caseworkers).where(own).values(**row))
        else:
            connection.execute(insert(caseworkers).values(caseworker_id=one.caseworker_id, user_id=None, **row))
        _record_terms(connection, one, stamp)


def all_staff(connection: Connection, *, on: date | None = None) -> tuple[Caseworker, ...]:
    """Return the caseworkers in the order of their ids, on the terms of a day (``None``: the newest of each).

    Absences are all returned, past and coming. Without a contract on that day, the weekly hours are 0.
    """
    terms: defaultdict[str, list[Term]] = defaultdict(list)
    standing = select(staff_terms).where(staff_terms.c.withdrawn_at.is_(None)).order_by(staff_terms.c.sequence)
    for row in connection.execute(standing):
        terms[row.caseworker_id].append(_term(row))
    rows = connection.execute(select(caseworkers).order_by(caseworkers.c.caseworker_id))
    return tuple(_caseworker(row, terms[row.caseworker_id], on) for row in rows)


def caseworker_of(connection: Connection, user_id: str) -> CaseworkerId | None:
    """Return which of the caseworkers a user is, where the staff list says so."""
    found = connection.execute(select(caseworkers.c.caseworker_id).where(caseworkers.c.user_id == user_id)).scalar()
    return None if found is None else CaseworkerId(found)


def terms_of(one: Caseworker) -> Iterator[Term]:
    """Return what a caseworker of a staff list is employed on, from her first day."""
    since = one.employed_on
    yield Term(TermKind.CONTRACT, None, one.weekly_hours, since, None)
    if one.fixed_monthly_hours:
        yield Term(TermKind.FIXED_DUTY, None, one.fixed_monthly_hours, since, None)
    if one.team is not None:
        yield Term(TermKind.TEAM, one.team, None, since, None)
    for name, kind in _TEXTS.items():
        yield from (Term(kind, text, None, since, None) for text in sorted(getattr(one, name)))
    yield from (Term(TermKind.ABSENCE, None, gone.share, gone.starts_on, gone.ends_on) for gone in one.absences)


def _record_terms(connection: Connection, one: Caseworker, stamp: Stamp) -> None:
    own = (staff_terms.c.caseworker_id == one.caseworker_id) & staff_terms.c.withdrawn_at.is_(None)
    standing = {_term(row): row.sequence for row in connection.execute(select(staff_terms).where(own))}
    wanted = list(dict.fromkeys(terms_of(one)))
    gone = [sequence for term, sequence in standing.items() if term not in wanted]
    if gone:
        is_gone = staff_terms.c.sequence.in_(gone)
        connection.execute(update(staff_terms).where(is_gone).values(**stamp.on("withdrawn")))
    new = [_row(one.caseworker_id, term, stamp) for term in wanted if term not in standing]
    if new:
        connection.execute(insert(staff_terms), new)


def _row(caseworker_id: CaseworkerId, term: Term, stamp: Stamp) -> dict[str, Any]:
    return {
        "caseworker_id": caseworker_id,
        "kind": term.kind.value,
        "text": term.text,
        "amount": term.amount,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
    } | stamp.on("recorded")


def _term(row: Row[Any]) -> Term:
    return Term(TermKind(row.kind), row.text, row.amount, row.starts_on, row.ends_on)


def _caseworker(row: Row[Any], terms: Sequence[Term], on: date | None) -> Caseworker:
    holding = [term for term in terms if on is None or term.starts_on <= on <= (term.ends_on or date.max)]
    amounts = {kind: [term.amount or 0.0 for term in holding if term.kind is kind] for kind in TermKind}
    texts = {kind: [term.text or "" for term in holding if term.kind is kind] for kind in TermKind}
    contracts, teams = amounts[TermKind.CONTRACT], texts[TermKind.TEAM]
    absences = (
        Absence(starts_on=term.starts_on, ends_on=term.ends_on or date.max, share=term.amount or 1.0)
        for term in terms
        if term.kind is TermKind.ABSENCE
    )
    return Caseworker(
        caseworker_id=CaseworkerId(row.caseworker_id),
        name=row.name,
        employed_on=row.employed_on,
        left_on=row.left_on,
        team=teams[-1] if teams else None,
        weekly_hours=contracts[-1] if contracts else 0.0,
        fixed_monthly_hours=sum(amounts[TermKind.FIXED_DUTY]),
        absences=tuple(absences),
        **{name: frozenset(texts[kind]) for name, kind in _TEXTS.items()},
    )
