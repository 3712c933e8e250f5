"""Where does a konsulent's day begin? The queue of cases that wait, the way to one by its number, and the next one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.case import CaseId, is_id
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, HouseRules, today
from serve.draft_view import DraftLine, own_lines
from serve.form_once import case_address
from serve.language import _
from serve.queue_view import Asking, Queue, View, first_unanswered, queue_of
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Number = Annotated[str, Query(max_length=64)]


@router.get("/", operation_id=Operation.QUEUE_PAGE)
def intake(  # noqa: PLR0913  the address's parameters
    request: Request,
    visit: Visiting,
    scheme: CaseScheme,
    house: HouseRules,
    *,
    vis: Annotated[str, Query(max_length=20)] = View.ALL.value,
    side: Annotated[int, Query(ge=1, le=1_000)] = 1,
    sag: Number = "",
) -> Response:
    """Show what waits and what to do first; ``sag`` leads straight to a case by its number."""
    asked, view = sag.strip(), View(vis) if vis in set(View) else View.ALL
    asking = Asking(scheme=scheme, rules=house.clocks, on=today(scheme), view=view, page=side)

    def act(work: Work) -> tuple[Queue, tuple[DraftLine, ...] | None] | None:
        if asked and is_id(asked) and work.cases([CaseId(asked)]):
            return None
        return queue_of(work, asking), own_lines(work, scheme)

    found = visit.do(act)
    if found is None:
        return RedirectResponse(case_address(asked), status_code=303)
    queue, drafts = found
    context = {"queue": queue, "drafts": drafts, "asked": asked, "scale": scheme.scale, "unit": _(scheme.effort.unit)}
    return page(request, "queue.html", context)


@router.get("/naeste-sag", operation_id=Operation.NEXT_CASE)
def next_case(visit: Visiting, scheme: CaseScheme, house: HouseRules, *, efter: Number = "") -> RedirectResponse:
    """Lead to the next case that waits for somebody's word, or back to the queue where none does."""
    asking = Asking(scheme=scheme, rules=house.clocks, on=today(scheme))
    found = visit.do(lambda work: first_unanswered(work, asking, after=CaseId(efter)))
    return RedirectResponse("/" if found is None else case_address(found.case.case_id), status_code=303)
