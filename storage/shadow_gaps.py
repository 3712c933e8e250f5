"""Which answers has the silent model not been asked beside, and how often does it part from the model in use?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from storage.codec import case_from_json
from storage.engine import Connection
from storage.tables.casework import assessments, case_versions
from storage.tables.models import shadow_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An assessment that the silent model was not asked beside, and the case as it was then."""

    sequence: int
    assessment_id: AssessmentId
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """So many answers in which the models in use suggested ``given`` and the silent one ``silent``; ``None``: neither.

    ``beyond``: in so many of them the hours given lie outside the interval of the silent one.
    """

    given: str | None
    silent: str | None
    answers: int
    beyond: int


def unanswered(
    connection: Connection, bundle_hash: str, since: datetime, *, after: int = 0, most: int = 100
) -> Sequence[Gap]:
    """Return what other models have answered since a moment and this one was not asked of, in order of ``sequence``."""
    same = and_(
        shadow_answers.c.assessment_id == assessments.c.assessment_id, shadow_answers.c.bundle_hash == bundle_hash
    )
    was_then = and_(
        case_versions.c.case_id == assessments.c.case_id, case_versions.c.version == assessments.c.case_version
    )
    query = (
        select(assessments.c.sequence, assessments.c.assessment_id, assessments.c.case_id, case_versions.c.record)
        .join(case_versions, was_then)
        .join(shadow_answers, same, isouter=True)
        .where(assessments.c.assessed_at >= since, assessments.c.sequence > after)
        .where(shadow_answers.c.sequence.is_(None), assessments.c.bundle_hash != bundle_hash)
        .order_by(assessments.c.sequence)
        .limit(most)
    )
    return [
        Gap(
            sequence=row.sequence,
            assessment_id=AssessmentId(row.assessment_id),
            case=case_from_json(CaseId(row.case_id), row.record),
        )
        for row in connection.execute(query)
    ]


def side_by_side(connection: Connection, bundle_hash: str) -> tuple[Together, ...]:
    """Count the silent model's answers by what it and the model in use suggest; one statement, and no case is read."""
    hours = assessments.c.answer["effort"]["hours"].as_float()
    outside = (hours < shadow_answers.c.low) | (hours > shadow_answers.c.high)
    query = (
        select(
            assessments.c.category.label("given"),
            shadow_answers.c.category.label("silent"),
            func.count().label("answers"),
            func.count().filter(outside).label("beyond"),
        )
        .join(assessments, assessments.c.assessment_id == shadow_answers.c.assessment_id)
        .where(shadow_answers.c.bundle_hash == bundle_hash)
        .group_by(assessments.c.category, shadow_answers.c.category)
        .order_by(assessments.c.category, shadow_answers.c.category)
    )
    return tuple(Together(**row) for row in connection.execute(query).mappings())
