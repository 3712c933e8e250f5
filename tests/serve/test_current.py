"""R50: is all of an answer of one model, also where another is taken into use while it is being given?"""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.sheet import Sheet
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from serve.app import create_app
from serve.current import HEADER, Answering, Current
from serve.house import House
from storage.engine import Engine
from tests.serve.standin import StandIn
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, OpenDoor, TrustingDoor, Visitor
from tests.serve.visitors import HEADER as WHO

PAGE = "/model/pointtavle"
OLD, NEW = "0" * 20, "1" * 20


class Waiting(StandIn):
    """Answers when it is let go on, and says by then that it is asked."""

    def __init__(self, bundle_hash: str) -> None:
        super().__init__(bundle_hash=bundle_hash)
        object.__setattr__(self, "is_asked", threading.Event())
        object.__setattr__(self, "goes_on", threading.Event())

    def assess(self, case: Case, *, assessment_id: AssessmentId, at: datetime) -> Assessment:
        self._wait()
        answer = super().assess(case, assessment_id=assessment_id, at=at)
        return replace(answer, bundle_hash=self.bundle_hash)

    def sheet(self) -> Sheet:
        self._wait()
        return super().sheet()

    def _wait(self) -> None:
        waited: Any = self
        waited.is_asked.set()
        assert waited.goes_on.wait(20)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return create_app(Waiting(OLD), engine, door=TrustingDoor(EVERYTHING))


def _take(app: FastAPI, assessor: Any) -> Any:
    """Take another model into use; return the one before."""
    answering: Answering = app.state.answering
    before = answering.current
    answering.current = Current.of(assessor, before.house, turn=2)
    return before.assessor


def _while_swapped(app: FastAPI, method: str, path: str, **sent: Any) -> Any:
    """Send a request, and take another model into use while it is answered."""
    client = Visitor(app, headers={WHO: EVERYTHING.user_id})
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(client.request, method, path, **sent)
        assert app.state.answering.current.assessor.is_asked.wait(20)
        _take(app, StandIn(bundle_hash=NEW)).goes_on.set()
        return answer.result(20)


def test_a_case_is_assessed_by_the_model_that_its_request_began_with(app: FastAPI) -> None:
    answer = _while_swapped(app, "POST", "/api/v1/assessments", json=BODY)

    assert (answer.status_code, answer.json()["bundle_hash"], answer.headers[HEADER]) == (201, OLD, OLD)


def test_a_page_names_the_model_it_was_made_of(app: FastAPI) -> None:
    answer = _while_swapped(app, "GET", PAGE)

    assert f"Model {OLD[:8]}" in answer.text
    assert NEW[:8] not in answer.text
    assert answer.headers[HEADER] == OLD


def test_the_next_request_is_the_new_models(app: FastAPI) -> None:
    _take(app, StandIn(bundle_hash=NEW))
    client = Visitor(app, headers={WHO: EVERYTHING.user_id})

    assert client.get("/api/v1/model").headers[HEADER] == NEW
    assert f"Model {NEW[:8]}" in client.get("/ord", headers={"accept": "text/html"}).text


def test_refusals_and_files_name_no_model_and_neither_does_a_server_without_one(app: FastAPI, engine: Engine) -> None:
    client = Visitor(app, headers={WHO: EVERYTHING.user_id})
    without = TestClient(create_app(None, engine, door=OpenDoor(), house=House(scheme=StandIn().scheme)))

    answers = [client.get("/api/v1/nix"), client.get("/static/sagstyngde.css"), without.get("/live")]

    assert [HEADER in one.headers for one in answers] == [False] * 3


def test_a_model_goes_when_its_last_request_has_been_answered(engine: Engine) -> None:
    app = create_app(StandIn(bundle_hash=OLD), engine, door=OpenDoor())
    before = weakref.ref(app.state.answering.current)
    TestClient(app).get("/api/v1/model")

    _take(app, StandIn(bundle_hash=NEW))

    gc.collect()
    assert before() is None
