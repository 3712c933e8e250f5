"""Is every child that was shown in the log, and nobody else? A client counts what it gets, and reads the log itself.

The client knows nothing of how the server logs: it looks for canaries in what it gets, and for rows in the database.
Cases of one child count as one, since a look at either is a look at that child. ``SAGSTYNGDE_SOAK=25`` makes it ten
thousand calls.
"""

import os
import random
import re
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from sagstyngde.access import Principal
from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading
from tests.serve.canaries import CASES, EVERYTHING, VISITORS, child_name, fill_with_canaries, known, person, shown_in
from tests.serve.routes import Route, all_routes
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor

CALLS = int(os.environ.get("SAGSTYNGDE_SOAK", "1")) * 400
SEED = 7


class Logged(NamedTuple):
    """A row of the log, read without the server's own code."""

    outcome: str
    case_id: str | None
    child_id: str | None
    request_id: str


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    fill_with_canaries(engine)
    return create_app(StandIn(), engine, door=TrustingDoor(*VISITORS), house=House(blind_share=0.2))


def test_who_is_shown_is_who_is_logged(app: FastAPI, engine: Engine) -> None:
    routes = [route for route in all_routes(app) if route.method == "GET"]
    draw = random.Random(SEED)  # noqa: S311
    wrong = []
    for call in range(CALLS):
        route, visitor = draw.choice(routes), draw.choice(VISITORS)
        number = draw.randrange(CASES + 2)
        answer = _get(app, visitor, route, number)
        seen, logged = _seen(answer, route, number), _allowed(_rows_of(engine, answer))
        if seen != logged or (seen and answer.is_error):
            wrong.append((call, visitor.user_id, str(answer.url), answer.status_code, sorted(seen), sorted(logged)))

    assert "\n".join(map(str, wrong)) == ""


def test_who_is_assessed_is_who_is_logged(app: FastAPI, engine: Engine) -> None:
    draw = random.Random(SEED)  # noqa: S311
    wrong = []
    for call in range(60):
        visitor, name = draw.choice(VISITORS), f"KANARIE-{draw.randrange(30, 90)}"  # later ones come again
        answer = _client(app, visitor).post("/api/v1/assessments", json=_body(name))
        logged = {row.case_id for row in _rows_of(engine, answer) if row.outcome == "allowed"}
        if logged != ({name} if answer.is_success else set()):
            wrong.append((call, visitor.user_id, name, answer.status_code, sorted(map(str, logged))))

    assert wrong == []


def test_an_answer_that_is_sent_again_is_a_look_of_its_own(app: FastAPI, engine: Engine) -> None:
    client, key = _client(app, EVERYTHING), {"Idempotency-Key": str(uuid4())}

    first, again = (client.post("/api/v1/assessments", json=_body("KANARIE-99"), headers=key) for _ in range(2))

    assert first.content == again.content
    assert [[row.case_id for row in _rows_of(engine, answer)] for answer in (first, again)] == [["KANARIE-99"]] * 2


def test_asking_for_what_is_not_there_is_logged_too(app: FastAPI, engine: Engine) -> None:
    for address in ("/api/v1/assessments/ingen", "/sager/ingen", "/hvorfor/ingen"):
        answer = _client(app, EVERYTHING).get(address)

        assert (answer.status_code, [row.outcome for row in _rows_of(engine, answer)]) == (404, ["unknown"])


def test_nothing_is_shown_or_kept_when_it_cannot_be_logged(app: FastAPI, engine: Engine) -> None:
    """The one row that every look must move is locked away; whatever is asked for, nobody is shown."""
    client = _client(app, EVERYTHING)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries RENAME TO gone"))
    kept = _counts(engine)

    answers = [_get(app, EVERYTHING, route, 1) for route in all_routes(app) if route.method == "GET"]
    posted = client.post("/api/v1/assessments", json=_body("KANARIE-77"))

    assert [str(answer.url) for answer in answers if shown_in(answer.text)] == []
    assert (posted.status_code, shown_in(posted.text)) == (503, set())
    assert _counts(engine) == kept


def _body(name: str) -> dict[str, Any]:
    return {"case_id": name, "received_on": "2026-11-03", "facts": {"mobility": 3}}


def _get(app: FastAPI, visitor: Principal, route: Route, number: int) -> httpx2.Response:
    asked = known(number)
    path = re.sub(r"{(\w+)(?::path)?}", lambda name: str(asked.get(name[1], "ukendt")), route.path)
    return _client(app, visitor).get(path, headers={"Sagstyngde-Purpose": "tilsyn"})


def _seen(answer: httpx2.Response, route: Route, number: int) -> set[str]:
    """Return everybody a client has seen: an answer about a case need not repeat the id it was asked by."""
    asked = (
        {child_name(number)} if "{child_id" in route.path else {person(number)} if "{case_id" in route.path else set()
    )
    return shown_in(answer.text) | (asked if answer.is_success else set())


def _client(app: FastAPI, visitor: Principal) -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: visitor.user_id})


def _rows_of(engine: Engine, answer: httpx2.Response) -> list[Logged]:
    query = text("SELECT outcome, case_id, child_id, request_id FROM audit_entries WHERE request_id = :of")
    with reading(engine) as connection:
        return [Logged(*row) for row in connection.execute(query, {"of": answer.headers["x-request-id"]})]


def _allowed(rows: list[Logged]) -> set[str]:
    """Return whom the rows are about; that the log was looked at where it tells of nobody is a row about nobody."""
    about = (row.child_id or row.case_id for row in rows if row.outcome == "allowed")
    return {name for name in about if name is not None}


def _counts(engine: Engine) -> list[int]:
    tables = ("cases", "case_versions", "assessments", "events", "answered_requests", "gone")
    with reading(engine) as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]  # noqa: S608
