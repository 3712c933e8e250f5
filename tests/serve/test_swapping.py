"""R50: a running server takes another model into use whole, and what it refuses changes nothing."""

import gc
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.assess import Assessor
from models.bundle import ModelBundle
from sagstyngde.errors import NotReady
from serve import swapping
from serve.app import create_app
from serve.current import HEADER
from serve.house import House
from serve.swapping import newest_usable
from storage.engine import Engine, reading
from tests.serve.models_in_use import Believing, register, turn_to
from tests.serve.visitors import EVERYTHING, TrustingDoor, Visitor
from tests.serve.visitors import HEADER as WHO


@pytest.fixture
def old(trained: Any) -> ModelBundle:
    bundle: ModelBundle = trained.bundle
    return bundle


@pytest.fixture
def new(boosted: Any) -> ModelBundle:
    bundle: ModelBundle = boosted.bundle
    return bundle


@pytest.fixture
def takes(old: ModelBundle, new: ModelBundle, engine: Engine) -> Believing:
    register(engine, old, new)
    return Believing({one.content_hash: one for one in (old, new)})


@pytest.fixture
def app(old: ModelBundle, takes: Believing, engine: Engine) -> FastAPI:
    house = House(takes=takes, looks_every_s=0.01)
    return create_app(Assessor(old), engine, door=TrustingDoor(EVERYTHING), house=house)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return Visitor(app, headers={WHO: EVERYTHING.user_id})


def answers(client: TestClient) -> str:
    return client.get("/api/v1/model").headers[HEADER]


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_server_takes_the_newest_turns_model_into_use_while_it_runs(
    client: TestClient, engine: Engine, old: ModelBundle, new: ModelBundle
) -> None:
    with client:
        assert answers(client) == old.content_hash
        turn_to(engine, new.content_hash, 1)
        until(lambda: answers(client) == new.content_hash)
        turn_to(engine, old.content_hash, 2)
        until(lambda: answers(client) == old.content_hash)

        told = client.get("/metrics").text
    assert f'sagstyngde_model_in_use{{bundle="{old.content_hash[:12]}"}} 1.0' in told
    assert f'sagstyngde_model_in_use{{bundle="{new.content_hash[:12]}"}} 0.0' in told


def test_what_is_refused_leaves_the_old_model_answering_and_is_told_once(
    app: FastAPI, takes: Believing, new: ModelBundle, caplog: pytest.LogCaptureFixture
) -> None:
    takes.refused.add(new.content_hash)
    client = Visitor(app, headers={WHO: EVERYTHING.user_id})
    turn_to(app.state.engine, new.content_hash, 1)

    for _ in range(3):
        app.state.swapper.look()

    assert answers(client) != new.content_hash
    assert client.get("/ready").status_code == 200
    assert takes.read == [new.content_hash]
    assert [one.getMessage() for one in caplog.records].count(
        f"model {new.content_hash[:12]} of turn 1 is not used: its signature does not hold"
    ) == 1
    page = client.get("/model", headers={"accept": "text/html"}).text
    assert "underskriften passer ikke" in page
    assert new.content_hash[:12] in page


def test_what_was_refused_is_tried_again_later(
    app: FastAPI, takes: Believing, new: ModelBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes.refused.add(new.content_hash)
    turn_to(app.state.engine, new.content_hash, 1)
    monkeypatch.setattr(swapping, "_AGAIN_AFTER_S", 0.0)
    app.state.swapper.look()

    takes.refused.clear()
    app.state.swapper.look()

    assert app.state.answering.current.bundle_hash == new.content_hash
    assert app.state.answering.passed is None


def test_a_turn_older_than_the_one_in_use_is_refused(
    app: FastAPI, client: TestClient, old: ModelBundle, new: ModelBundle
) -> None:
    app.state.answering.current = replace(app.state.answering.current, turn=7)
    turn_to(app.state.engine, new.content_hash, 6)

    app.state.swapper.look()

    assert answers(client) == old.content_hash
    assert "ældre" in app.state.answering.passed.danish


def test_a_model_of_another_scheme_waits_for_the_next_start(
    app: FastAPI, client: TestClient, old: ModelBundle, new: ModelBundle
) -> None:
    app.state.swapper.scheme = replace(old.frame.scheme, title="Et andet skema")
    turn_to(app.state.engine, new.content_hash, 1)

    app.state.swapper.look()

    assert answers(client) == old.content_hash
    assert "når serveren startes igen" in client.get("/model", headers={"accept": "text/html"}).text


def test_a_database_that_is_away_changes_nothing(
    app: FastAPI, client: TestClient, old: ModelBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_engine: Engine) -> None:
        raise NotReady(english="away", danish="væk")

    monkeypatch.setattr(swapping, "reading", away)

    app.state.swapper.look()

    assert answers(client) == old.content_hash


def test_of_many_swaps_no_model_is_left_behind(app: FastAPI, old: ModelBundle, new: ModelBundle) -> None:
    engine, models = app.state.engine, []
    client = Visitor(app, headers={WHO: EVERYTHING.user_id})
    for serial in range(1, 21):
        turn_to(engine, (old, new)[serial % 2].content_hash, serial)
        app.state.swapper.look()
        models.append(weakref.ref(app.state.answering.current.assessor))
        assert client.get("/fordeling", headers={"accept": "text/html"}).status_code == 200

    gc.unfreeze()
    gc.collect()
    assert sum(one() is not None for one in models) == 1


def test_a_start_answers_from_the_newest_turn_that_can_be_used(
    takes: Believing, engine: Engine, old: ModelBundle, new: ModelBundle
) -> None:
    with reading(engine) as connection:
        assert newest_usable(connection, takes) is None
    turn_to(engine, old.content_hash, 1)
    turn_to(engine, new.content_hash, 2)
    takes.refused.add(new.content_hash)

    with reading(engine) as connection:
        found = newest_usable(connection, takes)

    assert found is not None
    assert (found[0].serial, found[1].content_hash) == (1, old.content_hash)
