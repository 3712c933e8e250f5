"""How does a draft become a case? Created and assessed in one transaction, once, by the functions that the API uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from sagstyngde.errors import CaseDiffers, CaseRefused, Unseen
from sagstyngde.operations import Operation
from serve.api.answering import keep_answer
from serve.api.intake import as_stored, known_or_created
from serve.case_fields import Section
from serve.case_models import Models
from serve.case_reading import told_case, typed
from serve.current import current_of
from serve.dependencies import CaseScheme
from serve.draft_answers import conflict, drawn
from serve.draft_view import NEW_CASE
from serve.draft_work import DraftDiffers, FormSent, Sent, own_draft, parts_of, require_own_tab, saved
from serve.form_once import case_address, once_sent
from serve.form_reading import Filling
from serve.visits import Visit, Visiting
from serve.wire import CaseIn
from serve.work import Work
from storage.cases import CaseRecord
from storage.drafts import delete_draft

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A draft's form that was sent to be made a case of."""

    request: Request
    visit: Visit
    draft_id: str
    sent: Sent
    parts: tuple[Section, ...]

    @property
    def values(self) -> dict[str, str]:
        """What was typed."""
        return self.sent.values(self.parts)


@router.post(f"{NEW_CASE}/{{draft_id}}/opret", operation_id=Operation.CASE_CREATE)
def hand_in(  # noqa: PLR0913  what a case rests on
    request: Request, draft_id: str, visit: Visiting, scheme: CaseScheme, *, models: Models, sent: FormSent
) -> Response:
    """Create the case and have it assessed, both or neither, and go to it; where something is wrong, say what."""
    parts = visit.do(lambda work: parts_of(work, scheme))
    form = HandedIn(request=request, visit=visit, draft_id=draft_id, sent=sent, parts=parts)
    told = told_case(models.case, parts, typed(parts, form.values))
    try:
        if told.value is None:
            return _again(form, dict(told.faults))
        return RedirectResponse(case_address(_created(form, told.value)), status_code=303)
    except DraftDiffers as differs:
        return conflict(request, differs.draft, parts, sent)
    except CaseRefused as refused:
        return _again(form, {_field_of(parts, refused): refused.danish})


def _created(form: HandedIn, case_in: CaseIn) -> CaseId:
    """Create and assess the case, and delete its draft: once, whatever is pressed twice."""
    current = current_of(form.request)
    assessor, house = current.assessor, current.house
    case, values = case_in.case(), form.values
    assessment_id = AssessmentId(str(uuid4()))
    answer = assessor.assess(case, assessment_id=assessment_id, at=datetime.now(UTC)) if assessor else None

    def act(work: Work) -> tuple[CaseId, ...]:
        require_own_tab(own_draft(work, form.draft_id, lock=True), form.sent, values)
        record = _stored(work, form, case_in)
        if assessor is not None and answer is not None:
            is_blind = house.draws_blind(case.case_id)
            keep_answer(work, record, as_stored(assessor, answer, case, record), is_blind=is_blind)
        delete_draft(work.connection, own_draft(work, form.draft_id).draft_id, work.stamp.by)
        return (record.case.case_id,)

    sent = [f"{name}={text}" for name, text in sorted(values.items())]
    return once_sent(form.visit, form.draft_id, sent, act)[0]


def _stored(work: Work, form: HandedIn, case_in: CaseIn) -> CaseRecord:
    """Store the case. One that may not be seen is not told apart from one that may not be created."""
    try:
        return known_or_created(work, case_in, form.request.app.state.scheme)[0]
    except CaseDiffers as differs:
        raise CaseRefused(
            field="case_id",
            english="there is a case with that id already, with other facts",
            danish="der er allerede en sag med det sags-id, med andre oplysninger",
        ) from differs
    except Unseen as beyond:
        raise CaseRefused(
            field="case_id",
            english="the id is taken, or a case of that team and sensitivity lies beyond your reach",
            danish="enten er sags-id'et brugt, eller også ligger en sag med det team, det emne og den følsomhed "
            "uden for det, du har adgang til",
        ) from beyond


def _again(form: HandedIn, faults: Mapping[str, str]) -> Response:
    """Show the form again with what is wrong. What was typed is saved as well: nothing depends on the page."""
    draft = form.visit.do(lambda work: saved(work, form.draft_id, form.sent, form.values))
    return drawn(form.request, draft, form.parts, Filling(values=form.values, faults=faults))


def _field_of(parts: tuple[Section, ...], refused: CaseRefused) -> str:
    """Name the form's field that a refusal of the casebook is about."""
    fields = {one.api.removeprefix("facts."): one.name for section in parts for one in section.fields}
    return fields.get(refused.field, refused.field)
