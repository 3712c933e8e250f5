"""Bad inputs as raw bytes: never a 5xx, never an echo, always a problem in Danish that names the field."""

import gzip
import json
import logging
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.operations import Operation
from tests.serve.visitors import EVERYTHING, HEADER, Visitor

CANARY = "KANARIE9"
JSON = {"content-type": "application/json"}


def _case(facts: str = "{}", *, start: str = "", received_on: str = '"2026-11-03"') -> bytes:
    return f'{{{start}"case_id": "s-1", "received_on": {received_on}, "facts": {facts}}}'.encode()


MANY_COMPETENCES = '"required_competences": [' + '"a",' * 2_000 + '"a"],'
CORPUS: dict[str, tuple[bytes, int, str | None]] = {
    "B01 NaN": (_case('{"distance": NaN}'), 422, "facts.distance"),
    "B02 Infinity": (_case('{"distance": Infinity}'), 422, "facts.distance"),
    "B02 -Infinity": (_case('{"distance": -Infinity}'), 422, "facts.distance"),
    "B03 1e400": (_case('{"distance": 1e400}'), 422, "facts.distance"),
    "B04 NaN in a whole number": (_case('{"mobility": NaN}'), 422, "facts.mobility"),
    "B05 lone surrogate": (_case(f'{{"school": "{CANARY}\\ud800"}}'), 422, "facts.school"),
    "B06 lone surrogate in a key": (_case(f'{{"{CANARY}\\udfff": 1}}'), 422, "facts.(ukendt felt)"),
    "B07 100,000 lists": (b"[" * 100_000, 400, None),
    "B07 100,000 lists, closed": (b"[" * 100_000 + b"]" * 100_000, 400, None),
    "B08 5,000 objects": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, None),
    "B08 40 objects": (_case('{"school":' + '{"a":' * 40 + "1" + "}" * 41), 400, None),
    "B09 5,000 digits": (_case('{"measures": ' + "9" * 5_000 + "}"), 422, "facts.measures"),
    "B10 20 digits": (_case('{"measures": ' + "9" * 20 + "}"), 422, "facts.measures"),
    "B11 repeated key": (_case('{"mobility": 1, "mobility": 2}'), 422, "facts.mobility"),
    "B11 repeated id": (_case(start=f'"case_id": "{CANARY}",'), 422, "case_id"),
    "B12 truncated": (_case()[:-1], 422, None),
    "B12 empty": (b"", 422, None),
    "B12 null": (b"null", 422, "body"),
    "B12 list": (b"[]", 422, "body"),
    "B12 text": (f'"{CANARY}"'.encode(), 422, "body"),
    "B12 no facts object": (_case("3"), 422, "facts"),
    "B13 true for a number": (_case('{"measures": true}'), 422, "facts.measures"),
    "B13 1 for a flag": (_case('{"complaint": 1}'), 422, "facts.complaint"),
    "B14 text for a number": (_case('{"measures": "3"}'), 422, "facts.measures"),
    "B14 Danish number": (_case('{"distance": "1.234,5"}'), 422, "facts.distance"),
    "B15 BOM": (b"\xef\xbb\xbf" + _case(), 400, None),
    "B16 UTF-16": (_case().decode().encode("utf-16"), 415, None),
    "B16 UTF-16 without a mark": (_case().decode().encode("utf-16-le"), 415, None),
    "B16 UTF-32": (_case().decode().encode("utf-32"), 415, None),
    "B17 Latin-1": ('{"case_id": "æøå"}'.encode("latin-1"), 400, None),
    "B18 NUL": (_case(f'{{"school": "{CANARY}\\u0000"}}'), 422, "facts.school"),
    "B19 unknown field": (_case(start=f'"is_admin": "{CANARY}",'), 422, "is_admin"),
    "B19 unknown fact": (_case(f'{{"is_admin": "{CANARY}"}}'), 422, "facts.is_admin"),
    "B19 a CPR number as a key": (_case('{"a0101901234": 1}'), 422, "facts.(ukendt felt)"),
    "B20 __proto__": (_case(start=f'"__proto__": {{"a": "{CANARY}"}},'), 422, "(ukendt felt)"),
    "B20 constructor": (_case('{"constructor": 1}'), 422, "facts.constructor"),
    "B20 $ref": (_case(f'{{"$ref": "{CANARY}"}}'), 422, "facts.(ukendt felt)"),
    "B21 gzip": (gzip.compress(_case()), 415, None),
    "B22 10 MB text": (_case('{"school": "' + CANARY * 1_250_000 + '"}'), 413, None),
    "B23 largest float": (_case('{"distance": 1.797e308}'), 422, "facts.distance"),
    "B23 above the bound": (_case('{"distance": 301}'), 422, "facts.distance"),
    "B27 unknown option": (_case(f'{{"inquiry": "{CANARY}"}}'), 422, "facts.inquiry"),
    "B27 unknown option among several": (_case(f'{{"partners": ["ppr", "{CANARY}"]}}'), 422, "facts.partners"),
    "B33 no such day": (_case('{"born_on": "2025-02-29"}'), 422, "facts.born_on"),
    "B33 year 9999": (_case(received_on='"9999-12-31"'), 422, "received_on"),
    "B33 a number for a day": (_case(received_on="1762128000"), 422, "received_on"),
    "B33 a moment for a day": (_case(received_on='"2026-11-03T10:00:00+14:00"'), 422, "received_on"),
    "B37 CPR in a fact": (_case('{"school": "barn 010190-1234"}'), 422, "facts.school"),
    "B37 CPR as an id": (_case(start='"child_id": "0101901234",'), 422, "child_id"),
    "B39 line break": (_case(f'{{"school": "{CANARY}\\r\\n200 OK"}}'), 422, "facts.school"),
    "B39 right-to-left mark": (_case(f'{{"school": "{CANARY}\\u202e"}}'), 422, "facts.school"),
    "B40 path as an id": (_case(start='"family_id": "../../etc",'), 422, "family_id"),
    "a level out of range": (_case('{"mobility": 5}'), 422, "facts.mobility"),
    "a fraction for a count": (_case('{"measures": 2.5}'), 422, "facts.measures"),
    "an unknown sibling rule": (_case(start=f'"sibling_rule": "{CANARY}",'), 422, "sibling_rule"),
    "a whole date of birth": (_case(start='"birth_day": "2016-03-07",'), 422, "birth_day"),
    "the 32nd": (_case(start='"birth_day": 32,'), 422, "birth_day"),
    "2,000 competences": (_case(start=MANY_COMPETENCES), 422, "required_competences"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_bad_body_is_refused_by_name_and_never_repeated(
    name: str, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    body, status, field = CORPUS[name]

    with caplog.at_level(logging.DEBUG):
        answer = client.post("/api/v1/assessments", content=body, headers=JSON)

    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert field in [error["field"] for error in problem["errors"]] or field is None
    assert {"type", "title", "status", "detail", "instance", "errors"} == set(problem)
    assert CANARY not in answer.text + caplog.text
    assert len(answer.content) < 4_096


@pytest.mark.parametrize(
    "value", ["-0.0", "5e-324", "0", "12.5", "300"], ids=["minus zero", "denormal", "zero", "plain", "at the bound"]
)
def test_a_number_in_range_is_accepted_however_odd(value: str, client: TestClient) -> None:
    body = _case(f'{{"distance": {value}}}')

    assert client.post("/api/v1/assessments", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_another_type_or_encoding_is_415(headers: dict[str, str], client: TestClient) -> None:
    answer = client.post("/api/v1/assessments", content=_case(), headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")


def test_utf_8_may_be_named(client: TestClient) -> None:
    headers = {"content-type": 'application/json; charset="UTF-8"'}

    assert client.post("/api/v1/assessments", content=_case(), headers=headers).status_code == 201


def test_a_body_that_hides_its_length_is_stopped_too(client: TestClient) -> None:
    chunks = (b" " * 65_536 for _ in range(8))

    assert client.post("/api/v1/assessments", content=chunks, headers=JSON).status_code == 413


def test_a_fault_of_ours_tells_the_client_nothing_of_it(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/api/v1/fault", operation_id=Operation.MODEL_READ)
    def fault() -> None:
        raise RuntimeError(CANARY)

    answer = Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id}).get("/api/v1/fault")
    place = f"{Path(__file__).name}:{fault.__code__.co_firstlineno + 2} fault"

    assert (answer.status_code, answer.json()["title"]) == (500, "Der skete en fejl hos os")
    assert CANARY not in answer.text + caplog.text
    assert place in caplog.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/nix", 404), ("PUT", "/api/v1/model", 405)])
def test_a_wrong_address_is_a_problem_too(method: str, path: str, status: int, client: TestClient) -> None:
    answer = client.request(method, path, content=json.dumps({"a": CANARY}), headers=JSON)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
