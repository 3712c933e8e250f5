"""Which cases wait for a caseworker, and what is still to be said of each? A light row for every one of them.

Only what the order of the queue rests on is read here: a page reads the cases it shows.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from sagstyngde.case import CaseId
from storage.engine import Connection
from storage.tables.casework import assessments, cases, judgements, placements, settlements


class Stage(IntEnum):
    """What a waiting case waits for, in the order somebody should look."""

    BLIND = 0
    """Drawn for blind judgement: a professional's own category first."""
    SILENT = 1
    """The model suggests nothing, or has not seen it: a category of her own."""
    SUGGESTED = 2
    """A suggestion that nobody has answered."""
    SETTLED = 3
    """Somebody has spoken: it waits for its caseworker alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that is open and has no primary caseworker."""

    case_id: CaseId
    received_on: date
    stage: Stage


def waiting(connection: Connection, reach: ColumnElement[bool], *, limit: int) -> tuple[Waiting, ...]:
    """Return the cases within a reach that wait, those that have waited longest first, at most ``limit``."""
    query = _WAITING.where(reach).order_by(cases.c.received_on, cases.c.case_id).limit(limit)
    return tuple(
        Waiting(
            case_id=CaseId(row.case_id),
            received_on=row.received_on,
            stage=_stage(
                is_said=row.is_judged or row.is_answered,
                is_blind=bool(row.is_blind) and not row.is_judged,
                has_suggestion=row.category is not None,
            ),
        )
        for row in connection.execute(query)
    )


def _stage(*, is_said: bool, is_blind: bool, has_suggestion: bool) -> Stage:
    if is_blind:
        return Stage.BLIND
    if is_said:
        return Stage.SETTLED
    return Stage.SUGGESTED if has_suggestion else Stage.SILENT


_EARLIER, _ANSWERED = assessments.alias("earlier"), assessments.alias("answered")
_NEWEST = select(func.max(_EARLIER.c.sequence)).where(_EARLIER.c.case_id == cases.c.case_id).scalar_subquery()
_HAS_CASEWORKER = exists().where(
    placements.c.case_id == cases.c.case_id, placements.c.is_primary, placements.c.ended_on.is_(None)
)
_IS_JUDGED = exists().where(judgements.c.case_id == cases.c.case_id)
_IS_ANSWERED = exists().where(
    _ANSWERED.c.case_id == cases.c.case_id,
    settlements.c.assessment_id == _ANSWERED.c.assessment_id,
    or_(settlements.c.is_override, settlements.c.assessment_id == assessments.c.assessment_id),
)
"""An override stands when the case is assessed anew; a confirmation is of the assessment it confirms."""
_WAITING = (
    select(
        cases.c.case_id,
        cases.c.received_on,
        assessments.c.category,
        assessments.c.is_blind,
        _IS_JUDGED.label("is_judged"),
        _IS_ANSWERED.label("is_answered"),
    )
    .select_from(cases)
    .outerjoin(assessments, and_(assessments.c.case_id == cases.c.case_id, assessments.c.sequence == _NEWEST))
    .where(cases.c.closed_on.is_(None), ~_HAS_CASEWORKER)
)
