"""How does somebody log in and out? The page, the way to the provider and back, the invented people, and the end.

What comes of it is written in the log, refusals too. What a provider or a browser hands in is never repeated.
"""

from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from sagstyngde.errors import LoginRefused, NotReady
from sagstyngde.operations import Operation
from serve.access.answer import read_answer
from serve.access.attempt import SECRET_BYTES, Attempt, local_path
from serve.access.claims import named, principal_of
from serve.access.demo import PEOPLE, invented_principal
from serve.access.entrance import Entrance, Identifies
from serve.access.forms import form_mark
from serve.access.refusal import refused
from serve.access.sign_in import first_page, let_in, let_out, let_out_everywhere, refuse, signed_in, to_page
from serve.rendering import page
from serve.visits import Visiting
from storage.engine import reading
from storage.sessions import Beginning

CLEAR_SITE_DATA = '"cache", "storage"'
"""Not "cookies": browsers clear those of the whole domain, and would end the person's sessions in other systems."""

router = APIRouter(include_in_schema=False)


def _entrance(request: Request) -> Entrance:
    entrance: Entrance = request.app.state.entrance
    return entrance


def _provider(request: Request) -> Identifies:
    provider = _entrance(request).provider
    if provider is None:
        raise NotReady(english="no log-in is configured", danish="der er ikke sat noget log-in op; sig det til driften")
    return provider


async def _own_form(request: Request) -> None:
    await _entrance(request).require_own_form(request)


WayIn = Annotated[Entrance, Depends(_entrance)]
Provides = Annotated[Identifies, Depends(_provider)]


@router.get("/log-ind", operation_id=Operation.LOGIN, response_class=HTMLResponse)
def login_page(request: Request, entrance: WayIn, til: str = "/", *, ud: bool = False) -> HTMLResponse:
    """Show the ways in."""
    secret = entrance.cookies.form_secret(request) or token_urlsafe(SECRET_BYTES)
    to = local_path(til)
    context = {
        "start": f"/log-ind/start?{urlencode({'til': to})}" if entrance.provider else None,
        "people": list(PEOPLE.values()) if entrance.has_demo else [],
        "mark": form_mark(secret),
        "to": to,
        "is_out": ud,
        "farewell": entrance.provider.farewell() if ud and entrance.provider else None,
    }
    shown = page(request, "login.html", context)
    entrance.cookies.keep_form_secret(shown, secret)
    return shown


@router.get("/log-ind/start", operation_id=Operation.LOGIN_START)
def start(entrance: WayIn, provider: Provides, til: str = "/") -> Response:
    """Send the browser to the provider."""
    attempt = Attempt.new(til)
    sent = to_page(provider.address(attempt, datetime.now(UTC)))
    entrance.cookies.keep_attempt(sent, attempt)
    return sent


@router.get("/log-ind/svar", operation_id=Operation.LOGIN_ANSWER)
def answered(request: Request, visit: Visiting, entrance: WayIn, provider: Provides) -> Response:
    """Take the provider's answer, and let the person in where it proves who it is.

    Whoever is in already and comes here again, by the back button or a double click, is sent on.
    """
    try:
        answer = read_answer(request.url.query, entrance.cookies.attempt(request), issuer=entrance.issuer)
        claims = provider.claims(answer.attempt, answer.code, datetime.now(UTC))
        subject, session = named(claims)
        beginning = Beginning(attempt=answer.attempt.mark, subject=subject, provider_session=session)
        person = principal_of(claims, entrance.claims)
        token = let_in(request, visit, person, beginning)
    except LoginRefused as refusal:
        refuse(entrance, visit, refusal)
        if signed_in(request, visit) is None:
            raise
        return to_page("/")
    sent = to_page(first_page(person, answer.attempt.to))
    entrance.cookies.keep_session(sent, token)
    entrance.cookies.forget(sent, "login")
    return sent


@router.post("/log-ind/demo", operation_id=Operation.LOGIN_DEMO, dependencies=[Depends(_own_form)])
def choose(
    request: Request, visit: Visiting, person: Annotated[str, Form()], til: Annotated[str, Form()] = "/"
) -> Response:
    """Let an invented person in."""
    entrance = _entrance(request)
    one = PEOPLE.get(person)
    if not entrance.has_demo or one is None:
        refusal = refused("no such invented person here")
        refuse(entrance, visit, refusal)
        raise refusal
    with reading(visit.engine) as connection:
        principal = invented_principal(connection, one)
    token = let_in(request, visit, principal, Beginning(attempt=Attempt.new().mark))
    sent = to_page(first_page(principal, local_path(til)))
    entrance.cookies.keep_session(sent, token)
    return sent


@router.post("/log-ud", operation_id=Operation.LOGOUT)
async def log_out(request: Request, visit: Visiting, entrance: WayIn) -> Response:
    """End the browser's session, and have it forget what it kept of our pages."""
    person = await run_in_threadpool(signed_in, request, visit)
    if person is not None:
        await entrance.require_own_form(request, person.user_id)
        await run_in_threadpool(let_out, request, visit)
    sent = to_page("/log-ind?ud=1")
    entrance.cookies.forget(sent, "session", "login", "forms")
    sent.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return sent


@router.post("/log-ud/udbyder", operation_id=Operation.LOGOUT_PROVIDER)
def ended_there(visit: Visiting, entrance: WayIn, provider: Provides, logout_token: Annotated[str, Form()]) -> Response:
    """Take the provider's word that somebody has logged out there (OpenID Connect Back-Channel Logout 1.0)."""
    try:
        claims = provider.ended(logout_token, datetime.now(UTC))
    except LoginRefused as refusal:
        refuse(entrance, visit, refusal)
        raise
    subject, session = named(claims)
    let_out_everywhere(visit, subject=subject, provider_session=session)
    return Response(status_code=200)
