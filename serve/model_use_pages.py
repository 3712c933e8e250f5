"""How does one go back to an earlier model, on a page? One that two people have approved, with a reason, at once."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from casework.promoting import go_back
from sagstyngde.operations import Operation
from serve.dependencies import HouseRules
from serve.form_once import once_sent
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.model_candidate_pages import REFUSALS, filled
from serve.model_use_forms import BackForm
from serve.model_use_view import turn_rows, ways_back
from serve.people import People
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.models import KnownModel, models_known

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/model/tilbage"


@router.get(ADDRESS, operation_id=Operation.MODEL_VERSIONS_PAGE)
def back(request: Request, visit: Visiting) -> HTMLResponse:
    """Show which models one can go back to, and the form."""
    return _page(request, visit)


@router.post(ADDRESS, operation_id=Operation.MODEL_ROLLBACK)
def return_to(request: Request, visit: Visiting, house: HouseRules, sent: Annotated[BackForm, Form()]) -> Response:
    """Go back to an earlier approved model."""
    fields = sent.fields()

    def act(work: Work) -> tuple[()]:
        go_back(work.connection, sent.model, sent.begrundelse, keys=house.model_keys(), stamp=work.stamp)
        return ()

    try:
        once_sent(visit, sent.noegle, tuple(fields.values()), act)
    except REFUSALS as refused:
        return _page(request, visit, form=filled(fields, refused))
    return RedirectResponse("/model/udgaver", status_code=303)


def _page(request: Request, visit: Visit, *, form: Filling = BLANK) -> HTMLResponse:
    def act(work: Work) -> tuple[tuple[KnownModel, ...], People]:
        known = models_known(work.connection)
        return known, People.of(work.connection, [by for one in known for by in one.acted])

    known, people = visit.do(act)
    context = {
        "ways_back": ways_back(known, visit.principal),
        "turns": turn_rows(known, people)[:1],
        "form": form,
        "ids": {"model": ("model", _("Hvilken model?")), "begrundelse": ("begrundelse", _("Hvorfor?"))},
        "key": str(uuid4()),
    }
    return page(request, "model_back.html", context, status=422 if form.faults or form.general else 200)
