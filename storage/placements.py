"""Who has which case, since when, and until when? A placement is ended, never changed and never removed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, func, insert, literal, select, update

from sagstyngde.case import CaseId, CaseworkerId, FamilyId
from storage.cases import CaseRecord, newest, records
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import cases, placements


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One placement: a case with a caseworker, the primary one or one beside her, as long as ``ended_on`` is open.

    ``reason`` and ``set_aside`` (conditions of the policy) are what a person said when she placed it.
    """

    number: int
    case_id: CaseId
    caseworker_id: CaseworkerId
    is_primary: bool
    starts_on: date
    ended_on: date | None
    plan_id: str | None
    reason: str | None
    set_aside: tuple[str, ...]
    placed: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlacement:
    """What is to be placed with whom, from which day, and why."""

    case_id: CaseId
    caseworker_id: CaseworkerId
    starts_on: date
    is_primary: bool = True
    plan_id: str | None = None
    reason: str | None = None
    set_aside: tuple[str, ...] = ()


def insert_placement(connection: Connection, new: NewPlacement, stamp: Stamp) -> int:
    """Store a placement and return its number. A second active primary of one case breaks an index."""
    row = {
        "case_id": new.case_id,
        "caseworker_id": new.caseworker_id,
        "starts_on": new.starts_on,
        "is_primary": new.is_primary,
        "plan_id": new.plan_id,
        "reason": new.reason,
        "set_aside": list(new.set_aside) or None,
    }
    stored = insert(placements).values(**row, **stamp.on("placed")).returning(placements.c.sequence)
    return int(connection.execute(stored).scalar_one())


def end_placement(connection: Connection, held: Held, on: date, stamp: Stamp) -> None:
    """End a placement on a day, at the earliest on the day it began."""
    values = {"ended_on": max(on, held.starts_on)} | stamp.on("ended")
    connection.execute(update(placements).where(placements.c.sequence == held.number).values(**values))


def placements_of(connection: Connection, case_id: CaseId) -> tuple[Held, ...]:
    """Return every placement of a case, ended ones too, in the order they were made."""
    return _read(connection, placements.c.case_id == case_id)


def active(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Held, ...]]:
    """Return the active placements of cases."""
    found: defaultdict[CaseId, tuple[Held, ...]] = defaultdict(tuple)
    for held in _read(connection, placements.c.case_id.in_(case_ids), placements.c.ended_on.is_(None)):
        found[held.case_id] += (held,)
    return found


def open_with(
    connection: Connection, caseworker_ids: Sequence[CaseworkerId]
) -> tuple[tuple[CaseworkerId, CaseId], ...]:
    """Return the open cases of which these are the primary caseworkers."""
    query = (
        select(placements.c.caseworker_id, placements.c.case_id)
        .join(cases, cases.c.case_id == placements.c.case_id)
        .where(placements.c.caseworker_id.in_(caseworker_ids), placements.c.is_primary)
        .where(placements.c.ended_on.is_(None), cases.c.closed_on.is_(None))
        .order_by(placements.c.caseworker_id, placements.c.case_id)
    )
    return tuple((CaseworkerId(who), CaseId(what)) for who, what in connection.execute(query))


def spells_of(
    connection: Connection, caseworker_id: CaseworkerId, first: date, last: date
) -> tuple[tuple[CaseId, date, date], ...]:
    """Return which cases a caseworker has had, as the primary one or beside her, from which day to which.

    Only the part between two days is told. A case that is closed was hers until then.
    """
    ended = func.coalesce(placements.c.ended_on, literal(last, Date))
    query = (
        select(placements.c.case_id, placements.c.starts_on, ended.label("ends_on"), cases.c.closed_on)
        .join(cases, cases.c.case_id == placements.c.case_id)
        .where(placements.c.caseworker_id == caseworker_id, placements.c.starts_on <= last, ended >= first)
        .where(cases.c.closed_on.is_(None) | (cases.c.closed_on >= first))
        .order_by(placements.c.case_id, placements.c.sequence)
    )
    return tuple(
        (CaseId(row.case_id), max(row.starts_on, first), min(row.ends_on, row.closed_on or last, last))
        for row in connection.execute(query)
    )


def held_by(connection: Connection, caseworker_id: CaseworkerId) -> tuple[Held, ...]:
    """Return a caseworker's active placements of open cases, as the primary one and beside another."""
    query = (
        select(placements)
        .join(cases, cases.c.case_id == placements.c.case_id)
        .where(
            placements.c.caseworker_id == caseworker_id, placements.c.ended_on.is_(None), cases.c.closed_on.is_(None)
        )
        .order_by(placements.c.sequence)
    )
    return tuple(_held(row) for row in connection.execute(query))


def open_records(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[CaseRecord, ...]:
    """Return the open cases in the order of their ids."""
    return records(connection, newest(cases.c.closed_on.is_(None), *conditions).order_by(cases.c.case_id))


def in_families(family_ids: Sequence[FamilyId]) -> ColumnElement[bool]:
    """Return the condition that a case is one of a family's."""
    return cases.c.family_id.in_(family_ids)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Held, ...]:
    query = select(placements).where(*conditions).order_by(placements.c.sequence)
    return tuple(_held(row) for row in connection.execute(query))


def _held(row: Row[Any]) -> Held:
    return Held(
        number=row.sequence,
        case_id=CaseId(row.case_id),
        caseworker_id=CaseworkerId(row.caseworker_id),
        is_primary=row.is_primary,
        starts_on=row.starts_on,
        ended_on=row.ended_on,
        plan_id=row.plan_id,
        reason=row.reason,
        set_aside=tuple(row.set_aside or ()),
        placed=Stamp(by=row.placed_by, at=row.placed_at),
    )
