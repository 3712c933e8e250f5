"""How does the model fare in use? Counts by quarter of what it answered and what people said to that; no case is named.

Counting is done in the database, a constant number of statements however many cases there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

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
    was shown, ``same`` were the category the model suggested. ``without`` more were blind and gave none.
    """

    quarter: Quarter
    settled: int = 0
    overridden: int = 0
    blind: int = 0
    same: int = 0
    without: int = 0


def silence_by_quarter(connection: Connection, since: date) -> tuple[Silence, ...]:
    """Count answers to the cases received since a day, by the quarter they were received in, the oldest first."""
    withheld = assessments.c.category.is_(None)
    text = cast(assessments.c.answer, Text)
    why = [_count(withheld & text.contains(f'"{reason.value}"')) for reason in AbstentionReason]
    day = cases.c.received_on
    query = (
        select(day, func.count(), _count(withheld), *why)
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(_IS_ITS_NEWEST, day >= since)
        .group_by(day)
    )
    found = _by_quarter(((received.year, received.month), counts) for received, *counts in connection.execute(query))
    return tuple(
        Silence(
            quarter=quarter,
            answered=answered,
            withheld=silent,
            reasons=dict(zip(AbstentionReason, reasons, strict=True)),
        )
        for quarter, (answered, silent, *reasons) in found.items()
    )


def response_by_quarter(connection: Connection, since: datetime) -> tuple[Response, ...]:
    """Count what people said since a moment, by the quarter they said it in, the oldest first."""
    month = _month(settlements.c.settled_at)
    settled = (
        select(*month, func.count(), _count(settlements.c.is_override))
        .where(settlements.c.settled_at >= since)
        .group_by(*month)
    )
    month, suggested = _month(judgements.c.judged_at), assessments.c.category
    blind = (
        select(
            *month,
            func.count(judgements.c.category),
            _count(suggested == judgements.c.category),
            _count(judgements.c.category.is_(None)),
        )
        .join(assessments, assessments.c.case_id == judgements.c.case_id)
        .where(judgements.c.is_blind, judgements.c.judged_at >= since, IS_NEWEST, suggested.is_not(None))
        .group_by(*month)
    )
    said, judged = (
        _by_quarter(((year, month), counts) for year, month, *counts in connection.execute(query))
        for query in (settled, blind)
    )
    none = (0, 0, 0)
    return tuple(
        Response(
            quarter=one,
            settled=said.get(one, none)[0],
            overridden=said.get(one, none)[1],
            blind=judged.get(one, none)[0],
            same=judged.get(one, none)[1],
            without=judged.get(one, none)[2],
        )
        for one in sorted(said.keys() | judged.keys())
    )


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
    rows = connection.execute(query)
    return tuple(islice((CaseId(own) for own, came, told in rows if told.date() - came <= soon), most))


_answer = assessments.alias()
_ITS_NEWEST = select(func.max(_answer.c.sequence)).where(_answer.c.case_id == cases.c.case_id).scalar_subquery()
_IS_ITS_NEWEST = assessments.c.sequence == _ITS_NEWEST.correlate(cases)
"""As ``IS_NEWEST``, asked of the few cases that are looked at: the answers of all others are not read."""


def _month(column: ColumnElement[datetime]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return extract("year", column), extract("month", column)


def _by_quarter(told: Iterable[tuple[tuple[int, int], Sequence[int]]]) -> dict[Quarter, list[int]]:
    """Add up counts of days or months, each by its year and month; the oldest quarter first.

    >>> _by_quarter([((2026, 11), [3, 1]), ((2026, 3), [1, 0]), ((2026, 10), [2, 0])])
    {(2026, 1): [1, 0], (2026, 4): [5, 1]}
    """
    found: dict[Quarter, list[int]] = {}
    for (year, month), counts in told:
        quarter = int(year), (int(month) + 2) // 3
        found[quarter] = [a + b for a, b in zip(found.get(quarter, [0] * len(counts)), counts, strict=True)]
    return dict(sorted(found.items()))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
