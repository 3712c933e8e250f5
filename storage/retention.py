"""Which stored cases, children, drafts, felt loads, names, events and replies may go by the municipality's rules?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, false, func, select

from sagstyngde.case import CaseId, ChildId
from sagstyngde.months import add_months
from sagstyngde.retention import Due, Retention
from storage.cases import in_ids, newest, records
from storage.engine import Connection
from storage.tables.casework import cases
from storage.tables.identity import answered_requests, events, people
from storage.tables.working import drafts, felt_loads
from storage.vault import without_cases

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What may go now. ``age_unknown`` counts the cases that would be due if it were known how old the child is."""

    case_ids: tuple[CaseId, ...]
    age_unknown: int
    child_ids: tuple[ChildId, ...]
    drafts: int
    felt_loads: int
    names: int
    events: int
    replies: int


def overdue(connection: Connection, rules: Retention, *, now: datetime) -> Overdue:
    """Return what may go by the rules; nothing is changed."""
    verdicts = dict(_verdicts(connection, rules, now.date()))
    return Overdue(
        case_ids=tuple(case_id for case_id, verdict in verdicts.items() if verdict is Due.DUE),
        age_unknown=sum(verdict is Due.AGE_UNKNOWN for verdict in verdicts.values()),
        child_ids=_children(connection, rules, now),
        drafts=_count(connection, drafts, _old_drafts(rules, now)),
        felt_loads=_count(connection, felt_loads, _old_felt(rules, now)),
        names=_count(connection, people, _old_names(rules, now)),
        events=_count(connection, events, _old_events(rules, now)),
        replies=_count(connection, answered_requests, _old_replies(rules, now)),
    )


def forget_old(connection: Connection, rules: Retention, *, now: datetime) -> None:
    """Delete the drafts, felt loads, names, events and replies that may go."""
    connection.execute(delete(drafts).where(_old_drafts(rules, now)))
    connection.execute(delete(felt_loads).where(_old_felt(rules, now)))
    connection.execute(delete(people).where(_old_names(rules, now)))
    connection.execute(delete(events).where(_old_events(rules, now)))
    connection.execute(delete(answered_requests).where(_old_replies(rules, now)))


def _verdicts(connection: Connection, rules: Retention, today: date) -> Iterator[tuple[CaseId, Due]]:
    if rules.years_after_closing is None:
        return
    latest = today - timedelta(days=365 * rules.years_after_closing)  # a little later than the rule itself asks for
    query = select(cases.c.case_id).where(cases.c.closed_on <= latest).order_by(cases.c.case_id)
    closed = [CaseId(case_id) for case_id in connection.execute(query).scalars()]
    for start in range(0, len(closed), _AT_A_TIME):
        for record in records(connection, newest(in_ids(closed[start : start + _AT_A_TIME]))):
            yield record.case.case_id, rules.of(record.case, today=today)


def _children(connection: Connection, rules: Retention, now: datetime) -> tuple[ChildId, ...]:
    if rules.days_without_case is None:
        return ()
    latest = now - timedelta(days=rules.days_without_case)
    return tuple(child_id for child_id, entered_at in without_cases(connection) if entered_at <= latest)


def _old_drafts(rules: Retention, now: datetime) -> ColumnElement[bool]:
    """A draft is as old as its last saving."""
    return _before(drafts.c.saved_at, None if rules.draft_days is None else now - timedelta(days=rules.draft_days))


def _old_felt(rules: Retention, now: datetime) -> ColumnElement[bool]:
    """A felt load is as old as the week it is about, whenever it was told."""
    return felt_loads.c.week_of < add_months(now.date(), -rules.felt_months)


def _old_names(rules: Retention, now: datetime) -> ColumnElement[bool]:
    """A name is as old as its user's newest log-in."""
    return _before(people.c.seen_at, None if rules.people_days is None else now - timedelta(days=rules.people_days))


def _old_events(rules: Retention, now: datetime) -> ColumnElement[bool]:
    return _before(events.c.at, None if rules.event_days is None else now - timedelta(days=rules.event_days))


def _old_replies(rules: Retention, now: datetime) -> ColumnElement[bool]:
    latest = None if rules.reply_hours is None else now - timedelta(hours=rules.reply_hours)
    return _before(answered_requests.c.answered_at, latest)


def _before(column: ColumnElement[datetime], moment: datetime | None) -> ColumnElement[bool]:
    return false() if moment is None else column < moment


def _count(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
