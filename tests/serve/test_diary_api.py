"""The diary over the API: a time system sends minutes, a leader agrees weeks, the caseworker alone reads and closes."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseworkerId
from storage.diary import agree_windows
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.databases import BOTH
from tests.serve.standin import TODAY
from tests.serve.visitors import HEADER, Visitor, a_principal

BACKENDS = BOTH
WINDOWS, ENTRIES = "/api/v1/diary/windows", "/api/v1/diary/entries"
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
COMING = TODAY + timedelta(days=7 - TODAY.weekday())


@pytest.fixture
def people(app: FastAPI, engine: Engine) -> dict[str, TestClient]:
    """Clients by role; Anna (w1, Øst) has a window behind her and a case, Bo (w2, Vest) a case."""
    with writing(engine) as connection:
        staff = [a_caseworker("w1", team="Øst", absences=()), a_caseworker("w2", team="Vest", absences=())]
        record_staff(connection, staff, STAMP)
        for case_id, whom, team in (("s1", "w1", "Øst"), ("s2", "w2", "Vest")):
            store(connection, a_case(case_id, caseworker_id=whom, team=team, received_on=date(2026, 1, 5)))
        for whom in ("w1", "w2"):
            agree_windows(connection, [CaseworkerId(whom)], (MONDAY, MONDAY + timedelta(days=13)), STAMP)
    door: Any = app.state.door
    east = Scope(teams=frozenset({"Øst"}))
    known = {
        "anna": a_principal(Role.CASEWORKER, user_id="anna", caseworker_id="w1"),
        "leader": a_principal(Role.LEADER, user_id="leader", scope=east),
        "system": a_principal(Role.SYSTEM, user_id="system", scope=east),
        "nobody": a_principal(Role.CASEWORKER, user_id="nobody"),
    }
    for one in known.values():
        door.add(one)
    return {name: Visitor(app, raise_server_exceptions=False, headers={HEADER: name}) for name in known}


def _entry(**changes: Any) -> dict[str, Any]:
    told = {"case_id": "s1", "caseworker_id": "w1", "worked_on": MONDAY.isoformat(), "kind": "desk", "minutes": 45}
    return told | changes


def _read(client: TestClient) -> Any:
    return client.get(ENTRIES, params={"first": MONDAY.isoformat(), "last": TODAY.isoformat()})


def test_a_system_sends_minutes_that_the_caseworker_alone_reads(people: dict[str, TestClient]) -> None:
    sent = [people["system"].post(ENTRIES, json={"entries": [_entry()]}) for _ in range(2)]
    own = _read(people["anna"])

    assert [one.json() for one in sent] == [{"taken": 1, "refused": [], "kept": True}] * 2
    assert own.json() == {
        "entries": [{"case_id": "s1", "worked_on": MONDAY.isoformat(), "kind": "desk", "minutes": 45}]
    }
    assert [_read(people[who]).status_code for who in ("leader", "system", "nobody")] == [403, 403, 403]


def test_refusals_are_told_by_line_and_the_rest_is_kept_unless_asked(people: dict[str, TestClient]) -> None:
    entries = [_entry(), _entry(case_id="s2", caseworker_id="w2"), _entry(), _entry(worked_on=COMING.isoformat())]
    dry = people["system"].post(f"{ENTRIES}?dry_run=true", json={"entries": entries}).json()
    whole = people["system"].post(f"{ENTRIES}?all_or_nothing=true", json={"entries": entries}).json()
    nothing = _read(people["anna"]).json()
    some = people["system"].post(ENTRIES, json={"entries": entries}).json()

    refused = [(one["line"], one["code"]) for one in some["refused"]]
    assert refused == [(2, "not_hers"), (3, "repeated"), (4, "no_window")]
    assert [one["kept"] for one in (dry, whole, some)] == [False, False, True]
    assert nothing == {"entries": []}
    assert len(_read(people["anna"]).json()["entries"]) == 1


def test_a_caseworker_writes_in_her_own_diary_only(people: dict[str, TestClient]) -> None:
    answer = people["anna"].post(ENTRIES, json={"entries": [_entry(), _entry(caseworker_id="w2")]}).json()

    assert [one["line"] for one in answer["refused"]] == [2]


@pytest.mark.parametrize("wrong", [{"minutes": 1441}, {"minutes": 1.5}, {"minutes": "45"}, {"kind": "sleep"}])
def test_what_is_no_entry_is_refused_by_its_field(wrong: dict[str, Any], people: dict[str, TestClient]) -> None:
    answer = people["system"].post(ENTRIES, json={"entries": [_entry(**wrong)]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"entries.0.{next(iter(wrong))}"


def test_weeks_are_agreed_listed_and_withdrawn_within_reach(people: dict[str, TestClient]) -> None:
    leader = people["leader"]
    agreed = leader.post(WINDOWS, json={"caseworkers": ["w1"], "starts_on": COMING.isoformat(), "weeks": 3})
    outside = leader.post(WINDOWS, json={"caseworkers": ["w2"], "starts_on": COMING.isoformat(), "weeks": 2})
    (window_id,) = agreed.json()["window_ids"]
    listed = people["system"].get(f"{WINDOWS}?since={COMING}").json()["windows"]
    gone = leader.delete(f"{WINDOWS}/{window_id}")

    assert (agreed.status_code, outside.status_code, gone.status_code) == (201, 404, 204)
    assert [(one["window_id"], one["closed_at"]) for one in listed] == [(window_id, None)]
    assert people["system"].get(f"{WINDOWS}?since={COMING}").json() == {"windows": []}


def test_a_window_is_closed_by_its_caseworker_alone(people: dict[str, TestClient]) -> None:
    own = {one["caseworker_id"]: one["window_id"] for one in people["anna"].get(WINDOWS).json()["windows"]}
    address = f"{WINDOWS}/{own['w1']}/closing"

    refused = people["leader"].post(address, json={"empty_days": "nothing"})
    silent = people["anna"].post(address, json={})
    closed = people["anna"].post(address, json={"empty_days": "left_out"})
    late = people["anna"].post(ENTRIES, json={"entries": [_entry()]}).json()

    assert set(own) == {"w1"}
    assert [one.status_code for one in (refused, silent, closed)] == [403, 422, 200]
    assert closed.json()["closed_at"] is not None
    assert late["refused"][0]["code"] == "closed"
    assert people["leader"].delete(f"{WINDOWS}/{own['w1']}").status_code == 409
