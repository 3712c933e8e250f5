"""What do people see of many cases? The intake queue, and what the model weighs."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from features.scheme import Scheme
from sagstyngde.operations import Operation
from serve import wording
from serve.dependencies import CaseScheme, ReadyAssessor
from serve.draft_view import own_lines
from serve.rendering import page
from serve.sheets import sheet_context
from serve.visits import Visiting, Work
from storage.assessments import Answered, newest_answers
from storage.cases import CaseRecord
from storage.listing import Filter, count_of, page_of

QUEUE_LENGTH = 200
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A case without a caseworker, and its newest assessment; without a model it may have none."""

    record: CaseRecord
    answered: Answered | None


@router.get("/", operation_id=Operation.QUEUE_PAGE)
def intake(request: Request, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show the queue: what waits, what is suggested, and where to begin."""
    waiting = Filter(is_waiting=True)

    def act(work: Work) -> tuple[int, list[Queued]]:
        reach = work.reach()
        found, _ = page_of(work.connection, reach, waiting, after=None, limit=QUEUE_LENGTH)
        shown = work.visible(found)
        answers = newest_answers(work.connection, [record.case.case_id for record in shown])
        rows = [Queued(record=record, answered=answers.get(record.case.case_id)) for record in shown]
        return count_of(work.connection, reach, waiting), rows

    total, rows = visit.do(act)
    withheld = sum(_is_withheld(row) for row in rows)
    context = {
        "drafts": visit.do(lambda work: own_lines(work, scheme)),
        "entries": [(row, _main_reason(row, scheme)) for row in sorted(rows, key=_order)],
        "waiting": total,
        "lead": wording.queue_sentence(total, withheld),
        "scale": scheme.scale,
        "unit": scheme.effort.unit,
    }
    return page(request, "queue.html", context)


@router.get("/model/pointtavle", operation_id=Operation.POINT_TABLE_PAGE)
def point_table(request: Request, _visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show everything the model weighs, as a table that can be printed and read."""
    return page(request, "point_table.html", sheet_context(assessor.sheet(), assessor.scheme))


def _order(row: Queued) -> int:
    """Blind judgements first, then what the model keeps silent on or has not seen, then the rest."""
    if row.answered is None:
        return 1
    if row.answered.awaits_judgement:
        return 0
    return 1 if _is_withheld(row) else 2


def _is_withheld(row: Queued) -> bool:
    answered = row.answered
    return answered is not None and not answered.awaits_judgement and answered.assessment.suggestion.is_withheld


def _main_reason(row: Queued, scheme: Scheme) -> str:
    if row.answered is None:
        return wording.NOT_ASSESSED
    if row.answered.awaits_judgement:
        return wording.AWAITS_JUDGEMENT
    reason = wording.main_reason(row.answered.assessment)
    return wording.reason_sentence(reason, scheme.effort.unit) if reason else "Som gennemsnitssagen."
