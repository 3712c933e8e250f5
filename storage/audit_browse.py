"""Which looks stand in the log? A page at a time, the newest first, at the same cost however long the log is.

Every page begins where the one before it ended, by moment and number. What an index finds - a child, a case, an
employee, refusals, a period - is found by it. What none finds is looked for among the next ``WINDOW`` looks only; the
answer then says how far it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, literal_column, or_, select, true, tuple_

from sagstyngde.access_report import LoggedLook
from sagstyngde.audit import Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from storage.audit_seals import sealed_up_to
from storage.engine import Connection
from storage.tables.audit import DENIED, audit_entries
from storage.tables.casework import cases

WINDOW = 20_000
"""So many looks are gone through at most for what has no index."""
_ENTRIES = audit_entries.c
_COLUMNS = (
    _ENTRIES.at,
    _ENTRIES.actor,
    _ENTRIES.roles,
    _ENTRIES.operation,
    _ENTRIES.outcome,
    _ENTRIES.purpose,
    _ENTRIES.case_id,
    _ENTRIES.child_id,
    _ENTRIES.sequence,
)
_BACKWARDS = (_ENTRIES.at.desc(), _ENTRIES.sequence.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which looks: all that is given must hold. ``since`` is included, ``until`` is not.

    ``leaves_out`` are operations of which there are few among the others, so that they may be passed over one by one.
    """

    child_id: ChildId | None = None
    case_id: CaseId | None = None
    actor: str | None = None
    operation: Operation | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    leaves_out: frozenset[Operation] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedLook(LoggedLook):
    """A look with its number in the log, and the child it was about."""

    child_id: str | None
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of looks. ``next_before`` is the number to go on from, ``None`` where there are no more.

    ``is_partial``: nothing was found among as many looks as are gone through at a time, or too little to fill the page.
    """

    looks: tuple[NumberedLook, ...]
    next_before: int | None = None
    is_partial: bool = False


def browse(connection: Connection, sought: Sought, *, before: int | None = None, limit: int = 50) -> Found:
    """Return the newest looks that are sought, or those before the one with a number."""
    indexed = _query(connection, sought, before)
    rest = _unindexed(sought)
    if not rest:
        return _page(_looks(connection, indexed.limit(limit + 1)), limit)
    window = indexed.limit(WINDOW).subquery()
    conditions = [window.c[name] == value for name, value in rest.items()]
    newest_first = (window.c.at.desc(), window.c.sequence.desc())
    found = _looks(connection, select(window).where(*conditions).order_by(*newest_first).limit(limit + 1))
    if len(found) > limit:
        return _page(found, limit)
    last = connection.execute(indexed.offset(WINDOW - 1).limit(1)).one_or_none()
    if last is None:
        return Found(looks=found)
    return Found(looks=found, next_before=last.sequence, is_partial=True)


def actor_of(connection: Connection, sequence: int) -> str | None:
    """Return who made the look with a number, or ``None`` where there is none."""
    return connection.scalar(select(_ENTRIES.actor).where(_ENTRIES.sequence == sequence))


def _query(connection: Connection, sought: Sought, before: int | None) -> Select[tuple[object, ...]]:
    # As a sum no index fits it: it rules nearly nothing out, and a planner that began with it would sort the whole log.
    kept = _ENTRIES.sequence + 0 > sealed_up_to(connection).sequence
    return select(*_COLUMNS).where(kept, *_indexed(sought), _earlier(connection, before)).order_by(*_BACKWARDS)


def _indexed(sought: Sought) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.child_id is not None:
        conditions.append(_ENTRIES.sequence.in_(_about_child(sought.child_id)))
    if sought.case_id is not None:
        own = select(_ENTRIES.sequence).where(_ENTRIES.case_id == sought.case_id)
        conditions.append(_ENTRIES.sequence.in_(own))
    if sought.actor is not None:
        conditions.append(_ENTRIES.actor == sought.actor)
    if sought.outcome is Outcome.DENIED:
        conditions.append(literal_column(DENIED.text))  # as the index says it: a bound value would not be known
    if sought.since is not None:
        conditions.append(_ENTRIES.at >= sought.since)
    if sought.until is not None:
        conditions.append(_ENTRIES.at < sought.until)
    if sought.leaves_out:
        conditions.append(_ENTRIES.operation.not_in(sorted(sought.leaves_out)))
    return conditions


def _about_child(child_id: ChildId) -> Select[tuple[int]]:
    """Return the numbers of the looks at a child, and at a case of hers also where the look named no child."""
    own = select(cases.c.case_id).where(cases.c.child_id == child_id)
    return select(_ENTRIES.sequence).where(or_(_ENTRIES.child_id == child_id, _ENTRIES.case_id.in_(own)))


def _unindexed(sought: Sought) -> dict[str, str]:
    rest = {} if sought.operation is None else {"operation": sought.operation.value}
    if sought.outcome not in {None, Outcome.DENIED}:
        rest["outcome"] = str(sought.outcome)
    return rest


def _earlier(connection: Connection, before: int | None) -> ColumnElement[bool]:
    if before is None:
        return true()
    at = connection.scalar(select(_ENTRIES.at).where(_ENTRIES.sequence == before))
    if at is None:  # it has been let go since
        return _ENTRIES.sequence < before
    return tuple_(_ENTRIES.at, _ENTRIES.sequence) < tuple_(at, before)


def _looks(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[NumberedLook, ...]:
    return tuple(NumberedLook(**row) for row in connection.execute(query).mappings())


def _page(found: tuple[NumberedLook, ...], limit: int) -> Found:
    if len(found) <= limit:
        return Found(looks=found)
    return Found(looks=found[:limit], next_before=found[limit - 1].sequence)
