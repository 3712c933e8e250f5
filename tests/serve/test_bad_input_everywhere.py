"""R21: the bad inputs of the list, as raw bytes, on every route that takes a body: never a fault, never an echo."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from serve.app import create_app
from serve.house import House
from storage.engine import Engine
from storage.vault_key_file import make_keys
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, TrustingDoor

CANARY = "KANARIE"
JSON = {"content-type": "application/json"}
DEEP = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
BODIES: dict[str, bytes] = {
    "B01 NaN": b'{"case_id": "KANARIE", "hours": NaN}',
    "B02 infinity": b'{"KANARIE": -Infinity}',
    "B03 1e400": b'{"KANARIE": 1e400}',
    "B05 lone surrogate": b'{"case_id": "KANARIE\\ud800"}',
    "B06 lone surrogate in a key": b'{"KANARIE\\ud800": 1}',
    "B07 nested arrays": b"[" * 100_000 + b"]" * 100_000,
    "B08 nested objects": DEEP,
    "B09 long integer": b'{"KANARIE": ' + b"9" * 5_000 + b"}",
    "B11 a key twice": b'{"KANARIE": 1, "KANARIE": 2}',
    "B12 cut off": b'{"KANARIE": ',
    "B12 empty": b"",
    "B12 null": b"null",
    "B12 list": b'["KANARIE"]',
    "B12 text": b'"KANARIE"',
    "B15 byte order mark": b'\xef\xbb\xbf{"KANARIE": 1}',
    "B16 UTF-16": '{"KANARIE": 1}'.encode("utf-16"),
    "B17 Latin-1": '{"KANARIE": "æøå"}'.encode("latin-1"),
    "B18 NUL": b'{"case_id": "KANARIE\\u0000"}',
    "B19 unknown field": b'{"is_admin": "KANARIE"}',
    "B20 prototype": b'{"__proto__": {"KANARIE": 1}, "constructor": 1, "$ref": "KANARIE"}',
    "B22 ten megabytes": json.dumps({"case_id": CANARY * 1_500_000}).encode(),
    "B36 CPR": b'{"case_id": "KANARIE 010190-1234"}',
    "B38 formula": b'{"case_id": "=HYPERLINK(\\"KANARIE\\")"}',
    "B39 line break": b'{"case_id": "KANARIE\\r\\nSet-Cookie: a=b"}',
}


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> FastAPI:
    """A server with a vault, so that a child can be registered."""
    make_keys(tmp_path / "keys.json")
    house = House(vault_keys=tmp_path / "keys.json")
    return create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=house)


@pytest.fixture
def doors(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address of the API that takes a body; the cases and plans they name are not there."""
    return list(_taking_bodies(app))


@pytest.mark.parametrize("name", BODIES)
def test_no_bad_body_causes_a_fault_or_is_echoed(
    name: str, doors: list[tuple[str, str]], client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answers = {door: client.request(*door, content=BODIES[name], headers=JSON | {"If-Match": '"1"'}) for door in doors}

    assert len(answers) >= 1
    wrong = {door: answer.status_code for door, answer in answers.items() if not 400 <= answer.status_code < 500}
    assert wrong == {}
    assert {answer.headers["content-type"] for answer in answers.values()} == {"application/problem+json"}
    assert all(len(answer.content) <= 8_192 for answer in answers.values())
    assert CANARY not in "".join(answer.text for answer in answers.values()) + caplog.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_type_of_content_is_not_read(kind: str, doors: list[tuple[str, str]], client: TestClient) -> None:
    answers = [client.request(*door, content=b'{"a": "KANARIE"}', headers={"content-type": kind}) for door in doors]

    assert {answer.status_code for answer in answers} <= {400, 415, 422}
    assert CANARY not in "".join(answer.text for answer in answers)


BAD_KEYS = ["", "a" * 256, "nøgle", "a b"]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_an_idempotency_key_that_cannot_be_used_is_told_b42(key: str, client: TestClient) -> None:
    body = {"case_id": "s1", "received_on": "2026-11-03"}
    answer = client.post("/api/v1/assessments", json=body, headers={b"Idempotency-Key": key.encode()})

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]


def _taking_bodies(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if not path.startswith("/api/") or not hasattr(route, "operation_id"):
            continue
        for method in sorted({"POST", "PUT", "PATCH"} & set(route.methods or ())):
            yield method, "/".join("1" if part.startswith("{") else part for part in path.split("/"))
