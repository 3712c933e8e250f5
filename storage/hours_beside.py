"""How many hours were recorded on closed cases, beside what was expected of them when they came? Sums, no case.

Everything is added up in the database: a row a quarter, one statement however many cases there are.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, extract, func, select

from storage.engine import Connection
from storage.model_in_use import Quarter
from storage.tables.casework import assessments, cases, hours

_LONGEST_MONTH = 31
_SOON_DAYS = 31
"""A case is assessed when it comes if it is within so many days: what is assessed later may know how it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The cases closed in a quarter: how many, and the sums of recorded and expected hours, squares and products."""

    quarter: Quarter
    cases: int
    recorded: float
    expected: float
    recorded_squared: float
    expected_squared: float
    product: float


def hours_beside(connection: Connection, since: date, *, horizon_months: int) -> tuple[Beside, ...]:
    """Add up what was recorded and expected over the horizon of the cases closed since a day, the oldest quarter first.

    The answer is the first each case got, given when it came; cases without recorded hours are left out, since nobody
    knows whether anything was done on them.
    """
    first = (
        select(func.min(assessments.c.sequence).label("sequence"))
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(cases.c.closed_on >= since)
        .group_by(assessments.c.case_id)
        .subquery()
    )
    within = _days(hours.c.worked_on) - _days(cases.c.received_on) < _LONGEST_MONTH * horizon_months
    worked = (
        select(hours.c.case_id, func.sum(hours.c.hours).label("recorded"))
        .join(cases, cases.c.case_id == hours.c.case_id)
        .where(cases.c.closed_on >= since, within)
        .group_by(hours.c.case_id)
        .subquery()
    )
    recorded, expected = worked.c.recorded, assessments.c.answer["effort"]["hours"].as_float()
    year, month = extract("year", cases.c.closed_on), extract("month", cases.c.closed_on)
    quarter = case((month <= 3, 1), (month <= 6, 2), (month <= 9, 3), else_=4)
    query = (
        select(
            year.label("year"),
            quarter.label("quarter"),
            func.count().label("cases"),
            func.sum(recorded).label("recorded"),
            func.sum(expected).label("expected"),
            func.sum(recorded * recorded).label("recorded_squared"),
            func.sum(expected * expected).label("expected_squared"),
            func.sum(recorded * expected).label("product"),
        )
        .select_from(first)
        .join(assessments, assessments.c.sequence == first.c.sequence)
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .join(worked, worked.c.case_id == cases.c.case_id)
        .where(_days(assessments.c.assessed_at) - _days(cases.c.received_on) <= _SOON_DAYS)
        .group_by(year, quarter)
        .order_by(year, quarter)
    )
    sums = ("recorded", "expected", "recorded_squared", "expected_squared", "product")
    return tuple(
        Beside(
            quarter=(int(row.year), int(row.quarter)),
            cases=row.cases,
            **{name: float(getattr(row, name)) for name in sums},
        )
        for row in connection.execute(query)
    )


def _days(column: ColumnElement[date] | ColumnElement[datetime]) -> ColumnElement[int]:
    """Count days as if every month had 31: whether a day lies before the same day of a later month, that is exact."""
    months = 12 * extract("year", column) + extract("month", column)
    return _LONGEST_MONTH * months + extract("day", column)
