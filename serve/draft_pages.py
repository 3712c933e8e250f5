"""How is a new case written? Begun, saved as one goes, looked at again, given up; nobody else sees it meanwhile."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from features.scheme import Scheme
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.case_fields import Section
from serve.dependencies import CaseScheme
from serve.draft_answers import conflict, drawn
from serve.draft_view import NEW_CASE, address_of, lines_of
from serve.draft_work import DraftDiffers, FormSent, begun, draft_id_of, parts_of, saved
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import Filling
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.answered import cases_answered
from storage.drafts import Draft, DraftId, delete_draft, find_draft, own_drafts

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Key = Annotated[str, Form(alias="noegle", pattern=KEY_PATTERN)]
_CHILD_STEP = "barn"


@router.get(NEW_CASE, operation_id=Operation.NEW_CASE_PAGE)
def start(request: Request, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show one's drafts, and the button that begins another."""
    lines = visit.do(lambda work: lines_of(own_drafts(work.connection, work.stamp.by), scheme))
    return page(request, "new_case.html", {"drafts": lines, "key": str(uuid4())})


@router.post(NEW_CASE, operation_id=Operation.DRAFT_SAVE)
def begin(visit: Visiting, scheme: CaseScheme, *, key: Key) -> Response:
    """Begin a draft, once, and go to it."""
    draft_id = draft_id_of(visit.principal.user_id, key)

    def act(work: Work) -> tuple[()]:
        begun(work, draft_id, scheme)
        return ()

    once_sent(visit, key, (), act)
    return RedirectResponse(f"{NEW_CASE}/{draft_id}", status_code=303)


@router.get(f"{NEW_CASE}/{{draft_id}}", operation_id=Operation.DRAFT_PAGE)
def show(request: Request, draft_id: str, visit: Visiting, scheme: CaseScheme) -> Response:
    """Show a draft's form, or what has become of it."""
    found = visit.do(lambda work: _found(work, draft_id, scheme))
    if isinstance(found, str):
        return page(request, "draft_done.html", {"case_id": found})
    draft, parts = found
    return drawn(request, draft, parts, Filling(values=draft.values))


@router.post(f"{NEW_CASE}/{{draft_id}}", operation_id=Operation.DRAFT_SAVE)
def save(request: Request, draft_id: str, visit: Visiting, scheme: CaseScheme, *, sent: FormSent) -> Response:
    """Save what was typed, whatever it is, and go on in the form: to where the button says."""
    parts = visit.do(lambda work: parts_of(work, scheme))
    values = sent.values(parts)
    try:
        draft = visit.do(lambda work: saved(work, draft_id, sent, values))
    except DraftDiffers as differs:
        return conflict(request, differs.draft, parts, sent)
    if "hx-request" in request.headers:
        return drawn(request, draft, parts, Filling(values=values), template="draft_status.html")
    if sent.step == _CHILD_STEP:
        return RedirectResponse(f"{address_of(draft)}/barn", status_code=303)
    place = sent.step if sent.step in {section.key for section in parts} else "handlinger"
    return RedirectResponse(f"{address_of(draft)}#{place}", status_code=303)


@router.post(f"{NEW_CASE}/{{draft_id}}/slet", operation_id=Operation.DRAFT_DELETE)
def give_up(draft_id: str, visit: Visiting) -> Response:
    """Delete one's own draft; once it is gone, that is so."""
    visit.do(lambda work: delete_draft(work.connection, DraftId(draft_id), work.stamp.by))
    return RedirectResponse(NEW_CASE, status_code=303)


def _found(work: Work, draft_id: str, scheme: Scheme) -> tuple[Draft, tuple[Section, ...]] | CaseId:
    """Return a draft and its form, or the case that it has become.

    Raises:
        Unseen: it is neither one's own draft, nor was it.

    """
    draft = find_draft(work.connection, DraftId(draft_id), work.stamp.by)
    if draft is not None:
        return draft, parts_of(work, scheme)
    became = cases_answered(work.connection, work.stamp.by, Operation.CASE_CREATE, draft_id)
    if not became:
        raise unseen()
    return became[0]
