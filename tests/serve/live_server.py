"""A real server on a real socket, in a process of its own: for what a client in the same process cannot show."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A server process, its address, the file its log goes to, and when it was started (``time.monotonic``)."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    started: float

    @property
    def lines(self) -> list[dict[str, object]]:
        """What it has logged so far, a dictionary a line."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]

    def wait_until_live(self, seconds: float = 180.0) -> None:
        """Wait until it answers; fail with its log where it does not."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                if httpx2.get(f"{self.url}/live").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.02)
        raise AssertionError(self.log.read_text("utf-8"))


@contextmanager
def live_server(code: str, folder: Path, variables: Mapping[str, str]) -> Iterator[LiveServer]:
    """Start ``python -c code`` as a server on a free port, and stop it in the end however the test went.

    The code reads its port from ``SAGSTYNGDE_PORT``.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"SAGSTYNGDE_PORT": str(port), "SAGSTYNGDE_VAR": str(folder), "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("ab") as log:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **own, **variables}, stdout=log, stderr=log, cwd=folder
        )
    server = LiveServer(process, f"http://127.0.0.1:{port}", folder / "server.log", started)
    try:
        server.wait_until_live()
        yield server
    finally:
        for worker in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
            worker.kill()  # a parent that is killed leaves them behind
        process.kill()
        process.wait(20)
