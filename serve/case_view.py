"""What does a case's page show? What is known beside what the model says, why, and what people have said and done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from casework.clocks import clocks_of
from casework.intake import who_decides
from features.scheme import Scheme
from mandate.intake import level_text
from sagstyngde.assessment import AbstentionReason, Assessment
from sagstyngde.case import CaseId
from sagstyngde.category import Category
from sagstyngde.clock import Clock
from sagstyngde.judgement import Basis, OverrideReason
from sagstyngde.operations import Operation, may
from serve import wording
from serve.case_charts import month_strip
from serve.case_family import Family, family_of
from serve.case_said import Said, Teller
from serve.charts import month_bars, reason_bars
from serve.decisions_view import CaseDecisions, case_decisions
from serve.dependencies import CaseScheme, HouseRules, today
from serve.facts import known_by_theme
from serve.form_reading import BLANK, Filling
from serve.hand_over_notice import a_note_waits
from serve.house import House
from serve.language import _
from serve.milestone_view import Steps, steps_of
from serve.queue_words import waited
from serve.rendering import page
from serve.settled_wording import OVERRIDE_REASONS
from serve.visits import Visit, Visiting, Work
from serve.weights import shown_of
from serve.written import first
from storage.assessments import Answered, newest_assessment
from storage.cases import CaseRecord
from storage.staff import all_staff
from storage.words import last_words

NO_CATEGORY = "-"
"""What a form sends for *kan ikke målgruppevurderes*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which case a request is about, by which scheme and rules, on which day; and its forms where they come back."""

    request: Request
    visit: Visit
    case_id: CaseId
    scheme: Scheme
    house: House
    on: date
    saying: Filling = BLANK
    step: Filling = BLANK


async def _asked(request: Request, case_id: str, *, visit: Visiting, scheme: CaseScheme, house: HouseRules) -> Asked:
    on = today(scheme)
    return Asked(request=request, visit=visit, case_id=CaseId(case_id), scheme=scheme, house=house, on=on)


AskedCase = Annotated[Asked, Depends(_asked)]
"""The case that a page's address names."""


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
    """The forms that say something of a case: their key, who may send them, what can be chosen, what was filled in."""

    key: str
    may_judge: bool
    may_settle: bool
    may_update: bool
    may_see_notes: bool
    reasons: Mapping[OverrideReason, str]
    no_category: str
    filled: Filling


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All of a case that was read for its page."""

    record: CaseRecord
    answered: Answered | None
    basis: Basis
    word: str
    history: tuple[Said, ...]
    clocks: tuple[Clock, ...]
    family: Family | None
    steps: Steps
    deciding: tuple[Deciding, ...]
    decisions: CaseDecisions
    held_by: str
    note_waits: bool

    @property
    def awaits(self) -> bool:
        """Whether the suggestion is kept back until a professional has judged."""
        return self.answered is not None and self.answered.awaits_judgement


def show(asked: Asked, *, status: int = 200) -> HTMLResponse:
    """Show a case's page, with its forms as they were filled in."""
    seen = asked.visit.do(lambda work: _seen(work, asked))
    scheme, case, answered = asked.scheme, seen.record.case, seen.answered
    context: dict[str, Any] = {
        "case": case,
        "seen": seen,
        "deciding": seen.deciding,
        "decisions": seen.decisions,
        "themes": known_by_theme(scheme, case),
        "scale": scheme.scale,
        "awaits_judgement": seen.awaits,
        "assessment": None,
        "binding": _(wording.BINDING),
        "forms": _forms(asked),
        "waited": waited(case.received_on, asked.on),
        "assessed_at": Teller(scheme=scheme, reader="").moment(answered.assessment.assessed_at) if answered else "",
    }
    if answered is not None and not seen.awaits:
        context |= answer_context(answered.assessment, scheme) | _whole_answer(answered.assessment, scheme)
    return page(asked.request, "case.html", context, status=status)


def answer_context(assessment: Assessment, scheme: Scheme) -> dict[str, Any]:
    """Return the sentences and the chart that every view of an assessment shows."""
    unit = _(scheme.effort.unit)
    return {
        "assessment": assessment,
        "average": wording.average_sentence(assessment, unit),
        "reasons": reason_bars(assessment.reasons, unit),
        "binding": _(wording.BINDING),
    }


def _whole_answer(assessment: Assessment, scheme: Scheme) -> dict[str, Any]:
    unit, suggestion = _(scheme.effort.unit), assessment.suggestion
    reasons = {one.reason for one in suggestion.abstentions}
    return {
        "likely": wording.likely_sentence(suggestion, scheme),
        "suggestion_sentence": wording.suggestion_sentence(suggestion, scheme),
        "hours": wording.hours_sentence(assessment.effort, unit),
        "steps": _steps(assessment, scheme),
        "strip": month_strip(assessment.effort, unit),
        "months": month_bars(assessment.effort, unit),
        "is_unlike": AbstentionReason.UNLIKE_EARLIER in reasons,
    }


def _seen(work: Work, asked: Asked) -> Seen:
    record, scheme = work.case(asked.case_id), asked.scheme
    case, connection = record.case, work.connection
    answered, weight = newest_assessment(connection, case.case_id), shown_of(connection, [case.case_id])[case.case_id]
    teller = Teller(scheme=scheme, reader=work.visit.principal.user_id)
    awaits = answered is not None and answered.awaits_judgement
    suggestion = None if answered is None or awaits else answered.assessment.suggestion
    names = {str(one.caseworker_id): one.name or one.caseworker_id for one in all_staff(connection)}
    return Seen(
        record=record,
        answered=answered,
        basis=weight.weight.basis,
        word=teller.sentence(last_words(connection, [case.case_id]).get(case.case_id), weight.weight, suggestion),
        history=() if awaits else teller.history(connection, case.case_id),
        clocks=clocks_of(connection, [case], asked.on, rules=asked.house.clocks)[case.case_id],
        family=family_of(work, case, names),
        steps=steps_of(work, case.case_id, asked.on, asked.step),
        deciding=tuple(
            Deciding(provision=first(one.provision.text), level=level_text(one), reason=one.least.reason)
            for one in who_decides(connection, case)
        ),
        decisions=case_decisions(work, case, asked.on),
        held_by="" if case.caseworker_id is None else names.get(case.caseworker_id, case.caseworker_id),
        note_waits=a_note_waits(work, record),
    )


def _forms(asked: Asked) -> CaseForm:
    """Return what this visit's person may say of a case on its page."""
    who = asked.visit.principal
    return CaseForm(
        key=str(uuid4()),
        may_judge=may(who, Operation.JUDGEMENT_RECORD),
        may_settle=may(who, Operation.ASSESSMENT_OVERRIDE),
        may_update=may(who, Operation.CASE_EDIT_PAGE),
        may_see_notes=may(who, Operation.HAND_OVER_PAGE),
        reasons={reason: _(text) for reason, text in OVERRIDE_REASONS.items()},
        no_category=NO_CATEGORY,
        filled=asked.saying,
    )


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
