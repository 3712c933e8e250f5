"""Which answers were given, and what did each rest on? The case as it was known then, and the model by its hash.

An answer that was forgotten with its case is gone for good: that there were such is told by the log, which keeps the
case's id and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case, CaseId
from sagstyngde.operations import Operation
from storage.codec import Json, case_from_json
from storage.engine import Connection
from storage.tables.audit import audit_entries
from storage.tables.casework import assessments, case_versions, cases

_AT_A_TIME = 200
_ANSWERING = (
    Operation.ASSESSMENT_CREATE,
    Operation.ASSESSMENT_BATCH,
    Operation.CASE_ASSESS,
    Operation.CASE_CREATE,
    Operation.CASE_UPDATE,
)
"""What leads to an answer that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer as it is stored, letter by letter, beside what its row says of it.

    ``case`` is the version that was answered; ``None`` where that is no longer there.
    """

    assessment_id: AssessmentId
    case_id: CaseId
    bundle_hash: str
    scheme_version: str
    category: str | None
    assessed_at: datetime
    answer: Json
    case: Case | None


def given_since(connection: Connection, since: datetime) -> list[int]:
    """Return the numbers of the answers given since a moment, the oldest first."""
    query = select(assessments.c.sequence).where(assessments.c.assessed_at >= since).order_by(assessments.c.sequence)
    return list(connection.execute(query).scalars())


def read_given(connection: Connection, numbers: Sequence[int]) -> Iterator[GivenAnswer]:
    """Yield these answers model by model, with the case that each was about as it was then."""
    ordered = select(assessments.c.sequence).order_by(assessments.c.bundle_hash, assessments.c.sequence)
    in_order: list[int] = []
    for some in _portions(numbers):
        in_order += connection.execute(ordered.where(assessments.c.sequence.in_(some))).scalars()
    for some in _portions(in_order):
        found = {row.sequence: row for row in connection.execute(_GIVEN.where(assessments.c.sequence.in_(some)))}
        yield from (_given(found[number]) for number in some if number in found)


def answered_and_erased(connection: Connection, since: datetime) -> int:
    """Count the cases that were answered since a moment and have been erased: the log knows of them, nothing else."""
    logged = (
        select(func.count(audit_entries.c.case_id.distinct()))
        .join(cases, cases.c.case_id == audit_entries.c.case_id, isouter=True)
        .where(
            audit_entries.c.at >= since,
            audit_entries.c.outcome == "allowed",
            audit_entries.c.operation.in_([one.value for one in _ANSWERING]),
            cases.c.case_id.is_(None),
        )
    )
    return connection.execute(logged).scalar_one()


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[first : first + _AT_A_TIME] for first in range(0, len(numbers), _AT_A_TIME))


_GIVEN = select(assessments, case_versions.c.record).join(
    case_versions,
    (case_versions.c.case_id == assessments.c.case_id) & (case_versions.c.version == assessments.c.case_version),
    isouter=True,
)


def _given(row: Any) -> GivenAnswer:
    return GivenAnswer(
        assessment_id=AssessmentId(row.assessment_id),
        case_id=CaseId(row.case_id),
        bundle_hash=row.bundle_hash,
        scheme_version=row.scheme_version,
        category=row.category,
        assessed_at=row.assessed_at,
        answer=row.answer,
        case=None if row.record is None else case_from_json(CaseId(row.case_id), row.record),
    )
