"""What do people see of many cases? The intake queue, the proposed allocation, and what the model weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from allocation.wording import GOALS_NOTE, unmoved
from features.scheme import Scheme
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from sagstyngde.plan import Plan
from serve import wording
from serve.charts import load_bars
from serve.dependencies import CaseScheme, ReadyAssessor
from serve.rendering import page
from serve.sheets import sheet_context
from serve.visits import Visiting, Work
from storage.assessments import Answered, newest_answers
from storage.cases import CaseRecord, in_ids, newest, records
from storage.listing import Filter, count_of, page_of
from storage.plans import plan_records
from storage.staff import all_staff

QUEUE_LENGTH = 200
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_PLANS_LOOKED_AT = 20


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
        "entries": [(row, _main_reason(row, scheme)) for row in sorted(rows, key=_order)],
        "waiting": total,
        "lead": wording.queue_sentence(total, withheld),
        "scale": scheme.scale,
        "unit": scheme.effort.unit,
    }
    return page(request, "queue.html", context)


@router.get("/fordeling", operation_id=Operation.PLAN_PAGE)
def allocation(request: Request, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show the newest proposed allocation: loads before and after, who gets what and why, what could not be kept."""

    def act(work: Work) -> tuple[Plan | None, dict[CaseId, Answered], dict[str, str]]:
        connection = work.connection
        names: dict[str, str] = {one.caseworker_id: one.name or one.caseworker_id for one in all_staff(connection)}
        plan = _newest_plan(work)
        shown = work.visible(records(connection, newest(in_ids(plan.case_ids if plan else ()))))
        return plan, newest_answers(connection, [record.case.case_id for record in shown]), names

    plan, answers, names = visit.do(act)
    context = {
        "plan": plan,
        "lead": _plan_sentence(plan),
        "names": names,
        "weight": partial(_weight, answers, scheme),
        "loads": load_bars(plan.loads, names) if plan else None,
        "evenness": wording.EVENNESS,
        "goals_note": GOALS_NOTE,
        "unmoved": [goal.goal for goal in unmoved(plan.slack)] if plan else [],
    }
    return page(request, "plan.html", context | _sorted(plan))


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


def _weight(answers: Mapping[CaseId, Answered], scheme: Scheme, case_id: CaseId) -> str:
    if case_id not in answers:
        return "uden vurdering"
    if answers[case_id].awaits_judgement:
        return "afventer vurdering"
    return wording.weight_text(answers[case_id].assessment, scheme)


def _sorted(plan: Plan | None) -> dict[str, Any]:
    """Tell new placements from moves, and what a plan breaks from what is to be known of it."""
    placements, violations = (plan.placements, plan.violations) if plan else ((), ())
    return {
        "new": [placement for placement in placements if placement.moved_from is None],
        "moved": [placement for placement in placements if placement.moved_from is not None],
        "breaches": [violation for violation in violations if violation.hard],
        "remarks": [violation for violation in violations if not violation.hard],
    }


def _newest_plan(work: Work) -> Plan | None:
    """Return the newest plan of which the reader reaches every case."""
    for one in plan_records(work.connection, limit=_PLANS_LOOKED_AT):
        if all(map(work.may_see, records(work.connection, newest(in_ids(one.case_ids))))):
            return one.plan
    return None


def _plan_sentence(plan: Plan | None) -> str:
    return wording.plan_sentence(plan) if plan else "Der er ikke lavet et fordelingsforslag endnu."
