from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from sagstyngde.case import CaseId
from serve.app import create_app
from storage.engine import Engine, open_engine, reading
from storage.tables.casework import assessments, cases
from tests.answers import stored_case
from tests.databases import BOTH
from tests.serve.standin import FULL_FACTS, SCHEME, StandIn
from tests.serve.visitors import OpenDoor, Visitor

BACKENDS = BOTH

BODY: dict[str, Any] = {
    "case_id": "27.24.00-G01-412-26",
    "received_on": "2026-11-03",
    "family_id": "f7",
    "district": "Østerbro",
    "sibling_rule": "same",
    "required_competences": ["tegnsprog"],
    "language": "arabisk",
    "birth_day": 31,
    "decision_on": "2026-09-01",
    "facts": {
        "mobility": 3,
        "communication": 2,
        "self_care": None,
        "complaint": True,
        "measures": 4,
        "distance": 12.5,
        "born_on": "2010-03-01",
        "inquiry": "undersoegelse",
        "partners": ["ppr", "skole", "sygehus"],
    },
}


def test_a_case_is_assessed_stored_and_can_be_read_again(client: TestClient) -> None:
    answer = client.post("/api/v1/assessments", json=BODY)
    again = client.get(answer.headers["location"])

    assert (answer.status_code, again.status_code) == (201, 200)
    assert answer.json() == again.json()
    assert answer.json()["case_id"] == BODY["case_id"]
    assert answer.json()["suggestion"]["code"] == "C"
    assert answer.json()["reasons"][0]["hours"] == 7.5
    assert [one["category"] for one in answer.json()["similar"]] == ["C", None]


def test_what_is_stored_is_what_was_sent_in_the_words_of_the_domain(client: TestClient, engine: Engine) -> None:
    client.post("/api/v1/assessments", json=BODY)

    with reading(engine) as connection:
        stored = stored_case(connection, CaseId(BODY["case_id"]))
    assert stored is not None
    assert stored.facts == FULL_FACTS
    assert (stored.district, stored.sibling_rule, stored.required_competences) == (
        "Østerbro",
        "same",
        frozenset({"tegnsprog"}),
    )
    assert (stored.language, stored.birth_day, stored.decision_on) == ("arabisk", 31, date(2026, 9, 1))


def test_the_same_case_again_is_a_new_answer_to_the_same_case(client: TestClient, engine: Engine) -> None:
    ids = {client.post("/api/v1/assessments", json=BODY).json()["assessment_id"] for _ in range(2)}

    with reading(engine) as connection:
        counted = [select(func.count()).select_from(table) for table in (cases, assessments)]
        counts = [connection.execute(query).scalar_one() for query in counted]
    assert (len(ids), counts) == (2, [1, 2])


def test_a_known_id_with_other_facts_is_a_conflict(client: TestClient) -> None:
    client.post("/api/v1/assessments", json=BODY)
    answer = client.post("/api/v1/assessments", json=BODY | {"facts": {"mobility": 1}})

    assert answer.status_code == 409
    assert [error["field"] for error in answer.json()["errors"]] == ["case_id"]


def test_openapi_shows_every_fact_with_its_danish_description(client: TestClient) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    shown = schemas["FactsIn"]["properties"]

    assert list(shown) == [fact.name for fact in SCHEME.facts]
    for fact in SCHEME.facts:
        assert shown[fact.name]["title"] == fact.label
        assert fact.description in shown[fact.name]["description"]
    assert shown["partners"]["anyOf"][0]["items"]["enum"] == ["ppr", "skole", "sygehus", "psykiatri"]
    assert "undersoegelse = Børnefaglig undersøgelse" in shown["inquiry"]["description"]
    assert shown["mobility"]["anyOf"][0] == {"type": "integer", "minimum": 0, "maximum": 4}
    assert schemas["FactsIn"]["additionalProperties"] is False


def test_the_model_says_who_it_is(client: TestClient) -> None:
    model = client.get("/api/v1/model").json()

    assert model["bundle_hash"] == StandIn().bundle_hash
    assert (model["scheme_version"], model["synthetic"]) == ("2026-1", True)
    assert [category["code"] for category in model["categories"]] == ["A", "B", "C", "D"]
    assert model["categories"][3]["name"] == "Særligt kompleks"


def test_an_unknown_assessment_is_not_found_and_its_id_not_repeated(client: TestClient) -> None:
    answer = client.get("/api/v1/assessments/KANARIE")

    assert answer.status_code == 404
    assert "KANARIE" not in answer.text


def test_a_fact_named_like_a_method_is_a_fact(engine: Engine) -> None:
    odd = replace(SCHEME.facts[3], name="copy", column="copy")
    client = Visitor(create_app(StandIn(scheme=replace(SCHEME, facts=(*SCHEME.facts, odd))), engine, door=OpenDoor()))

    answer = client.post("/api/v1/assessments", json=BODY | {"facts": {"copy": True}})

    assert answer.status_code == 201


def test_the_server_is_live_and_ready(client: TestClient) -> None:
    assert [client.get(path).json() for path in ("/live", "/ready")] == [{"status": "ok"}] * 2


def _without_model(engine: Engine, _tmp: str) -> FastAPI:
    return create_app(None, engine)


def _without_tables(_engine: Engine, tmp: str) -> FastAPI:
    return create_app(StandIn(), open_engine(f"sqlite:///{tmp}/empty.sqlite"))


def _without_database(_engine: Engine, tmp: str) -> FastAPI:
    return create_app(StandIn(), open_engine(f"sqlite:///{tmp}"))


@pytest.mark.parametrize("broken", [_without_model, _without_tables, _without_database])
def test_a_server_that_lacks_a_part_lives_but_is_not_ready(
    broken: Callable[[Engine, str], FastAPI], engine: Engine, tmp_path: str
) -> None:
    client = TestClient(broken(engine, str(tmp_path)))
    answer = client.get("/ready")

    assert client.get("/live").status_code == 200
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.json()["detail"]


def test_without_a_model_an_assessment_is_refused_with_the_way_out(engine: Engine) -> None:
    answer = Visitor(create_app(None, engine, door=OpenDoor())).post("/api/v1/assessments", json=BODY | {"facts": {}})

    assert answer.status_code == 503
    assert "SAGSTYNGDE_BUNDLE" in answer.json()["detail"]
