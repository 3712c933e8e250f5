"""Is it said, wherever data are invented, that they are? On every page, in every answer's headers, in file names."""

import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.app import create_app
from serve.house import House
from storage.engine import Engine
from tests.serve.canaries import EVERYTHING, fill_with_canaries, known
from tests.serve.routes import all_routes
from tests.serve.standin import SCHEME, StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    fill_with_canaries(engine)
    return create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING))


def visitor(app: FastAPI) -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id, "Accept": "text/html"})


def test_every_answer_to_every_address_says_it(app: FastAPI) -> None:
    client, asked = visitor(app), known(1)
    silent, pages, files = [], 0, 0
    for route in all_routes(app):
        if route.method != "GET":
            continue
        answer = client.get(re.sub(r"{(\w+)(?::path)?}", lambda name: str(asked.get(name[1], "1")), route.path))
        is_page = "<body>" in answer.text
        name = re.search('filename="([^"]*)"', answer.headers.get("content-disposition", ""))
        pages, files = pages + is_page, files + (name is not None)
        said = [answer.headers.get("sagstyngde-data") == "opdigtede"]
        words = "Alle oplysninger er opdigtede." if name else "Tallene er beregnet på opdigtede data."  # a card's own
        said += [words in answer.text] if is_page else []
        said += [name[1].startswith("opdigtet-")] if name else []
        if not all(said):
            silent.append((route.path, answer.status_code, said))

    assert silent == []
    assert (pages > 20, files >= 1) == (True, True)


def test_pages_say_it_by_the_scheme_where_no_model_answers(engine: Engine) -> None:
    without = create_app(None, engine, door=TrustingDoor(EVERYTHING), house=House(scheme=SCHEME))

    assert "Tallene er beregnet på opdigtede data." in visitor(without).get("/ord").text


def test_real_data_are_not_called_invented(engine: Engine) -> None:
    real = House(scheme=replace(SCHEME, synthetic=False))
    answer = visitor(create_app(None, engine, door=TrustingDoor(EVERYTHING), house=real)).get("/ord")

    assert "opdigtede" not in answer.text
    assert "sagstyngde-data" not in answer.headers
