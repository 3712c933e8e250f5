"""How does a leader look at the week's allocation? The board, a case's choices, what a move would mean, who got what.

Nothing here changes anything. What is asked of one case comes as a part of the page where the browser's own script asks
for it, and otherwise as the whole page with that part in its place.
"""

import time
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve import board_words
from serve.board_page import HOME, Found, Said, find, shown_page
from serve.board_trial import Tried, explained, move_context, trial
from serve.board_view import board_view, shown_names
from serve.dependencies import CaseScheme, HouseRules
from serve.language import _
from serve.planning import is_there
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.plans import PlanId, PlanState

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
PATIENCE_S = 60.0
"""So long a proposal is waited for; then it is said that none came."""
Word = Annotated[str, Query(max_length=64)]
Version = Annotated[int, Query(ge=1, le=999_999_999)]


@router.get(HOME, operation_id=Operation.PLAN_PAGE)
def allocation(request: Request, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> HTMLResponse:
    """Show what waits, and the newest proposal."""
    found = visit.do(lambda work: find(work, house, scheme))
    return shown_page(request, found, scheme)


@router.get(f"{HOME}/forslag/{{plan_id}}", operation_id=Operation.PLAN_PAGE)
def proposal(  # noqa: PLR0913  what the address may say
    request: Request,
    plan_id: str,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    afventer: Annotated[int | None, Query(ge=0, le=99_999_999_999)] = None,
    gemt: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show a proposal, or that it is being reckoned. ``afventer`` is when it was asked for, ``gemt`` what was saved."""
    if afventer is not None:
        there = visit.do(lambda work: is_there(work, PlanId(plan_id)))
        return _arrived(request, plan_id) if there else _waiting(request, plan_id, since=afventer)
    found = visit.do(lambda work: find(work, house, scheme, plan_id))
    return shown_page(request, found, scheme, Said(saved=_saved(found, gemt)))


@router.get(f"{HOME}/forslag/{{plan_id}}/flyt", operation_id=Operation.PLAN_TRY)
def choose(  # noqa: PLR0913  what a page needs
    request: Request, plan_id: str, sag: Word = "", *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> Response:
    """Show whom a case could be given to, and what each would then carry; where none is named, the proposal."""
    if not sag:
        return RedirectResponse(f"{HOME}/forslag/{quote(plan_id, safe='')}", 303)
    case_id = CaseId(sag)

    def act(work: Work) -> tuple[Found | None, dict[str, Any]]:
        working = move_context(work, plan_id, case_id)
        return _around(request, work, (house, scheme, plan_id)), working

    found, working = visit.do(act)
    return _part(request, found, scheme, Said(about=case_id, working=working))


@router.get(f"{HOME}/forslag/{{plan_id}}/proev", operation_id=Operation.PLAN_TRY)
def attempt(  # noqa: PLR0913  what a page needs
    request: Request,
    plan_id: str,
    *,
    sag: Word = "",
    til: Word = "",
    udgave: Version = 1,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
) -> Response:
    """Show what a move would mean for everybody, and change nothing; where none is named, the proposal."""
    if not sag or not til:
        return RedirectResponse(f"{HOME}/forslag/{quote(plan_id, safe='')}", 303)

    def act(work: Work) -> tuple[Found | None, Said]:
        said = trial(work, plan_id, Tried(case_id=CaseId(sag), to=til, version=udgave))
        return _around(request, work, (house, scheme, plan_id)), said

    found, said = visit.do(act)
    return _part(request, found, scheme, said)


@router.get(f"{HOME}/forslag/{{plan_id}}/hvorfor", operation_id=Operation.PLAN_PAGE)
def explain(  # noqa: PLR0913  what a page needs
    request: Request, plan_id: str, sag: Word = "", *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> Response:
    """Show why a case is proposed for whom it is, on a board too long to carry everybody's reasons with it."""
    if not sag:
        return RedirectResponse(f"{HOME}/forslag/{quote(plan_id, safe='')}", 303)
    case_id = CaseId(sag)
    if _wants_part(request):
        placement = visit.do(lambda work: explained(work, plan_id, case_id))
        return page(request, "plan_why.html", {"placement": placement})
    found = visit.do(lambda work: find(work, house, scheme, plan_id))
    return shown_page(request, found, scheme, Said(explained=case_id))


@router.get(f"{HOME}/forslag/{{plan_id}}/lister", operation_id=Operation.PLAN_PAGE)
def lists(request: Request, plan_id: str, *, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> HTMLResponse:
    """Show who gets what, a sheet each, to be printed and handed out."""
    found = visit.do(lambda work: find(work, house, scheme, plan_id))
    record = found.record
    assert record is not None  # noqa: S101  ``find`` says so where a plan is asked for by its id
    board = board_view(record.plan, found.staff, found.weights, found.edits)
    desks = [desk for desk in board.desks if desk.cards]
    return page(request, "plan_lists.html", {"record": record, "plan": record.plan, "desks": desks, "board": board})


def _around(request: Request, work: Work, asked: tuple[Any, Any, str]) -> Found | None:
    """Look up the whole page, unless only a part of it is asked for."""
    return None if _wants_part(request) else find(work, *asked)


def _part(request: Request, found: Found | None, scheme: Any, said: Said) -> HTMLResponse:
    if found is not None:
        return shown_page(request, found, scheme, said)
    working: Mapping[str, Any] = said.working
    # htmx puts only what was answered with 200 into the page; what it says of a collision stands in it
    return page(request, working["template"], {"working": working, "notice": said.notice})


def _wants_part(request: Request) -> bool:
    return "hx-request" in request.headers


def _arrived(request: Request, plan_id: str) -> Response:
    address = f"{HOME}/forslag/{plan_id}"
    if _wants_part(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _waiting(request: Request, plan_id: str, *, since: int) -> Response:
    seconds = max(0.0, time.time() - since)
    context = {
        "address": f"{HOME}/forslag/{plan_id}?afventer={since}",
        "seconds": int(seconds),
        "is_late": seconds > PATIENCE_S,
    }
    return page(request, "plan_wait_body.html" if _wants_part(request) else "plan_wait.html", context)


def _saved(found: Found, version: int | None) -> str:
    """Say what was just saved, where that is the newest there is."""
    record = found.record
    if version is None or record is None or record.version != version or record.state is not PlanState.PROPOSED:
        return ""
    newest = next((one for one in found.edits if one.version == version), None)
    if newest is None:
        return ""
    if newest.undoes is not None:
        return _("Ændringen er fortrudt.")
    names = shown_names(found.staff)
    told = [
        board_words.edit_line(case_id, None if who is None else names.get(who, who)) for case_id, who in newest.edits
    ]
    return _("Gemt. {what}.").format(what="; ".join(told))
