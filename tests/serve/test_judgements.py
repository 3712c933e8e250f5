"""Blind first: a suggestion is kept back from every reader until a person has given her own category."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading
from storage.told import tell
from tests.serve.standin import StandIn
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor

CASE = "/api/v1/cases/27.24.00-G01-412-26"
ALL_BLIND = House(blind_share=1.0)


@pytest.fixture
def blind(engine: Engine) -> TestClient:
    """A client of a house in which every case is judged before its suggestion is shown."""
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=ALL_BLIND)
    return _client(app)


def _client(app: FastAPI) -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id, "accept": "text/html"})


def _judge(client: TestClient, category: str = "C", **more: Any) -> Any:
    return client.post(f"{CASE}/judgements", json={"category": category} | more)


def test_nothing_tells_the_suggestion_before_it_is_judged(blind: TestClient) -> None:
    answer = blind.post("/api/v1/assessments", json=BODY)
    batch = blind.post(
        "/api/v1/assessments/batch", content=b'{"case_id": "b-1", "received_on": "2026-11-03"}',
        headers={"content-type": "application/x-ndjson"},
    )  # fmt: skip
    assessment = answer.headers["location"]

    reads = [
        *(blind.get(path) for path in (assessment, CASE, f"{CASE}/assessments")),
        *(blind.get(f"/api/v1/{name}") for name in ("cases", "events")),
        *(blind.get(path) for path in ("/", "/sager/27.24.00-G01-412-26")),
    ]
    told = [answer.text, batch.text, *(read.text for read in reads)]

    assert [read.status_code for read in reads] == [200] * len(reads)
    assert answer.json()["awaits_judgement"] is True
    for text in told:
        assert not any(word in text for word in ("suggestion", "effort", "reasons", "Klage til Ankestyrelsen", "37,5"))
    assert blind.get(CASE).json()["weight"] == {"category": None, "basis": "nobody", "monthly_hours": []}
    assert blind.get("/hvorfor/27.24.00-G01-412-26").status_code == 404


def test_a_judgement_opens_the_suggestion_and_counts_as_blind(blind: TestClient) -> None:
    location = blind.post("/api/v1/assessments", json=BODY).headers["location"]

    judged = _judge(blind, "B")
    again = _judge(blind, "C")

    assert [one.status_code for one in (judged, again)] == [201, 201]
    assert [one.json()["is_blind"] for one in (judged, again)] == [True, False]
    assert blind.get(location).json()["suggestion"]["code"] == "C"
    assert blind.get(CASE).json()["weight"]["basis"] == "judgement"


def test_a_judgement_after_the_suggestion_was_open_is_not_blind(client: TestClient) -> None:
    client.post("/api/v1/assessments", json=BODY)

    assert _judge(client).json()["is_blind"] is False


def test_a_judgement_of_a_case_nobody_has_assessed_is_blind(client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)

    assert _judge(client).json()["is_blind"] is True
    assert client.get(CASE).json()["weight"] == {"category": "C", "basis": "judgement", "monthly_hours": []}


def test_a_case_that_cannot_be_assessed_opens_the_suggestion_and_weighs_no_category(
    blind: TestClient, engine: Engine
) -> None:
    location = blind.post("/api/v1/assessments", json=BODY).headers["location"]

    judged = blind.post(f"{CASE}/judgements", json={"reason": "for_lidt_er_oplyst"})
    both = blind.post(f"{CASE}/judgements", json={"reason": "for_lidt_er_oplyst", "category": "C"})
    events = blind.get("/api/v1/events").json()["events"]

    assert judged.status_code == 201
    assert (judged.json()["category"], judged.json()["reason"]) == (None, "for_lidt_er_oplyst")
    assert judged.json()["is_blind"] is True
    assert (both.status_code, both.json()["errors"][0]["field"]) == (422, "category")
    assert blind.get(location).json()["suggestion"]["code"] == "C"
    weight = blind.get(CASE).json()["weight"]
    assert (weight["category"], weight["basis"]) == (None, "judgement")
    assert events[-1]["content"]["reason"] == "for_lidt_er_oplyst"
    with reading(engine) as connection:
        assert tell(connection).judgements == ()


@pytest.mark.parametrize(
    "body",
    [
        {"category": "Z"},
        {"category": ""},
        {"category": None},
        {},
        {"category": "C", "reason": "for_lidt_er_oplyst"},
        {"category": None, "reason": None},
        {"reason": "andet"},
        {"category": "C", "is_blind": True},
        {"category": "C", "judged_on": "2099-01-01"},
        {"category": "C", "judged_on": "2026-11-02"},
    ],
)
def test_what_is_no_judgement_is_refused(body: dict[str, Any], client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)

    assert client.post(f"{CASE}/judgements", json=body).status_code == 422


def test_a_confirmation_and_an_override_settle_what_a_case_weighs(client: TestClient) -> None:
    location = client.post("/api/v1/assessments", json=BODY).headers["location"]

    confirmed = client.post(f"{location}/confirmation", json={})
    first = client.get(CASE).json()["weight"]
    reason = {"reason": "kendskab_til_familien", "note": "Talt med skolen."}
    overridden = client.post(f"{location}/override", json={"category": "A"} | reason)
    second = client.get(CASE).json()["weight"]
    client.post(f"{location}/override", json={"category": None} | reason)
    third = client.get(CASE).json()["weight"]

    assert (confirmed.status_code, overridden.status_code) == (201, 201)
    assert [(one["category"], one["basis"]) for one in (first, second, third)] == [
        ("C", "confirmation"),
        ("A", "override"),
        (None, "override"),
    ]
    assert first["monthly_hours"] == second["monthly_hours"] == third["monthly_hours"]
    answered = client.get(f"{CASE}/assessments").json()["assessments"]
    assert [(one["case_version"], one["settlement"]["category"]) for one in answered] == [(1, None)]


def test_a_suggestion_that_is_kept_back_cannot_be_answered(blind: TestClient) -> None:
    location = blind.post("/api/v1/assessments", json=BODY).headers["location"]

    answers = [
        blind.post(f"{location}/confirmation", json={}),
        blind.post(f"{location}/override", json={"category": "A", "reason": "kendskab_til_familien"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]


def test_only_the_newest_suggestion_can_be_answered(client: TestClient) -> None:
    old = client.post("/api/v1/assessments", json=BODY).headers["location"]
    client.patch(CASE, json={"facts": {"mobility": 1}}, headers={"if-match": '"1"'})
    new = client.post(f"{CASE}/assessments", json={}).headers["location"]

    assert client.post(f"{old}/confirmation", json={}).status_code == 409
    assert client.post(f"{new}/confirmation", json={}).status_code == 201
    answered = client.get(f"{CASE}/assessments").json()["assessments"]
    assert [one["case_version"] for one in answered] == [2, 1]


@pytest.mark.parametrize(
    "body",
    [
        {"category": "A"},
        {"category": "A", "reason": "fordi"},
        {"category": "Z", "reason": "andet", "note": "x"},
        {"category": "A", "reason": "andet"},
        {"category": "A", "reason": "andet", "note": "mor 010190-1234"},
        {"reason": "andet", "note": "x"},
    ],
)
def test_an_override_without_a_category_and_a_reason_is_refused(body: dict[str, Any], client: TestClient) -> None:
    location = client.post("/api/v1/assessments", json=BODY).headers["location"]

    assert client.post(f"{location}/override", json=body).status_code == 422


def test_the_feed_tells_what_happened_in_order_and_goes_on_from_there(blind: TestClient) -> None:
    location = blind.post("/api/v1/assessments", json=BODY).headers["location"]
    first = blind.get("/api/v1/events").json()
    _judge(blind, "A")
    blind.post(f"{location}/confirmation", json={})
    rest = blind.get("/api/v1/events", params={"after": first["next_after"], "limit": 1}).json()
    last = blind.get("/api/v1/events", params={"after": rest["next_after"]}).json()
    after = blind.get("/api/v1/events", params={"after": last["next_after"]}).json()

    events = [*first["events"], *rest["events"], *last["events"], *after["events"]]
    assert [one["kind"] for one in events] == ["assessment.created", "judgement.recorded", "assessment.settled"]
    assert (events[0]["content"]["awaits_judgement"], events[1]["content"]["is_blind"]) == (True, True)
    assert (events[1]["content"]["steps_apart"], events[2]["content"]["steps_apart"]) == (2, 0)
    assert after["next_after"] == last["next_after"]


@pytest.mark.parametrize(("category", "raised"), [("A", 1), ("B", 0), ("C", 0), ("D", 0)])
def test_a_judgement_two_steps_from_the_suggestion_is_an_alarm_at_once(
    blind: TestClient, category: str, raised: int
) -> None:
    blind.post("/api/v1/assessments", json=BODY)

    _judge(blind, category)
    _judge(blind, category)

    alarms = blind.get("/api/v1/alarms").json()["alarms"]
    assert [one["kind"] for one in alarms] == ["disagreement"] * raised


def test_an_override_two_steps_from_the_suggestion_is_an_alarm_at_once(client: TestClient) -> None:
    location = client.post("/api/v1/assessments", json=BODY).headers["location"]

    client.post(f"{location}/override", json={"category": "A", "reason": "kendskab_til_familien"})

    assert [one["kind"] for one in client.get("/api/v1/alarms").json()["alarms"]] == ["disagreement"]
