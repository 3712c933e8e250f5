"""Cases are created, read, changed from the version that was read, closed, listed and looked back at."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Principal, Role, Scope
from sagstyngde.case import CaseId, is_shadowed
from tests.serve.routes import all_routes
from tests.serve.test_api import BODY
from tests.serve.visitors import HEADER, Visitor, a_principal

ID = "27.24.00-G01-412-26"
TEAM_A = Scope(teams=frozenset({"A"}))
Client = Callable[[Principal], TestClient]


@pytest.fixture
def as_one(app: FastAPI) -> Client:
    def client(principal: Principal) -> TestClient:
        app.state.door.add(principal)
        return Visitor(app, raise_server_exceptions=False, headers={HEADER: principal.user_id})

    return client


def _url(case_id: str = ID, rest: str = "") -> str:
    return f"/api/v1/cases/{quote(case_id, safe='')}{rest}"


def _body(case_id: str = ID, **changes: Any) -> dict[str, Any]:
    return BODY | {"case_id": case_id} | changes


def test_a_case_is_created_and_read_without_being_assessed(client: TestClient) -> None:
    made = client.post("/api/v1/cases", json=BODY)
    read = client.get(made.headers["location"])

    assert (made.status_code, read.status_code) == (201, 200)
    assert made.json() == read.json()
    assert made.headers["etag"] == read.headers["etag"] == '"1"'
    assert read.json()["facts"] == {name: value for name, value in BODY["facts"].items() if value is not None}
    assert read.json()["weight"] == {"category": None, "basis": "nobody", "monthly_hours": []}


def test_the_same_case_again_changes_nothing(client: TestClient) -> None:
    statuses = [client.post("/api/v1/cases", json=BODY).status_code for _ in range(2)]
    differs = client.post("/api/v1/cases", json=BODY | {"district": "Vesterbro"})

    assert statuses == [201, 200]
    assert (differs.status_code, client.get(_url()).json()["version"]) == (409, 1)


@pytest.mark.parametrize("case_id", ["26/0412 A", "27.24.00-G01-412-26", "Å/ø:1_2"])
def test_an_id_may_hold_slashes_spaces_and_danish_letters(case_id: str, client: TestClient) -> None:
    client.post("/api/v1/cases", json=_body(case_id))

    plain = client.get(f"/api/v1/cases/{case_id}/history")
    assert client.get(_url(case_id)).json()["case_id"] == case_id
    assert plain.json()["versions"] == client.get(_url(case_id, "/history")).json()["versions"]


@pytest.mark.parametrize("case_id", ["ny", "ny/7", "26/0412/ret", "26/judgements"])
def test_an_id_whose_address_would_be_anothers_is_refused_by_name(case_id: str, client: TestClient) -> None:
    refused = client.post("/api/v1/cases", json=_body(case_id))

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "case_id")
    assert "giv sagen et andet sags-id" in refused.text
    assert client.get("/api/v1/cases").json()["cases"] == []


def test_no_address_of_a_case_or_beside_one_can_be_taken_for_another_cases(app: FastAPI) -> None:
    """Every word an address has after a case's id, or in its place, is one no case may be called by."""
    for route in all_routes(app):
        for start in ("/sager/", "/api/v1/cases/"):
            if route.path.startswith(start):
                words = route.path.removeprefix(start).split("/")
                taken = "/".join(re.sub(r"\{.*\}", "7", word) for word in words)
                assert (len(words) == 1 and words[0].startswith("{")) or is_shadowed(CaseId(taken)), route.path


@pytest.mark.parametrize("case_id", ["x" * 65, "nix", "a%00b", "history", "../../etc", "%0d%0a"])
def test_an_id_that_no_case_has_is_not_found_and_not_repeated(case_id: str, client: TestClient) -> None:
    for rest in ("", "/history"):
        answer = client.get(f"/api/v1/cases/{case_id}{rest}")
        assert answer.status_code == 404
        assert case_id not in answer.text


def test_a_change_is_a_version_and_what_was_known_before_can_still_be_seen(client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)

    changed = client.patch(
        _url(),
        json={"team": "Team 2", "language": None, "facts": {"mobility": 1, "complaint": None}},
        headers={"if-match": '"1"'},
    )

    versions = client.get(_url(rest="/history")).json()["versions"]
    assert (changed.status_code, changed.headers["etag"], changed.json()["version"]) == (200, '"2"', 2)
    assert [version["facts"].get("mobility") for version in versions] == [3, 1]
    assert [version["facts"].get("complaint") for version in versions] == [True, None]
    assert [(version["team"], version["language"]) for version in versions] == [(None, "arabisk"), ("Team 2", None)]
    assert {version["known_by"] for version in versions} == {"everything"}


def test_a_change_that_changes_nothing_is_no_version(client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)

    answer = client.patch(_url(), json={"facts": {"mobility": 3}}, headers={"if-match": '"1"'})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')


@pytest.mark.parametrize(
    ("given", "status"),
    [(None, 428), ('"2"', 412), ("*", 412), ('W/"1"', 412), ('"1", "2"', 412), ("1", 412), ('""', 412), ('"01"', 412)],
)
def test_a_change_must_name_the_version_it_was_made_from(given: str | None, status: int, client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)
    headers = {} if given is None else {"if-match": given}

    answers = [
        client.patch(_url(), json={"team": "KANARIE"}, headers=headers),
        client.post(_url(rest="/close"), json={"closed_on": "2026-11-04"}, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert client.get(_url()).json()["version"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"received_on": None},
        {"case_id": "other"},
        {"caseworker_id": "w1"},
        {"closed_on": "2026-11-04"},
        {"facts": {"mobility": 5}},
        {"facts": {"nix": 1}},
        {"facts": None},
        {"child_id": "0101901234"},
        [],
    ],
)
def test_what_a_change_may_not_say_is_refused(body: Any, client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)

    answer = client.patch(_url(), json=body, headers={"if-match": '"1"'})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert client.get(_url()).json()["version"] == 1


def test_a_case_is_closed_once_and_can_be_opened_again(client: TestClient) -> None:
    client.post("/api/v1/cases", json=BODY)
    close = _url(rest="/close")

    early = client.post(close, json={"closed_on": "2026-11-02"}, headers={"if-match": '"1"'})
    closed = client.post(close, json={"closed_on": "2026-11-04"}, headers={"if-match": '"1"'})
    twice = client.post(close, json={}, headers={"if-match": '"2"'})
    late = client.patch(_url(), json={"received_on": "2026-11-05"}, headers={"if-match": '"2"'})
    opened = client.patch(_url(), json={"closed_on": None}, headers={"if-match": '"2"'})

    assert [one.status_code for one in (early, closed, twice, late, opened)] == [422, 200, 422, 422, 200]
    assert (closed.json()["closed_on"], closed.headers["etag"]) == ("2026-11-04", '"2"')
    assert (opened.json()["closed_on"], opened.headers["etag"]) == (None, '"3"')


def test_a_list_is_read_page_by_page_and_every_case_stands_on_one_page(client: TestClient) -> None:
    ids = [f"s{number}" for number in range(7)]
    for case_id in ids:
        client.post("/api/v1/cases", json=_body(case_id))

    pages, after = [], None
    while True:
        query: dict[str, Any] = {"limit": 3} | ({} if after is None else {"after": after})
        page = client.get("/api/v1/cases", params=query).json()
        pages.append([one["case_id"] for one in page["cases"]])
        after = page["next"]
        if after is None:
            break

    assert pages == [ids[:3], ids[3:6], ids[6:]]


def test_a_list_is_filtered(client: TestClient) -> None:
    client.post("/api/v1/cases", json=_body("open", team="T1", child_id="b1"))
    client.post("/api/v1/cases", json=_body("held", caseworker_id="w1", child_id="b2"))
    client.post("/api/v1/cases", json=_body("shut", child_id="b2"))
    client.post(_url("shut", "/close"), json={}, headers={"if-match": '"1"'})

    def found(**query: Any) -> set[str]:
        return {one["case_id"] for one in client.get("/api/v1/cases", params=query).json()["cases"]}

    assert found(state="open") == {"open", "held"}
    assert found(state="closed") == {"shut"}
    assert (found(waiting=True), found(waiting=False)) == ({"open"}, {"held", "shut"})
    assert (found(team="T1"), found(child_id="b2")) == ({"open"}, {"held", "shut"})


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": -1}, {"limit": 10**9}, {"after": "x"}, {"after": "ø"}, {"state": "x"}, {"team": "\x00"}],
)
def test_a_list_that_cannot_be_asked_for_is_refused(query: dict[str, Any], client: TestClient) -> None:
    assert client.get("/api/v1/cases", params=query).status_code == 422


def test_a_cursor_is_good_for_one_list_of_one_person_and_cannot_be_altered(client: TestClient, as_one: Client) -> None:
    for number in range(3):
        client.post("/api/v1/cases", json=_body(f"s{number}"))
    cursor = client.get("/api/v1/cases", params={"limit": 1}).json()["next"]
    other = as_one(a_principal(Role.LEADER, user_id="other"))

    altered = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    assert client.get("/api/v1/cases", params={"after": cursor}).status_code == 200
    assert client.get("/api/v1/cases", params={"after": altered}).status_code == 422
    assert client.get("/api/v1/cases", params={"after": cursor, "state": "open"}).status_code == 422
    assert other.get("/api/v1/cases", params={"after": cursor}).status_code == 422


def test_what_may_not_be_seen_cannot_be_told_from_what_is_not_there(client: TestClient, as_one: Client) -> None:
    client.post("/api/v1/cases", json=_body("hidden", team="B"))
    leader = as_one(a_principal(Role.LEADER, user_id="leader-a", scope=TEAM_A))
    if_match = {"if-match": '"1"'}

    for case_id in ("hidden", "unknown"):
        answers = [
            leader.get(_url(case_id)),
            leader.get(_url(case_id, "/history")),
            leader.patch(_url(case_id), json={"team": "A"}, headers=if_match),
            leader.post(_url(case_id, "/close"), json={}, headers=if_match),
            leader.post("/api/v1/cases", json=_body(case_id, team="B")),
            leader.post("/api/v1/assessments", json=_body(case_id, team="B", district="x")),
        ]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert leader.get("/api/v1/cases").json() == {"cases": [], "next": None}
    assert client.get(_url("unknown")).status_code == 404


def test_nobody_takes_a_case_out_of_her_own_reach(client: TestClient, as_one: Client) -> None:
    client.post("/api/v1/cases", json=_body(team="A"))
    leader = as_one(a_principal(Role.LEADER, user_id="leader-a", scope=TEAM_A))

    answer = leader.patch(_url(), json={"team": "B"}, headers={"if-match": '"1"'})

    assert answer.status_code == 403
    assert leader.get(_url()).json()["team"] == "A"


def test_a_caseworker_finds_her_own_cases_only(client: TestClient, as_one: Client) -> None:
    client.post("/api/v1/cases", json=_body("hers", caseworker_id="w1"))
    client.post("/api/v1/cases", json=_body("others", caseworker_id="w2"))
    one = as_one(a_principal(Role.CASEWORKER, user_id="cw", caseworker_id="w1"))

    assert [case["case_id"] for case in one.get("/api/v1/cases").json()["cases"]] == ["hers"]
    assert [one.get(_url(case_id)).status_code for case_id in ("hers", "others")] == [200, 404]
