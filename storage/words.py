"""What have people said of a case? A category of their own, or their answer to a suggestion; all of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, insert, select

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.judgement import (
    Confirmation,
    Judgement,
    NoCategoryReason,
    Override,
    OverrideReason,
    OwnWord,
    Unassessable,
    Word,
)
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import assessments, judgements, settlements


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a professional said by herself, as it is stored."""

    judgement_id: str
    judgement: OwnWord
    judged_at: datetime


def insert_judgement(connection: Connection, judgement_id: str, judgement: OwnWord, stamp: Stamp) -> Judged:
    """Store a professional's own category, or why she gives none."""
    row = {
        "judgement_id": judgement_id,
        "case_id": judgement.case_id,
        "category": judgement.category,
        "reason": judgement.reason.value if isinstance(judgement, Unassessable) else None,
        "judged_on": judgement.judged_on,
        "is_blind": judgement.blind,
    }
    connection.execute(insert(judgements), row | stamp.on("judged"))
    return Judged(judgement_id=judgement_id, judgement=judgement, judged_at=stamp.at)


def judgements_of(connection: Connection, case_ids: Sequence[CaseId]) -> tuple[Judged, ...]:
    """Return every judgement of these cases, in the order they were given."""
    query = select(judgements).where(judgements.c.case_id.in_(case_ids)).order_by(judgements.c.sequence)
    return tuple(map(_judged, connection.execute(query)))


def insert_settlement(connection: Connection, answer: Confirmation | Override) -> None:
    """Store a person's answer to a suggestion."""
    match answer:
        case Override():
            said = {"is_override": True, "category": answer.category, "reason": answer.reason.value}
            stamp = Stamp(by=answer.overridden_by, at=answer.overridden_at)
            note = answer.note or None
        case Confirmation():
            said = {"is_override": False, "category": None, "reason": None}
            stamp = Stamp(by=answer.confirmed_by, at=answer.confirmed_at)
            note = None
    row = {"assessment_id": answer.assessment_id, "note": note} | said | stamp.on("settled")
    connection.execute(insert(settlements), row)


def settlements_of(
    connection: Connection, case_ids: Sequence[CaseId]
) -> tuple[tuple[CaseId, Confirmation | Override], ...]:
    """Return every answer to a suggestion of these cases, in the order they were given."""
    query = (
        select(assessments.c.case_id, settlements)
        .join(assessments, assessments.c.assessment_id == settlements.c.assessment_id)
        .where(assessments.c.case_id.in_(case_ids))
        .order_by(settlements.c.sequence)
    )
    return tuple((CaseId(row.case_id), _answer(row)) for row in connection.execute(query))


def word_count(connection: Connection, case_id: CaseId) -> int:
    """Count what people have said of a case. Words are only ever added, so it tells whether one has come since."""
    own = select(func.count()).select_from(judgements).where(judgements.c.case_id == case_id)
    answers = (
        select(func.count())
        .select_from(settlements)
        .join(assessments, assessments.c.assessment_id == settlements.c.assessment_id)
        .where(assessments.c.case_id == case_id)
    )
    return int(connection.execute(own).scalar_one() + connection.execute(answers).scalar_one())


def last_words(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, Word]:
    """Return what was said last of each of these cases that somebody has said something of."""
    if not case_ids:
        return {}
    said: list[tuple[datetime, CaseId, Word]] = [
        (judged.judged_at, judged.judgement.case_id, judged.judgement) for judged in judgements_of(connection, case_ids)
    ]
    said += [(_moment(answer), case_id, answer) for case_id, answer in settlements_of(connection, case_ids)]
    return {case_id: word for _, case_id, word in sorted(said, key=lambda one: one[0])}


def is_judged(connection: Connection, case_id: CaseId) -> bool:
    """Whether anybody has given a category of her own, or said why there is none."""
    return bool(connection.execute(select(exists().where(judgements.c.case_id == case_id))).scalar_one())


def may_be_blind(connection: Connection, case_id: CaseId) -> bool:
    """Whether a judgement given now is given before anybody was shown a suggestion for the case.

    It is while nothing was suggested, and while all that was suggested is kept back: every assessment drawn for blind
    judgement, and none judged yet. Asked of the whole case, not of one person: people talk.
    """
    own = assessments.c.case_id == case_id
    was_shown = select(exists().where(own, ~assessments.c.is_blind))
    is_judged = select(exists().where(judgements.c.case_id == case_id))
    is_assessed = select(exists().where(own))
    shown, judged, assessed = (
        bool(connection.execute(query).scalar_one()) for query in (was_shown, is_judged, is_assessed)
    )
    return not shown and not (judged and assessed)


def _judged(row: Row[Any]) -> Judged:
    told = {"judged_on": row.judged_on, "judged_by": row.judged_by, "blind": row.is_blind}
    case_id, own = CaseId(row.case_id), row.category
    if own is None:
        said: OwnWord = Unassessable(case_id=case_id, reason=NoCategoryReason(row.reason), **told)
    else:
        said = Judgement(case_id=case_id, category=own, **told)
    return Judged(judgement_id=row.judgement_id, judgement=said, judged_at=row.judged_at)


def _answer(row: Row[Any]) -> Confirmation | Override:
    assessment_id = AssessmentId(row.assessment_id)
    if not row.is_override:
        return Confirmation(assessment_id=assessment_id, confirmed_by=row.settled_by, confirmed_at=row.settled_at)
    return Override(
        assessment_id=assessment_id,
        category=row.category,
        reason=OverrideReason(row.reason),
        note=row.note or "",
        overridden_by=row.settled_by,
        overridden_at=row.settled_at,
    )


def _moment(answer: Confirmation | Override) -> datetime:
    return answer.confirmed_at if isinstance(answer, Confirmation) else answer.overridden_at
