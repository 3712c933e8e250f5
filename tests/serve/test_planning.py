from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import true

from casework.policy import house_policy
from sagstyngde.access import Role, Scope
from serve.app import create_app
from serve.house import House
from storage.assessments import insert_assessment
from storage.engine import Engine, reading, writing
from storage.feed import read as read_feed
from tests.answers import a_case, an_assessment, store
from tests.casework.casebook import TODAY, add_case, fill
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

CASES = 6
Json = dict[str, Any]


@pytest.fixture
def leader(client: TestClient, engine: Engine) -> TestClient:
    """A client in every role over a small casebook: three caseworkers, six cases that wait."""
    with writing(engine) as connection:
        fill(connection, cases=CASES, caseworkers=3)
    return client


def _propose(client: TestClient, **asked: Any) -> Json:
    answer = client.post("/api/v1/plans", json=asked)
    assert answer.status_code == 201, answer.text
    plan: Json = answer.json()
    return plan


def _commit(client: TestClient, plan: Json, **body: Any) -> Any:
    headers = {"If-Match": f'"{plan["version"]}"'}
    return client.post(f"/api/v1/plans/{plan['plan_id']}/commit", json=body, headers=headers)


def _holders(client: TestClient, case_id: str) -> list[Json]:
    found: list[Json] = client.get(f"/api/v1/cases/{case_id}/placements").json()["placements"]
    return [one for one in found if one["ended_on"] is None]


def test_a_proposal_is_seen_changed_and_committed(leader: TestClient, engine: Engine) -> None:
    plan = _propose(leader)
    chosen = plan["placements"][0]
    other = next(one for one in ("w0", "w1", "w2") if one != chosen["caseworker_id"])
    edit = {"edits": [{"case_id": chosen["case_id"], "caseworker_id": other}]}

    impact = leader.post(f"/api/v1/plans/{plan['plan_id']}/impact", json=edit).json()
    changed = leader.patch(
        f"/api/v1/plans/{plan['plan_id']}", json=edit | {"reason": "kender familien"}, headers={"If-Match": '"1"'}
    ).json()
    committed = _commit(leader, changed)

    assert {load["caseworker_id"] for load in impact["loads"]} == {chosen["caseworker_id"], other}
    assert (changed["version"], committed.status_code, committed.json()["state"]) == (2, 200, "committed")
    assert [one["caseworker_id"] for one in _holders(leader, chosen["case_id"])] == [other]
    assert all(len(_holders(leader, f"c{number}")) == 1 for number in range(CASES))
    with reading(engine) as connection:
        told = [one.event for one in read_feed(connection, true(), after=0, limit=100)[0]]
    assert [event.kind.value for event in told].count("case.placed") == CASES


def test_a_plan_says_what_it_changes_against_leaving_all_as_it_is(leader: TestClient) -> None:
    plan = _propose(leader)

    impact = leader.get(f"/api/v1/plans/{plan['plan_id']}/impact").json()

    assert sum(load["count_after"] - load["count_before"] for load in impact["loads"]) == CASES


def test_a_plan_whose_case_has_changed_is_stale_and_names_it(leader: TestClient) -> None:
    plan = _propose(leader)
    version = leader.get("/api/v1/cases/c3").headers["etag"]
    leader.patch("/api/v1/cases/c3", json={"facts": {"mobility": 1}}, headers={"If-Match": version})

    answer = _commit(leader, plan)

    assert answer.status_code == 409
    assert "c3" in answer.json()["detail"]
    assert not _holders(leader, "c0")


def test_a_plan_is_stale_when_a_desk_or_somebodys_terms_have_changed(leader: TestClient) -> None:
    first, second = _propose(leader, case_ids=["c0"]), _propose(leader, case_ids=["c1"])
    whom = second["placements"][0]["caseworker_id"]
    leader.post(f"/api/v1/staff/{whom}/absences", json={"starts_on": "2027-01-01", "ends_on": "2027-01-05"})

    answers = _commit(leader, second), _commit(leader, first)

    assert answers[0].status_code == 409
    assert whom in answers[0].json()["detail"]
    assert answers[1].status_code == (409 if first["placements"][0]["caseworker_id"] == whom else 200)


def test_a_commit_sent_twice_is_one_commit_and_another_is_refused(leader: TestClient) -> None:
    plan = _propose(leader)
    headers = {"If-Match": '"1"', "Idempotency-Key": "once"}
    address = f"/api/v1/plans/{plan['plan_id']}/commit"

    one, again = (leader.post(address, json={}, headers=headers) for _ in range(2))
    other = leader.post(address, json={}, headers={"If-Match": '"2"'})

    assert (one.status_code, again.content) == (200, one.content)
    assert other.status_code == 409
    assert len(_holders(leader, "c0")) == 1


def test_a_proposal_asked_for_twice_is_reckoned_once(leader: TestClient) -> None:
    headers = {"Idempotency-Key": "once"}

    one, again = (leader.post("/api/v1/plans", json={}, headers=headers) for _ in range(2))

    assert (one.status_code, again.content) == (201, one.content)
    assert len(leader.get("/api/v1/plans").json()["plans"]) == 1


def test_a_withdrawn_plan_places_nothing(leader: TestClient) -> None:
    plan = _propose(leader)
    withdrawn = leader.post(f"/api/v1/plans/{plan['plan_id']}/withdraw", json={}, headers={"If-Match": '"1"'}).json()

    assert withdrawn["state"] == "withdrawn"
    assert _commit(leader, withdrawn).status_code == 409


def test_a_plan_that_a_person_made_break_a_condition_is_committed_only_by_name(
    leader: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        add_case(connection, "tegn", required_competences=frozenset({"tegnsprog"}))
        add_case(connection, "andet", required_competences=frozenset({"punktskrift"}))
    plan = _propose(leader, case_ids=["tegn", "andet"])
    edit = {"edits": [{"case_id": "andet", "caseworker_id": "w0"}], "reason": "ingen andre"}
    changed = leader.patch(f"/api/v1/plans/{plan['plan_id']}", json=edit, headers={"If-Match": '"1"'}).json()

    refused = _commit(leader, changed)
    done = _commit(leader, changed, set_aside=["saerlige_kompetencer"], reason="tolk er bestilt")

    assert [one["case_id"] for one in plan["unplaced"]] == ["andet"]
    assert refused.status_code == 409
    assert "punktskrift" in refused.json()["detail"]
    assert done.status_code == 200
    assert _holders(leader, "andet")[0]["set_aside"] == ["saerlige_kompetencer"]


def test_nobody_disqualified_is_proposed_or_placed_whatever_the_policy(leader: TestClient) -> None:
    for whom in ("w0", "w1"):
        leader.post("/api/v1/cases/c0/disqualifications", json={"caseworker_id": whom, "reason": "slægtning"})

    plan = _propose(leader, case_ids=["c0"], policy="ligelig_fordeling")
    by_word = leader.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})

    assert [one["caseworker_id"] for one in plan["placements"]] == ["w2"]
    assert by_word.status_code == 409
    assert "inhabil" in by_word.json()["detail"]


def test_a_policy_comes_by_name_or_as_toml_and_never_from_a_file(leader: TestClient) -> None:
    toml = 'name = "egen"\n[[principle]]\nname = "ligelig_fordeling"\n'

    named, sent = _propose(leader, policy="ligelig_fordeling"), _propose(leader, policy_toml=toml)
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


def test_what_awaits_a_blind_judgement_weighs_its_norm_and_gives_nothing_away(engine: Engine) -> None:
    """Two casebooks that differ only in what was suggested for the kept-back case give one and the same plan."""
    seen = []
    for factor in (1.0, 7.0):
        app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(blind_share=1.0))
        client = Visitor(app, headers={HEADER: EVERYTHING.user_id})
        name = f"b{factor:g}"
        effort = an_assessment().effort
        scaled = replace(
            effort,
            hours=effort.hours * factor,
            interval=replace(effort.interval, high=effort.interval.high * factor),
            monthly_hours=tuple(hours * factor for hours in effort.monthly_hours),
        )
        with writing(engine) as connection:
            if factor == 1.0:
                fill(connection, cases=2, caseworkers=2)
            case = a_case(name, received_on=TODAY - timedelta(days=1))
            record = store(connection, case)
            insert_assessment(connection, record, an_assessment(name, effort=scaled), by="t", is_blind=True)
        plan = _propose(client, case_ids=[name])
        seen.append([load["hours_after"] for load in plan["loads"]])

    assert seen[0] == seen[1]


def test_a_leader_plans_with_what_she_reaches_and_the_rest_is_hours_without_a_name(
    app: FastAPI, leader: TestClient, engine: Engine
) -> None:
    own = a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"})))
    app.state.door.add(own)
    east = Visitor(app, headers={HEADER: "east"})
    _team(leader, "w0", "Øst")
    with writing(engine) as connection:
        add_case(connection, "øst-1", team="Øst")
        add_case(connection, "vest-1", team="Vest")
    leader.post("/api/v1/cases/vest-1/placements", json={"caseworker_id": "w0"})

    plan = _propose(east)

    assert [one["case_id"] for one in plan["placements"]] == ["øst-1"]
    assert [(load["caseworker_id"], load["count_before"]) for load in plan["loads"]] == [("w0", 1)]
    assert "vest-1" not in str(plan)
    assert east.get("/api/v1/staff/w1").status_code == 404
    assert [one["caseworker_id"] for one in east.get("/api/v1/staff").json()["caseworkers"]] == ["w0"]
    shown = east.get("/api/v1/caseloads/w0").json()["cases"]
    assert [case["case_id"] for case in shown] == [None]


def _team(client: TestClient, whom: str, team: str) -> None:
    known = client.get(f"/api/v1/staff/{whom}").json()
    terms = {name: known[name] for name in ("name", "employed_on", "left_on", "contracts", "competences")}
    terms["teams"] = [{"name": team, "starts_on": "2020-01-01"}]
    answer = client.put(f"/api/v1/staff/{whom}", json=terms, headers={"If-Match": f'"{known["version"]}"'})
    assert answer.status_code == 200, answer.text


def test_a_plan_with_a_case_out_of_reach_is_not_there(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    plan = _propose(leader)

    answers = [
        east.get(f"/api/v1/plans/{plan['plan_id']}"),
        east.get("/api/v1/plans/none"),
        _commit(east, plan),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert east.get("/api/v1/plans").json() == {"plans": []}


def test_terms_are_changed_from_the_version_that_was_read(leader: TestClient) -> None:
    body = {
        "name": "W 0",
        "employed_on": "2020-01-01",
        "contracts": [
            {"weekly_hours": 37.0, "starts_on": "2020-01-01", "ends_on": "2026-12-31"},
            {"weekly_hours": 20.0, "starts_on": "2027-01-01"},
        ],
    }
    versions = [None, '"9"', "*", 'W/"1"', '"1"', '"1"']

    answers = [
        leader.put("/api/v1/staff/w0", json=body, headers={} if version is None else {"If-Match": version})
        for version in versions
    ]
    kept = leader.get("/api/v1/staff/w0").json()["absences"]

    assert [answer.status_code for answer in answers] == [428, 412, 412, 412, 200, 412]
    assert [one["weekly_hours"] for one in answers[4].json()["contracts"]] == [37.0, 20.0]
    assert len(kept) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"left_on": "2019-01-01"},
        {
            "contracts": [
                {"weekly_hours": 37.0, "starts_on": "2020-01-01"},
                {"weekly_hours": 9.0, "starts_on": "2021-01-01"},
            ]
        },
        {"districts": [{"name": "Nord", "starts_on": "2021-01-01", "ends_on": "2020-01-01"}]},
        {"contracts": [{"weekly_hours": 99.0, "starts_on": "2020-01-01"}]},
        {"name": "010190-1234"},
    ],
)
def test_terms_that_contradict_themselves_are_refused(leader: TestClient, change: Json) -> None:
    body = {"name": "W 0", "employed_on": "2020-01-01"} | change

    assert leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'}).status_code == 422


def test_an_absence_takes_hours_and_gives_them_back_when_it_is_withdrawn(leader: TestClient) -> None:
    def net() -> float:
        return float(sum(leader.get("/api/v1/caseloads/w0").json()["computed"]["net_hours"]))

    before = net()
    made = leader.post("/api/v1/staff/w0/absences", json={"starts_on": "2020-01-01", "share": 0.5})
    during = net()
    gone = leader.delete(made.headers["location"])

    assert during < before
    assert (gone.status_code, net()) == (204, before)
    assert leader.delete("/api/v1/staff/w1/absences/1").status_code in {204, 404}


def test_a_staff_list_is_taken_whole_or_not_at_all(leader: TestClient) -> None:
    row = {"caseworker_id": "w7", "name": "Ny", "employed_on": "2026-01-01"}

    taken = leader.post("/api/v1/staff", json={"caseworkers": [row]})
    twice = leader.post("/api/v1/staff", json={"caseworkers": [row | {"caseworker_id": "w8"}] * 2})

    assert (taken.status_code, taken.json()) == (201, {"stored": 1})
    assert twice.status_code == 422
    assert leader.get("/api/v1/staff/w8").status_code == 404


def test_a_caseworker_sees_her_own_load_and_nobody_elses(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.CASEWORKER, user_id="k", caseworker_id="w0"))
    own = Visitor(app, headers={HEADER: "k"})
    leader.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})
    leader.post("/api/v1/cases/c1/placements", json={"caseworker_id": "w1"})

    loads, detail = own.get("/api/v1/caseloads").json(), own.get("/api/v1/caseloads/w0").json()

    assert [one["caseworker_id"] for one in loads["caseloads"]] == ["w0"]
    assert [case["case_id"] for case in detail["cases"]] == ["c0"]
    assert detail["load"]["hours_before"] == detail["cases"][0]["monthly_hours"]
    assert own.get("/api/v1/caseloads/w1").status_code == 404
    assert own.post("/api/v1/plans", json={}).status_code == 403


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


def test_earlier_employments_are_told_once_and_stand_until_somebody_tells_otherwise(leader: TestClient) -> None:
    spell = {"starts_on": "2018-02-01", "ends_on": "2019-12-31"}
    body: Json = {"name": "W 0", "employed_on": "2020-01-01"}
    told: tuple[list[Json] | None, ...] = ([spell], None, [])

    shown = []
    for version, spells in enumerate(told, start=1):
        named = body if spells is None else body | {"earlier_employments": spells}
        answer = leader.put("/api/v1/staff/w0", json=named, headers={"If-Match": f'"{version}"'})
        shown.append(answer.json()["earlier_employments"])

    assert shown == [[spell], [spell], []]


@pytest.mark.parametrize("ends_on", ["2018-01-31", "2020-01-01"])
def test_an_earlier_employment_that_cannot_be_is_refused(leader: TestClient, ends_on: str) -> None:
    spell = {"starts_on": "2018-02-01", "ends_on": ends_on}
    body = {"name": "W 0", "employed_on": "2020-01-01", "earlier_employments": [spell]}

    answer = leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 422
    assert leader.get("/api/v1/staff/w0").json()["earlier_employments"] == []


def test_an_alarm_is_raised_by_what_happens_and_closed_only_by_an_action(leader: TestClient) -> None:
    body = {"name": "W 0", "employed_on": "2020-01-01", "left_on": TODAY.isoformat()}
    leader.post("/api/v1/cases/c0/placements", json={"caseworker_id": "w0"})
    leader.put("/api/v1/staff/w0", json=body, headers={"If-Match": '"1"'})

    alarm = next(one for one in leader.get("/api/v1/alarms").json()["alarms"] if one["kind"] == "leaving")
    address = f"/api/v1/alarms/{alarm['alarm_id']}/close"
    answers = [
        leader.post(address, json=body)
        for body in ({}, {"action": "nothing"}, {"action": "moved"}, {"action": "moved"})
    ]

    assert alarm["caseworker_id"] == "w0"
    assert [answer.status_code for answer in answers] == [422, 422, 200, 409]
    assert alarm["alarm_id"] in {one["alarm_id"] for one in leader.get("/api/v1/alarms?closed=true").json()["alarms"]}


def test_the_page_shows_the_newest_plan_its_reader_reaches(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    _propose(leader)

    assert "Sag c0" in leader.get("/fordeling").text
    assert "Sag c0" not in east.get("/fordeling").text
