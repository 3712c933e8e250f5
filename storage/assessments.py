"""What has been answered of which case, and which cases wait to be placed?"""

from dataclasses import dataclass

from sqlalchemy import and_, func, insert, select

from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.errors import CaseDiffers
from storage.cases import case_of, find_case, insert_case
from storage.codec import assessment_from_json, assessment_to_json
from storage.engine import Connection
from storage.tables import assessments, cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A case without a caseworker, and its newest assessment."""

    case: Case
    assessment: Assessment


def record_assessment(connection: Connection, case: Case, assessment: Assessment) -> None:
    """Store an answer, and the case it answers where that is new.

    Raises:
        CaseDiffers: the case's id is known already, with other facts.

    """
    known = find_case(connection, case.case_id)
    if known is None:
        insert_case(connection, case, at=assessment.assessed_at)
    elif known != case:
        raise CaseDiffers(
            field="case_id",
            english="the case is known already, with other facts; give the changed case an id of its own",
            danish="sagen findes allerede med andre oplysninger; giv den ændrede sag sit eget id",
        )
    insert_assessment(connection, assessment)


def insert_assessment(connection: Connection, assessment: Assessment) -> None:
    """Store an answer to a stored case."""
    suggestion = assessment.suggestion
    connection.execute(
        insert(assessments).values(
            assessment_id=assessment.assessment_id,
            case_id=assessment.case_id,
            assessed_at=assessment.assessed_at,
            bundle_hash=assessment.bundle_hash,
            scheme_version=assessment.scheme_version,
            category=None if suggestion.is_withheld else suggestion.code,
            answer=assessment_to_json(assessment),
        )
    )


def find_assessment(connection: Connection, assessment_id: AssessmentId) -> Assessment | None:
    """Return an assessment, or ``None`` where the id is unknown."""
    query = select(assessments.c.answer).where(assessments.c.assessment_id == assessment_id)
    answer = connection.execute(query).scalar_one_or_none()
    return None if answer is None else assessment_from_json(answer)


def newest_assessment(connection: Connection, case_id: CaseId) -> Assessment | None:
    """Return a case's newest assessment, or ``None`` where it has none."""
    query = select(assessments.c.answer).where(assessments.c.case_id == case_id)
    answer = connection.execute(query.order_by(assessments.c.sequence.desc()).limit(1)).scalar_one_or_none()
    return None if answer is None else assessment_from_json(answer)


def newest_assessment_by_case(connection: Connection) -> dict[CaseId, Assessment]:
    """Return every assessed case's newest assessment."""
    answers = connection.execute(select(assessments.c.answer).where(_IS_NEWEST)).scalars()
    return {assessment.case_id: assessment for assessment in map(assessment_from_json, answers)}


def queue(connection: Connection, *, limit: int = 200) -> tuple[Queued, ...]:
    """Return the assessed open cases that have no caseworker yet, newest first, at most ``limit`` of them."""
    query = select(assessments.c.answer, *cases.c).join(cases).where(_IS_NEWEST, _IS_WAITING)
    rows = connection.execute(query.order_by(cases.c.received_on.desc(), cases.c.case_id).limit(limit)).mappings()
    return tuple(Queued(case=case_of(row), assessment=assessment_from_json(row["answer"])) for row in rows)


def count_waiting(connection: Connection) -> int:
    """Count what ``queue`` would return without a limit."""
    query = select(func.count()).select_from(assessments).join(cases).where(_IS_NEWEST, _IS_WAITING)
    return connection.execute(query).scalar_one()


_IS_NEWEST = assessments.c.sequence.in_(select(func.max(assessments.c.sequence)).group_by(assessments.c.case_id))
_IS_WAITING = and_(cases.c.caseworker_id.is_(None), cases.c.closed_on.is_(None))
