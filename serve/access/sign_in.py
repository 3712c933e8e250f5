"""How does a known person get a session, and how is it ended? In one transaction with the line of the log."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from sagstyngde.access import Principal
from sagstyngde.audit import Outcome
from sagstyngde.errors import LoginRefused
from serve.access.entrance import Entrance
from serve.access.person import home_of
from serve.visits import Visit
from storage import audit
from storage.engine import Connection, reading
from storage.sessions import Beginning, end_provider_sessions, end_session, find_session, start_session
from storage.staff import caseworker_of
from storage.transactions import write

PURPOSE = "log-ind"
LAST_OF_MINUTE = "log-ind; flere afviste i samme minut står kun i serverens log"
_log = logging.getLogger(__name__)


def let_in(request: Request, visit: Visit, person: Principal, beginning: Beginning) -> str:
    """Begin a session for a person, end the one this browser had, and return the new one's token.

    Raises:
        LoginRefused: the attempt has given a session before.

    """
    entrance: Entrance = request.app.state.entrance
    before = entrance.cookies.session(request)

    def whole(connection: Connection) -> str:
        at = datetime.now(UTC)
        if before:
            end_session(connection, before, at=at)
        known = _with_caseworker(connection, person)
        token = start_session(connection, known, beginning, at=at)
        _write_down(connection, visit, Outcome.ALLOWED, known)
        return token

    return write(visit.engine, whole)


def refuse(entrance: Entrance, visit: Visit, refusal: LoginRefused) -> None:
    """Write down that a log-in was refused: in the log of looks that it was, in the server's log why.

    What is too much for the log of looks (``serve.access.quota``) stands in the server's alone.
    """
    _log.warning("request=%s operation=%s %s", visit.request_id, visit.operation, refusal.english)
    left = entrance.refusals.take(monotonic())
    if left is not None:
        look = replace(visit.look(Outcome.DENIED), purpose=PURPOSE if left else LAST_OF_MINUTE)
        visit.log((look,))


def let_out(request: Request, visit: Visit) -> None:
    """End this browser's session."""
    entrance: Entrance = request.app.state.entrance
    token = entrance.cookies.session(request)

    def whole(connection: Connection) -> None:
        at = datetime.now(UTC)
        session = find_session(connection, token, at=at) if token else None
        if token and session:
            end_session(connection, token, at=at)
            _write_down(connection, visit, Outcome.ALLOWED, session.principal)

    write(visit.engine, whole)


def let_out_everywhere(visit: Visit, *, subject: str | None, provider_session: str | None) -> None:
    """End the sessions that the provider says are over."""

    def whole(connection: Connection) -> None:
        end_provider_sessions(connection, subject=subject, provider_session=provider_session, at=datetime.now(UTC))
        _write_down(connection, visit, Outcome.ALLOWED, visit.principal)

    write(visit.engine, whole)


def signed_in(request: Request, visit: Visit) -> Principal | None:
    """Return whose session this browser has, where it has one."""
    entrance: Entrance = request.app.state.entrance
    token = entrance.cookies.session(request)
    if not token:
        return None
    with reading(visit.engine) as connection:
        session = find_session(connection, token, at=datetime.now(UTC))
    return session.principal if session else None


def first_page(person: Principal, to: str) -> str:
    """Return where a log-in leads: to the page it was for, else to the first that the person's roles reach."""
    return to if to != "/" else home_of(person)


def to_page(path: str) -> Response:
    """Send the browser on with a GET."""
    return RedirectResponse(path, 303)


def _with_caseworker(connection: Connection, person: Principal) -> Principal:
    """Find who of the staff list a person is, where no claim has said so."""
    if person.caseworker_id is not None:
        return person
    return replace(person, caseworker_id=caseworker_of(connection, person.user_id))


def _write_down(connection: Connection, visit: Visit, outcome: Outcome, person: Principal) -> None:
    look = replace(visit.look(outcome), actor=person.user_id, purpose=PURPOSE)
    audit.append(connection, (look,))
