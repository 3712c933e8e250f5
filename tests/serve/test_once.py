"""A request sent twice happens once, and two who edit at once lose nothing: on both engines, in any order."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule, run_state_machine_as_test
from sqlalchemy import func, select

from storage.engine import Engine, reading
from storage.tables.casework import assessments, case_versions, cases, hours, judgements
from storage.tables.identity import answered_requests, events
from tests.databases import BOTH
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, Visitor
from tests.soak import size, soak

BACKENDS = BOTH
TABLES = (cases, case_versions, assessments, judgements, hours, events, answered_requests)
KEYS = st.sampled_from([f"key-{number}" for number in range(6)])
STEP = 1.0 / 64  # sums exactly
LINES = {"content-type": "application/x-ndjson"}


def _counts(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        queries = [select(func.count()).select_from(table) for table in TABLES]
        return [connection.execute(query).scalar_one() for query in queries]


def _client(app: FastAPI) -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id})


class Requests(RuleBasedStateMachine):
    """Sends effects under few keys, again and again. What it remembers of each is what must be answered for ever."""

    app: FastAPI
    engine: Engine
    sent = Bundle("sent")

    @initialize()
    def begin(self) -> None:
        self.client = _client(self.app)
        self.run = uuid4().hex[:8]
        self.kept: dict[tuple[str, str], tuple[dict[str, Any], int, bytes]] = {}
        self.client.post("/api/v1/cases", json=BODY | {"case_id": f"{self.run}-0"})

    @rule(target=sent, key=KEYS, number=st.integers(0, 3))
    def create(self, key: str, number: int) -> Any:
        return self._effect("create", "/api/v1/cases", key, json=BODY | {"case_id": f"{self.run}-{number}"})

    @rule(target=sent, key=KEYS, category=st.sampled_from(["A", "B", "Z"]))
    def judge(self, key: str, category: str) -> Any:
        return self._effect("judge", f"/api/v1/cases/{self.run}-0/judgements", key, json={"category": category})

    @rule(target=sent, key=KEYS, entry=st.integers(0, 3), amount=st.sampled_from([1.0, 2.0]))
    def record(self, key: str, entry: int, amount: float) -> Any:
        told = {"source": self.run, "entry_id": f"t-{entry}", "case_id": f"{self.run}-0", "worked_on": "2026-11-04"}
        return self._effect("record", "/api/v1/hours", key, json={"entries": [told | {"hours": amount}]})

    @rule(target=sent, key=KEYS, number=st.integers(4, 6))
    def batch(self, key: str, number: int) -> Any:
        line = f'{{"case_id": "{self.run}-{number}", "received_on": "2026-11-03"}}'
        return self._effect("batch", "/api/v1/assessments/batch", key, content=line, headers=LINES)

    @rule(request=sent)
    def again(self, request: Any) -> None:
        """A request that was answered is answered just so, and nothing happens."""
        kind, path, key, options = request
        before = _counts(self.engine)
        answer = self._post(path, key, options)
        _, status, body = self.kept[kind, key]
        assert (answer.status_code, answer.content) == (status, body)
        assert _counts(self.engine) == before

    def _effect(self, kind: str, path: str, key: str, **options: Any) -> Any:
        before, known = _counts(self.engine), self.kept.get((kind, key))
        answer = self._post(path, key, options)
        if known is not None and known[0] == options:
            assert (answer.status_code, answer.content) == known[1:]
        elif known is not None:
            assert answer.status_code == 422
        if known is not None or answer.status_code >= 400:
            assert _counts(self.engine) == before
            return multiple()
        self.kept[kind, key] = (options, answer.status_code, answer.content)
        return kind, path, key, options

    def _post(self, path: str, key: str, options: dict[str, Any]) -> Any:
        headers = {"Idempotency-Key": f"{self.run}-{key}"} | options.get("headers", {})
        return self.client.post(path, **(options | {"headers": headers}))


@soak
def test_no_order_of_requests_sent_twice_makes_anything_happen_twice(app: FastAPI, engine: Engine) -> None:
    machine = type("Bound", (Requests,), {"app": app, "engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=size(10, 1_000),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_same_request_by_32_at_once_happens_once(app: FastAPI, engine: Engine) -> None:
    together = threading.Barrier(32)

    def send(_: int) -> tuple[int, bytes]:
        client = _client(app)
        together.wait()
        answer = client.post("/api/v1/assessments", json=BODY, headers={"Idempotency-Key": "k"})
        return answer.status_code, answer.content

    with ThreadPoolExecutor(32) as pool:
        answers = set(pool.map(send, range(32)))

    assert [status for status, _ in answers] == [201]
    assert _counts(engine)[:3] == [1, 1, 1]


@soak
def test_of_many_who_edit_at_once_no_change_is_lost(app: FastAPI) -> None:
    """Each adds to a sum what it read of it; the sum must end at the number of changes that were taken."""
    editors, edits = size(8, 32), size(5, 200)
    _client(app).post("/api/v1/cases", json=BODY | {"facts": {"distance": 0.0}})
    path = f"/api/v1/cases/{BODY['case_id']}"

    def edit(_: int) -> Counter[int]:
        client, met = _client(app), Counter[int]()
        for _ in range(edits):
            read = client.get(path)
            changed = {"facts": {"distance": read.json()["facts"]["distance"] + STEP}}
            met[client.patch(path, json=changed, headers={"if-match": read.headers["etag"]}).status_code] += 1
        return met

    with ThreadPoolExecutor(editors) as pool:
        met = sum(pool.map(edit, range(editors)), Counter[int]())

    case = _client(app).get(path).json()
    assert set(met) <= {200, 412}
    assert met.total() == editors * edits
    assert case["facts"]["distance"] / STEP == met[200] == case["version"] - 1 > 0
