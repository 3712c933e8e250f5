"""What is a family given that asks who has looked? A child's access report as a page to print, and as a spreadsheet.

What it holds and who gets it is what the API tells (``serve.api.access_log``): the one function makes both.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from sagstyngde.access_report import LONGEST_REASON, PURPOSE, AccessReport, as_spreadsheet, danish_time, with_names
from sagstyngde.operations import Operation
from serve.api.access_log import report_of
from serve.form_reading import Filling
from serve.language import _
from serve.rendering import page
from serve.trace_view import child_address
from serve.visits import Visit, Visiting

router = APIRouter(include_in_schema=False)
ADDRESS = "/sporing/barn/{child_id:path}"
_Reason = Annotated[str, Query(max_length=400)]


@router.get("/sporing/barn/{child_id:path}/regneark.csv", operation_id=Operation.CHILD_TRACE_FILE)
def child_trace_file(child_id: str, visit: Visiting, grund: _Reason = "") -> Response:
    """Hand the report over as a spreadsheet; with ids of employees where a reason is given that can be kept."""
    report, _fault = _report(visit, child_id, grund.strip())
    headers = {"Content-Disposition": 'attachment; filename="opslag.csv"'}
    return Response(f"\ufeff{as_spreadsheet(report)}", media_type="text/csv", headers=headers)


@router.get(ADDRESS, operation_id=Operation.CHILD_TRACE_PAGE, response_class=HTMLResponse)
def child_trace(
    request: Request, child_id: str, visit: Visiting, *, navne: _Reason = "", grund: _Reason = ""
) -> HTMLResponse:
    """Show the report; with ids of employees where a reason is given."""
    reason = grund.strip()
    report, fault = _report(visit, child_id, reason)
    if navne and not reason:
        fault = _("skal udfyldes, når medarbejdere skal nævnes; den bliver skrevet ned")
    context = {
        "report": report,
        "made": danish_time(report.made_at),
        "kept_from": None if report.kept_from is None else danish_time(report.kept_from),
        "child_id": child_id,
        "address": child_address(child_id),
        "is_named": bool(reason) and not fault,
        "form": Filling(values={"grund": reason}, faults={"grund": fault} if fault else {}),
    }
    return page(request, "child_trace.html", context, status=422 if fault else 200)


def _report(visit: Visit, child_id: str, reason: str) -> tuple[AccessReport, str]:
    """Return the report, and what is wrong with the reason; employees have numbers then."""
    fault = _("må højst fylde {n} tegn").format(n=LONGEST_REASON) if len(reason) > LONGEST_REASON else ""
    named = bool(reason) and not fault
    told = replace(visit, purpose=with_names(PURPOSE, reason) if named else PURPOSE)
    return told.do(lambda work: report_of(work, child_id, named=named)), fault
