"""What has come since a model was learned? Cases as they were told of when they came, hours by day, what people said.

Cases that were taken over from another system later are only those still open then, and heavier than what comes: one
that was not told of within a month is left out. As many statements as there are questions, however many cases.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from sagstyngde.case import Case, CaseId
from sagstyngde.judgement import Judgement
from storage.codec import case_from_json
from storage.engine import Connection
from storage.months_later import months_later
from storage.tables.casework import assessments, case_versions, cases, hours, judgements, settlements

_SOON = 1
"""Months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedDay:
    """The hours recorded on a case in a day."""

    case_id: CaseId
    on: date
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What somebody said to a suggestion. ``category`` is what it was changed to, if to any."""

    case_id: CaseId
    is_changed: bool
    category: str | None
    on: date


def cases_received(connection: Connection, since: date, until: date) -> tuple[Case, ...]:
    """Return the cases received in a period, the end not included, as known within a month, in order of receipt."""
    soon = func.date(case_versions.c.known_at) <= months_later(cases.c.received_on, _SOON)
    known = (
        select(case_versions.c.case_id, func.max(case_versions.c.version).label("version"))
        .join(cases, cases.c.case_id == case_versions.c.case_id)
        .where(_received(since, until), soon)
        .group_by(case_versions.c.case_id)
        .subquery()
    )
    query = (
        select(case_versions.c.case_id, case_versions.c.record)
        .join(known, (known.c.case_id == case_versions.c.case_id) & (known.c.version == case_versions.c.version))
        .join(cases, cases.c.case_id == case_versions.c.case_id)
        .order_by(cases.c.received_on, cases.c.case_id)
    )
    return tuple(case_from_json(CaseId(row.case_id), row.record) for row in connection.execute(query))


def worked_days(connection: Connection, since: date, until: date) -> tuple[WorkedDay, ...]:
    """Return the hours recorded on the cases received in a period, by case and day."""
    query = (
        select(hours.c.case_id, hours.c.worked_on, func.sum(hours.c.hours))
        .join(cases, cases.c.case_id == hours.c.case_id)
        .where(_received(since, until))
        .group_by(hours.c.case_id, hours.c.worked_on)
        .order_by(hours.c.case_id, hours.c.worked_on)
    )
    return tuple(WorkedDay(case_id=CaseId(one), on=on, hours=float(n)) for one, on, n in connection.execute(query))


def recorded_through(connection: Connection) -> tuple[date, date] | None:
    """Return the first and the last day on which hours are recorded; ``None`` where none are."""
    first, last = connection.execute(select(func.min(hours.c.worked_on), func.max(hours.c.worked_on))).one()
    return None if first is None else (first, last)


def blind_judgements(connection: Connection, since: date) -> tuple[Judgement, ...]:
    """Return the categories given before the suggestion was shown, to cases received since a day."""
    query = (
        select(judgements.c.case_id, judgements.c.category, judgements.c.judged_on)
        .join(cases, cases.c.case_id == judgements.c.case_id)
        .where(judgements.c.is_blind, judgements.c.category.is_not(None), cases.c.received_on >= since)
        .order_by(judgements.c.sequence)
    )
    return tuple(
        Judgement(case_id=CaseId(row.case_id), category=row.category, judged_on=row.judged_on, blind=True)
        for row in connection.execute(query)
    )


def stands(connection: Connection, since: date, by_bundle: str) -> tuple[Stand, ...]:
    """Return what people said to a model's suggestions about the cases received since a day."""
    query = (
        select(assessments.c.case_id, settlements.c.is_override, settlements.c.category, settlements.c.settled_at)
        .join(assessments, assessments.c.assessment_id == settlements.c.assessment_id)
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(
            cases.c.received_on >= since,
            assessments.c.category.is_not(None),
            assessments.c.bundle_hash == by_bundle,
        )
        .order_by(settlements.c.sequence)
    )
    return tuple(
        Stand(
            case_id=CaseId(row.case_id),
            is_changed=bool(row.is_override),
            category=row.category,
            on=row.settled_at.date(),
        )
        for row in connection.execute(query)
    )


def _received(since: date, until: date) -> ColumnElement[bool]:
    return (cases.c.received_on >= since) & (cases.c.received_on < until)
