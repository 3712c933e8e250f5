"""What do people see of one case? What is known of it beside what the model says, why, and what people have said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from casework.intake import who_decides
from features.scheme import Scheme
from mandate.intake import level_text
from sagstyngde.assessment import Assessment
from sagstyngde.case import CaseId
from sagstyngde.category import Category
from sagstyngde.judgement import OverrideReason, Weight
from sagstyngde.operations import Operation, may
from serve import wording
from serve.case_forms import NO_CATEGORY
from serve.charts import month_bars, reason_bars
from serve.decisions_view import CaseDecisions, case_decisions
from serve.dependencies import CaseScheme, today
from serve.facts import known_by_theme
from serve.rendering import page
from serve.settled_wording import OVERRIDE_REASONS, settled_sentence
from serve.visits import Visit, Visiting, Work, unseen
from serve.weights import shown_of
from serve.written import first
from storage.assessments import Answered, newest_assessment
from storage.cases import CaseRecord

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One category on its scale, as a case's answer sees it."""

    category: Category
    is_suggested: bool
    is_likely: bool
    of_ten: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Where something a case applies for is decided, and why, by the adopted register."""

    provision: str
    level: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """The forms of a case's page: the key they are sent under, who may send them, and what can be chosen."""

    key: str
    may_judge: bool
    may_settle: bool
    reasons: Mapping[OverrideReason, str]
    no_category: str


@router.get("/sager/{case_id:path}", operation_id=Operation.CASE_PAGE)
def case(request: Request, case_id: str, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show what is known of a case beside what the model says of it, and why."""
    (record, answered, weight), deciding, decisions = visit.do(lambda work: _seen(work, CaseId(case_id), scheme))
    awaits = answered is not None and answered.awaits_judgement
    context = {
        "case": record.case,
        "deciding": deciding,
        "decisions": decisions,
        "themes": known_by_theme(scheme, record.case),
        "scale": scheme.scale,
        "awaits_judgement": awaits,
        "assessment": None,
        "binding": wording.BINDING,
        "forms": case_form(visit, uuid4()),
        "settled": settled_sentence(weight, scheme),
        "assessed_at": answered.assessment.assessed_at.astimezone(ZoneInfo(scheme.time_zone)) if answered else None,
    }
    if answered is None or awaits:
        return page(request, "case.html", context)
    assessment = answered.assessment
    steps, months = _steps(assessment, scheme), month_bars(assessment.effort, scheme.effort.unit)
    return page(request, "case.html", context | {"steps": steps, "months": months} | _answer(assessment, scheme))


@router.get("/hvorfor/{case_id:path}", operation_id=Operation.WHY_PAGE)
def why(request: Request, case_id: str, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show a case's reasons alone: fetched into the queue when a row is opened."""

    def act(work: Work) -> Assessment:
        _, answered = _answered(work, CaseId(case_id))
        if answered is None or answered.awaits_judgement:
            raise unseen()
        return answered.assessment

    return page(request, "why.html", _answer(visit.do(act), scheme))


def case_form(visit: Visit, key: UUID) -> CaseForm:
    """Return what this visit's person may say of a case on its page."""
    return CaseForm(
        key=str(key),
        may_judge=may(visit.principal, Operation.JUDGEMENT_RECORD),
        may_settle=may(visit.principal, Operation.ASSESSMENT_OVERRIDE),
        reasons=OVERRIDE_REASONS,
        no_category=NO_CATEGORY,
    )


def _seen(
    work: Work, case_id: CaseId, scheme: Scheme
) -> tuple[tuple[CaseRecord, Answered | None, Weight], tuple[Deciding, ...], CaseDecisions]:
    weighed = _weighed(work, case_id)
    case = weighed[0].case
    deciding = tuple(
        Deciding(provision=first(one.provision.text), level=level_text(one), reason=one.least.reason)
        for one in who_decides(work.connection, case)
    )
    return weighed, deciding, case_decisions(work, case, today(scheme))


def _weighed(work: Work, case_id: CaseId) -> tuple[CaseRecord, Answered | None, Weight]:
    record, answered = _answered(work, case_id)
    return record, answered, shown_of(work.connection, [record.case.case_id])[record.case.case_id].weight


def _answered(work: Work, case_id: CaseId) -> tuple[CaseRecord, Answered | None]:
    return work.case(case_id), newest_assessment(work.connection, case_id)


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
