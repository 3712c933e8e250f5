"""Did the arrangement help? What leaders and analysts see: the newest evaluation, and how often data were looked at."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from mandate.findings import findings_from_json
from sagstyngde.operations import Operation
from serve.evaluations import evaluation_context
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.trials import StoredEvaluation, evaluations

ADDRESS = "/beslutningskompetence/evaluering"
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(ADDRESS, operation_id=Operation.EVALUATION_PAGE)
def evaluation(request: Request, visit: Visiting) -> HTMLResponse:
    """Show the newest evaluation that was kept; it holds no child's record."""

    def act(work: Work) -> tuple[StoredEvaluation, ...]:
        newest = evaluations(work.connection, limit=1)
        return evaluations(work.connection, newest[0].plan_id) if newest else ()

    return page(request, "evaluation.html", _context(visit.do(act)))


def _context(looks: tuple[StoredEvaluation, ...]) -> dict[str, Any]:
    if not looks:
        return {"findings": None}
    told = {"looks": len(looks), "first_look": looks[-1].evaluated.at.date()}
    return evaluation_context(findings_from_json(looks[0].findings)) | told
