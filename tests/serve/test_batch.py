"""Many in one request: cases to assess and hours, a JSON object a line, each line by its number."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from sagstyngde.access import Role, Scope
from storage.engine import Engine, reading
from storage.tables.casework import assessments, cases, hours
from tests.serve.test_api import BODY
from tests.serve.visitors import HEADER, Visitor, a_principal

LINES = {"content-type": "application/x-ndjson"}
BATCH, HOURS = "/api/v1/assessments/batch", "/api/v1/hours"


def _lines(bodies: Sequence[dict[str, Any] | bytes]) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in bodies)


def _cases(count: int) -> list[dict[str, Any]]:
    return [BODY | {"case_id": f"s{number}"} for number in range(count)]


def _send(client: TestClient, path: str, bodies: Sequence[dict[str, Any] | bytes], **headers: str) -> list[Any]:
    answer = client.post(path, content=_lines(bodies), headers=LINES | headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def _count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_every_line_is_answered_by_its_number(client: TestClient, engine: Engine) -> None:
    answers = _send(client, BATCH, _cases(120))

    assert [answer["line"] for answer in answers] == list(range(1, 121))
    assert [answer["assessment"]["case_id"] for answer in answers] == [f"s{number}" for number in range(120)]
    assert _count(engine, cases) == _count(engine, assessments) == 120


def test_a_line_that_is_refused_leaves_the_others_as_they_are(client: TestClient, engine: Engine) -> None:
    good, other = _cases(2)
    bad: list[dict[str, Any] | bytes] = [
        b'{"case_id": "KANARIE", "received_on": "2026-11-03", "facts": {"distance": NaN}}',
        b'{"case_id": "a", "case_id": "b"}',
        b"[" * 5_000,
        b'{"case_id": "k", "received_on": "2026-11-03", "facts": {"school": "010190-1234"}}',
        good | {"district": "KANARIE"},
        b"\xff",
        b'"x"',
        good | {"facts": {"KANARIE": 1}},
    ]

    answers = _send(client, BATCH, [good, *bad, other, b""])

    assert [answer["line"] for answer in answers] == list(range(1, 11))
    assert [name for answer in answers for name in answer if name != "line"] == [
        "assessment",
        *["problem"] * len(bad),
        "assessment",
    ]
    assert [answer["problem"]["status"] for answer in answers[1:-1]] == [422, 422, 400, 422, 409, 400, 422, 422]
    assert "KANARIE" not in json.dumps(answers)
    assert _count(engine, cases) == _count(engine, assessments) == 2


def test_the_same_request_again_is_the_same_answer_and_nothing_twice(client: TestClient, engine: Engine) -> None:
    key = {"Idempotency-Key": "k-1"}
    first, again = (client.post(BATCH, content=_lines(_cases(60)), headers=LINES | key) for _ in range(2))
    other = client.post(BATCH, content=_lines(_cases(61)), headers=LINES | key)

    assert first.content == again.content
    assert other.status_code == 422
    assert _count(engine, assessments) == 60


@pytest.mark.parametrize("path", [BATCH, f"{HOURS}/batch"])
@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"", {}, 422),
        (b"\n \n", {}, 422),
        (b"{}\n" * 1_001, {}, 422),
        (b"x" * (9 * 1024 * 1024), {}, 413),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"{}", {"content-encoding": "gzip"}, 415),
    ],
    ids=["empty", "blank", "too many", "too large", "json", "gzip"],
)
def test_what_is_no_list_of_lines_is_refused(
    path: str, body: bytes, more: dict[str, str], status: int, *, client: TestClient
) -> None:
    answer = client.post(path, content=body, headers=LINES | more)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_lines_are_taken_nowhere_else(client: TestClient) -> None:
    assert client.post("/api/v1/assessments", content=b"{}", headers=LINES).status_code == 415


def _entry(entry_id: str = "t-1", **changes: Any) -> dict[str, Any]:
    entry = {"source": "tid", "entry_id": entry_id, "case_id": "s0", "worked_on": "2026-11-04", "hours": 1.5}
    return entry | changes


@pytest.fixture
def known(client: TestClient) -> TestClient:
    client.post("/api/v1/cases", json=BODY | {"case_id": "s0"})
    return client


def test_an_entry_counts_once_however_often_it_is_sent(known: TestClient, engine: Engine) -> None:
    answers = [known.post(HOURS, json={"entries": [_entry(), _entry("t-2"), _entry()]}).json() for _ in range(2)]

    assert answers == [
        {"taken": 2, "known": 1, "refused": [], "kept": True},
        {"taken": 0, "known": 3, "refused": [], "kept": True},
    ]
    assert _count(engine, hours) == 2


def test_each_entry_that_cannot_be_is_refused_by_its_line(known: TestClient, engine: Engine) -> None:
    known.post(HOURS, json={"entries": [_entry()]})
    bodies: list[dict[str, Any] | bytes] = [
        _entry(hours=2.0),
        _entry("t-2", case_id="nix"),
        _entry("t-3", worked_on="2026-10-01"),
        _entry("t-4", worked_on="2099-01-01"),
        _entry("t-5", hours=90),
        _entry("t-6", hours=True),
        b'{"hours": Infinity}',
        _entry("t-7"),
    ]

    report = known.post(f"{HOURS}/batch", content=_lines(bodies), headers=LINES).json()

    assert (report["taken"], report["known"], report["kept"]) == (1, 0, True)
    assert [(one["line"], one["code"], one["field"]) for one in report["refused"]] == [
        (1, "differs", "entry_id"),
        (2, "unknown_case", "case_id"),
        (3, "too_early", "worked_on"),
        (4, "in_future", "worked_on"),
        (5, "hours", "hours"),
        (6, "hours", "hours"),
        (7, "number_not_finite", "hours"),
    ]
    assert _count(engine, hours) == 2


@pytest.mark.parametrize(("query", "kept"), [("dry_run=true", 0), ("all_or_nothing=true", 0), ("", 1)])
def test_nothing_is_kept_of_a_trial_nor_of_a_whole_that_has_a_fault(
    query: str, kept: int, known: TestClient, engine: Engine
) -> None:
    report = known.post(f"{HOURS}?{query}", json={"entries": [_entry(), _entry("t-2", case_id="nix")]}).json()

    assert (report["taken"], len(report["refused"]), report["kept"]) == (1, 1, bool(kept))
    assert _count(engine, hours) == kept


def test_hours_on_a_case_one_may_not_see_are_refused_like_those_on_none(known: TestClient, app: FastAPI) -> None:
    one = a_principal(Role.SYSTEM, user_id="other-team", scope=Scope(teams=frozenset({"A"})))
    app.state.door.add(one)
    other = Visitor(app, headers={HEADER: one.user_id})

    report = other.post(HOURS, json={"entries": [_entry(), _entry("t-2", case_id="nix")]}).json()

    assert [entry["code"] for entry in report["refused"]] == ["unknown_case"] * 2
