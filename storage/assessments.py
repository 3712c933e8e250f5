"""What has been answered of which case, and which cases wait to be placed?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, exists, func, insert, select

from sagstyngde.access import Classification
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.errors import CaseDiffers
from storage.cases import UNCLASSIFIED, CaseRecord, find_record, insert_case
from storage.codec import assessment_from_json, assessment_to_json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import assessments, judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An assessment as it is stored: which version of the case it answers, and whether it is to be judged blind first.

    ``awaits_judgement``: the case was drawn for blind judgement, and no person has given a category of her own yet.
    """

    assessment: Assessment
    case_version: int
    is_blind: bool
    awaits_judgement: bool


def known_or_new(
    connection: Connection, case: Case, stamp: Stamp, *, classification: Classification = UNCLASSIFIED
) -> CaseRecord:
    """Return a case that is known already just as it is handed in, or store it where its id is new.

    Raises:
        CaseDiffers: the case's id is known already, with other facts.

    """
    known = find_record(connection, case.case_id)
    if known is None:
        return insert_case(connection, case, stamp, classification=classification)
    return known_as_told(known, case)


def known_as_told(known: CaseRecord, case: Case) -> CaseRecord:
    """Return a case that is known, where it is handed in again just as it was told; who has it does not count.

    Raises:
        CaseDiffers: it is known with other facts.

    """
    if replace(known.case.told, caseworker_id=None) != replace(case, caseworker_id=None):
        raise CaseDiffers(
            field="case_id",
            english="the case is known already, with other facts; change the case, or give it an id of its own",
            danish="sagen findes allerede med andre oplysninger; ret sagen, eller giv den sit eget id",
        )
    return known


def insert_assessment(
    connection: Connection, record: CaseRecord, assessment: Assessment, *, by: str, is_blind: bool = False
) -> None:
    """Store an answer to a stored case, as its newest version was."""
    suggestion = assessment.suggestion
    row = {
        "assessment_id": assessment.assessment_id,
        "case_id": assessment.case_id,
        "case_version": record.version,
        "assessed_by": by,
        "assessed_at": assessment.assessed_at,
        "bundle_hash": assessment.bundle_hash,
        "scheme_version": assessment.scheme_version,
        "category": None if suggestion.is_withheld else suggestion.code,
        "is_blind": is_blind,
        "answer": assessment_to_json(assessment),
    }
    connection.execute(_STORED, row)


def find_assessment(connection: Connection, assessment_id: AssessmentId) -> Answered | None:
    """Return an assessment, or ``None`` where the id is unknown."""
    return _first(connection, assessments.c.assessment_id == assessment_id)


def newest_assessment(connection: Connection, case_id: CaseId) -> Answered | None:
    """Return a case's newest assessment, or ``None`` where it has none."""
    return _first(connection, assessments.c.case_id == case_id)


def all_answers(connection: Connection, case_id: CaseId) -> tuple[Answered, ...]:
    """Return every assessment of a case, newest first."""
    return assessments_of(connection, assessments.c.case_id == case_id)


def assessments_of(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Answered, ...]:
    """Return the assessments that a condition on their columns holds for, newest first."""
    query = _ANSWERED.where(*conditions).order_by(assessments.c.sequence.desc())
    return tuple(
        Answered(
            assessment=assessment_from_json(row.answer),
            case_version=row.case_version,
            is_blind=row.is_blind,
            awaits_judgement=row.is_blind and not row.is_judged,
        )
        for row in connection.execute(query)
    )


def awaiting_judgement(connection: Connection, case_ids: Sequence[CaseId]) -> int:
    """Count those of these cases that await a blind judgement; no answer is read for that."""
    query = _ANSWERED.where(_is_newest_of(case_ids)).subquery()
    waits = select(func.count()).select_from(query).where(query.c.is_blind, ~query.c.is_judged)
    return connection.execute(waits).scalar_one()


def newest_answers(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, Answered]:
    """Return the newest assessment of each of these cases that has one."""
    found = assessments_of(connection, _is_newest_of(case_ids))
    return {one.assessment.case_id: one for one in found}


def _is_newest_of(case_ids: Sequence[CaseId]) -> ColumnElement[bool]:
    """Ask for the newest answers of these cases alone: those of all others need not be looked for."""
    newest = select(func.max(assessments.c.sequence)).where(assessments.c.case_id.in_(case_ids))
    return assessments.c.sequence.in_(newest.group_by(assessments.c.case_id))


def _first(connection: Connection, condition: ColumnElement[bool]) -> Answered | None:
    newest_first = select(func.max(assessments.c.sequence)).where(condition).scalar_subquery()
    found = assessments_of(connection, assessments.c.sequence == newest_first)
    return found[0] if found else None


_STORED = insert(assessments)
IS_JUDGED = exists().where(judgements.c.case_id == assessments.c.case_id)
_ANSWERED = select(
    assessments.c.answer, assessments.c.case_version, assessments.c.is_blind, IS_JUDGED.label("is_judged")
)
IS_NEWEST = assessments.c.sequence.in_(select(func.max(assessments.c.sequence)).group_by(assessments.c.case_id))
