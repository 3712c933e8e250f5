"""Who are the caseworkers, on which terms, on a given day?

A list handed in is kept as terms with days: what is new begins, what is no longer there is withdrawn, and what was
agreed earlier can still be read. Somebody who left and comes back keeps her earlier employment as a term: what she may
decide can rest on it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, insert, select, update

from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import InputRefused, StaffRefused
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.staff import TermKind, caseworkers, staff_terms
from storage.terms import Employment, Term, on_terms, row_of, term_of, terms_of

ABSENCES = frozenset({TermKind.ABSENCE})
EMPLOYMENTS = frozenset({TermKind.EMPLOYMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A caseworker and all that stands agreed with her. ``terms`` carry their numbers: by them one is withdrawn."""

    employment: Employment
    version: int
    terms: tuple[tuple[int, Term], ...]

    @property
    def caseworker_id(self) -> CaseworkerId:
        """Who it is."""
        return self.employment.caseworker_id

    def on(self, day: date | None) -> Caseworker:
        """Return her on the terms of a day; ``None``: on the newest of each kind."""
        return on_terms(self.employment, [term for _, term in self.terms], day)


def record_staff(
    connection: Connection, staff: Sequence[Caseworker], stamp: Stamp, *, keeps_absences: bool = False
) -> None:
    """Let a staff list say who is employed on what terms from now on; those it leaves out keep their terms.

    A list knows one employment of each: earlier ones go on standing. ``keeps_absences``: it tells nothing of absences
    either.

    Raises:
        StaffRefused: somebody's employment begins before an earlier one of hers ended.

    """
    keeps = EMPLOYMENTS | (ABSENCES if keeps_absences else frozenset())
    for one in staff:
        own = Employment(
            caseworker_id=one.caseworker_id, name=one.name, employed_on=one.employed_on, left_on=one.left_on
        )
        record_terms(connection, own, tuple(terms_of(one)), stamp, keeps=keeps)


def caseworker_of(connection: Connection, user_id: str) -> CaseworkerId | None:
    """Return which of the caseworkers a user is, where the staff list says so."""
    found = connection.execute(select(caseworkers.c.caseworker_id).where(caseworkers.c.user_id == user_id)).scalar()
    return None if found is None else CaseworkerId(found)


def link_user(connection: Connection, caseworker_id: CaseworkerId, user_id: str | None, stamp: Stamp) -> frozenset[str]:
    """Say which user a caseworker is (``None``: none), and return the users this is about: the one before and the new.

    Raises:
        InputRefused: there is no such caseworker, or the user is another caseworker.

    """
    if not lock_staff(connection, [caseworker_id]):
        raise InputRefused(
            english="there is no caseworker with that id in the staff list",
            danish="der er ingen sagsbehandler med det id i medarbejderlisten",
        )
    if user_id is not None and caseworker_of(connection, user_id) not in {None, caseworker_id}:
        raise InputRefused(
            english="that user is another caseworker already; unlink that one first",
            danish="den bruger er allerede en anden sagsbehandler; ophæv den forbindelse først",
        )
    own = select(caseworkers.c.user_id).where(caseworkers.c.caseworker_id == caseworker_id)
    before = connection.execute(own).scalar_one()
    touch(connection, caseworker_id, user_id=user_id, **stamp.on("recorded"))
    return frozenset(one for one in (before, user_id) if one is not None)


def record_terms(
    connection: Connection,
    own: Employment,
    terms: Sequence[Term],
    stamp: Stamp,
    *,
    keeps: Collection[TermKind] = ABSENCES | EMPLOYMENTS,
) -> None:
    """Let these be the terms of a caseworker, known or new, from now on; those of a kind it ``keeps`` go on standing.

    Where earlier employments are kept, and she left and now begins anew, the employment she left becomes one of them.

    Raises:
        StaffRefused: her employment begins before an earlier one ended.

    """
    lock_staff(connection, [own.caseworker_id])
    known = find_staff(connection, own.caseworker_id)
    row = {"name": own.name, "employed_on": own.employed_on, "left_on": own.left_on} | stamp.on("recorded")
    if known is not None:
        touch(connection, own.caseworker_id, **row)
    else:
        new = {"caseworker_id": own.caseworker_id, "user_id": None, "version": 1}
        connection.execute(insert(caseworkers).values(**new, **row))
    standing = {term: number for number, term in (known.terms if known else ())}
    wanted = list(dict.fromkeys((*terms, *(term for term in standing if term.kind in keeps))))
    if known is not None and TermKind.EMPLOYMENT in keeps:
        wanted += [term for term in _left(known.employment, own) if term not in wanted]
    _refuse_at_once(own, wanted)
    _replace_terms(connection, own.caseworker_id, standing, wanted, stamp=stamp)


def _left(known: Employment, own: Employment) -> Iterable[Term]:
    """Return the employment somebody has left, where she begins anew."""
    if known.left_on is not None and known.left_on < own.employed_on:
        yield Term(TermKind.EMPLOYMENT, None, None, known.employed_on, known.left_on)


def _refuse_at_once(own: Employment, terms: Sequence[Term]) -> None:
    earlier = sorted((one.starts_on, one.ends_on) for one in terms if one.kind is TermKind.EMPLOYMENT)
    for (_, ended_on), (begins_on, _) in pairwise([*earlier, (own.employed_on, own.left_on)]):
        if ended_on is None or begins_on <= ended_on:
            raise StaffRefused(
                english=f"caseworker {own.caseworker_id}: two employments hold on one day",
                danish=f"sagsbehandler {own.caseworker_id}: to ansættelser gælder på samme dag",
            )


def _replace_terms(
    connection: Connection,
    caseworker_id: CaseworkerId,
    standing: Mapping[Term, int],
    wanted: Sequence[Term],
    *,
    stamp: Stamp,
) -> None:
    gone = [number for term, number in standing.items() if term not in wanted]
    if gone:
        is_gone = staff_terms.c.sequence.in_(gone)
        connection.execute(update(staff_terms).where(is_gone).values(**stamp.on("withdrawn")))
    begun = [row_of(caseworker_id, term, stamp) for term in wanted if term not in standing]
    if begun:
        connection.execute(insert(staff_terms), begun)


def add_term(connection: Connection, caseworker_id: CaseworkerId, term: Term, stamp: Stamp) -> int:
    """Agree on one thing more, and return its number. The caller holds her row."""
    touch(connection, caseworker_id)
    added = insert(staff_terms).values(**row_of(caseworker_id, term, stamp)).returning(staff_terms.c.sequence)
    return int(connection.execute(added).scalar_one())


def withdraw_term(connection: Connection, caseworker_id: CaseworkerId, number: int, stamp: Stamp) -> None:
    """Let a term no longer count. It can still be read. The caller holds her row."""
    touch(connection, caseworker_id)
    is_it = (staff_terms.c.sequence == number) & (staff_terms.c.caseworker_id == caseworker_id)
    connection.execute(update(staff_terms).where(is_it).values(**stamp.on("withdrawn")))


def touch(connection: Connection, caseworker_id: CaseworkerId, **values: Any) -> None:
    """Count a change of her terms."""
    own, counted = caseworkers.c.caseworker_id == caseworker_id, {"version": caseworkers.c.version + 1}
    connection.execute(update(caseworkers).where(own).values(counted | values))


def lock_staff(connection: Connection, caseworker_ids: Sequence[CaseworkerId]) -> frozenset[CaseworkerId]:
    """Hold caseworkers' rows until the transaction ends, in the order of their ids; return those that are there.

    Whoever places cases holds first the rows of those who get them, then those of the cases, each in order of id: so
    two that place at once wait for each other, and never in a ring.
    """
    query = select(caseworkers.c.caseworker_id).where(caseworkers.c.caseworker_id.in_(caseworker_ids))
    rows = connection.execute(query.order_by(caseworkers.c.caseworker_id).with_for_update()).scalars()
    return frozenset(map(CaseworkerId, rows))


def find_staff(connection: Connection, caseworker_id: CaseworkerId) -> StaffRecord | None:
    """Return a caseworker, or ``None`` where the id is unknown."""
    found = staff_records(connection, [caseworker_id])
    return found[0] if found else None


def staff_records(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId] | None = None
) -> tuple[StaffRecord, ...]:
    """Return the caseworkers in the order of their ids, with every term that is not withdrawn; ``None``: all."""
    people, standing = select(caseworkers), select(staff_terms).where(staff_terms.c.withdrawn_at.is_(None))
    if caseworker_ids is not None:
        people = people.where(caseworkers.c.caseworker_id.in_(caseworker_ids))
        standing = standing.where(staff_terms.c.caseworker_id.in_(caseworker_ids))
    terms: defaultdict[str, list[tuple[int, Term]]] = defaultdict(list)
    for row in connection.execute(standing.order_by(staff_terms.c.sequence)):
        terms[row.caseworker_id].append((row.sequence, term_of(row)))
    rows = connection.execute(people.order_by(caseworkers.c.caseworker_id))
    return tuple(
        StaffRecord(employment=_employment(row), version=row.version, terms=tuple(terms[row.caseworker_id]))
        for row in rows
    )


def all_staff(connection: Connection, *, on: date | None = None) -> tuple[Caseworker, ...]:
    """Return the caseworkers in the order of their ids, on the terms of a day (``None``: the newest of each)."""
    return tuple(one.on(on) for one in staff_records(connection))


def _employment(row: Row[Any]) -> Employment:
    caseworker_id = CaseworkerId(row.caseworker_id)
    return Employment(caseworker_id=caseworker_id, name=row.name, employed_on=row.employed_on, left_on=row.left_on)
