"""How often does the model in shadow say something else than the one in use? Counts over the open period, no case."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from storage.engine import Connection
from storage.shadows import open_shadow
from storage.tables.casework import assessments
from storage.tables.models import shadow_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Answers of both: how many, how many with another category, how many without one; mean hours of each."""

    bundle_hash: str
    since: date
    answers: int
    other_category: int
    silent: int
    hours: float
    shadow_hours: float


def shadow_beside(connection: Connection) -> Beside | None:
    """Count the open period's answers; ``None`` where no model answers silently."""
    period = open_shadow(connection)
    if period is None:
        return None
    other = shadow_answers.c.category != assessments.c.category  # two that are both silent agree
    one_silent = shadow_answers.c.category.is_(None) != assessments.c.category.is_(None)
    told = assessments.c.answer["effort"]["hours"].as_float()
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(case((other | one_silent, 1), else_=0)), 0),
            func.coalesce(func.sum(case((shadow_answers.c.abstained, 1), else_=0)), 0),
            func.coalesce(func.avg(told), 0.0),
            func.coalesce(func.avg(shadow_answers.c.hours), 0.0),
        )
        .join(assessments, assessments.c.assessment_id == shadow_answers.c.assessment_id)
        .where(shadow_answers.c.bundle_hash == period.bundle_hash, shadow_answers.c.answered_at >= period.begun.at)
    )
    answers, differing, silent, hours, shadow_hours = connection.execute(query).one()
    return Beside(
        bundle_hash=period.bundle_hash,
        since=period.begun.at.date(),
        answers=answers,
        other_category=int(differing),
        silent=int(silent),
        hours=float(hours),
        shadow_hours=float(shadow_hours),
    )
