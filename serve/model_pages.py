"""Which model answers, how good is it, for whom, and on what ground? Pages that everybody may read."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from models.card import card_body, card_groups, card_limits, standing_card
from models.card_words import warnings_said
from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.assesses import Assesses
from serve.dependencies import ReadyAssessor
from serve.group_words import groups_said
from serve.model_state import Silent, passed_said, silent_now, silent_said
from serve.model_view import goodness, goodness_tables, model_facts, standing_of
from serve.people import People
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.models import known_model

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/model", operation_id=Operation.MODEL_PAGE)
def overview(request: Request, visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show in words how good the model is, which it is, what it must not be used for, and who has approved it."""

    def act(work: Work) -> tuple[list[str], Silent | None]:
        found = known_model(work.connection, assessor.bundle_hash)
        people = People.of(work.connection, found.acted if found else ())
        return standing_of(found, people), silent_now(work.connection)

    standing, silent = visit.do(act)
    figures = assessor.figures
    context: dict[str, Any] = {
        "scheme": assessor.scheme,
        "figures": figures,
        "goodness": goodness(figures, assessor.scheme) if figures else [],
        "tables": goodness_tables(figures, assessor.scheme) if figures else [],
        "warnings": warnings_said(figures, assessor.scheme) if figures else [],
        "facts": model_facts(assessor.manifest, assessor.scheme, figures),
        "limits": card_limits(),
        "standing": standing,
        "passed": passed_said(request.app.state.answering.passed),
        "silent": silent_said(silent, assessor.scheme.scale) if silent else [],
    }
    return page(request, "model.html", context)


@router.get("/model/grupper", operation_id=Operation.MODEL_PAGE)
def groups(request: Request, _visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show how the model errs for each group, with intervals, and for which there are too few cases to tell."""
    figures = assessor.figures
    if figures is None:
        return page(request, "model_groups.html", {"figures": None})
    context = {"figures": figures, "said": groups_said(figures["groups"]), "body": card_groups(figures)}
    return page(request, "model_groups.html", context)


@router.get("/model/kort", operation_id=Operation.MODEL_PAGE)
def card(request: Request, _visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show the model card: the same sentences and figures as in the file that lies beside the bundle."""
    figures = assessor.figures
    body = None if figures is None else card_body(assessor.manifest, assessor.scheme, figures)
    return page(request, "model_card.html", {"body": body, "scheme": assessor.scheme})


@router.get("/model/kort/modelkort.html", operation_id=Operation.MODEL_PAGE)
def card_file(_visit: Visiting, assessor: ReadyAssessor) -> Response:
    """Return the model card as one file that needs no other."""
    text = standing_card(assessor.manifest, assessor.scheme, _figures(assessor))
    name = {"Content-Disposition": f'attachment; filename="modelkort-{assessor.bundle_hash[:12]}.html"'}
    return Response(text, media_type="text/html; charset=utf-8", headers=name)


def _figures(assessor: Assesses) -> dict[str, Any]:
    if assessor.figures is None:
        raise NotReady(
            english="this model has not been tried on newer cases, so it has no card; train it again",
            danish="modellen er ikke prøvet på nyere sager og har derfor intet modelkort; træn den igen",
        )
    return assessor.figures
