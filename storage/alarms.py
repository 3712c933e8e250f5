"""Which alarms are open, and what was done about those that are closed?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, exists, func, insert, or_, select, update

from sagstyngde.alarm import Alarm, AlarmAction, AlarmId, AlarmKind, Closing, Finding
from sagstyngde.case import CaseId, CaseworkerId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import cases
from storage.tables.planning import alarms

QUIET = timedelta(days=30)
"""For so long what somebody has dealt with is not told again, unless another time is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Whose alarms are asked for: those about cases within a reach, about these caseworkers, and about the model."""

    cases: ColumnElement[bool]
    caseworkers: Collection[CaseworkerId]
    model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which alarms are asked for: the open or the closed ones (``None``: both), of a kind, raised within days."""

    is_open: bool | None = None
    kind: AlarmKind | None = None
    since: date | None = None
    until: date | None = None
    oldest_first: bool = False


def raise_alarms(connection: Connection, findings: Sequence[Finding], stamp: Stamp, *, quiet: timedelta = QUIET) -> int:
    """Store findings as alarms, but for those that are open already or were closed a short while ago.

    What was accepted until a day is quiet through that day, and no longer. Returns how many were new. Two writers that
    find the same at once: one of them breaks an index and tries again.
    """
    wanted = {finding.subject: finding for finding in findings}
    was_closed_lately = alarms.c.until.is_(None) & (alarms.c.closed_at > stamp.at - quiet)
    is_accepted = alarms.c.until >= stamp.at.date()
    is_known = or_(alarms.c.closed_at.is_(None), was_closed_lately, is_accepted)
    query = select(alarms.c.subject).where(alarms.c.subject.in_(list(wanted)), is_known)
    known = set(connection.execute(query).scalars()) if wanted else set()
    new = [_row(finding, stamp) for subject, finding in sorted(wanted.items()) if subject not in known]
    if new:
        connection.execute(insert(alarms), new)
    return len(new)


def mark_ceased(connection: Connection, findings: Sequence[Finding], stamp: Stamp, *, about_model: bool = False) -> int:
    """Let open alarms say that their cause has gone, or is back; return of how many it was newly seen to have gone.

    ``findings`` are all that every rule found at the stamp's moment, about the model or about everything else: of what
    was raised since they say nothing.
    """
    found = {finding.subject for finding in findings}
    is_one = (alarms.c.kind == AlarmKind.MODEL.value) == about_model
    was_there = alarms.c.closed_at.is_(None) & (alarms.c.raised_at < stamp.at) & is_one
    query = select(alarms.c.subject, alarms.c.ceased_at).where(was_there)
    rows = connection.execute(query).all()
    gone = [row.subject for row in rows if row.ceased_at is None and row.subject not in found]
    back = [row.subject for row in rows if row.ceased_at is not None and row.subject in found]
    for subjects, at in ((gone, stamp.at), (back, None)):
        if subjects:
            is_it = was_there & alarms.c.subject.in_(subjects)
            connection.execute(update(alarms).where(is_it).values(ceased_at=at))
    return len(gone)


def find_alarm(connection: Connection, alarm_id: AlarmId, *, lock: bool = False) -> Alarm | None:
    """Return an alarm, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    query = select(alarms).where(alarms.c.alarm_id == alarm_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _alarm(row)


def alarms_of(
    connection: Connection, within: Within, asked: Asked, *, limit: int, after: int | None = None
) -> tuple[tuple[Alarm, ...], int | None]:
    """Return at most ``limit`` alarms within a reach, and where to go on if there are more.

    Those raised last come first, unless the oldest are asked for. ``after`` is the place an earlier page ended at.
    """
    conditions, place = [_is_within(within), *_conditions(asked)], alarms.c.sequence
    if after is not None:
        conditions.append(place > after if asked.oldest_first else place < after)
    order = place.asc() if asked.oldest_first else place.desc()
    query = select(alarms).where(*conditions).order_by(order).limit(limit + 1)
    rows = connection.execute(query).all()
    shown = rows[:limit]
    return tuple(map(_alarm, shown)), shown[-1].sequence if len(rows) > limit else None


def count_alarms(connection: Connection, within: Within, asked: Asked) -> dict[AlarmKind, int]:
    """Count alarms within a reach by their kind."""
    query = select(alarms.c.kind, func.count()).where(_is_within(within), *_conditions(asked)).group_by(alarms.c.kind)
    return {AlarmKind(kind): number for kind, number in connection.execute(query)}


def done_before(connection: Connection, about: Sequence[Alarm]) -> dict[AlarmId, Alarm]:
    """Return, of each of these alarms, the one closed last that was of its kind and about the same case or person."""
    keys = {_about(one): one.alarm_id for one in about}
    if not keys:
        return {}
    subjects = [one.finding.subject for one in about if one.finding.kind is AlarmKind.MODEL]
    same = or_(
        alarms.c.case_id.in_([case_id for _, case_id, _, _ in keys if case_id is not None]),
        alarms.c.case_id.is_(None)
        & alarms.c.caseworker_id.in_([who for _, case_id, who, _ in keys if case_id is None and who is not None]),
        alarms.c.subject.in_(subjects),
    )
    query = select(alarms).where(alarms.c.closed_at.is_not(None), same).order_by(alarms.c.closed_at, alarms.c.sequence)
    closed = {_about(one): one for one in map(_alarm, connection.execute(query))}
    return {alarm_id: closed[key] for key, alarm_id in keys.items() if key in closed}


def close_alarm(connection: Connection, alarm_id: AlarmId, closing: Closing, stamp: Stamp) -> None:
    """Store what was done about an alarm. The caller holds its row."""
    values = {"action": closing.action.value, "note": closing.note, "until": closing.until} | stamp.on("closed")
    connection.execute(update(alarms).where(alarms.c.alarm_id == alarm_id).values(**values))


def _about(alarm: Alarm) -> tuple[AlarmKind, CaseId | None, CaseworkerId | None, str]:
    """Return what two alarms have in common that are about the same: of the model its statistic too."""
    found = alarm.finding
    own = found.subject if found.kind is AlarmKind.MODEL else ""
    return found.kind, found.case_id, found.caseworker_id, own


def _is_within(within: Within) -> ColumnElement[bool]:
    """An alarm about a case is its case's; the others are their caseworker's, or the model's."""
    own_case = exists().where(cases.c.case_id == alarms.c.case_id, within.cases)
    return or_(
        and_(alarms.c.case_id.is_not(None), own_case),
        and_(alarms.c.case_id.is_(None), alarms.c.caseworker_id.in_(sorted(within.caseworkers))),
        *((alarms.c.kind == AlarmKind.MODEL.value,) if within.model else ()),
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.is_open is not None:
        found.append(alarms.c.closed_at.is_(None) if asked.is_open else alarms.c.closed_at.is_not(None))
    if asked.kind is not None:
        found.append(alarms.c.kind == asked.kind.value)
    if asked.since is not None:
        found.append(alarms.c.raised_at >= _midnight(asked.since))
    if asked.until is not None:
        found.append(alarms.c.raised_at < _midnight(asked.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _row(finding: Finding, stamp: Stamp) -> dict[str, Any]:
    return {
        "alarm_id": str(uuid4()),
        "kind": finding.kind.value,
        "case_id": finding.case_id,
        "caseworker_id": finding.caseworker_id,
        "subject": finding.subject,
        "content": {"text": finding.text, "figures": dict(finding.content)},
    } | stamp.on("raised")


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        alarm_id=AlarmId(row.alarm_id),
        finding=Finding(
            kind=AlarmKind(row.kind),
            subject=row.subject,
            text=row.content["text"],
            case_id=None if row.case_id is None else CaseId(row.case_id),
            caseworker_id=None if row.caseworker_id is None else CaseworkerId(row.caseworker_id),
            content=row.content["figures"],
        ),
        raised_at=row.raised_at,
        ceased_at=row.ceased_at,
        action=None if row.action is None else AlarmAction(row.action),
        note=row.note,
        until=row.until,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )
