"""What do people see? The intake queue, one case with its reasons, and the proposed allocation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from allocation.wording import GOALS_NOTE, unmoved
from features.scheme import Scheme
from sagstyngde.assessment import Assessment
from sagstyngde.case import CaseId
from sagstyngde.category import Category
from sagstyngde.plan import Plan
from serve import wording
from serve.charts import load_bars, month_bars, reason_bars
from serve.dependencies import Database, ReadyAssessor
from serve.facts import known_by_theme
from serve.rendering import page
from serve.sheets import sheet_context
from storage.assessments import Queued, count_waiting, newest_assessment, newest_assessment_by_case, queue
from storage.cases import find_case
from storage.engine import reading
from storage.plans import newest_plan
from storage.staff import all_staff

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One category on its scale, as a case's answer sees it."""

    category: Category
    is_suggested: bool
    is_likely: bool
    of_ten: int | None


@router.get("/")
def intake(request: Request, assessor: ReadyAssessor, database: Database) -> HTMLResponse:
    """Show the queue: what waits, what is suggested, and where to begin."""
    with reading(database) as connection:
        rows, waiting = queue(connection), count_waiting(connection)
    withheld = sum(row.assessment.suggestion.is_withheld for row in rows)
    ordered = sorted(rows, key=lambda row: not row.assessment.suggestion.is_withheld)
    entries = [(row, _main_reason(row, assessor.scheme)) for row in ordered]
    context = {
        "entries": entries,
        "waiting": waiting,
        "lead": wording.queue_sentence(waiting, withheld),
        "scale": assessor.scheme.scale,
        "unit": assessor.scheme.effort.unit,
    }
    return page(request, "queue.html", context)


@router.get("/sager/{case_id:path}")
def case(request: Request, case_id: str, assessor: ReadyAssessor, database: Database) -> HTMLResponse:
    """Show what is known of a case beside what the model says of it, and why."""
    with reading(database) as connection:
        known, assessment = find_case(connection, CaseId(case_id)), newest_assessment(connection, CaseId(case_id))
    if known is None or assessment is None:
        raise HTTPException(404)
    scheme = assessor.scheme
    context = {
        "case": known,
        "themes": known_by_theme(scheme, known),
        "assessed_at": assessment.assessed_at.astimezone(ZoneInfo(scheme.time_zone)),
        "steps": _steps(assessment, scheme),
        "scale": scheme.scale,
        "months": month_bars(assessment.effort, scheme.effort.unit),
    }
    return page(request, "case.html", context | _answer(assessment, scheme))


@router.get("/hvorfor/{case_id:path}")
def why(request: Request, case_id: str, assessor: ReadyAssessor, database: Database) -> HTMLResponse:
    """Show a case's reasons alone: fetched into the queue when a row is opened."""
    with reading(database) as connection:
        assessment = newest_assessment(connection, CaseId(case_id))
    if assessment is None:
        raise HTTPException(404)
    return page(request, "why.html", _answer(assessment, assessor.scheme))


@router.get("/fordeling")
def allocation(request: Request, assessor: ReadyAssessor, database: Database) -> HTMLResponse:
    """Show the newest proposed allocation: loads before and after, who gets what and why, what could not be kept."""
    with reading(database) as connection:
        plan, answers = newest_plan(connection), newest_assessment_by_case(connection)
        names: dict[str, str] = {one.caseworker_id: one.name or one.caseworker_id for one in all_staff(connection)}
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


@router.get("/model/pointtavle")
def point_table(request: Request, assessor: ReadyAssessor) -> HTMLResponse:
    """Show everything the model weighs, as a table that can be printed and read."""
    return page(request, "point_table.html", sheet_context(assessor.sheet(), assessor.scheme))


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
    reason = wording.main_reason(row.assessment)
    return wording.reason_sentence(reason, scheme.effort.unit) if reason else "Som gennemsnitssagen."


def _weight(answers: Mapping[CaseId, Assessment], scheme: Scheme, case_id: CaseId) -> str:
    return wording.weight_text(answers[case_id], scheme) if case_id in answers else "uden vurdering"


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
