"""What does the model weigh? Its point table, as a page."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sagstyngde.operations import Operation
from serve.dependencies import ReadyAssessor
from serve.rendering import page
from serve.sheets import sheet_context
from serve.visits import Visiting

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/model/pointtavle", operation_id=Operation.POINT_TABLE_PAGE)
def point_table(request: Request, _visit: Visiting, assessor: ReadyAssessor) -> HTMLResponse:
    """Show everything the model weighs, as a table that can be printed and read."""
    return page(request, "point_table.html", sheet_context(assessor.sheet(), assessor.scheme))
