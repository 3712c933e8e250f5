"""Felt load, dissents and hand-overs over the API: who may, what is kept, and what is refused."""

from datetime import date
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.felt import asked_week
from serve.dependencies import today
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, an_assessment, store
from tests.databases import BOTH
from tests.serve.standin import SCHEME
from tests.serve.visitors import HEADER, Visitor, a_principal

BACKENDS = BOTH
API = "/api/v1"
NORD = Scope(teams=frozenset({"Nord"}))
LOAD = {"reason": "load", "note": "Tredje tunge sag på en måned."}


@pytest.fixture(autouse=True)
def desks(engine: Engine) -> None:
    """Two caseworkers of Nord and one of Syd; s1 and s2 with w1, s3 with w3."""
    staff = [
        a_caseworker(who, name=name, team=team, employed_on=date(2015, 1, 1))
        for who, name, team in (("w1", "M. Holm", "Nord"), ("w2", "T. Krogh", "Nord"), ("w3", "A. Lund", "Syd"))
    ]
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for case_id, whom, team in (("s1", "w1", "Nord"), ("s2", "w1", "Nord"), ("s3", "w3", "Syd")):
            store(connection, a_case(case_id, caseworker_id=whom, team=team), an_assessment(case_id))


def as_(app: FastAPI, *roles: Role, **told: Any) -> TestClient:
    door: Any = app.state.door
    user = door.add(a_principal(*roles, user_id=f"u{len(door.known)}", **told))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: user.user_id})


def worker(app: FastAPI, who: str) -> TestClient:
    return as_(app, Role.CASEWORKER, caseworker_id=who)


def told_by(app: FastAPI, who: str = "w1", case_id: str = "s1") -> str:
    answer = worker(app, who).post(f"{API}/cases/{case_id}/dissents", json=LOAD)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["dissent_id"])


def fields(answer: httpx2.Response) -> list[str]:
    return [one["field"] for one in answer.json().get("errors", [])]


def test_a_week_told_anew_counts_as_it_was_told_last(app: FastAPI) -> None:
    client = worker(app, "w1")
    for felt in (2, 4):
        assert client.post(f"{API}/felt-loads", json={"felt": felt}).status_code == 200

    (found,) = client.get(f"{API}/felt-loads").json()["felt_loads"]

    assert (found["caseworker_id"], found["felt"], found["text"]) == ("w1", 4, "Høj")
    assert found["week_of"] == asked_week(today(SCHEME)).isoformat()


def test_what_is_felt_is_seen_by_herself_and_her_leader_alone(app: FastAPI) -> None:
    worker(app, "w1").post(f"{API}/felt-loads", json={"felt": 5})

    def seen(client: TestClient) -> list[str]:
        return [one["caseworker_id"] for one in client.get(f"{API}/felt-loads").json()["felt_loads"]]

    assert seen(as_(app, Role.LEADER, scope=NORD)) == ["w1"]
    assert seen(as_(app, Role.LEADER, scope=Scope(teams=frozenset({"Syd"})))) == []
    assert seen(worker(app, "w2")) == []
    for role in (Role.CONSULTANT, Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.SYSTEM):
        assert as_(app, role).get(f"{API}/felt-loads").status_code == 403


@pytest.mark.parametrize("felt", [0, 6, "3", None, 2.5])
def test_a_feeling_outside_the_scale_is_refused(felt: object, app: FastAPI) -> None:
    answer = worker(app, "w1").post(f"{API}/felt-loads", json={"felt": felt})

    assert (answer.status_code, fields(answer)) == (422, ["felt"])


def test_a_log_in_tied_to_nobody_tells_nothing(app: FastAPI) -> None:
    answer = as_(app, Role.CASEWORKER).post(f"{API}/felt-loads", json={"felt": 3})

    assert answer.status_code == 409
    assert "ikke knyttet til en sagsbehandler" in answer.json()["detail"]


def test_a_dissent_is_told_seen_answered_and_changes_nothing_by_itself(app: FastAPI) -> None:
    leader, own = as_(app, Role.LEADER, scope=NORD), worker(app, "w1")
    dissent_id = told_by(app)

    assert [one["dissent_id"] for one in leader.get(f"{API}/dissents").json()["dissents"]] == [dissent_id]
    assert own.get(f"{API}/cases/s1").json()["caseworker_id"] == "w1"

    said = {"answer": "relieved", "note": "Du får ingen nye sager før jul."}
    answer = leader.post(f"{API}/dissents/{dissent_id}/answer", json=said)

    assert (answer.status_code, answer.json()["answer"]) == (200, "relieved")
    assert leader.get(f"{API}/dissents").json()["dissents"] == []
    (mine,) = own.get(f"{API}/dissents").json()["dissents"]
    assert (mine["case_id"], mine["note"], mine["answer_note"]) == ("s1", LOAD["note"], said["note"])
    again = leader.post(f"{API}/dissents/{dissent_id}/answer", json=said)
    assert (again.status_code, again.json()["detail"]) == (409, "Indsigelsen er allerede besvaret.")


def test_a_case_that_is_moved_in_answer_is_placed_and_announced(app: FastAPI) -> None:
    leader, own = as_(app, Role.LEADER, scope=NORD), worker(app, "w1")
    dissent_id = told_by(app)

    said = {"answer": "moved", "note": "T. Krogh har plads.", "caseworker_id": "w2"}
    assert leader.post(f"{API}/dissents/{dissent_id}/answer", json=said).status_code == 200

    held = leader.get(f"{API}/cases/s1/placements").json()["placements"]
    assert [(one["caseworker_id"], one["ended_on"] is None) for one in held] == [("w1", False), ("w2", True)]
    events = as_(app, Role.SYSTEM).get(f"{API}/events").json()["events"]
    assert [one["content"]["moved_from"] for one in events if one["kind"] == "case.placed"] == ["w1"]
    assert own.get(f"{API}/cases/s1").status_code == 404
    (mine,) = own.get(f"{API}/dissents").json()["dissents"]
    assert (mine["case_id"], mine["note"], mine["answer"], mine["answer_note"]) == (None, None, "moved", None)


def test_a_helper_is_placed_beside_her(app: FastAPI) -> None:
    leader, dissent_id = as_(app, Role.LEADER), told_by(app)

    said = {"answer": "helped", "note": "I er to om mødet.", "caseworker_id": "w2"}
    leader.post(f"{API}/dissents/{dissent_id}/answer", json=said)

    held = leader.get(f"{API}/cases/s1/placements").json()["placements"]
    assert [(one["caseworker_id"], one["is_primary"]) for one in held] == [("w1", True), ("w2", False)]


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({"answer": "moved", "note": "Ja."}, 422, "vælg, hvem der får sagen"),
        ({"answer": "kept", "note": "Nej.", "caseworker_id": "w2"}, 422, "ikke vælges nogen"),
        ({"answer": "moved", "note": "Ja.", "caseworker_id": "w1"}, 422, "den, der har gjort indsigelse"),
        ({"answer": "kept", "note": ""}, 422, ""),
        ({"answer": "maaske", "note": "?"}, 422, ""),
        ({"answer": "moved", "note": "Ja.", "caseworker_id": "w3"}, 404, ""),
    ],
)
def test_an_answer_that_cannot_be_is_refused(said: dict[str, str], status: int, told: str, app: FastAPI) -> None:
    leader, dissent_id = as_(app, Role.LEADER, scope=NORD), told_by(app)

    answer = leader.post(f"{API}/dissents/{dissent_id}/answer", json=said)

    assert answer.status_code == status
    assert told in answer.text
    assert len(leader.get(f"{API}/dissents").json()["dissents"]) == 1


@pytest.mark.parametrize(
    ("case_id", "body", "status"),
    [
        ("s1", {"reason": "other"}, 422),
        ("s1", {"reason": "dovenskab"}, 422),
        ("s1", {"reason": "load", "note": "Barnet 010190-1234"}, 422),
        ("s3", LOAD, 404),
        ("s9", LOAD, 404),
    ],
)
def test_a_dissent_that_cannot_be_is_refused(case_id: str, body: dict[str, str], status: int, app: FastAPI) -> None:
    assert worker(app, "w1").post(f"{API}/cases/{case_id}/dissents", json=body).status_code == status


def test_one_case_has_one_open_dissent_of_a_caseworker(app: FastAPI) -> None:
    told_by(app)

    again = worker(app, "w1").post(f"{API}/cases/s1/dissents", json=LOAD)

    assert (again.status_code, "ikke besvaret endnu" in again.json()["detail"]) == (409, True)


def test_nobody_else_sees_or_answers_a_dissent(app: FastAPI) -> None:
    dissent_id = told_by(app)

    assert worker(app, "w2").get(f"{API}/dissents").json()["dissents"] == []
    south = as_(app, Role.LEADER, scope=Scope(teams=frozenset({"Syd"})))
    assert south.get(f"{API}/dissents").json()["dissents"] == []
    said = {"answer": "kept", "note": "Nej."}
    assert south.post(f"{API}/dissents/{dissent_id}/answer", json=said).status_code == 404
    assert worker(app, "w1").post(f"{API}/dissents/{dissent_id}/answer", json=said).status_code == 403
    assert as_(app, Role.LEADER).post(f"{API}/cases/s1/dissents", json=LOAD).status_code == 403


def test_a_note_is_written_in_versions_and_read_by_who_takes_the_case_on(app: FastAPI) -> None:
    own, next_one, leader = worker(app, "w1"), worker(app, "w2"), as_(app, Role.LEADER)
    first = own.post(f"{API}/cases/s1/hand-overs", json={"status": "I gang."}).json()
    same = own.post(f"{API}/cases/s1/hand-overs", json={"status": "I gang."}).json()
    newer = {"status": "I gang.", "deadlines": "Klage senest 3. dec.", "after": first["hand_over_id"]}
    second = own.post(f"{API}/cases/s1/hand-overs", json=newer).json()

    assert same["hand_over_id"] == first["hand_over_id"]
    assert second["notes"] == {"status": "I gang.", "deadlines": "Klage senest 3. dec."}
    assert next_one.get(f"{API}/cases/s1/hand-overs").status_code == 404

    leader.post(f"{API}/cases/s1/placements", json={"caseworker_id": "w2"})
    address = f"{API}/cases/s1/hand-overs"
    (found,) = next_one.get(address).json()["hand_overs"]
    assert (found["hand_over_id"], found["received_id"]) == (second["hand_over_id"], None)
    assert own.get(address).status_code == 404
    assert next_one.post(f"{address}/{first['hand_over_id']}/receive", json={}).status_code == 404
    assert next_one.post(f"{address}/{second['hand_over_id']}/receive", json={}).json()["received_id"] == "w2"
    assert [one["received_id"] for one in leader.get(address).json()["hand_overs"]] == ["w2"]


def test_a_note_saved_in_another_window_is_not_written_over(app: FastAPI) -> None:
    own = worker(app, "w1")
    own.post(f"{API}/cases/s1/hand-overs", json={"status": "Ny udgave."})

    late = own.post(f"{API}/cases/s1/hand-overs", json={"status": "Gammel udgave."})

    assert late.status_code == 412
    (found,) = own.get(f"{API}/cases/s1/hand-overs").json()["hand_overs"]
    assert found["notes"] == {"status": "Ny udgave."}


def test_an_empty_note_and_another_ones_case_are_refused(app: FastAPI) -> None:
    own = worker(app, "w1")

    assert own.post(f"{API}/cases/s1/hand-overs", json={"status": " "}).status_code == 422
    assert own.post(f"{API}/cases/s3/hand-overs", json={"status": "Hej."}).status_code == 404
    assert as_(app, Role.LEADER).post(f"{API}/cases/s1/hand-overs", json={"status": "Hej."}).status_code == 403
    assert as_(app, Role.CONSULTANT).get(f"{API}/cases/s1/hand-overs").status_code == 403


def test_nobody_confirms_having_read_her_own_note(app: FastAPI) -> None:
    own = worker(app, "w1")
    written = own.post(f"{API}/cases/s1/hand-overs", json={"status": "I gang."}).json()["hand_over_id"]

    assert own.post(f"{API}/cases/s1/hand-overs/{written}/receive", json={}).status_code == 404
