"""The contract is complete: every operation with its doors, its problems, and examples that fit."""

from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from serve.problems import MEDIA_TYPE

METHODS = ("get", "put", "post", "patch", "delete")
NAMED_ELSEWHERE = {
    ("post", "/api/v1/cases"),
    ("post", "/api/v1/assessments"),
    ("get", "/api/v1/mandate/register"),
    ("get", "/api/v1/mandate/mine"),
    ("get", "/api/v1/policies"),
}
"""A case named in the body may lie outside the sender's reach: it is not found, whether it is there or not."""
SAME_AGAIN = {
    "/api/v1/children",
    "/api/v1/plans/{plan_id}/impact",
    "/api/v1/cases/{case_id}/routes",
    "/api/v1/mandate/register/check",
    "/api/v1/policies/check",
}
"""Sent twice they do what they did once: they need no key."""


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operations[method])
        for path, operations in document["paths"].items()
        for method in METHODS
        if method in operations
    ]


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    answers = [one for response in operation["responses"].values() for one in response.get("content", {}).values()]
    return [*operation.get("requestBody", {}).get("content", {}).values(), *answers]


def test_every_schema_is_one_and_every_example_fits_its_own(document: dict[str, Any]) -> None:
    components = {"components": document["components"]}
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate(schema)
        assert name not in {"HTTPValidationError", "ValidationError"}
    for _, path, operation in _operations(document):
        for content in _contents(operation):
            if content.get("schema"):
                validator = jsonschema_rs.Draft202012Validator(content["schema"] | components)
                assert [error.message for error in validator.iter_errors(content["example"])] == [], path


def test_every_operation_says_who_may_what_it_is_and_how_it_fails(document: dict[str, Any]) -> None:
    for method, path, operation in _operations(document):
        public = operation["security"] == []
        assert public == (path in {"/live", "/ready"})
        assert operation["summary"]
        assert operation["tags"]
        problems = {status for status, one in operation["responses"].items() if MEDIA_TYPE in one.get("content", {})}
        assert problems >= ({"503"} if public else {"400", "401", "403", "503"}), path
        assert ("404" in problems) == ("{" in path or (method, path) in NAMED_ELSEWHERE)
        named = {(one["in"], one["name"].lower()) for one in operation["parameters"]}
        assert (("header", "idempotency-key") in named) == (method == "post" and path not in SAME_AGAIN)
        assert (("header", "if-match") in named) == ({"412", "428"} <= problems)


def test_what_must_be_named_in_if_match_is_said_to_be_answered(document: dict[str, Any]) -> None:
    """Whoever reads the contract alone must find the version where it is asked for."""
    answers = [(path, one["responses"]) for _, path, one in _operations(document)]
    told = {path for path, one in answers if "ETag" in one.get("200", {}).get("headers", {})}

    assert {path for path, one in answers if "428" in one} <= told


def test_what_the_examples_send_is_taken(document: dict[str, Any], client: TestClient) -> None:
    made = document["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"]["example"]
    answers = [client.post("/api/v1/cases", json=made), client.post("/api/v1/assessments", json=made)]

    assert [answer.status_code for answer in answers] == [201, 201]


def test_every_operation_of_the_api_has_an_id_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(document)]

    assert len(set(names)) == len(names)
