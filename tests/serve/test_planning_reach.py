"""Nobody plans with more than she reaches, and nothing kept back shows through what is reckoned from it."""

from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from serve.app import create_app
from serve.house import House
from storage.assessments import insert_assessment
from storage.engine import Engine, writing
from tests.answers import a_case, an_assessment, store
from tests.casework.casebook import TODAY, add_case, fill
from tests.serve.at_plans import commit, propose
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal


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
        plan = propose(client, case_ids=[name])
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

    plan = propose(east)

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
    plan = propose(leader)

    answers = [
        east.get(f"/api/v1/plans/{plan['plan_id']}"),
        east.get("/api/v1/plans/none"),
        commit(east, plan),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert east.get("/api/v1/plans").json() == {"plans": []}


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


def test_the_page_shows_the_newest_plan_its_reader_reaches(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    propose(leader)

    assert "Sag c0" in leader.get("/fordeling").text
    assert "Sag c0" not in east.get("/fordeling").text
