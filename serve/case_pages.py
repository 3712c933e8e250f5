"""Where are a case and its reasons shown?"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sagstyngde.assessment import Assessment
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.case_answer import answer_context
from serve.case_view import AskedCase, show
from serve.dependencies import CaseScheme
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.assessments import newest_assessment

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/sager/{case_id:path}", operation_id=Operation.CASE_PAGE)
def case(asked: AskedCase) -> HTMLResponse:
    """Show what is known of a case beside what the model says of it, and why."""
    return show(asked)


@router.get("/hvorfor/{case_id:path}", operation_id=Operation.WHY_PAGE)
def why(request: Request, case_id: str, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show a case's reasons alone: fetched into the queue when a row is opened."""

    def act(work: Work) -> Assessment:
        own = work.case(CaseId(case_id)).case
        answered = newest_assessment(work.connection, own.case_id)
        if answered is None or answered.awaits_judgement:
            raise unseen()
        return answered.assessment

    return page(request, "why.html", answer_context(visit.do(act), scheme))
