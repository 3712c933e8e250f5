"""Nobody sees on the board what is out of her reach, and nobody touches another's proposal."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from storage.engine import Engine, writing
from tests.casework.casebook import add_case
from tests.serve.at_board import address, proposed, send, text_of
from tests.serve.visitors import HEADER, Visitor, a_principal


def test_a_leader_of_one_team_neither_sees_nor_touches_anothers_proposal(app: FastAPI, leader: TestClient) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    plan = proposed(leader)

    asked = [
        east.get(address(plan)),
        east.get(address(plan, "/flyt?sag=c0")),
        east.get(address(plan, "/hvorfor?sag=c0")),
        east.get(address(plan, "/hvorfor?sag=c0"), headers={"hx-request": "true"}),
        east.get(address(plan, "/proev?sag=c0&til=w0&udgave=1")),
        east.get(address(plan, "/lister")),
        send(east, address(plan, "/ret"), sag="c0", til="w0", udgave=1, begrundelse="x"),
        send(east, address(plan, "/godkend"), udgave=1),
        send(east, address(plan, "/traek-tilbage"), udgave=1),
    ]

    assert [answer.status_code for answer in asked] == [404] * len(asked)
    own = text_of(east.get("/fordeling"))
    assert "Sag c" not in own
    assert "Tidligere forslag" not in own
    assert "Ingen sager venter på en sagsbehandler." in own


def test_cases_out_of_reach_are_neither_named_nor_drawn(app: FastAPI, leader: TestClient, engine: Engine) -> None:
    app.state.door.add(a_principal(Role.LEADER, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    east = Visitor(app, headers={HEADER: "east"})
    known = leader.get("/api/v1/staff/w0").json()
    terms = {name: known[name] for name in ("name", "employed_on", "left_on", "contracts", "competences")}
    terms["teams"] = [{"name": "Øst", "starts_on": "2020-01-01"}]
    leader.put("/api/v1/staff/w0", json=terms, headers={"If-Match": f'"{known["version"]}"'})
    with writing(engine) as connection:
        add_case(connection, "øst-1", team="Øst")
        add_case(connection, "vest-1", team="Vest")
    leader.post("/api/v1/cases/vest-1/placements", json={"caseworker_id": "w0"})

    plan = proposed(east)
    pages = [east.get("/fordeling").text, east.get(address(plan, "/flyt?sag=øst-1")).text]

    assert all("vest-1" not in one and "W 1" not in one for one in pages)
    assert "øst-1" in pages[0]
    assert "1 → 2 sager" in pages[0]
    assert east.get(address(plan, "/flyt?sag=skjult-0")).status_code == 409
    assert "skjult" not in pages[0]
