"""Who decides in a case, and what was decided? A page for the answer to a question, and for what is wrong."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from sagstyngde.case import Case, CaseId
from sagstyngde.decision import Level
from sagstyngde.errors import InputRefused
from sagstyngde.operations import Operation
from serve.api.decisions import route_found
from serve.api.wire_mandate import RouteIn, RouteOut
from serve.decisions_view import CaseDecisions, Filled, case_decisions
from serve.dependencies import CaseScheme, today
from serve.form_reading import Filling, told
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ASKED = {"provision": "bestemmelse", "on": "dag"}
Text = Annotated[str, Query(max_length=60)]


@router.get("/sager/{case_id:path}/afgoerelser", operation_id=Operation.DECISIONS_PAGE)
def decisions(  # noqa: PLR0913  the form's fields
    request: Request,
    case_id: str,
    visit: Visiting,
    scheme: CaseScheme,
    *,
    bestemmelse: Text = "",
    antal: Text = "",
    enhed: Text = "",
    dag: Text = "",
) -> HTMLResponse:
    """Show a case's decisions and, where a provision is asked about, where its decision is made and why."""
    on = today(scheme)
    fields = {"bestemmelse": " ".join(bestemmelse.split()), "antal": antal.strip(), "enhed": enhed, "dag": dag}

    def act(work: Work) -> tuple[Case, CaseDecisions]:
        case = work.case(CaseId(case_id)).case
        filled = _answered(work, case, fields, on) if fields["bestemmelse"] or dag or antal else Filled()
        return case, case_decisions(work, case, on, filled)

    case, found = visit.do(act)
    status = 422 if found.filled.asked.faults or found.filled.asked.general else 200
    return page(request, "decisions.html", {"case": case, "decisions": found}, status=status)


def _answered(work: Work, case: Case, fields: dict[str, str], on: date) -> Filled:
    """Return the question as it was asked, its answer, and the form to record with, filled in from both."""
    read = told(RouteIn, fields, names=ASKED)
    if read.value is None:
        return Filled(asked=Filling(values=fields, faults=read.faults))
    try:
        found = route_found(work, case, read.value, on=read.value.on or on)
    except InputRefused as refused:
        return Filled(asked=Filling(values=fields, general=refused.danish))
    return Filled(asked=Filling(values=fields), route=found, told=Filling(values=_begun(fields, found)))


def _begun(fields: dict[str, str], found: RouteOut) -> dict[str, str]:
    level = Level(found.level).value
    return {
        "bestemmelse": fields["bestemmelse"],
        "antal": fields["antal"],
        "enhed": fields["enhed"],
        "afgjort": fields["dag"],
        "niveau": level,
    }
