"""Which steps of a case were taken when? Added, or withdrawn where they were recorded by mistake; never changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from sagstyngde.case import CaseId
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import milestones


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRecord:
    """A milestone as it is stored: who recorded it, and who withdrew it, if anybody did."""

    milestone: Milestone
    recorded: Stamp
    withdrawn: Stamp | None = None


def insert_milestone(connection: Connection, milestone: Milestone, stamp: Stamp) -> MilestoneRecord:
    """Store a milestone."""
    row = {
        "milestone_id": milestone.milestone_id,
        "case_id": milestone.case_id,
        "kind": milestone.kind.value,
        "reached_on": milestone.reached_on,
        "next_on": milestone.next_on,
    }
    connection.execute(insert(milestones).values(**row, **stamp.on("recorded")))
    return MilestoneRecord(milestone=milestone, recorded=stamp)


def withdraw_milestone(connection: Connection, milestone_id: MilestoneId, stamp: Stamp) -> None:
    """Let a milestone that was recorded by mistake no longer count; one that does not already stays as it is."""
    is_it = (milestones.c.milestone_id == milestone_id) & milestones.c.withdrawn_at.is_(None)
    connection.execute(update(milestones).where(is_it).values(**stamp.on("withdrawn")))


def find_milestone(connection: Connection, milestone_id: MilestoneId) -> MilestoneRecord | None:
    """Return a milestone, or ``None`` where the id is unknown. Who changes it holds its case's row."""
    found = _read(connection, milestones.c.milestone_id == milestone_id)
    return found[0] if found else None


def milestone_records(connection: Connection, case_id: CaseId) -> tuple[MilestoneRecord, ...]:
    """Return all that was recorded of a case, withdrawn ones too, in the order of their days."""
    return _read(connection, milestones.c.case_id == case_id)


def milestones_of(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Milestone, ...]]:
    """Return the milestones that count of each of these cases that has any, in the order of their days; one query."""
    if not case_ids:
        return {}
    found: defaultdict[CaseId, list[Milestone]] = defaultdict(list)
    for record in _read(connection, milestones.c.case_id.in_(case_ids), milestones.c.withdrawn_at.is_(None)):
        found[record.milestone.case_id].append(record.milestone)
    return {case_id: tuple(steps) for case_id, steps in found.items()}


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[MilestoneRecord, ...]:
    query = select(milestones).where(*conditions).order_by(milestones.c.reached_on, milestones.c.sequence)
    return tuple(map(_record, connection.execute(query)))


def _record(row: Row[Any]) -> MilestoneRecord:
    withdrawn = None if row.withdrawn_at is None else Stamp(by=row.withdrawn_by, at=row.withdrawn_at)
    return MilestoneRecord(
        milestone=Milestone(
            milestone_id=MilestoneId(row.milestone_id),
            case_id=CaseId(row.case_id),
            kind=MilestoneKind(row.kind),
            reached_on=row.reached_on,
            next_on=row.next_on,
        ),
        recorded=Stamp(by=row.recorded_by, at=row.recorded_at),
        withdrawn=withdrawn,
    )
