"""How does a reader choose the language of the pages? By a link at the foot of each, which leads back where one was.

It is a link and no form: it changes nothing but how this browser's own pages are worded, and works before anybody has
logged in. A page that answers something that was sent has no such link, since following it would lose what was typed.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from sagstyngde.errors import Language
from sagstyngde.operations import Operation
from serve.access.attempt import local_path
from serve.access.entrance import Entrance

router = APIRouter(include_in_schema=False)


def _entrance(request: Request) -> Entrance:
    entrance: Entrance = request.app.state.entrance
    return entrance


@router.get("/sprog", operation_id=Operation.LANGUAGE)
def choose(entrance: Annotated[Entrance, Depends(_entrance)], sprog: Language, til: str = "/") -> Response:
    """Have the browser keep the language, and send it back to the page it came from."""
    sent = RedirectResponse(local_path(til), 303)
    entrance.cookies.keep_language(sent, sprog)
    return sent
