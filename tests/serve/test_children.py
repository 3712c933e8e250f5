"""Who a child is: kept when it is told, and told to nobody but those who reach a case about the child."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Classification, Role, Scope, Sensitivity
from sagstyngde.audit import Outcome
from sagstyngde.errors import VaultClosed
from sagstyngde.settings import Mode, Settings
from serve.app import create_app
from serve.house import House
from serve.vault import key_file
from storage.engine import Engine, reading, writing
from storage.vault import count, enter
from storage.vault_key_file import make_keys, read_keys, replace_keys
from storage.vault_keys import VaultKeys
from tests.answers import STAMP, a_case, store
from tests.canaries import Canaries
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal
from tests.storage.test_vault import ASE

CHILDREN = "/api/v1/children"
ASKED = {"Sagstyngde-Purpose": "partshøring".encode()}
CPR, NAME = ASE.cpr.digits, ASE.name


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    make_keys(path)
    return path


@pytest.fixture
def door() -> TrustingDoor:
    return TrustingDoor(a_principal(Role.SYSTEM, user_id="fagsystem"), a_principal(Role.LEADER, user_id="leder"))


@pytest.fixture
def client(engine: Engine, keys: Path, door: TrustingDoor) -> Iterator[TestClient]:
    app = create_app(StandIn(), engine, door=door, house=House(vault_keys=keys))
    with Visitor(app, raise_server_exceptions=False, headers={HEADER: "fagsystem"}) as visitor:
        yield visitor


def _register(client: TestClient, cpr: str = CPR, name: str = NAME, **options: Any) -> httpx2.Response:
    return client.post(CHILDREN, json={"cpr": cpr, "name": name}, **options)


def _identity(client: TestClient, child_id: str, who: str = "leder", **headers: Any) -> httpx2.Response:
    return client.get(f"{CHILDREN}/{child_id}/identity", headers={HEADER: who, **ASKED, **headers})


def _looks(engine: Engine) -> list[Any]:
    from sqlalchemy import select  # noqa: PLC0415

    from storage.tables.audit import audit_entries  # noqa: PLC0415

    with reading(engine) as connection:
        return list(connection.execute(select(audit_entries).order_by(audit_entries.c.sequence)))


def test_a_child_gets_its_pseudonym_and_its_day_of_birth_and_the_number_is_told_to_nobody(client: TestClient) -> None:
    answer = _register(client)

    assert answer.status_code == 200
    assert answer.json() == {"child_id": answer.json()["child_id"], "birth_day": 29}
    assert CPR not in answer.text
    assert NAME not in answer.text


@pytest.mark.parametrize("written", ["290204-5678", "290204 5678", "29.02.04–5678"])
def test_the_same_child_gets_the_same_pseudonym_however_its_number_is_written(client: TestClient, written: str) -> None:
    assert _register(client, cpr=written).content == _register(client).content


def test_a_request_sent_again_needs_no_key_and_leaves_no_trace_of_its_body(client: TestClient, engine: Engine) -> None:
    from storage.tables.identity import answered_requests  # noqa: PLC0415

    first, second = _register(client), _register(client, headers={"Idempotency-Key": ""})

    assert first.content == second.content
    with reading(engine) as connection:
        assert count(connection) == 1
        assert connection.execute(answered_requests.select()).all() == []


@pytest.mark.parametrize("cpr", ["310204-5678", "290203-5678", "000000-0000", "290204-567", "", "x" * 31])
def test_a_number_that_cannot_be_is_refused_and_not_repeated(
    client: TestClient, engine: Engine, cpr: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = _register(client, cpr=cpr)

    assert answer.status_code == 422
    assert not cpr or cpr not in answer.text + caplog.text
    assert _looks(engine) == []


@pytest.mark.parametrize("name", ["Barn 290204-5678", "", "x" * 201, "a\u202eb", "a\nb"])
def test_a_name_is_a_plain_text_without_a_number(client: TestClient, name: str) -> None:
    assert _register(client, name=name).status_code == 422


def test_who_reaches_a_case_about_the_child_is_told_and_the_look_has_its_purpose(
    client: TestClient, engine: Engine
) -> None:
    child_id = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=child_id))

    answer = _identity(client, child_id)

    assert answer.json() == {"child_id": child_id, "cpr": CPR, "name": NAME}
    assert answer.headers["cache-control"] == "no-store"
    last = _looks(engine)[-1]
    assert (last.actor, last.operation, last.outcome, last.child_id, last.purpose) == (
        "leder",
        "child.identify",
        Outcome.ALLOWED,
        child_id,
        "partshøring",
    )


@pytest.mark.parametrize("purpose", [None, "", "x" * 101, "fordi <b>", "\u202e"])
def test_without_a_purpose_nobody_is_told(client: TestClient, engine: Engine, purpose: str | None) -> None:
    child_id = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=child_id))

    headers = {} if purpose is None else {b"sagstyngde-purpose": purpose.encode()}
    answer = client.get(f"{CHILDREN}/{child_id}/identity", headers={b"x-visitor": b"leder"} | headers)

    assert answer.status_code == 422


def test_the_unknown_and_the_invisible_get_one_answer_and_both_are_logged(
    client: TestClient, engine: Engine, door: TrustingDoor
) -> None:
    elsewhere = Scope(teams=frozenset({"Andet team"}))
    door.add(a_principal(Role.LEADER, user_id="anden", scope=elsewhere))
    known = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=known, team="Børn"))
    unknown = VaultKeys.new().pseudonym_of(ASE.cpr)

    answers = [_identity(client, child_id, "anden") for child_id in (known, unknown, "barn-x", "x" * 200)]

    told = [{key: value for key, value in answer.json().items() if key != "instance"} for answer in answers]
    assert {answer.status_code for answer in answers} == {404}
    assert told == [told[0]] * 4
    assert [(look.outcome, look.child_id) for look in _looks(engine)[-4:]] == [
        (Outcome.DENIED, known),
        (Outcome.UNKNOWN, unknown),
        (Outcome.UNKNOWN, None),  # what cannot be a pseudonym is not repeated in the log
        (Outcome.UNKNOWN, None),
    ]


@pytest.mark.parametrize(
    ("who", "reached"),
    [
        (a_principal(Role.CASEWORKER, user_id="egen", caseworker_id="w1"), True),
        (a_principal(Role.CASEWORKER, user_id="fremmed", caseworker_id="w2"), False),
        (a_principal(Role.LEADER, user_id="uden", scope=Scope(sensitivities=frozenset({Sensitivity.OPEN}))), False),
    ],
    ids=lambda value: value.user_id if hasattr(value, "user_id") else "",
)
def test_a_caseworker_is_told_of_her_own_cases_children_only(
    client: TestClient, engine: Engine, who: Any, reached: bool
) -> None:
    door: TrustingDoor = client.app.state.door  # type: ignore[attr-defined]  # an application of ours
    door.add(who)
    child_id = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=child_id, caseworker_id="w1"))
    assert Classification().sensitivity is Sensitivity.SENSITIVE

    assert _identity(client, child_id, who.user_id).status_code == (200 if reached else 404)


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.ANALYST, Role.APPROVER, Role.AUDITOR])
def test_other_roles_may_not_ask_who_a_child_is(client: TestClient, door: TrustingDoor, role: Role) -> None:
    door.add(a_principal(role, user_id="en"))

    assert _identity(client, "barn-x", "en").status_code == 403


def test_keys_changed_while_the_server_runs_count_at_once(client: TestClient, engine: Engine, keys: Path) -> None:
    child_id = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=child_id))
    replace_keys(keys, read_keys(keys).rotated())

    assert _identity(client, child_id).json()["cpr"] == CPR
    assert _register(client).json()["child_id"] == child_id


@pytest.mark.parametrize("harm", ["missing", "open to others", "another's"])
def test_without_its_keys_the_vault_is_closed_and_nothing_is_kept(
    client: TestClient, engine: Engine, keys: Path, harm: str
) -> None:
    child_id = _register(client).json()["child_id"]
    with writing(engine) as connection:
        store(connection, a_case("s1", child_id=child_id))
    match harm:
        case "missing":
            keys.unlink()
        case "open to others":
            keys.chmod(0o644)
        case _:
            replace_keys(keys, VaultKeys.new())

    answer = _identity(client, child_id)

    assert answer.status_code == 503
    assert CPR not in answer.text


def test_a_server_without_a_vault_says_so(engine: Engine, door: TrustingDoor) -> None:
    client = Visitor(create_app(StandIn(), engine, door=door), headers={HEADER: "fagsystem"})

    assert _register(client).status_code == 503


def test_keys_are_made_at_the_first_start_and_found_at_the_next(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(var=tmp_path / "var")

    made = key_file(settings, engine)
    found = key_file(settings, engine)

    assert (made, made.name) == (found, "vault.keys")
    assert "made the vault's keys" in caplog.text
    assert "/" not in caplog.messages[-1]


def test_operation_makes_no_keys_by_itself(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(VaultClosed, match="apart from the database"):
        key_file(Settings(var=tmp_path / "var", mode=Mode.OPERATION), engine)

    assert not (tmp_path / "var" / "vault.keys").exists()


def test_a_named_file_is_never_made_and_another_vaults_is_refused(engine: Engine, tmp_path: Path, keys: Path) -> None:
    with pytest.raises(VaultClosed, match="is not there"):
        key_file(Settings(var=tmp_path, vault_keys=tmp_path / "lost"), engine)

    with writing(engine) as connection:
        enter(connection, VaultKeys.new(), ASE, STAMP)
    with pytest.raises(VaultClosed, match="do not open"):
        key_file(Settings(var=tmp_path, vault_keys=keys), engine)


def test_no_number_of_a_hundred_is_in_an_answer_or_a_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    canaries = Canaries.drawn(100, seed=11)

    with caplog.at_level(logging.DEBUG):
        answers = [_register(client, cpr=canaries.written(place), name="Opdigtet Barn") for place in range(100)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["child_id"] for answer in answers}) == 100
    assert not canaries.found_in((caplog.text + "".join(answer.text for answer in answers)).encode())
