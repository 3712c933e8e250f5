"""Does a silent model answer beside the one in use without anybody's waiting for it, or seeing what it says?"""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from casework.shadowing import fill_gaps, silent_answer
from models.assess import Assessor
from models.bundle import ModelBundle
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from serve import shadowing
from serve.app import create_app
from serve.house import House
from serve.metrics import SHADOW_SKIPPED
from storage.cases import find_record
from storage.engine import Engine, reading, writing
from storage.erasure import erase_cases
from storage.shadow_gaps import side_by_side
from storage.shadows import begin_shadow, end_shadow
from storage.tables.models import shadow_answers
from tests.serve.models_in_use import STAMP, Believing, register
from tests.serve.test_swapping import until
from tests.serve.visitors import EVERYTHING, TrustingDoor, Visitor
from tests.serve.visitors import HEADER as WHO

CASE = {"received_on": "2026-01-12", "facts": {}}


@pytest.fixture
def silent(boosted: Any) -> ModelBundle:
    bundle: ModelBundle = boosted.bundle
    return bundle


@pytest.fixture
def app(trained: Any, silent: ModelBundle, engine: Engine) -> FastAPI:
    register(engine, trained.bundle, silent)
    takes = Believing({silent.content_hash: silent})
    house = House(takes=takes, looks_every_s=0.01)
    return create_app(Assessor(trained.bundle), engine, door=TrustingDoor(EVERYTHING), house=house)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return Visitor(app, headers={WHO: EVERYTHING.user_id})


@pytest.fixture
def period(app: FastAPI, engine: Engine, silent: ModelBundle) -> None:
    with writing(engine) as connection:
        begin_shadow(connection, silent.content_hash, STAMP)


def assess(client: TestClient, case_id: str = "s1") -> str:
    answer = client.post("/api/v1/assessments", json=CASE | {"case_id": case_id})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["assessment_id"])


def stored(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(shadow_answers.select().order_by(shadow_answers.c.sequence)))


@pytest.mark.usefixtures("period")
def test_what_is_answered_is_answered_silently_too_and_just_as_that_model_answers(
    app: FastAPI, client: TestClient, engine: Engine, silent: ModelBundle
) -> None:
    with client:
        until(lambda: app.state.shadow.assessor is not None)
        assessment_id = assess(client)
        until(lambda: len(stored(engine)) == 1)

        told = client.get("/api/v1/cases/s1").text + client.get("/sager/s1", headers={"accept": "text/html"}).text

    row = stored(engine)[0]
    with reading(engine) as connection:
        record = find_record(connection, row.case_id)
    assert record is not None
    own = silent_answer(Assessor(silent), record.case, AssessmentId(assessment_id))
    assert (row.assessment_id, row.bundle_hash, row.category) == (assessment_id, silent.content_hash, own.category)
    assert (row.hours, row.low, row.high, row.abstained) == (own.hours, own.low, own.high, own.abstained)
    assert silent.content_hash[:8] not in told


@pytest.mark.usefixtures("period")
def test_where_there_is_no_room_an_answer_is_skipped_and_counted_and_the_gap_is_filled(
    app: FastAPI, client: TestClient, engine: Engine, silent: ModelBundle
) -> None:
    app.state.shadow.look()
    before = SHADOW_SKIPPED._value.get()
    given = [assess(client, f"s{n}") for n in range(3)]
    app.state.shadow._waiting.maxsize = 3
    given += [assess(client, f"s{n}") for n in range(3, 5)]
    app.state.shadow.answer()

    assert SHADOW_SKIPPED._value.get() - before == 2
    assert [row.assessment_id for row in stored(engine)] == given[:3]
    assert fill_gaps(engine, Assessor(silent)).filled == 2
    assert fill_gaps(engine, Assessor(silent)).filled == 0
    assert [row.assessment_id for row in stored(engine)] == given


@pytest.mark.usefixtures("period")
def test_a_case_that_is_refused_or_erased_leaves_no_silent_answer(
    app: FastAPI, client: TestClient, engine: Engine
) -> None:
    app.state.shadow.look()
    assess(client, "s1")
    assert client.post("/api/v1/assessments", json=CASE | {"case_id": "s1", "district": "x"}).status_code == 409
    assert app.state.shadow._waiting.qsize() == 1
    with writing(engine) as connection:
        erase_cases(connection, [CaseId("s1")])

    app.state.shadow.answer()

    assert stored(engine) == []


@pytest.mark.usefixtures("period")
def test_the_same_request_again_is_heard_once(app: FastAPI, client: TestClient) -> None:
    app.state.shadow.look()
    key = {"Idempotency-Key": str(uuid4())}

    for _ in range(2):
        client.post("/api/v1/assessments", json=CASE | {"case_id": "s1"}, headers=key)

    assert app.state.shadow._waiting.qsize() == 1


@pytest.mark.usefixtures("period")
def test_a_silent_model_that_fails_fails_no_request(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shadowing, "silent_answer", fail)
    with client:
        until(lambda: app.state.shadow.assessor is not None)

        assess(client, "s1")
        until(app.state.shadow._waiting.empty)
        assess(client, "s2")


@pytest.mark.usefixtures("period")
def test_the_period_ends_and_the_model_goes(app: FastAPI, client: TestClient, engine: Engine) -> None:
    app.state.shadow.look()
    with writing(engine) as connection:
        end_shadow(connection, STAMP)

    app.state.shadow.look()
    assess(client)

    assert (app.state.shadow.assessor, app.state.shadow._waiting.qsize()) == (None, 0)


@pytest.mark.usefixtures("period")
def test_a_silent_model_of_another_scheme_or_refused_is_read_once_and_does_not_answer(
    app: FastAPI, silent: ModelBundle
) -> None:
    takes, shadow = app.state.shadow.takes, app.state.shadow
    takes.refused.add(silent.content_hash)

    shadow.look()
    shadow.look()

    assert (shadow.assessor, takes.read) == (None, [silent.content_hash])


@pytest.mark.usefixtures("period")
def test_the_models_page_counts_what_parts_them_and_no_fewer_than_five(
    app: FastAPI, client: TestClient, engine: Engine, silent: ModelBundle
) -> None:
    def text() -> str:
        return client.get("/model", headers={"accept": "text/html"}).text

    app.state.shadow.look()
    for n in range(4):
        assess(client, f"s{n}")
    app.state.shadow.answer()
    assert "for få svar" in text()
    for n in range(4, 6):
        assess(client, f"s{n}")
    app.state.shadow.answer()

    assert "Den har svaret på 6 vurderinger." in text()
    with reading(engine) as connection:
        assert sum(one.answers for one in side_by_side(connection, silent.content_hash)) == 6


def test_without_a_period_nothing_is_read_and_nothing_waits(app: FastAPI, client: TestClient) -> None:
    app.state.shadow.look()
    assess(client)

    assert (app.state.shadow.takes.read, app.state.shadow._waiting.qsize()) == ([], 0)
