"""Which cases are there, page by page? Newest first; a page begins after the last case of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, select

from sagstyngde.case import CaseId, ChildId
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


def waiting_of(connection: Connection, reach: ColumnElement[bool]) -> Waiting:
    """Return which cases within a reach wait, and since when."""
    query = select(cases.c.case_id, cases.c.received_on).where(reach, *_conditions(Filter(is_waiting=True)))
    rows = connection.execute(query.order_by(cases.c.received_on, cases.c.case_id))
    return Waiting(received=tuple((CaseId(row.case_id), row.received_on) for row in rows))


def are_within(connection: Connection, reach: ColumnElement[bool], case_ids: Sequence[CaseId]) -> bool:
    """Whether all of these cases that are there lie within a reach."""
    inside = func.coalesce(func.sum(case((reach, 1), else_=0)), 0)
    query = select(func.count(), inside).select_from(cases).where(in_ids(case_ids))
    there, within = connection.execute(query).one()
    return bool(there == within)


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
