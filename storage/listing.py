"""Which cases are there, page by page? Newest first; a page begins after the last case of the one before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, select

from sagstyngde.case import CaseId, CaseworkerId, ChildId
from storage.cases import CaseRecord, in_ids, newest, records
from storage.engine import Connection
from storage.tables.casework import cases, placements


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; ``None`` asks for either. A waiting case is open and has no primary caseworker."""

    is_open: bool | None = None
    is_waiting: bool | None = None
    team: str | None = None
    child_id: ChildId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ends: the last case on it."""

    received_on: date
    case_id: CaseId


def page_of(
    connection: Connection, reach: ColumnElement[bool], asked: Filter, *, after: Place | None, limit: int
) -> tuple[tuple[CaseRecord, ...], Place | None]:
    """Return at most ``limit`` of the cases within a reach, newest first, and where to go on where there are more."""
    conditions = [reach, *_conditions(asked)]
    if after is not None:
        later = (cases.c.received_on == after.received_on) & (cases.c.case_id > after.case_id)
        conditions.append((cases.c.received_on < after.received_on) | later)
    query = newest(*conditions).order_by(cases.c.received_on.desc(), cases.c.case_id).limit(limit + 1)
    found = records(connection, query)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1].case
    return found[:limit], Place(received_on=last.received_on, case_id=last.case_id)


def count_of(connection: Connection, reach: ColumnElement[bool], asked: Filter) -> int:
    """Count the cases within a reach."""
    query = select(func.count()).select_from(cases).where(reach, *_conditions(asked))
    return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a caseworker, the oldest first: ids and days of receipt, nothing of what the cases say."""

    received: tuple[tuple[CaseId, date], ...]


def waiting_of(connection: Connection, reach: ColumnElement[bool], employed: Collection[CaseworkerId]) -> Waiting:
    """Return which open cases within a reach none of those employed has, and since when.

    As a proposal sees it: the case of somebody who has left waits too.
    """
    is_held = _HAS_CASEWORKER.where(placements.c.caseworker_id.in_(sorted(employed)))
    query = select(cases.c.case_id, cases.c.received_on).where(reach, cases.c.closed_on.is_(None), ~is_held)
    rows = connection.execute(query.order_by(cases.c.received_on, cases.c.case_id))
    return Waiting(received=tuple((CaseId(row.case_id), row.received_on) for row in rows))


def outside(connection: Connection, reach: ColumnElement[bool], case_ids: Collection[CaseId]) -> frozenset[CaseId]:
    """Return those of these cases that are there and lie outside a reach."""
    lies_in = case((reach, 1), else_=0)  # ``~reach`` would be neither true nor false of a case without a mark
    query = select(cases.c.case_id).where(in_ids(sorted(case_ids)), lies_in == 0)
    return frozenset(map(CaseId, connection.execute(query).scalars()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Which child a case is about, and whether it lies within a reach."""

    case_id: CaseId
    child_id: ChildId | None
    is_within: bool


def children_within(
    connection: Connection, reach: ColumnElement[bool], case_ids: Collection[CaseId]
) -> tuple[Whose, ...]:
    """Return whose these cases are, in the order of their ids; what the cases say is not read."""
    query = select(cases.c.case_id, cases.c.child_id, case((reach, 1), else_=0).label("is_within"))
    rows = connection.execute(query.where(in_ids(sorted(case_ids))).order_by(cases.c.case_id))
    return tuple(
        Whose(
            case_id=CaseId(row.case_id),
            child_id=None if row.child_id is None else ChildId(row.child_id),
            is_within=bool(row.is_within),
        )
        for row in rows
    )


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.is_open is not None:
        conditions.append(cases.c.closed_on.is_(None) if asked.is_open else cases.c.closed_on.is_not(None))
    if asked.is_waiting is not None:
        waits = cases.c.closed_on.is_(None) & ~_HAS_CASEWORKER
        conditions.append(waits if asked.is_waiting else ~waits)
    if asked.team is not None:
        conditions.append(cases.c.team == asked.team)
    if asked.child_id is not None:
        conditions.append(cases.c.child_id == asked.child_id)
    return conditions


_HAS_CASEWORKER = exists().where(
    placements.c.case_id == cases.c.case_id, placements.c.is_primary, placements.c.ended_on.is_(None)
)
