"""Which figures does a leader follow her cases by? Counted within a reach, each in one query, never case by case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, exists, func, select

from sagstyngde.decision import Level
from storage.engine import Connection
from storage.reach import Condition
from storage.tables.casework import assessments, cases, judgements, placements, settlements
from storage.tables.mandate import decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """Families with several open cases, and of these such as have several caseworkers."""

    several_cases: int
    several_caseworkers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people said of suggestions, and how many of those made were withheld."""

    confirmed: int
    overridden: int
    suggested: int
    withheld: int
    blind: int
    blind_alike: int
    blind_without: int


def waiting_since(connection: Connection, reach: Condition) -> tuple[date, ...]:
    """Return the days of receipt of open cases without a caseworker, the oldest first."""
    has_one = exists().where(_is_primary(), placements.c.ended_on.is_(None))
    query = select(cases.c.received_on).where(reach, cases.c.closed_on.is_(None), ~has_one)
    return tuple(connection.execute(query.order_by(cases.c.received_on)).scalars())


def open_and_changed(connection: Connection, reach: Condition, *, since: date) -> tuple[int, int]:
    """Count the open cases, and those of them that have changed caseworker since a day."""
    left = select(placements.c.case_id).where(placements.c.is_primary, placements.c.ended_on >= since)
    changed = cases.c.case_id.in_(left)  # asked once, not case by case
    query = select(func.count(), func.count().filter(changed)).select_from(cases)
    total, of_them = connection.execute(query.where(reach, cases.c.closed_on.is_(None))).one()
    return total, of_them


def families(connection: Connection, reach: Condition) -> Families:
    """Count families with several open cases that have a caseworker."""
    held = (_is_primary()) & placements.c.ended_on.is_(None)
    grouped = (
        select(
            func.count(func.distinct(cases.c.case_id)).label("of_cases"),
            func.count(func.distinct(placements.c.caseworker_id)).label("of_caseworkers"),
        )
        .join(placements, held)
        .where(reach, cases.c.closed_on.is_(None), cases.c.family_id.is_not(None))
        .group_by(cases.c.family_id)
        .subquery()
    )
    several = grouped.c.of_cases > 1
    counted = select(func.count().filter(several), func.count().filter(several & (grouped.c.of_caseworkers > 1)))
    together, apart = connection.execute(counted.select_from(grouped)).one()
    return Families(several_cases=together, several_caseworkers=apart)


def days_to_placement(connection: Connection, reach: Condition, *, since: date) -> tuple[int, ...]:
    """Return, of each case that got its first caseworker since a day, the days from its receipt, in their order.

    A case that came with a caseworker waited for none, and is not counted when it later changes hands.
    """
    first = func.min(placements.c.starts_on)
    query = (
        select(cases.c.received_on, first)
        .join(placements, _is_primary())
        .where(reach)
        .group_by(cases.c.case_id, cases.c.received_on)
        .having(first >= since, first > cases.c.received_on)
    )
    return tuple(sorted((placed - received).days for received, placed in connection.execute(query)))


def words(connection: Connection, reach: Condition, *, since: date) -> Words:
    """Count people's answers to suggestions, suggestions withheld, and blind judgements, since a day."""
    at = datetime.combine(since, time(), UTC)
    answered = (
        select(settlements.c.is_override, func.count())
        .join(assessments, assessments.c.assessment_id == settlements.c.assessment_id)
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(reach, settlements.c.settled_at >= at)
        .group_by(settlements.c.is_override)
    )
    said = {bool(is_override): number for is_override, number in connection.execute(answered)}
    made = select(func.count(), func.count(assessments.c.category)).join(
        cases, cases.c.case_id == assessments.c.case_id
    )
    total, with_category = connection.execute(made.where(reach, assessments.c.assessed_at >= at)).one()
    blind, alike, without = _blind(connection, reach, at)
    return Words(
        confirmed=said.get(False, 0),
        overridden=said.get(True, 0),
        suggested=total,
        withheld=total - with_category,
        blind=blind,
        blind_alike=alike,
        blind_without=without,
    )


def by_level(connection: Connection, reach: Condition, *, since: date) -> dict[Level, int]:
    """Count the decisions that stand since a day, by where they were made."""
    query = (
        select(decisions.c.level, func.count())
        .join(cases, cases.c.case_id == decisions.c.case_id)
        .where(reach, decisions.c.decided_on >= since, decisions.c.withdrawn_at.is_(None))
        .group_by(decisions.c.level)
    )
    return {Level(level): number for level, number in connection.execute(query)}


def median(days: Sequence[int]) -> float | None:
    """Return the middle of numbers that are in their order.

    >>> median([1, 3, 10]), median([1, 3]), median([])
    (3, 2.0, None)
    """
    if not days:
        return None
    middle = len(days) // 2
    return days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2


def _blind(connection: Connection, reach: Condition, at: datetime) -> tuple[int, int, int]:
    """Count blind judgements of cases with a suggestion: with a category, of these the newest suggestion's; without."""
    judged = select(judgements.c.case_id).where(judgements.c.is_blind, judgements.c.judged_at >= at)
    newest = select(func.max(assessments.c.sequence)).where(assessments.c.case_id.in_(judged))
    alike = func.count().filter(judgements.c.category == assessments.c.category)
    without = func.count().filter(judgements.c.category.is_(None))
    query = (
        select(func.count(judgements.c.category), alike, without)
        .select_from(judgements)
        .join(cases, cases.c.case_id == judgements.c.case_id)
        .join(assessments, assessments.c.case_id == cases.c.case_id)
        .where(reach, judgements.c.is_blind, judgements.c.judged_at >= at, assessments.c.category.is_not(None))
        .where(assessments.c.sequence.in_(newest.group_by(assessments.c.case_id)))
    )
    number, same, unassessable = connection.execute(query).one()
    return number, same, unassessable


def _is_primary() -> ColumnElement[bool]:
    return (placements.c.case_id == cases.c.case_id) & placements.c.is_primary
