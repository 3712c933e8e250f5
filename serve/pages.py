"""What do people see? The intake queue, one case with its reasons, and the proposed allocation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from allocation.wording import GOALS_NOTE, unmoved
from features.scheme import Scheme
from sagstyngde.assessment import Assessment
from sagstyngde.case import CaseId
from sagstyngde.category import Category
from sagstyngde.operations import Operation
from sagstyngde.plan import Plan
from serve import wording
from serve.charts import load_bars, month_bars, reason_bars
from serve.dependencies import ReadyAssessor
from serve.facts import known_by_theme
from serve.rendering import page
from serve.sheets import sheet_context
from serve.visits import Visiting, Work, unseen
from storage.assessments import Answered, newest_answers, newest_assessment, waiting
from storage.cases import CaseRecord, in_ids, newest, records
from storage.plans import newest_plan
from storage.staff import all_staff

QUEUE_LENGTH = 200
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One category on its scale, as a case's answer sees it."""

    category: Category
    is_suggested: bool
    is_likely: bool
    of_ten: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A case without a caseworker, and its newest assessment."""

    record: CaseRecord
    answered: Answered


@router.get("/", operation_id=Operation.QUEUE_PAGE)
def intake(request: Request, visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show the queue: what waits, what is suggested, and where to begin."""

    def act(work: Work) -> tuple[int, list[Queued]]:
        reached = [record for record in waiting(work.connection) if work.may_see(record)]
        shown = work.visible(reached[:QUEUE_LENGTH])
        answers = newest_answers(work.connection, [record.case.case_id for record in shown])
        return len(reached), [Queued(record=record, answered=answers[record.case.case_id]) for record in shown]

    total, rows = visit.do(act)
    answered = [row.answered for row in rows if not row.answered.awaits_judgement]
    withheld = sum(one.assessment.suggestion.is_withheld for one in answered)
    entries = [(row, _main_reason(row, assessor.scheme)) for row in sorted(rows, key=_order)]
    context = {
        "entries": entries,
        "waiting": total,
        "lead": wording.queue_sentence(total, withheld),
        "scale": assessor.scheme.scale,
        "unit": assessor.scheme.effort.unit,
    }
    return page(request, "queue.html", context)


@router.get("/sager/{case_id:path}", operation_id=Operation.CASE_PAGE)
def case(request: Request, case_id: str, visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show what is known of a case beside what the model says of it, and why."""
    record, answered = visit.do(lambda work: _answered(work, CaseId(case_id)))
    known, assessment, scheme = record.case, answered.assessment, assessor.scheme
    context = {
        "case": known,
        "themes": known_by_theme(scheme, known),
        "assessed_at": assessment.assessed_at.astimezone(ZoneInfo(scheme.time_zone)),
        "scale": scheme.scale,
        "awaits_judgement": answered.awaits_judgement,
    }
    if answered.awaits_judgement:
        return page(request, "case.html", context)
    steps, months = _steps(assessment, scheme), month_bars(assessment.effort, scheme.effort.unit)
    return page(request, "case.html", context | {"steps": steps, "months": months} | _answer(assessment, scheme))


@router.get("/hvorfor/{case_id:path}", operation_id=Operation.WHY_PAGE)
def why(request: Request, case_id: str, visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show a case's reasons alone: fetched into the queue when a row is opened."""
    _, answered = visit.do(lambda work: _answered(work, CaseId(case_id)))
    if answered.awaits_judgement:
        raise unseen()
    return page(request, "why.html", _answer(answered.assessment, assessor.scheme))


@router.get("/fordeling", operation_id=Operation.PLAN_PAGE)
def allocation(request: Request, visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show the newest proposed allocation: loads before and after, who gets what and why, what could not be kept."""

    def act(work: Work) -> tuple[Plan | None, dict[CaseId, Answered], dict[str, str]]:
        connection = work.connection
        names: dict[str, str] = {one.caseworker_id: one.name or one.caseworker_id for one in all_staff(connection)}
        plan = newest_plan(connection)
        ids = [one.case_id for one in plan.placements] if plan else []
        work.visible(records(connection, newest(in_ids(ids))))
        return plan, newest_answers(connection, ids), names

    plan, answers, names = visit.do(act)
    context = {
        "plan": plan,
        "lead": _plan_sentence(plan),
        "names": names,
        "weight": partial(_weight, answers, assessor.scheme),
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


def _answered(work: Work, case_id: CaseId) -> tuple[CaseRecord, Answered]:
    record, answered = work.case(case_id), newest_assessment(work.connection, case_id)
    if answered is None:
        raise unseen()
    return record, answered


def _order(row: Queued) -> int:
    """Blind judgements first, then what the model keeps silent on, then the rest."""
    if row.answered.awaits_judgement:
        return 0
    return 1 if row.answered.assessment.suggestion.is_withheld else 2


def _answer(assessment: Assessment, scheme: Scheme) -> dict[str, Any]:
    """Return the sentences and the chart that every view of an assessment shows."""
    unit = scheme.effort.unit
    return {
        "assessment": assessment,
        "likely": wording.likely_sentence(assessment.suggestion, scheme),
        "suggestion_sentence": wording.suggestion_sentence(assessment.suggestion, scheme),
        "hours": wording.hours_sentence(assessment.effort, unit),
        "average": wording.average_sentence(assessment, unit),
        "reasons": reason_bars(assessment.reasons, unit),
        "binding": wording.BINDING,
    }


def _steps(assessment: Assessment, scheme: Scheme) -> list[Step]:
    suggestion, scale = assessment.suggestion, scheme.scale
    fits = len(suggestion.probabilities) == len(scale) and not suggestion.is_withheld
    counts = wording.tenths(suggestion.probabilities) if fits else (None,) * len(scale)
    return [
        Step(
            category=category,
            is_suggested=category.code == suggestion.code and not suggestion.is_withheld,
            is_likely=category.code in suggestion.likely_codes and not suggestion.is_withheld,
            of_ten=of_ten,
        )
        for category, of_ten in zip(scale, counts, strict=True)
    ]


def _main_reason(row: Queued, scheme: Scheme) -> str:
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


def _plan_sentence(plan: Plan | None) -> str:
    return wording.plan_sentence(plan) if plan else "Der er ikke lavet et fordelingsforslag endnu."
