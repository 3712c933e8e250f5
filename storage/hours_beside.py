"""How many hours were recorded on closed cases, beside what was expected of them when they came? Sums, no case.

Everything is added up in the database: a row a quarter, one statement however many cases there are.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, extract, func, select

from storage.engine import Connection
from storage.model_in_use import Quarter
from storage.months_later import months_later
from storage.tables.casework import assessments, cases, hours


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

    The answer is the first each case got, given within a month: what is assessed later may know how it went. Cases
    without recorded hours are left out, since nobody knows whether anything was done on them.
    """
    earlier = assessments.alias()
    first = select(func.min(earlier.c.sequence)).where(earlier.c.case_id == cases.c.case_id).scalar_subquery()
    within = hours.c.worked_on < months_later(cases.c.received_on, horizon_months)
    worked = (
        select(hours.c.case_id, func.sum(hours.c.hours).label("recorded"))
        .join(cases, cases.c.case_id == hours.c.case_id)
        .where(cases.c.closed_on >= since, within)
        .group_by(hours.c.case_id)
        .subquery()
    )
    told = (
        select(
            cases.c.closed_on, worked.c.recorded, assessments.c.answer["effort"]["hours"].as_float().label("expected")
        )
        .select_from(cases)
        .join(assessments, assessments.c.sequence == first.correlate(cases))
        .join(worked, worked.c.case_id == cases.c.case_id)
        .where(
            cases.c.closed_on >= since,
            func.date(assessments.c.assessed_at) <= months_later(cases.c.received_on, 1),
        )
        .cte("told")
    )
    recorded, expected = told.c.recorded, told.c.expected
    year, month = extract("year", told.c.closed_on), extract("month", told.c.closed_on)
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
