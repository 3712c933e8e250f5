"""What is left when a server is killed at any moment? Clients that remember every answer they got, and a judge.

The oracle is what was acknowledged over HTTP (BeachDB's and TigerBeetle's form of the test): afterwards every
acknowledged answer is there byte for byte, nothing is there twice, and the log's chain holds.
"""

import random
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx2

from tests.serve.live_server import LiveServer, live_server
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER
from tests.soak import size

SERVER = """
import uvicorn
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
uvicorn.run(app, port=settings.port, log_config=None, access_log=False, server_header=False, proxy_headers=False)
"""
CLIENTS = 4
MOST_SECONDS_TO_READY = size(30, 5)
"""The bar is five seconds; a suite that shares its machine with another is no place to hold a clock to it."""


@dataclass(slots=True)
class Acknowledged:
    """Every request that was sent, by its key, and the bytes of its answer where one came."""

    sent: dict[str, str] = field(default_factory=dict)
    answers: dict[str, bytes] = field(default_factory=dict)

    def keep_sending(self, url: str, stop: threading.Event) -> None:
        """Send one case after another until told to stop, and remember what is acknowledged."""
        with httpx2.Client(base_url=url, headers={HEADER: EVERYTHING.user_id}, timeout=10) as client:
            while not stop.is_set():
                key = str(uuid4())
                self.sent[key] = f"s-{key}"
                with suppress(httpx2.TransportError):
                    answer = post(client, key, self.sent[key])
                    if answer.status_code == 201:
                        self.answers[key] = answer.content


def post(client: httpx2.Client, key: str, case_id: str) -> httpx2.Response:
    """Ask for an assessment under a key."""
    return client.post("/api/v1/assessments", json=BODY | {"case_id": case_id}, headers={"Idempotency-Key": key})


def kill_under_load(folder: Path, variables: Mapping[str, str], kills: int, chance: random.Random) -> Acknowledged:
    """Start a server, load it, kill it, again and again; fail where it is not ready in time."""
    told = Acknowledged()
    for _ in range(kills):
        with live_server(SERVER, folder, variables) as server:
            assert seconds_to_ready(server) <= MOST_SECONDS_TO_READY
            _load_and_kill(server, told, chance.uniform(0.05, 0.5))
    return told


def seconds_to_ready(server: LiveServer) -> float:
    """Return how long a server takes from its start, after whatever it died of, until it is ready."""
    while httpx2.get(f"{server.url}/ready").status_code != 200:
        assert time.monotonic() - server.started < 20, server.log.read_text("utf-8")
        time.sleep(0.02)
    return time.monotonic() - server.started


def _load_and_kill(server: LiveServer, told: Acknowledged, seconds: float) -> None:
    stop, before = threading.Event(), len(told.answers)
    clients = [threading.Thread(target=told.keep_sending, args=(server.url, stop)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    while len(told.answers) == before:
        assert server.process.poll() is None, server.log.read_text("utf-8")
        time.sleep(0.005)
    time.sleep(seconds)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(20)
    stop.set()
    for client in clients:
        client.join()
