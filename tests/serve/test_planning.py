"""A proposal over the API: seen, changed, committed once, stale where something has happened, by which policy."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import true

from casework.policy import house_policy
from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading, writing
from storage.feed import read as read_feed
from tests.casework.casebook import add_case, fill
from tests.serve.at_plans import CASES, commit, holders, propose
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor


def test_a_proposal_is_seen_changed_and_committed(leader: TestClient, engine: Engine) -> None:
    plan = propose(leader)
    chosen = plan["placements"][0]
    other = next(one for one in ("w0", "w1", "w2") if one != chosen["caseworker_id"])
    edit = {"edits": [{"case_id": chosen["case_id"], "caseworker_id": other}]}

    impact = leader.post(f"/api/v1/plans/{plan['plan_id']}/impact", json=edit).json()
    changed = leader.patch(
        f"/api/v1/plans/{plan['plan_id']}", json=edit | {"reason": "kender familien"}, headers={"If-Match": '"1"'}
    ).json()
    committed = commit(leader, changed)

    assert {load["caseworker_id"] for load in impact["loads"]} == {chosen["caseworker_id"], other}
    assert (changed["version"], committed.status_code, committed.json()["state"]) == (2, 200, "committed")
    assert [one["caseworker_id"] for one in holders(leader, chosen["case_id"])] == [other]
    assert all(len(holders(leader, f"c{number}")) == 1 for number in range(CASES))
    with reading(engine) as connection:
        told = [one.event for one in read_feed(connection, true(), after=0, limit=100)[0]]
    assert [event.kind.value for event in told].count("case.placed") == CASES


def test_a_plan_says_what_it_changes_against_leaving_all_as_it_is(leader: TestClient) -> None:
    plan = propose(leader)

    impact = leader.get(f"/api/v1/plans/{plan['plan_id']}/impact").json()

    assert sum(load["count_after"] - load["count_before"] for load in impact["loads"]) == CASES


def test_a_plan_whose_case_has_changed_is_stale_and_names_it(leader: TestClient) -> None:
    plan = propose(leader)
    version = leader.get("/api/v1/cases/c3").headers["etag"]
    leader.patch("/api/v1/cases/c3", json={"facts": {"mobility": 1}}, headers={"If-Match": version})

    answer = commit(leader, plan)

    assert answer.status_code == 409
    assert "c3" in answer.json()["detail"]
    assert not holders(leader, "c0")


def test_a_plan_is_stale_when_a_desk_or_somebodys_terms_have_changed(leader: TestClient) -> None:
    first, second = propose(leader, case_ids=["c0"]), propose(leader, case_ids=["c1"])
    whom = second["placements"][0]["caseworker_id"]
    leader.post(f"/api/v1/staff/{whom}/absences", json={"starts_on": "2027-01-01", "ends_on": "2027-01-05"})

    answers = commit(leader, second), commit(leader, first)

    assert answers[0].status_code == 409
    assert whom in answers[0].json()["detail"]
    assert answers[1].status_code == (409 if first["placements"][0]["caseworker_id"] == whom else 200)


def test_a_commit_sent_twice_is_one_commit_and_another_is_refused(leader: TestClient) -> None:
    plan = propose(leader)
    headers = {"If-Match": '"1"', "Idempotency-Key": "once"}
    address = f"/api/v1/plans/{plan['plan_id']}/commit"

    one, again = (leader.post(address, json={}, headers=headers) for _ in range(2))
    other = leader.post(address, json={}, headers={"If-Match": '"2"'})

    assert (one.status_code, again.content) == (200, one.content)
    assert other.status_code == 409
    assert len(holders(leader, "c0")) == 1


def test_a_proposal_asked_for_twice_is_reckoned_once(leader: TestClient) -> None:
    headers = {"Idempotency-Key": "once"}

    one, again = (leader.post("/api/v1/plans", json={}, headers=headers) for _ in range(2))

    assert (one.status_code, again.content) == (201, one.content)
    assert len(leader.get("/api/v1/plans").json()["plans"]) == 1


def test_a_withdrawn_plan_places_nothing(leader: TestClient) -> None:
    plan = propose(leader)
    withdrawn = leader.post(f"/api/v1/plans/{plan['plan_id']}/withdraw", json={}, headers={"If-Match": '"1"'}).json()

    assert withdrawn["state"] == "withdrawn"
    assert commit(leader, withdrawn).status_code == 409


def test_a_plan_that_a_person_made_break_a_condition_is_committed_only_by_name(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        add_case(connection, "tegn", required_competences=frozenset({"tegnsprog"}))
        add_case(connection, "andet", required_competences=frozenset({"punktskrift"}))
    plan = propose(leader, case_ids=["tegn", "andet"])
    edit = {"edits": [{"case_id": "andet", "caseworker_id": "w0"}], "reason": "ingen andre"}
    changed = leader.patch(f"/api/v1/plans/{plan['plan_id']}", json=edit, headers={"If-Match": '"1"'}).json()

    refused = commit(leader, changed)
    done = commit(leader, changed, set_aside=["saerlige_kompetencer"], reason="tolk er bestilt")

    assert [one["case_id"] for one in plan["unplaced"]] == ["andet"]
    assert refused.status_code == 409
    assert "punktskrift" in refused.json()["detail"]
    assert done.status_code == 200
    assert holders(leader, "andet")[0]["set_aside"] == ["saerlige_kompetencer"]


def test_nobody_disqualified_is_proposed_or_placed_whatever_the_policy(leader: TestClient) -> None:
    for whom in ("w0", "w1"):
        leader.post("/api/v1/cases/c0/disqualifications", json={"caseworker_id": whom, "reason": "slægtning"})

    plan = propose(leader, case_ids=["c0"], policy="ligelig_fordeling")
    by_word = leader.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})

    assert [one["caseworker_id"] for one in plan["placements"]] == ["w2"]
    assert by_word.status_code == 409
    assert "inhabil" in by_word.json()["detail"]


def test_a_policy_comes_by_name_or_as_toml_and_never_from_a_file(leader: TestClient) -> None:
    toml = 'name = "egen"\n[[principle]]\nname = "ligelig_fordeling"\n'

    named, sent = propose(leader, policy="ligelig_fordeling"), propose(leader, policy_toml=toml)
    read = leader.post("/api/v1/plans", json={"policy": "/etc/passwd"})

    assert (named["policy"], sent["policy"]) == ("ligelig_fordeling", "egen")
    assert read.status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "a." * 9_000 + "a = 1",
        "a = " + "[" * 9_000,
        "horizon_months = 0x" + "f" * 9_000,
        "horizon_months = " + "9" * 9_000,
    ],
    ids=["a key of many parts", "lists without end", "a number that cannot be written", "one that cannot be read"],
)
def test_a_policy_that_would_wear_out_its_reader_is_refused(leader: TestClient, text: str) -> None:
    answer = leader.post("/api/v1/plans", json={"policy_toml": text})

    assert answer.status_code == 422
    assert "olitik policy_toml: " in answer.json()["detail"]


def test_a_full_desk_refuses_a_leaders_word(engine: Engine, tmp_path: Any) -> None:
    file = tmp_path / "egen.toml"
    file.write_text('name="egen"\n[capacity]\nmost_share=0.05\n[[principle]]\nname="balanceret_belastning"\n', "utf-8")
    house = House(policy=house_policy(str(file)))
    client = Visitor(create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=house))
    client.headers[HEADER] = EVERYTHING.user_id
    with writing(engine) as connection:
        fill(connection, cases=4, caseworkers=1)

    statuses = [
        client.post(f"/api/v1/cases/c{n}/placements", json={"caseworker_id": "w0"}).status_code for n in range(4)
    ]

    assert statuses[0] == 201
    assert statuses[-1] == 409
