"""The client counts what was answered, and charges a slow server for everybody who had to wait."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.bench_http import _first
from benchmarks.load import measure, post

SLOW_S = 0.2


class Answering(BaseHTTPRequestHandler):
    """Answers with what it was sent: ``refuse`` with 500, ``slow`` after a while."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body == b"slow":
            time.sleep(SLOW_S)
        self.send_response(500 if body == b"refuse" else 201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_request_is_sent_once_whatever_the_number_of_clients(port: int) -> None:
    figures = measure(port, [post("/", b"quick")] * 50, clients=4, seconds=30.0)

    assert figures["answered"] == 50
    assert figures["rps"] > 0.0


def test_what_falls_due_while_a_server_stalls_is_charged_for_its_waiting(port: int) -> None:
    requests = [post("/", b"slow"), *[post("/", b"quick")] * 5]

    figures = measure(port, requests, clients=1, seconds=0.06, rate=100.0)

    assert figures["answered"] == 6
    assert figures["p50_ms"] > 1e3 * SLOW_S / 2


def test_an_answer_that_is_no_success_ends_the_measurement(port: int) -> None:
    with pytest.raises(RuntimeError, match=r"HTTP/1\.1 500"):
        measure(port, [post("/", b"refuse")], clients=1, seconds=5.0)


def test_the_peer_at_its_quickest_is_the_one_to_beat() -> None:
    level = {"clients": 4, "ours": {"rps": 600.0}, "quickest": {"rps": 150.0}, "documented": {"rps": 50.0}}

    assert _first(level) == {
        "clients": 4,
        "ours_rps": 600.0,
        "mlflow_rps": 150.0,
        "ratio": 4.0,
        "mlflow_documented_rps": 50.0,
        "documented_ratio": 12.0,
    }
