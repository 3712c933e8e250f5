import asyncio
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.operations import Operation
from serve.app import create_app
from serve.house import House
from storage.engine import Engine
from tests.databases import BOTH
from tests.serve.live_server import LiveServer, live_server
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor

SLOW_SERVER = """
import time, uvicorn
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from serve.app import create_app
from serve.build import house, write_log
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, TrustingDoor

settings = Settings()
engine = open_engine(settings.database_url)
upgrade(engine)
write_log()
app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=house(settings))

@app.get("/api/v1/slow", operation_id=Operation.MODEL_READ)
def slow() -> str:
    time.sleep(0.3)
    return "done"

uvicorn.run(app, port=settings.port, log_config=None, access_log=False, server_header=False, proxy_headers=False)
"""
BACKENDS = BOTH
WHO = {HEADER: EVERYTHING.user_id}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    limits = {"SAGSTYNGDE_THREADS": "4", "SAGSTYNGDE_MOST_IN_FLIGHT": "12", "SAGSTYNGDE_DRAIN_SECONDS": "0.5"}
    with live_server(SLOW_SERVER, tmp_path, limits) as running:
        yield running


def test_an_overloaded_server_answers_some_turns_the_rest_away_and_stays_awake(server: LiveServer) -> None:
    async def visit() -> tuple[list[httpx2.Response], list[int]]:
        async with httpx2.AsyncClient(base_url=server.url, headers=WHO, timeout=30) as client:
            asked = [asyncio.create_task(client.get("/api/v1/slow")) for _ in range(40)]
            probes = [(await client.get("/live")).status_code for _ in range(10)]
            return await asyncio.gather(*asked), probes

    answers, probes = asyncio.run(visit())
    turned_away = [answer for answer in answers if answer.status_code == 503]

    assert sorted({answer.status_code for answer in answers}) == [200, 503]
    assert len(answers) - len(turned_away) >= 12
    assert all(answer.headers["retry-after"] == "1" for answer in turned_away)
    assert probes == [200] * 10
    shed = next(line for line in _metrics(server).splitlines() if line.startswith("sagstyngde_shed_total"))
    assert float(shed.split()[1]) == len(turned_away)


def test_a_server_told_to_stop_says_so_finishes_what_it_took_in_and_ends(server: LiveServer) -> None:
    answers: list[int] = []
    asked = [threading.Thread(target=lambda: answers.append(_slow(server))) for _ in range(4)]
    for one in asked:
        one.start()
    time.sleep(0.1)

    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    ready = httpx2.get(f"{server.url}/ready")
    for one in asked:
        one.join()

    assert ready.status_code == 503
    assert "lukke" in ready.json()["detail"]
    assert answers == [200] * 4
    assert server.process.wait(15) in {0, -signal.SIGTERM}


def test_log_lines_hold_ids_and_never_what_was_asked(server: LiveServer) -> None:
    answer = httpx2.get(f"{server.url}/api/v1/assessments/KANARIE?q=KANARIE", headers=WHO | {"x-request-id": "KANARIE"})
    httpx2.post(f"{server.url}/api/v1/assessments", content=b'{"KANARIE": 1}', headers=WHO)

    lines = [line for line in server.lines if line.get("operation") == Operation.ASSESSMENT_READ]
    assert [line["request_id"] for line in lines] == [answer.headers["x-request-id"]]
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert (lines[0]["status"], lines[0]["message"]) == (404, "answered")
    assert "KANARIE" not in server.log.read_text("utf-8")


def test_metrics_count_operations_and_name_nobody(client: TestClient) -> None:
    client.get("/api/v1/assessments/KANARIE")
    client.get("/KANARIE")

    text = client.get("/metrics").text

    assert 'sagstyngde_answers_total{operation="assessment.read",status="404"}' in text
    assert 'sagstyngde_answers_total{operation="none",status="404"}' in text
    assert "sagstyngde_model_ready 1.0" in text
    assert "KANARIE" not in text
    assert EVERYTHING.user_id not in text


@pytest.fixture
def named(engine: Engine) -> FastAPI:
    return create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(hosts=("kommune.dk", "[::1]")))


@pytest.mark.parametrize("host", ["kommune.dk", "KOMMUNE.dk:8000", "[::1]:8000"])
def test_a_request_for_this_server_is_let_in(host: str, named: FastAPI) -> None:
    assert TestClient(named).get("/live", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["", "evil.dk", "evil/", "kommune.dk/evil", "kommune.dk?b", "kommune.dk#b", "kommune.dk:99999", "a b", "ø"]
)
def test_a_request_for_another_host_is_not_b46(host: str, named: FastAPI) -> None:
    answer = TestClient(named).get("/live", headers={b"host": host.encode()})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_forwarded_headers_are_not_believed_without_a_declared_proxy(named: FastAPI) -> None:
    forwarded = {"host": "evil.dk", "x-forwarded-host": "kommune.dk", "x-forwarded-for": "127.0.0.1"}

    assert TestClient(named).get("/live", headers=forwarded).status_code == 400


def test_headers_beyond_measure_are_refused(client: TestClient) -> None:
    assert client.get("/live", headers={"x-long": "a" * 20_000}).status_code == 431


RAW_BAD_HOSTS = [
    b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.dk\r\n\r\n",
    b"GET /live HTTP/1.1\r\n\r\n",
    b"GET http://evil.dk/live HTTP/1.1\r\nHost: evil.dk\r\n\r\n",
    b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("raw", RAW_BAD_HOSTS)
def test_what_two_servers_could_read_in_two_ways_is_refused(raw: bytes, server: LiveServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw)
        answer = connection.recv(4096)

    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 405")), answer
    assert b"200 OK" not in answer


@pytest.mark.parametrize(("path", "status"), [("/live", 200), ("/ready", 503)])
def test_a_log_that_cannot_be_written_closes_the_server_but_not_the_process(
    path: str, status: int, client: TestClient, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_head RENAME TO gone")

    assert client.get(path).status_code == status


def _metrics(server: LiveServer) -> str:
    return httpx2.get(f"{server.url}/metrics", headers=WHO).text


def _slow(server: LiveServer) -> int:
    return httpx2.get(f"{server.url}/api/v1/slow", headers=WHO, timeout=30).status_code


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"accept": "text/html"}, "text/html; charset=utf-8"),
        ({"accept": "text/html", "hx-request": "true"}, "text/html; charset=utf-8"),
        ({}, "application/problem+json"),
    ],
)
def test_whoever_is_turned_away_can_read_why(engine: Engine, headers: dict[str, str], kind: str) -> None:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(most_in_flight=0))

    answer = TestClient(app).get("/", headers=headers)

    assert (answer.status_code, answer.headers["content-type"], answer.headers["retry-after"]) == (503, kind, "1")
    assert "mange forespørgsler lige nu" in answer.text
    assert ("<html" in answer.text) == (headers == {"accept": "text/html"})
