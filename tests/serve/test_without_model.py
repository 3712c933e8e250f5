"""Without a model everything but the suggestion goes on: intake, one's own category, hours, lists (R54)."""

import re

import pytest
from fastapi.testclient import TestClient

from serve.app import create_app
from serve.house import House
from storage.engine import Engine
from tests.serve.standin import SCHEME
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor

ID = "27.24.00-G01-412-26"
CASE = f"/api/v1/cases/{ID}"
BANNER = "Ingen model svarer lige nu."


@pytest.fixture
def alone(engine: Engine) -> TestClient:
    app = create_app(None, engine, door=TrustingDoor(EVERYTHING), house=House(scheme=SCHEME))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id})


def test_a_case_is_taken_in_judged_worked_on_and_weighed_without_a_model(alone: TestClient) -> None:
    entry = {"source": "tid", "entry_id": "t-1", "case_id": ID, "worked_on": "2026-11-04", "hours": 1.5}

    answers = [
        alone.post("/api/v1/cases", json=BODY),
        alone.post(f"{CASE}/judgements", json={"category": "D"}),
        alone.post("/api/v1/hours", json={"entries": [entry]}),
        alone.patch(CASE, json={"facts": {"mobility": 1}}, headers={"if-match": '"1"'}),
        alone.get("/api/v1/cases", params={"waiting": True}),
        alone.get("/api/v1/events"),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 200, 200, 200, 200]
    assert answers[4].json()["cases"][0]["weight"] == {"category": "D", "basis": "judgement", "monthly_hours": []}


def test_facts_are_still_those_of_the_scheme(alone: TestClient) -> None:
    answer = alone.post("/api/v1/cases", json=BODY | {"facts": {"mobility": 5}})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["facts.mobility"]


@pytest.mark.parametrize("path", ["/api/v1/assessments", f"{CASE}/assessments"])
def test_only_the_suggestion_is_refused_and_says_why(path: str, alone: TestClient) -> None:
    alone.post("/api/v1/cases", json=BODY)

    answer = alone.post(path, json=BODY if path.endswith("v1/assessments") else {})

    assert (answer.status_code, "SAGSTYNGDE_BUNDLE" in answer.json()["detail"]) == (503, True)


@pytest.mark.parametrize("path", ["/", f"/sager/{ID}", "/fordeling"])
def test_pages_say_that_no_model_answers(path: str, alone: TestClient) -> None:
    alone.post("/api/v1/cases", json=BODY)

    answer = alone.get(path, headers={"accept": "text/html"})
    text = " ".join(re.sub(r"<[^>]+>", "", answer.text).split())

    assert (answer.status_code, BANNER in text) == (200, True)


def test_the_queue_and_the_case_ask_for_a_persons_own_category(alone: TestClient) -> None:
    alone.post("/api/v1/cases", json=BODY)

    for path in ("/", f"/sager/{ID}"):
        assert "Sagen er ikke vurderet af modellen. Giv din egen kategori." in alone.get(path).text


def test_with_a_model_no_page_says_that_there_is_none(filled: TestClient) -> None:
    assert BANNER not in filled.get("/").text
