"""What is the API's contract, complete? FastAPI's document, and what it cannot know: problems, keys, doors, examples.

All of it follows from rules - what changes something needs a key, what names a record can miss it - so that a new route
is documented by being there.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from fastapi import FastAPI

from sagstyngde.operations import Operation
from sagstyngde.rules import RULES
from serve.openapi_examples import example_of
from serve.problems import MEDIA_TYPE, TITLES

Json: TypeAlias = dict[str, Any]
_METHODS = ("get", "put", "post", "patch", "delete")
_OURS = frozenset({"HTTPValidationError", "ValidationError"})
_SAME_AGAIN = frozenset(
    {
        Operation.CHILD_REGISTER, Operation.PLAN_TRY, Operation.DECISION_ROUTE, Operation.MANDATE_CHECK,
        Operation.POLICY_CHECK,
    }
)  # fmt: skip
"""POSTs that do what they did however often they are sent: they need no key."""
_NAMED_ELSEWHERE = frozenset(
    {
        Operation.CASE_CREATE, Operation.ASSESSMENT_CREATE, Operation.MANDATE_MINE, Operation.MANDATE_READ,
        Operation.POLICY_READ,
    }
)  # fmt: skip
"""What is asked for is named in the body or the query: where it lies outside the sender's reach, it is not found."""
_LINES_ANSWERED = frozenset({Operation.ASSESSMENT_BATCH})
_PROBLEM: Json = {
    "title": "Problem",
    "description": "En forespørgsel, der ikke kunne udføres (RFC 9457). Gentager aldrig, hvad der blev sendt.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "title": "Type", "examples": ["about:blank"]},
        "title": {"type": "string", "title": "Overskrift"},
        "status": {"type": "integer", "title": "HTTP-status"},
        "detail": {"type": "string", "title": "Hvad der skete, og hvad der kan gøres"},
        "instance": {"type": "string", "title": "Fejlens id", "description": "Står også i serverens log."},
        "errors": {
            "type": "array",
            "title": "Felter",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string", "title": "Felt"},
                    "code": {"type": "string", "title": "Kode"},
                    "message": {"type": "string", "title": "Besked"},
                },
            },
        },
    },
}
_DOORS: Json = {
    "token": {"type": "http", "scheme": "bearer", "description": "Fagsystemets token: sagstyngde token create."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sagstyngde", "description": "Et menneskes log-in."},
}
_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1-255 synlige ASCII-tegn, en ny til hver ny forespørgsel. Samme nøgle og samme forespørgsel giver "
    "samme svar og ingen ny virkning; samme nøgle til en anden forespørgsel af samme slags afvises.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "5f0c9a52-5f0e-4d4b-9a53-8f2f6a0b7c11",
}
_ETAG: Json = {"description": 'Udgaven, for eksempel "3".', "schema": {"type": "string"}}
_WITH_ETAG = frozenset(
    {
        Operation.CASE_CREATE, Operation.CASE_READ, Operation.CASE_UPDATE, Operation.CASE_CLOSE,
        Operation.PLAN_PROPOSE, Operation.PLAN_READ, Operation.PLAN_EDIT, Operation.PLAN_COMMIT,
        Operation.PLAN_WITHDRAW, Operation.STAFF_READ, Operation.STAFF_WRITE, Operation.MANDATE_READ,
        Operation.MANDATE_ADOPT, Operation.POLICY_READ, Operation.POLICY_ADOPT,
    }
)  # fmt: skip


def install(app: FastAPI) -> None:
    """Let an app answer with the complete document, made once."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = complete(FastAPI.openapi(app))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI is told to answer with another document


def complete(document: Json) -> Json:
    """Add to FastAPI's document what it cannot know; return it."""
    components = document.setdefault("components", {})
    schemas = components["schemas"] = {
        name: schema for name, schema in components.get("schemas", {}).items() if name not in _OURS
    }
    schemas["Problem"] = _PROBLEM
    components["securitySchemes"] = _DOORS
    for method, operation in _operations(document):
        _complete(method, operation, schemas)
    return document


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path in document["paths"].values():
        yield from ((method, path[method]) for method in _METHODS if method in path)


def _complete(method: str, operation: Json, schemas: Mapping[str, Json]) -> None:
    rule = RULES[Operation(operation["operationId"])]
    operation["security"] = [] if rule.is_public else [{name: []} for name in _DOORS]
    parameters: list[Json] = operation.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["name"] == "if-match":
            parameter |= {"required": True, "schema": {"type": "string"}}
    if method == "post" and not rule.is_public and operation["operationId"] not in _SAME_AGAIN:
        parameters.append(_KEY)
    _complete_responses(method, operation, is_public=rule.is_public)
    for content in _contents(operation):
        content["example"] = example_of(content["schema"], schemas)


def _complete_responses(method: str, operation: Json, *, is_public: bool) -> None:
    responses: Json = operation["responses"]
    responses.pop("422", None)
    for status in sorted(_statuses(method, operation, is_public=is_public)):
        problem = {"status": status, "title": TITLES[status], "type": "about:blank", "errors": []} | {
            "detail": "Hvad der skete, og hvad der kan gøres.",
            "instance": "urn:uuid:0b7e4f5c-8a7e-4f57-9d0c-0d9d3a5b1f6e",
        }
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem}
        responses[str(status)] = {"description": TITLES[status], "content": {MEDIA_TYPE: content}}
    name = operation["operationId"]
    for code, response in responses.items():
        if name in _LINES_ANSWERED and code == "200":
            response["content"] = {"application/x-ndjson": response["content"]["application/json"]}
            response["description"] = "Ét JSON-objekt pr. linje."
        if name in _WITH_ETAG and code.startswith("2"):
            response["headers"] = {"ETag": _ETAG}


_ANSWERED_OTHERWISE = {"if-match", "idempotency-key"}


def _statuses(method: str, operation: Json, *, is_public: bool) -> set[int]:
    """Return the refusals an operation can meet."""
    places = {parameter["in"] for parameter in operation["parameters"]}
    names = {parameter["name"].lower() for parameter in operation["parameters"]}
    found = {503} if is_public else {400, 401, 403, 503}
    found |= {404} if "path" in places or operation["operationId"] in _NAMED_ELSEWHERE else set()
    checked = (one for one in operation["parameters"] if one["name"].lower() not in _ANSWERED_OTHERWISE)
    found |= {422} if "requestBody" in operation or any(map(_can_be_wrong, checked)) else set()
    found |= {408, 409, 413, 415} if "requestBody" in operation else set()
    found |= {409} if method != "get" and not is_public else set()
    return found | ({412, 428} if "if-match" in names else set())


def _can_be_wrong(parameter: Json) -> bool:
    """Whether a value of it can be refused: of an id in the address it can only be said that nothing has it."""
    return bool(parameter["in"] != "path" or parameter["schema"].get("type") != "string")


def _contents(operation: Json) -> Iterator[Json]:
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].values()
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield from (content for content in response.get("content", {}).values() if content.get("schema"))
