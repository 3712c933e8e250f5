"""Where does somebody read how to go on? Help for every page of hers, the words, and the accessibility statement."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.access import Role
from sagstyngde.operations import Operation
from serve.dependencies import HouseRules
from serve.help_texts import FOR_ALL, PageHelp, all_help
from serve.rendering import page
from serve.visits import Visiting
from serve.words import by_letter

HELP, WORDS, STATEMENT = "/hjaelp", "/ord", "/tilgaengelighed"
ASSESSED_ON = date(2026, 11, 22)
"""The day the statement was last held up against what the tests show: change it with the text."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(HELP, operation_id=Operation.HELP_PAGE)
def help_page(request: Request, visit: Visiting) -> HTMLResponse:
    """Show the help of every page that says something to this person's roles."""
    roles = visit.principal.roles
    return page(request, "help.html", {"entries": [one for one in all_help() if _concerns(one, roles)], "roles": roles})


@router.get(WORDS, operation_id=Operation.WORDS_PAGE)
def words_page(request: Request, _visit: Visiting) -> HTMLResponse:
    """Show the words by their letters."""
    return page(request, "words.html", {"letters": by_letter()})


@router.get(STATEMENT, operation_id=Operation.ACCESSIBILITY_PAGE)
def statement_page(request: Request, _visit: Visiting) -> HTMLResponse:
    """Say how accessible the pages are, as far as it has been tried. Also for who is not signed in."""
    return page(request, "accessibility.html", {"assessed_on": ASSESSED_ON})


@router.get("/was", operation_id=Operation.ACCESSIBILITY_PAGE)
def short_address(_visit: Visiting, house: HouseRules) -> Response:
    """Lead to the municipality's own statement, or to ours: the address that the authority has everybody use."""
    return RedirectResponse(house.municipality.statement or STATEMENT, 303)


def _concerns(one: PageHelp, roles: frozenset[Role]) -> bool:
    return FOR_ALL in one.first or not roles.isdisjoint(one.first)
