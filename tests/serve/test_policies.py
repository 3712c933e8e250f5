"""The policy over the API: which one holds, its versions, and the adoption of another."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from storage.engine import Engine, writing
from tests.casework.casebook import fill
from tests.serve.visitors import HEADER, Visitor, a_principal

OWN = """name = "Fordeling efter timer"
horizon_months = 9

[[principle]]
name = "saerlige_kompetencer"

[[principle]]
name = "balanceret_belastning"
tolerance = 0.05
"""


def _adopt(client: TestClient, toml: str = OWN, version: int = 0, **more: Any) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return client.post("/api/v1/policies", json={"toml": toml} | more, headers=headers)


def test_the_setting_holds_until_a_policy_is_adopted(client: TestClient) -> None:
    before = client.get("/api/v1/policies")
    adopted = _adopt(client, note="Ledermødet")
    after = client.get("/api/v1/policies")

    assert (before.json()["name"], before.json()["policy_version"], before.headers["etag"]) == ("standard", None, '"0"')
    assert (adopted.status_code, adopted.headers["etag"], adopted.json()["note"]) == (201, '"1"', "Ledermødet")
    assert after.json()["toml"] == OWN
    assert [one["name"] for one in after.json()["principles"]] == [
        "saerlige_kompetencer",
        "balanceret_belastning",
        "ledelsesmaessig_vurdering",
    ]


def test_every_version_is_read_and_nought_is_the_setting(client: TestClient) -> None:
    _adopt(client)
    _adopt(client, OWN.replace("0.05", "0.1"), version=1)

    told = client.get("/api/v1/policies/versions").json()["versions"]
    texts = [client.get(f"/api/v1/policies?version={version}").json()["toml"] for version in (1, 2)]

    assert [one["policy_version"] for one in told] == [2, 1]
    assert texts == [OWN, OWN.replace("0.05", "0.1")]
    assert client.get("/api/v1/policies?version=0").json()["name"] == "standard"
    assert [client.get(f"/api/v1/policies?version={version}").status_code for version in (3, -1)] == [404, 422]


def test_whoever_has_not_read_the_newest_is_refused(client: TestClient) -> None:
    _adopt(client)

    assert _adopt(client, OWN.replace("0.05", "0.1"), version=0).status_code == 412


def test_all_that_is_wrong_is_told_by_setting(client: TestClient) -> None:
    broken = OWN.replace("0.05", "5.0").replace(
        "horizon_months = 9", "horizon_months = 9\n[capacity]\nmost_share = 0.0"
    )

    told = client.post("/api/v1/policies/check", json={"toml": broken}).json()["faults"]

    assert [one["where"] for one in told] == ["balanceret_belastning.tolerance", "capacity.most_share"]
    assert client.post("/api/v1/policies/check", json={"toml": OWN}).json() == {"faults": []}
    assert _adopt(client, broken).status_code == 422


def test_proposals_and_loads_follow_the_policy_that_was_adopted(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection, cases=2, caseworkers=2)
    before = client.get("/api/v1/caseloads").json()["horizon_months"]
    _adopt(client)

    plan = client.post("/api/v1/plans", json={}).json()

    assert (before, client.get("/api/v1/caseloads").json()["horizon_months"]) == (6, 9)
    assert plan["policy"] == "Fordeling efter timer"
    assert {len(load["capacity_hours"]) for load in plan["loads"]} == {9}


def test_a_full_desk_is_full_by_the_policy_that_was_adopted(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=1)
    _adopt(client, OWN.replace("[[principle]]", "[capacity]\nmost_share = 0.001\n\n[[principle]]", 1))

    answer = client.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})

    assert answer.status_code == 409
    assert "over politikkens grænse" in answer.json()["detail"].lower()


@pytest.mark.parametrize("scope", [Scope(teams=frozenset({"Nord"}))])
def test_a_leader_of_one_team_adopts_nothing_for_the_whole_house(app: FastAPI, scope: Scope) -> None:
    door: Any = app.state.door
    leader = door.add(a_principal(Role.LEADER, user_id="nord", scope=scope))
    client = Visitor(app, headers={HEADER: leader.user_id})

    assert _adopt(client).status_code == 403
    assert client.get("/api/v1/policies").status_code == 200
