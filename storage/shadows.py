"""Which model answers silently beside the one in use, and what did it answer?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import assessments
from storage.tables.models import shadow_answers, shadow_periods


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowPeriod:
    """A time in which a model answered silently; ``ended`` is ``None`` while it does."""

    bundle_hash: str
    begun: Stamp
    ended: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowAnswer:
    """What the silent model answers where the one in use gave the assessment named. ``hours`` with their interval."""

    case_id: CaseId
    assessment_id: AssessmentId
    bundle_hash: str
    category: str | None
    abstained: bool
    hours: float
    low: float
    high: float
    answered_at: datetime


def begin_shadow(connection: Connection, bundle_hash: str, stamp: Stamp) -> bool:
    """Let a model answer silently, and return whether none did already."""
    if open_shadow(connection) is not None:
        return False
    connection.execute(insert(shadow_periods).values(bundle_hash=bundle_hash, open=1, **stamp.on("begun")))
    return True


def end_shadow(connection: Connection, stamp: Stamp) -> bool:
    """End the time in which a model answers silently, and return whether one did."""
    closing = update(shadow_periods).where(shadow_periods.c.open == 1)
    return connection.execute(closing.values(open=None, **stamp.on("ended"))).rowcount == 1


def open_shadow(connection: Connection) -> ShadowPeriod | None:
    """Return the period that is open, or ``None``."""
    row = connection.execute(select(shadow_periods).where(shadow_periods.c.open == 1)).first()
    return None if row is None else _period(row)


def shadow_hash(connection: Connection) -> str | None:
    """Return the hash of the model that answers silently now, for whoever asks every second."""
    return connection.execute(select(shadow_periods.c.bundle_hash).where(shadow_periods.c.open == 1)).scalar()


def shadow_periods_of(connection: Connection) -> tuple[ShadowPeriod, ...]:
    """Return every period, the newest first."""
    rows = connection.execute(select(shadow_periods).order_by(shadow_periods.c.sequence.desc()))
    return tuple(map(_period, rows))


def keep_shadow_answers(connection: Connection, answers: Sequence[ShadowAnswer]) -> int:
    """Store silent answers and return how many were new: a model answers an assessment once, and none that is erased.

    Two may store the same at one moment: write with ``computed_key``.
    """
    wanted = assessments.c.assessment_id.in_([answer.assessment_id for answer in answers])
    held = select(assessments.c.assessment_id).where(wanted).with_for_update(read=True, key_share=True)
    there = set(connection.execute(held).scalars())
    mine = shadow_answers.c.assessment_id.in_(there)
    kept = connection.execute(select(shadow_answers.c.assessment_id, shadow_answers.c.bundle_hash).where(mine))
    known = {(one.assessment_id, one.bundle_hash) for one in kept}
    new = {(one.assessment_id, one.bundle_hash): one for one in answers if one.assessment_id in there}
    rows = [_row(one) for key, one in new.items() if key not in known]
    if rows:
        connection.execute(insert(shadow_answers), rows)
    return len(rows)


def _row(answer: ShadowAnswer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in ShadowAnswer.__slots__}


def _period(row: Row[Any]) -> ShadowPeriod:
    ended = None if row.ended_at is None else Stamp(by=row.ended_by, at=row.ended_at)
    return ShadowPeriod(bundle_hash=row.bundle_hash, begun=Stamp(by=row.begun_by, at=row.begun_at), ended=ended)
