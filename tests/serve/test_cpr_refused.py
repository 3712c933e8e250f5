"""A CPR number typed where it does not belong: whatever the address, it goes no further and is told to nobody."""

import json
import logging
import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.bodies import LINE_PATHS
from tests.canaries import WRITTEN, Canaries

CANARIES = Canaries.drawn(len(WRITTEN), seed=37)
JSON = {"content-type": "application/json"}
LINES = {"content-type": "application/x-ndjson"}


def _routes(app: FastAPI, method: str) -> list[str]:
    return [path for path, item in app.openapi()["paths"].items() if method in item]


def _one_body(app: FastAPI) -> list[str]:
    return [path for path in _routes(app, "post") if path not in LINE_PATHS]


@pytest.fixture(params=range(len(WRITTEN)))
def number(request: pytest.FixtureRequest) -> str:
    return CANARIES.written(request.param)


def test_in_any_address_it_is_answered_as_unknown_and_neither_logged_nor_repeated(
    app: FastAPI, client: TestClient, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    addresses = [path for path in _routes(app, "get") if "{" in path]

    with caplog.at_level(logging.DEBUG):
        answers = [client.get(re.sub(r"\{\w+\}", quote(number), path)) for path in addresses]

    assert answers
    assert {answer.status_code for answer in answers} == {404}
    assert not CANARIES.found_in(_told(caplog) + b"".join(answer.content for answer in answers))


def test_in_any_query_or_kept_header_it_is_refused(
    app: FastAPI, client: TestClient, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [client.get(path, params={"q": number}) for path in _routes(app, "get")]
        header = {b"content-type": b"application/json", b"idempotency-key": number.encode()}
        answers += [client.post(path, content=b"{}", headers=header) for path in _routes(app, "post")]

    assert {answer.status_code for answer in answers} == {400}
    assert not CANARIES.found_in(_told(caplog) + b"".join(answer.content for answer in answers))


@pytest.mark.parametrize(
    "body",
    [
        {"note": "{}"},
        {"name": "Barn {}"},
        {"reason": {"text": ["se journal {}."]}},
        {"id_{}": True},
        {"cpr": ["{}"]},
        ["{}"],
    ],
    ids=json.dumps,
)
def test_in_any_field_of_any_body_it_is_refused_by_the_fields_name(
    app: FastAPI, client: TestClient, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bodies = [json.dumps(body).replace("{}", CANARIES.written(place)).encode() for place in range(len(WRITTEN))]

    with caplog.at_level(logging.DEBUG):
        answers = [client.post(path, content=content, headers=JSON) for path in _one_body(app) for content in bodies]

    assert answers
    assert {answer.status_code for answer in answers} == {422}
    assert {"cpr"} == {error["code"] for answer in answers for error in answer.json()["errors"]}
    assert not CANARIES.found_in(_told(caplog) + b"".join(answer.content for answer in answers))


@pytest.mark.parametrize("path", sorted(LINE_PATHS))
def test_in_a_line_among_many_it_is_refused_by_the_lines_number(
    path: str, client: TestClient, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    lines = b"\n".join([json.dumps({"note": f"mor {number}"}).encode(), b'{"hours": 3112091234}'])

    with caplog.at_level(logging.DEBUG):
        answer = client.post(path, content=lines, headers=LINES)

    assert answer.status_code == 200
    assert re.findall(r'"line":\s*(\d)', answer.text) == ["1", "2"]
    assert len(re.findall(r'"code":\s*"cpr"', answer.text)) == 2
    assert not CANARIES.found_in(_told(caplog) + answer.content)


def test_as_a_number_without_a_nought_before_it_is_refused_too(app: FastAPI, client: TestClient) -> None:
    for path in _one_body(app):
        assert client.post(path, content=b'{"case_id": 3112091234}', headers=JSON).status_code == 422


def test_the_field_of_a_number_is_its_own_only_where_a_child_is_registered(client: TestClient) -> None:
    answer = client.post("/api/v1/assessments", json={"cpr": "311209-1234"})

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("cpr", "cpr")]


def _told(caplog: pytest.LogCaptureFixture) -> bytes:
    """What our own loggers said; the test client's own line of what it sent is not ours."""
    ours = (record for record in caplog.records if not record.name.startswith(("httpx", "httpcore")))
    return "\n".join(record.getMessage() for record in ours).encode()


def test_a_person_is_told_on_a_page_what_her_form_held(client: TestClient, number: str) -> None:
    answer = client.post(
        "/beslutningskompetence/kontroller", data={"tekst": number}, headers={"accept": "text/html,*/*"}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "tekst: ligner et CPR-nummer" in answer.text
    assert number not in answer.text
