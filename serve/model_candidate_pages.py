"""How does a model come into use, on a page? Somebody reads and proposes, somebody else approves or rejects.

What must hold stands in ``casework.promoting``; a page shows what is asked of its reader and keeps what was typed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from casework.other_scheme import follows_another_scheme
from casework.promoting import approve, put_forward, reject
from sagstyngde.errors import BundleRefused, InputRefused, NotReady, SagstyngdeError, StateRefused
from sagstyngde.operations import Operation
from serve.dependencies import HouseRules
from serve.form_once import once_sent
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.model_candidate_view import Around, ShownModel, shown_model
from serve.model_use_forms import SayForm, ShadowForm
from serve.people import People
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work, unseen
from storage.model_proposals import ProposalId
from storage.models import KnownModel, known_model
from storage.shadows import begin_shadow, end_shadow, open_shadow

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/model/kandidater"
REFUSALS = (InputRefused, StateRefused, BundleRefused, NotReady)


@router.get(f"{ADDRESS}/{{model_hash}}", operation_id=Operation.MODEL_VERSIONS_PAGE)
def candidate(request: Request, model_hash: str, visit: Visiting) -> HTMLResponse:
    """Show a registered model: what it waits for, its gate, and what it would change."""
    return _page(request, visit, model_hash)


@router.post(f"{ADDRESS}/{{model_hash}}/indstil", operation_id=Operation.MODEL_PROPOSE)
def propose(request: Request, model_hash: str, visit: Visiting, sent: Annotated[SayForm, Form()]) -> Response:
    """Propose the model."""

    def act(work: Work) -> None:
        _there(work, model_hash)
        put_forward(work.connection, model_hash, sent.said(), work.stamp)

    return _sent(request, visit, model_hash, sent, act=act)


@router.post(f"{ADDRESS}/{{model_hash}}/godkend", operation_id=Operation.MODEL_APPROVE)
def agree(
    request: Request, model_hash: str, *, visit: Visiting, house: HouseRules, sent: Annotated[SayForm, Form()]
) -> Response:
    """Approve the proposal that was read: the model comes into use."""

    def act(work: Work) -> None:
        _there(work, model_hash)
        keys, read = house.model_keys(), ProposalId(sent.indstilling)
        approve(work.connection, model_hash, sent.said(), keys=keys, stamp=work.stamp, read=read)

    return _sent(request, visit, model_hash, sent, act=act)


@router.post(f"{ADDRESS}/{{model_hash}}/afvis", operation_id=Operation.MODEL_REJECT)
def refuse(request: Request, model_hash: str, visit: Visiting, sent: Annotated[SayForm, Form()]) -> Response:
    """Reject the proposal, or withdraw one's own."""

    def act(work: Work) -> None:
        _there(work, model_hash)
        reject(work.connection, model_hash, sent.begrundelse, work.stamp)

    return _sent(request, visit, model_hash, sent, act=act)


@router.post(f"{ADDRESS}/{{model_hash}}/skygge", operation_id=Operation.MODEL_SHADOW)
def shadow(request: Request, model_hash: str, visit: Visiting, sent: Annotated[ShadowForm, Form()]) -> Response:
    """Let the model begin or stop answering silently."""

    def act(work: Work) -> tuple[()]:
        known = _there(work, model_hash)
        if sent.goer == "slut":
            done = end_shadow(work.connection, work.stamp)
        else:
            done = known.model.has_package and begin_shadow(work.connection, model_hash, work.stamp)
        if not done:
            raise StateRefused(
                english="another model answers silently, or none does; see how it stands now",
                danish="en anden model er i skyggedrift, eller ingen er; se, hvordan det står nu",
            )
        return ()

    try:
        once_sent(visit, sent.noegle, (model_hash, sent.goer), act)
    except StateRefused as refused:
        return _page(request, visit, model_hash, form=Filling(general=refused.danish))
    return RedirectResponse(f"{ADDRESS}/{model_hash}", status_code=303)


def _sent(request: Request, visit: Visit, model_hash: str, sent: SayForm, *, act: Callable[[Work], None]) -> Response:
    """Carry out what a form says, once; what cannot be done comes back with all that was typed."""

    def whole(work: Work) -> tuple[()]:
        act(work)
        return ()

    fields = sent.fields()
    try:
        once_sent(visit, sent.noegle, (model_hash, sent.indstilling, *fields, *fields.values()), whole)
    except REFUSALS as refused:
        return _page(request, visit, model_hash, form=filled(fields, refused))
    return RedirectResponse(f"{ADDRESS}/{model_hash}", status_code=303)


def filled(fields: dict[str, str], refused: SagstyngdeError) -> Filling:
    """Return a form with what was typed: what was left empty is told at its field, all else of the whole."""
    empty = {name: _("mangler") for name, text in fields.items() if not text}
    if empty and isinstance(refused, InputRefused):
        return Filling(values=fields, faults=empty)
    return Filling(values=fields, general=refused.danish)


def _page(request: Request, visit: Visit, model_hash: str, *, form: Filling = BLANK) -> HTMLResponse:
    schemes = request.app.state.answering.current.house.schemes
    shown = visit.do(lambda work: _shown(work, model_hash, schemes))
    ids = {"begrundelse": ("begrundelse", _("Begrundelse"))}
    ids |= {row.field: (row.field, row.check.label) for row in shown.stopping}
    context = {"shown": shown, "form": form, "ids": ids, "keys": [str(uuid4()) for _each in range(3)]}
    return page(request, "model_candidate.html", context, status=422 if form.faults or form.general else 200)


def _shown(work: Work, model_hash: str, schemes: tuple[str | Path, ...]) -> ShownModel:
    known = _there(work, model_hash)
    around = Around(
        reader=work.visit.principal,
        people=People.of(work.connection, known.acted),
        shadow=open_shadow(work.connection),
        other_scheme=follows_another_scheme(work.connection, model_hash, schemes),
    )
    return shown_model(known, around)


def _there(work: Work, model_hash: str) -> KnownModel:
    known = known_model(work.connection, model_hash)
    if known is None:
        raise unseen()
    return known
