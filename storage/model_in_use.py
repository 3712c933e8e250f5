"""How does the model fare in use? Counts by quarter of what it answered and what people said to that; no case is named.

Counting is done in the database, a constant number of statements however many cases there are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Text, case, cast, extract, func, select

from sagstyngde.assessment import AbstentionReason
from sagstyngde.case import CaseId
from storage.assessments import IS_NEWEST
from storage.engine import Connection
from storage.tables.casework import assessments, cases, judgements, settlements

Quarter = tuple[int, int]
"""A year, and its quarter from 1 to 4."""
_LOOKED_THROUGH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Of the cases received in a quarter: how many have an answer, and for how many no category was suggested, why."""

    quarter: Quarter
    answered: int
    withheld: int
    reasons: dict[AbstentionReason, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What people said to a quarter's suggestions.

    ``overridden`` of ``settled`` were given another category; of ``blind`` own judgements, made before the suggestion
    was shown, ``same`` were the category the model suggested.
    """

    quarter: Quarter
    settled: int = 0
    overridden: int = 0
    blind: int = 0
    same: int = 0


def silence_by_quarter(connection: Connection, since: date) -> tuple[Silence, ...]:
    """Count answers to the cases received since a day, by the quarter they were received in, the oldest first."""
    year, quarter = _quarter(cases.c.received_on)
    withheld = assessments.c.category.is_(None)
    text = cast(assessments.c.answer, Text)
    counts = [_count(withheld & text.contains(f'"{reason.value}"')).label(reason.name) for reason in AbstentionReason]
    query = (
        select(year, quarter, func.count().label("answered"), _count(withheld).label("withheld"), *counts)
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(IS_NEWEST, cases.c.received_on >= since)
        .group_by(year, quarter)
        .order_by(year, quarter)
    )
    return tuple(
        Silence(
            quarter=(int(row.year), int(row.quarter)),
            answered=row.answered,
            withheld=row.withheld,
            reasons={reason: getattr(row, reason.name) for reason in AbstentionReason},
        )
        for row in connection.execute(query)
    )


def response_by_quarter(connection: Connection, since: datetime) -> tuple[Response, ...]:
    """Count what people said since a moment, by the quarter they said it in, the oldest first."""
    year, quarter = _quarter(settlements.c.settled_at)
    settled = (
        select(year, quarter, func.count().label("settled"), _count(settlements.c.is_override).label("overridden"))
        .where(settlements.c.settled_at >= since)
        .group_by(year, quarter)
    )
    year, quarter = _quarter(judgements.c.judged_at)
    suggested = assessments.c.category
    blind = (
        select(year, quarter, func.count().label("blind"), _count(suggested == judgements.c.category).label("same"))
        .join(assessments, assessments.c.case_id == judgements.c.case_id)
        .where(judgements.c.is_blind, judgements.c.judged_at >= since, IS_NEWEST, suggested.is_not(None))
        .group_by(year, quarter)
    )
    found: dict[Quarter, dict[str, int]] = {}
    for query, names in ((settled, ("settled", "overridden")), (blind, ("blind", "same"))):
        for row in connection.execute(query):
            own = found.setdefault((int(row.year), int(row.quarter)), {})
            own.update({name: getattr(row, name) for name in names})
    return tuple(Response(quarter=one, **counts) for one, counts in sorted(found.items()))


def newly_received(connection: Connection, since: date, most: int) -> tuple[CaseId, ...]:
    """Return the cases received last since a day, that were told of within a month: all that came, not what is left.

    Cases that were taken over from another system later are only those still open then, and heavier than what comes.
    """
    query = (
        select(cases.c.case_id, cases.c.received_on, cases.c.created_at)
        .where(cases.c.received_on >= since)
        .order_by(cases.c.received_on.desc(), cases.c.case_id)
        .limit(_LOOKED_THROUGH)
    )
    soon = timedelta(days=31)
    found = [row.case_id for row in connection.execute(query) if row.created_at.date() - row.received_on <= soon]
    return tuple(map(CaseId, found[:most]))


def _quarter(column: ColumnElement[date] | ColumnElement[datetime]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    month = extract("month", column)
    quarter = case((month <= 3, 1), (month <= 6, 2), (month <= 9, 3), else_=4)
    return extract("year", column).label("year"), quarter.label("quarter")


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
