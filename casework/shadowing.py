"""What would a model that is not in use have answered? Asked silently, of cases that the one in use has answered.

Its answers are for those who decide whether to take it into use. Nobody who judges a case is ever shown them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.assess import Assessor
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from sagstyngde.errors import SagstyngdeError
from storage.engine import Engine, reading
from storage.shadow_gaps import unanswered
from storage.shadows import ShadowAnswer, keep_shadow_answers, open_shadow
from storage.transactions import write

AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What became of the gaps: how many answers were ``filled`` in, and how many cases the model ``refused``."""

    filled: int = 0
    refused: int = 0


def silent_answer(assessor: Assessor, case: Case, assessment_id: AssessmentId) -> ShadowAnswer:
    """Return what a model answers of a case, beside the assessment that the model in use gave.

    Raises:
        CaseRefused: its scheme does not allow a fact.
        ExplanationMismatch: its reasons do not add up.

    """
    at = datetime.now(UTC)
    found = assessor.assess_many([case], ids=[assessment_id], at=at)[0]
    is_withheld, effort = found.suggestion.is_withheld, found.effort
    return ShadowAnswer(
        case_id=case.case_id,
        assessment_id=assessment_id,
        bundle_hash=assessor.bundle_hash,
        category=None if is_withheld else found.suggestion.code,
        abstained=is_withheld,
        hours=effort.hours,
        low=effort.interval.low,
        high=effort.interval.high,
        answered_at=at,
    )


def apart(assessor: Assessor, given: Assessment, silent: ShadowAnswer) -> int | None:
    """Return how many categories lie between two answers; ``None`` where either suggests none."""
    codes = assessor.scheme.scale.codes
    if given.suggestion.is_withheld or silent.category is None or given.suggestion.code not in codes:
        return None
    return abs(codes.index(given.suggestion.code) - codes.index(silent.category))


def fill_gaps(engine: Engine, assessor: Assessor) -> Gaps:
    """Answer what was answered by another model since the silent period began and the silent one was not asked of.

    A server skips what it has no time for; run at night, this leaves nothing out. It may be run again at any time.
    """
    with reading(engine) as connection:
        period = open_shadow(connection)
    if period is None or period.bundle_hash != assessor.bundle_hash:
        return Gaps()
    filled, refused, after = 0, 0, 0
    while True:
        with reading(engine) as connection:
            gaps = unanswered(connection, assessor.bundle_hash, period.begun.at, after=after, most=AT_ONCE)
        if not gaps:
            return Gaps(filled=filled, refused=refused)
        answers = _answers(assessor, [(gap.case, gap.assessment_id) for gap in gaps])
        filled += keep(engine, answers)
        refused, after = refused + len(gaps) - len(answers), gaps[-1].sequence


def keep(engine: Engine, answers: Sequence[ShadowAnswer]) -> int:
    """Store silent answers; return how many were new."""
    return write(engine, lambda connection: keep_shadow_answers(connection, answers), computed_key=True)


def _answers(assessor: Assessor, asked: Sequence[tuple[Case, AssessmentId]]) -> list[ShadowAnswer]:
    found = []
    for case, assessment_id in asked:
        try:
            found.append(silent_answer(assessor, case, assessment_id))
        except SagstyngdeError:
            continue  # counted by who asked: this model has no answer to that case
    return found
