from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from mandate.register_toml import EXAMPLE, LARGEST, register_text
from sagstyngde.access import Role, Scope
from serve.app import create_app
from storage.engine import Engine, writing
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY
from tests.databases import BOTH
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal

BACKENDS = BOTH
Json = dict[str, Any]
REGISTER = "/api/v1/mandate/register"
OWN_PLAN = register_text(EXAMPLE)[1].replace("is_example = true\n", "").replace('"eksempel"', '"vores-plan"')
STRICTER = OWN_PLAN.replace('version = "2026-1"', 'version = "2026-2"').replace("months = 6", "months = 12")


def _adopt(client: TestClient, toml: str = OWN_PLAN, *, newest: int = 0, **told: Any) -> Any:
    return client.post(REGISTER, json={"toml": toml} | told, headers={"If-Match": f'"{newest}"'})


def _read(client: TestClient, **asked: Any) -> Any:
    return client.get(REGISTER, params=asked)


def test_until_something_is_adopted_the_example_is_shown_and_says_so(client: TestClient) -> None:
    answer = _read(client)

    shown = answer.json()
    assert (shown["is_example"], shown["register_version"], shown["adopted"]) == (True, None, None)
    assert answer.headers["etag"] == '"0"'
    assert shown["toml"] == register_text(EXAMPLE)[1]
    assert {rule["provision"] for rule in shown["rules"]} <= {one["provision"] for one in shown["provisions"]}
    assert client.get(f"{REGISTER}/versions").json() == {"versions": []}


def test_an_adopted_register_is_kept_whole_with_who_and_when(client: TestClient) -> None:
    first = _adopt(client, note="Udvalget, punkt 4")
    second = _adopt(client, STRICTER, newest=1, holds_from="2027-01-01")

    assert (first.status_code, first.headers["etag"], first.headers["location"]) == (
        201,
        '"1"',
        f"{REGISTER}?version=1",
    )
    assert client.get(first.headers["location"]).json()["toml"] == OWN_PLAN
    versions = client.get(f"{REGISTER}/versions").json()["versions"]
    assert [(one["register_version"], one["note"]) for one in versions] == [(2, None), (1, "Udvalget, punkt 4")]
    assert second.json()["holds_from"] == "2027-01-01"
    assert (_read(client).json()["register_version"], _read(client).headers["etag"]) == (2, '"2"')


def test_the_register_of_a_day_is_the_one_adopted_last_that_was_in_force(client: TestClient) -> None:
    _adopt(client, holds_from="2026-01-01")
    _adopt(client, STRICTER, newest=1, holds_from="2026-07-01")

    found = {day: _read(client, on=day) for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")}

    assert [one.status_code for one in found.values()] == [422, 200, 200, 200]
    assert [one.json()["seniority"]["months"] for one in list(found.values())[1:]] == [6, 6, 12]


def test_nothing_is_adopted_over_what_the_sender_has_not_read(client: TestClient) -> None:
    _adopt(client)

    stale = _adopt(client, STRICTER, newest=0)
    silent = client.post(REGISTER, json={"toml": STRICTER})

    assert (stale.status_code, silent.status_code) == (412, 428)
    assert _read(client).json()["register_version"] == 1


def test_the_same_text_again_makes_no_version_unless_for_another_day(client: TestClient) -> None:
    for newest in (0, 1):
        _adopt(client, newest=newest, holds_from="2026-01-01")
    again = _adopt(client, newest=1)
    earlier = _adopt(client, newest=1, holds_from="2025-06-01")

    assert (again.json()["register_version"], earlier.json()["register_version"]) == (1, 2)


def test_an_adoption_sent_twice_is_one(client: TestClient) -> None:
    headers = {"If-Match": '"0"', "Idempotency-Key": "once"}

    one, again = (client.post(REGISTER, json={"toml": OWN_PLAN}, headers=headers) for _ in range(2))

    assert (one.status_code, again.content) == (201, one.content)
    assert len(client.get(f"{REGISTER}/versions").json()["versions"]) == 1


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("ikke toml", "ikke gyldig TOML"),
        (register_text(EXAMPLE)[1], "is_example"),
        (OWN_PLAN.replace('level = "egenkompetence"', 'level = "egen"', 1), "familievejleder"),
        (OWN_PLAN.replace("months = 6", "months = 600"), "months"),
    ],
)
def test_a_register_that_cannot_be_used_is_refused_by_entry_and_key_and_not_kept(
    client: TestClient, toml: str, told: str
) -> None:
    refused, checked = _adopt(client, toml), client.post(f"{REGISTER}/check", json={"toml": toml})

    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"toml"}
    assert told in refused.json()["errors"][0]["message"]
    assert told in " ".join(f"{one['where']} {one['message']}" for one in checked.json()["faults"])
    assert _read(client).json()["is_example"]


def test_all_faults_are_told_at_once_and_a_good_text_has_none(client: TestClient) -> None:
    wrong = OWN_PLAN.replace('level = "egenkompetence"', 'level = "egen"', 2).replace("months = 6", "months = 600")

    faults = client.post(f"{REGISTER}/check", json={"toml": wrong}).json()["faults"]

    assert len(faults) >= 2
    assert client.post(f"{REGISTER}/check", json={"toml": OWN_PLAN}).json() == {"faults": []}


def test_the_contracts_own_example_can_be_adopted(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"][REGISTER]["post"]["requestBody"]["content"]

    answer = client.post(REGISTER, json=described["application/json"]["example"], headers={"If-Match": '"0"'})

    assert answer.status_code == 201, answer.text


def test_a_register_that_this_program_cannot_read_any_more_says_so_until_another_is_adopted(
    client: TestClient, engine: Engine
) -> None:
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml="laengst = 'væk'", holds_from=TODAY), STAMP)

    before, adopted, after = _read(client), _adopt(client, newest=1), _read(client)

    assert (before.status_code, adopted.status_code, after.status_code) == (503, 201, 200)
    assert "vedtag den på ny" in before.json()["detail"]


def test_a_text_that_is_far_too_long_is_refused(client: TestClient) -> None:
    assert _adopt(client, "#" * (LARGEST + 1)).status_code == 422


def test_an_unknown_version_is_not_found_and_two_questions_at_once_are_none(client: TestClient) -> None:
    assert _read(client, version=3).status_code == 404
    assert _read(client, version=1, on="2026-01-01").status_code == 422


def _of(app: FastAPI, user_id: str) -> TestClient:
    return Visitor(app, headers={HEADER: user_id})


@pytest.fixture
def house(engine: Engine) -> FastAPI:
    """A server with people of every kind that a register is about."""
    with writing(engine) as connection:
        record_staff(
            connection,
            [
                a_caseworker("w0", team="Øst"),
                a_caseworker("w1", team="Vest", employed_on=TODAY.replace(month=TODAY.month - 1)),
            ],
            STAMP,
        )
    east = Scope(teams=frozenset({"Øst"}))
    people = (
        a_principal(Role.LEADER, user_id="leder"),
        a_principal(Role.LEADER, user_id="teamleder", scope=east),
        a_principal(Role.APPROVER, user_id="godkender"),
        a_principal(Role.CASEWORKER, user_id="erfaren", caseworker_id="w0"),
        a_principal(Role.CASEWORKER, user_id="ny", caseworker_id="w1"),
        a_principal(Role.CONSULTANT, user_id="konsulent"),
    )
    return create_app(StandIn(), engine, door=TrustingDoor(*people))


def test_only_who_is_limited_to_no_team_adopts(house: FastAPI) -> None:
    statuses = [
        _adopt(_of(house, who), newest=newest).status_code
        for newest, who in enumerate(["leder", "teamleder", "erfaren", "konsulent"])
    ]
    by_approver = _adopt(_of(house, "godkender"), STRICTER, newest=1)

    assert statuses == [201, 403, 403, 403]
    assert by_approver.status_code == 201
    assert _read(_of(house, "ny")).json()["register_version"] == 2


def _mine(house: FastAPI, who: str, **asked: Any) -> dict[str, Json]:
    answer = _of(house, who).get("/api/v1/mandate/mine", params=asked)
    assert answer.status_code == 200, answer.text
    return {one["provision"]: one for one in answer.json()["provisions"]}


def test_a_caseworker_sees_what_she_may_decide_alone_and_from_when(house: FastAPI) -> None:
    _adopt(_of(house, "leder"), holds_from="2026-01-01")
    experienced, new = (_mine(house, who)["BL § 81"] for who in ("erfaren", "ny"))
    later = _mine(house, "ny", on="2027-06-01")["BL § 81"]

    assert (experienced["level"], later["level"]) == ("egenkompetence", "egenkompetence")
    assert new["level"] != "egenkompetence"
    assert new["own_from"] == f"2027-{TODAY.month - 1 + 6 - 12:02d}-{TODAY.day:02d}"


def test_a_leader_sees_it_of_her_own_people_and_of_nobody_elses(house: FastAPI) -> None:
    assert _mine(house, "teamleder", caseworker_id="w0")

    client = _of(house, "teamleder")
    other, unknown, nobody = (
        client.get("/api/v1/mandate/mine", params=asked)
        for asked in ({"caseworker_id": "w1"}, {"caseworker_id": "w9"}, {})
    )
    assert (other.status_code, unknown.status_code, nobody.status_code) == (404, 404, 422)
    colleague = _of(house, "erfaren").get("/api/v1/mandate/mine", params={"caseworker_id": "w1"})
    assert colleague.status_code == 404
