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
from sagstyngde.allowed import may
from sagstyngde.case import CaseId
from sagstyngde.clock import Clock
from sagstyngde.judgement import Basis, NoCategoryReason, OverrideReason
from sagstyngde.operations import Operation
from serve import wording
from serve.case_answer import answer_context, whole_answer
from serve.case_clash import Answering, Clash
from serve.case_family import Family, family_of
from serve.case_said import Said, Teller
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
from serve.settled_wording import NO_CATEGORY_REASONS, OVERRIDE_REASONS
from serve.visits import Visit, Visiting
from serve.weights import shown_of
from serve.work import Work
from serve.written import first
from storage.assessments import Answered, newest_assessment
from storage.cases import CaseRecord
from storage.staff import all_staff
from storage.words import last_words, word_count

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
    unsent: Answering | None = None
    counted: int = 0


async def _asked(request: Request, case_id: str, *, visit: Visiting, scheme: CaseScheme, house: HouseRules) -> Asked:
    on = today(scheme)
    return Asked(request=request, visit=visit, case_id=CaseId(case_id), scheme=scheme, house=house, on=on)


AskedCase = Annotated[Asked, Depends(_asked)]
"""The case that a page's address names."""


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
    no_category_reasons: Mapping[NoCategoryReason, str]
    word_count: int
    filled: Filling


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All of a case that was read for its page."""

    record: CaseRecord
    answered: Answered | None
    basis: Basis
    word: str
    history: tuple[Said, ...]
    word_count: int
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
        "forms": _forms(asked, seen),
        "clash": _clash(asked, seen),
        "waited": waited(case.received_on, asked.on) if case.received_on < asked.on else "",
        "assessed_at": Teller(scheme=scheme, reader="").moment(answered.assessment.assessed_at) if answered else "",
    }
    if answered is not None and not seen.awaits:
        context |= answer_context(answered.assessment, scheme) | whole_answer(answered.assessment, scheme)
    return page(asked.request, "case.html", context, status=status)


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
        word_count=word_count(connection, case.case_id),
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


def _clash(asked: Asked, seen: Seen) -> Clash | None:
    """Return what stood in the way of an answer, where it was that somebody else had said something."""
    if asked.unsent is None:
        return None
    return Clash(meanwhile=seen.history[: max(0, seen.word_count - asked.counted)], own=asked.unsent)


def _forms(asked: Asked, seen: Seen) -> CaseForm:
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
        no_category_reasons={reason: _(text) for reason, text in NO_CATEGORY_REASONS.items()},
        word_count=seen.word_count,
        filled=asked.saying,
    )
