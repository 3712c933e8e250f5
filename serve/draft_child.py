"""How does a child come into a new case? Its number goes into the vault at once; the draft is given the pseudonym.

A page of its own: the number is in no form that is saved as one goes, and in no draft.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.errors import CprRefused
from sagstyngde.operations import Operation
from serve.api.children import ChildIn, registered
from serve.current import current_of
from serve.draft_view import NEW_CASE
from serve.draft_work import own_draft
from serve.form_reading import Filling, told
from serve.rendering import page
from serve.vault import OpenVault
from serve.visits import Visiting
from serve.work import Work
from storage.drafts import Draft, save_draft

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_ADDRESS = f"{NEW_CASE}/{{draft_id}}/barn"
_NAMES = {"cpr": "cpr", "name": "navn"}
_Text = Annotated[str, Form(max_length=200)]


@router.get(_ADDRESS, operation_id=Operation.DRAFT_PAGE)
def ask(request: Request, draft_id: str, visit: Visiting) -> HTMLResponse:
    """Ask who the child is."""
    return _asked(request, visit.do(lambda work: own_draft(work, draft_id)), Filling())


@router.post(_ADDRESS, operation_id=Operation.CHILD_REGISTER)
def register(  # noqa: PLR0913  the form's fields
    request: Request, draft_id: str, visit: Visiting, keys: OpenVault, *, cpr: _Text = "", navn: _Text = ""
) -> Response:
    """Keep who the child is, and go back to the draft, which knows the child by its pseudonym from now on."""
    draft = visit.do(lambda work: own_draft(work, draft_id))
    read = told(ChildIn, {"cpr": cpr.strip(), "navn": navn.strip()}, names=_NAMES)
    if (child := read.value) is None:
        return _asked(request, draft, _again(navn, read.faults))

    def act(work: Work) -> None:
        known = own_draft(work, draft_id, lock=True)
        found = registered(work, child, keys)
        values = {**known.values, "barn": found.child_id, "foedselsdag": str(found.birth_day)}
        save_draft(work.connection, known, values, work.stamp, tab="")

    try:
        visit.do(act)
    except CprRefused as refused:
        return _asked(request, draft, _again(navn, {"cpr": refused.danish}))
    return RedirectResponse(f"{NEW_CASE}/{draft_id}#sagen", status_code=303)


def _again(name: str, faults: Mapping[str, str]) -> Filling:
    """Return the form without the number, which no page repeats."""
    return Filling(values={"navn": name}, faults=faults)


def _asked(request: Request, draft: Draft, form: Filling) -> HTMLResponse:
    context = {"draft": draft, "form": form, "has_vault": current_of(request).house.vault_keys is not None}
    return page(request, "draft_child.html", context, status=422 if form.faults else 200)
