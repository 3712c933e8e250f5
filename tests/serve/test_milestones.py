"""Steps that the case system tells of, and the clocks they start and stop."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serve.dependencies import today
from storage.cases import insert_case
from storage.engine import Engine, writing
from tests.answers import STAMP, a_case
from tests.serve.standin import SCHEME

STEPS = "/api/v1/cases/s1/milestones"


@pytest.fixture
def known(client: TestClient, engine: Engine) -> TestClient:
    """A client of a server that knows a case, received ten days ago."""
    with writing(engine) as connection:
        insert_case(connection, a_case("s1", received_on=_days(10), decision_on=_days(-5)), STAMP)
        insert_case(connection, a_case("s2", received_on=_days(10)), STAMP)
    return client


def _days(ago: int) -> Any:
    return today(SCHEME) - timedelta(days=ago)


def _record(client: TestClient, kind: str, reached_on: Any, **more: Any) -> Any:
    body = {"kind": kind, "reached_on": reached_on.isoformat()} | {key: day.isoformat() for key, day in more.items()}
    return client.post(STEPS, json=body)


def test_a_step_starts_a_clock_another_stops_it_and_a_mistake_is_taken_back(known: TestClient) -> None:
    begun = _record(known, "measure_begun", _days(100))
    held = _record(known, "followed_up", _days(2), next_on=_days(-90))
    told = known.get(STEPS).json()

    assert (begun.status_code, held.status_code) == (201, 201)
    assert [one["kind"] for one in told["milestones"]] == ["measure_begun", "followed_up"]
    states = {one["kind"]: one["state"] for one in told["clocks"]}
    assert states == {"decision": "soon", "follow_up": "ahead", "first_follow_up": "met"}

    taken_back = known.post(f"{STEPS}/{held.json()['milestone_id']}/withdraw", json={})
    again = known.post(f"{STEPS}/{held.json()['milestone_id']}/withdraw", json={})
    states = {one["kind"]: one["state"] for one in known.get(STEPS).json()["clocks"]}

    assert (taken_back.status_code, taken_back.json()["is_withdrawn"], again.status_code) == (201, True, 409)
    assert states == {"decision": "soon", "first_follow_up": "overdue"}


@pytest.mark.parametrize(
    ("kind", "days", "field"),
    [
        ("contact", {"reached_on": -1}, "reached_on"),
        ("contact", {"reached_on": 1, "next_on": -1}, "next_on"),
        ("followed_up", {"reached_on": 1, "next_on": 1}, "next_on"),
        ("dreamt", {"reached_on": 1}, "kind"),
    ],
)
def test_a_step_that_cannot_have_been_taken_is_refused_by_its_field(
    known: TestClient, kind: str, days: dict[str, int], field: str
) -> None:
    answer = _record(known, kind, **{name: _days(ago) for name, ago in days.items()})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert known.get(STEPS).json()["milestones"] == []


def test_a_step_is_taken_back_in_its_own_case_alone(known: TestClient) -> None:
    step = _record(known, "contact", _days(1)).json()["milestone_id"]

    assert known.post(f"/api/v1/cases/s2/milestones/{step}/withdraw", json={}).status_code == 404
    assert known.post(f"{STEPS}/none/withdraw", json={}).status_code == 404
