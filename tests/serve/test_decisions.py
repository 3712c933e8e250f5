from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from casework.mandates import Proposed, adopt
from sagstyngde.case import CaseId
from storage.engine import Engine, writing
from storage.placements import NewPlacement, insert_placement
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, add_case, worker
from tests.databases import BOTH
from tests.serve.test_mandate import OWN_PLAN

BACKENDS = BOTH
Json = dict[str, Any]
DECISIONS = "/api/v1/cases/c0/decisions"
LIMITED = """
name = "prøve"
version = "1"

[seniority]
months = 6
leave = "counts"
reemployment = "starts_over"

[[provision]]
provision = "BL § 90"
title = "Hjælp i hjemmet"
starts_on = 2024-01-01

[[rule]]
rule_id = "hjemmet-egen"
provision = "BL § 90"
level = "egenkompetence"
limit = 60_000
unit = "kr_aar"
starts_on = 2024-01-01

[[rule]]
rule_id = "hjemmet-leder"
provision = "BL § 90"
level = "teamleder"
limit = 200_000
unit = "kr_aar"
starts_on = 2024-01-01
"""


@pytest.fixture
def placed(client: TestClient, engine: Engine) -> TestClient:
    """One case with a caseworker of some years, one without; a colleague who began a month ago. Nothing is adopted."""
    with writing(engine) as connection:
        new = TODAY - timedelta(days=30)
        record_staff(
            connection, [a_caseworker("w0", absences=()), a_caseworker("w1", employed_on=new, absences=())], STAMP
        )
        for number in range(2):
            add_case(connection, f"c{number}", team="Øst")
        begun = TODAY - timedelta(days=1)
        insert_placement(
            connection, NewPlacement(case_id=CaseId("c0"), caseworker_id=worker(0), starts_on=begun), STAMP
        )
    return client


@pytest.fixture
def adopted(placed: TestClient, engine: Engine) -> TestClient:
    """As above, and a register that lets a caseworker decide up to 60,000 kroner a year."""
    with writing(engine) as connection:
        adopt(connection, Proposed(toml=LIMITED), after=None, on=TODAY - timedelta(days=365), stamp=STAMP)
    return placed


def _told(**changes: Any) -> Json:
    body: Json = {
        "provision": "BL § 90 nr. 3",
        "applied_on": (TODAY - timedelta(days=20)).isoformat(),
        "decided_on": TODAY.isoformat(),
        "level": "egenkompetence",
        "outcome": "bevilget",
        "amount": {"value": 60_000, "unit": "kr_aar"},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def _record(client: TestClient, **changes: Any) -> Json:
    answer = client.post(DECISIONS, json=_told(**changes))
    assert answer.status_code == 201, answer.text
    shown: Json = answer.json()
    return shown


def test_a_decision_is_shown_as_it_was_recorded_with_its_days_and_its_route(adopted: TestClient) -> None:
    made = _record(adopted)

    assert (made["provision"], made["days"], made["team"], made["caseworker_id"]) == ("BL § 90 nr. 3", 20, "Øst", "w0")
    assert (made["routed"]["level"], made["routed"]["rule"]) == ("egenkompetence", "hjemmet-egen")
    assert made["routed"]["register_version"] == 1
    assert (made["deviates"], made["withdrawn_reason"]) == (False, None)
    assert made["remarks"] == [f"Ansøgningen er fra før sagens modtagelse den {TODAY.day - 1}. november 2026."]
    assert adopted.get(DECISIONS).json()["decisions"] == [made]
    assert adopted.get("/api/v1/cases/c1/decisions").json() == {"decisions": []}


@pytest.mark.parametrize(
    ("changes", "level", "deviates"),
    [
        ({}, "egenkompetence", False),
        ({"amount": {"value": 60_000.01, "unit": "kr_aar"}}, "teamleder", True),
        ({"amount": {"value": 60_000.01, "unit": "kr_aar"}, "level": "teamleder"}, "teamleder", False),
        ({"amount": {"value": 60_000.01, "unit": "kr_aar"}, "level": "visitationsudvalg"}, "teamleder", False),
        ({"amount": None}, "visitationsudvalg", True),
        ({"amount": None, "outcome": "afslag"}, "egenkompetence", False),
        ({"caseworker_id": "w1"}, "teamleder", True),
        ({"provision": "SEL § 112"}, "visitationsudvalg", True),
    ],
)
def test_a_decision_below_the_registers_level_is_recorded_with_a_remark(
    adopted: TestClient, changes: Json, level: str, *, deviates: bool
) -> None:
    made = _record(adopted, **changes)

    assert (made["routed"]["level"], made["deviates"]) == (level, deviates)
    assert any("hørte efter kompetenceplanen" in remark for remark in made["remarks"]) == deviates


def test_without_an_adopted_register_nothing_is_held_against_a_decision(placed: TestClient) -> None:
    made = _record(placed, amount={"value": 1_000_000, "unit": "kr_aar"})

    assert (made["routed"], made["deviates"]) == (None, False)


def test_a_decision_is_held_against_the_register_of_its_own_day(adopted: TestClient) -> None:
    before = (TODAY - timedelta(days=366)).isoformat()

    assert _record(adopted, applied_on=before, decided_on=before, caseworker_id="w0")["routed"] is None


YESTERDAY, TOMORROW = ((TODAY + timedelta(days=days)).isoformat() for days in (-1, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applied_on": "2199-01-01"}, "applied_on"),
        ({"decided_on": "2099-01-01"}, "decided_on"),
        ({"applied_on": TODAY.isoformat(), "decided_on": YESTERDAY}, "decided_on"),
        ({"amount": {"value": 5, "unit": "timer_uge"}}, "amount"),
        ({"amount": {"value": -1, "unit": "kr_aar"}}, "amount.value"),
        ({"amount": {"value": 5}}, "amount.unit"),
        ({"amount": {"value": 5, "unit": "kroner"}}, "amount.unit"),
        ({"amount": 60_000}, "amount"),
        ({"caseworker_id": "w9"}, "caseworker_id"),
        ({"caseworker_id": "w1", "applied_on": "2026-01-01", "decided_on": "2026-01-02"}, "caseworker_id"),
        ({"provision": "§ 90"}, "provision"),
        ({"provision": "BL  § 90"}, "provision"),
        ({"level": "udvalg"}, "level"),
        ({"outcome": "ja"}, "outcome"),
    ],
)
def test_a_decision_that_cannot_have_been_made_so_is_refused_by_its_field(
    adopted: TestClient, changes: Json, field: str
) -> None:
    answer = adopted.post(DECISIONS, json=_told(**changes))

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert adopted.get(DECISIONS).json() == {"decisions": []}


def test_who_decided_alone_must_be_known_and_a_committee_need_not(adopted: TestClient) -> None:
    address = "/api/v1/cases/c1/decisions"

    alone, together = (
        adopted.post(address, json=_told(level=level)) for level in ("egenkompetence", "visitationsudvalg")
    )

    assert (alone.status_code, alone.json()["errors"][0]["field"]) == (422, "caseworker_id")
    assert (together.status_code, together.json()["caseworker_id"]) == (201, None)
    assert together.json()["routed"]["level"] == "egenkompetence"


def test_a_decision_sent_twice_is_one(adopted: TestClient) -> None:
    headers = {"Idempotency-Key": "once"}

    one, again = (adopted.post(DECISIONS, json=_told(), headers=headers) for _ in range(2))

    assert (one.status_code, again.content) == (201, one.content)
    assert len(adopted.get(DECISIONS).json()["decisions"]) == 1


def test_a_decision_typed_in_twice_is_said_to_be_until_one_is_withdrawn(adopted: TestClient) -> None:
    def are_twice() -> list[bool]:
        return ["mere end én gang" in "".join(one["remarks"]) for one in adopted.get(DECISIONS).json()["decisions"]]

    one, other, _ = _record(adopted), _record(adopted), _record(adopted, outcome="afslag")
    told = are_twice()
    adopted.post(f"/api/v1/decisions/{one['decision_id']}/withdraw", json={"reason": "to gange"})

    assert "mere end én gang" not in "".join(one["remarks"])
    assert "mere end én gang" in "".join(other["remarks"])
    assert (told, are_twice()) == ([True, True, False], [False, False, False])


def test_of_several_appeals_the_last_told_of_counts(adopted: TestClient) -> None:
    address = f"/api/v1/decisions/{_record(adopted)['decision_id']}/appeals"
    for result in ("hjemvist", "aendret"):
        answer = adopted.post(address, json={"result": result, "decided_on": TODAY.isoformat()})
        assert answer.status_code == 201

    (shown,) = adopted.get(DECISIONS).json()["decisions"]
    assert [one["result"] for one in shown["appeals"]] == ["hjemvist", "aendret"]


@pytest.mark.parametrize("day", [YESTERDAY, "2099-01-01"])
def test_an_appeal_is_settled_after_the_decision_and_by_today(adopted: TestClient, day: str) -> None:
    made = _record(adopted)

    answer = adopted.post(
        f"/api/v1/decisions/{made['decision_id']}/appeals", json={"result": "stadfaestet", "decided_on": day}
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "decided_on")


def test_a_decision_recorded_by_mistake_is_kept_with_its_reason_and_takes_no_more(adopted: TestClient) -> None:
    address = f"/api/v1/decisions/{_record(adopted)['decision_id']}"

    gone = adopted.post(f"{address}/withdraw", json={"reason": "registreret på den forkerte sag"})
    twice = adopted.post(f"{address}/withdraw", json={"reason": "igen"})
    appeal = adopted.post(f"{address}/appeals", json={"result": "aendret", "decided_on": TODAY.isoformat()})

    assert (gone.status_code, twice.status_code, appeal.status_code) == (201, 409, 409)
    (shown,) = adopted.get(DECISIONS).json()["decisions"]
    assert shown["withdrawn_reason"] == "registreret på den forkerte sag"
    assert adopted.post(f"{address}/withdraw", json={"reason": ""}).status_code == 422


def test_an_unknown_decision_is_not_found(adopted: TestClient) -> None:
    assert adopted.post("/api/v1/decisions/d9/withdraw", json={"reason": "x"}).status_code == 404


def _route(client: TestClient, case_id: str = "c0", **changes: Any) -> Any:
    body: Json = {"provision": "BL § 90", "amount": {"value": 60_000, "unit": "kr_aar"}, "on": TODAY.isoformat()}
    return client.post(f"/api/v1/cases/{case_id}/routes", json=body | changes)


def test_the_route_is_that_of_the_cases_caseworker(adopted: TestClient) -> None:
    own, more = (_route(adopted, amount={"value": value, "unit": "kr_aar"}).json() for value in (60_000, 60_001))

    assert (own["level"], own["caseworker_id"], own["is_example"]) == ("egenkompetence", "w0", False)
    assert own["rule"] == {"register_name": "prøve", "version": "1", "rule": "hjemmet-egen"}
    assert (more["level"], more["rule"]["rule"]) == ("teamleder", "hjemmet-leder")


def test_without_a_caseworker_it_is_the_registers_own_route(adopted: TestClient) -> None:
    found = _route(adopted, "c1").json()

    assert (found["level"], found["caseworker_id"]) == ("egenkompetence", None)


def test_an_amount_in_another_unit_is_refused_and_never_converted(adopted: TestClient) -> None:
    assert _route(adopted, amount={"value": 5_000, "unit": "kr_maaned"}).status_code == 422


def test_until_something_is_adopted_a_route_is_the_examples_and_says_so(placed: TestClient) -> None:
    found = _route(placed, provision="BL § 81", amount=None).json()

    assert (found["is_example"], found["level"]) == (True, "egenkompetence")


def test_on_a_day_before_the_first_register_there_is_no_route(adopted: TestClient) -> None:
    assert _route(adopted, on="2025-01-01").status_code == 422


def test_a_register_adopted_in_between_counts_from_its_day(adopted: TestClient) -> None:
    headers = {"If-Match": '"1"'}
    adopted.post("/api/v1/mandate/register", json={"toml": OWN_PLAN, "holds_from": TOMORROW}, headers=headers)

    today, then = (_route(adopted, on=day).json()["rule"]["register_name"] for day in (TODAY.isoformat(), TOMORROW))

    assert (today, then) == ("prøve", "vores-plan")
