"""How is a server started for a measurement or a picture? As a process of its own, on a free loopback port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from benchmarks.surroundings import ROOT

HOST = "127.0.0.1"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: its port, its process, and how long it took to be ready."""

    port: int
    process_id: int
    ready_s: float

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://{HOST}:{self.port}"

    @property
    def resident_mib(self) -> float:
        """Resident memory now, of the largest of its processes: the one that answers."""
        return max(float(one.memory_info().rss) for one in _family(self.process_id)) / 2**20


@contextmanager
def running(settings: Mapping[str, str]) -> Iterator[Server]:
    """Run ``python -m serve`` under some settings (``SAGSTYNGDE_<NAME>``) while the block runs.

    Raises:
        RuntimeError: the server ended or was not ready in time.

    """
    port = free_port()
    ours = {f"SAGSTYNGDE_{name.upper()}": value for name, value in settings.items()}
    ours |= {"SAGSTYNGDE_HOST": HOST, "SAGSTYNGDE_PORT": str(port)}
    with started([sys.executable, "-m", "serve"], ours, port=port, ready="/ready") as server:
        yield server


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str], *, port: int, ready: str) -> Iterator[Server]:
    """Run a server, with more environment than our own, while the block runs; ``ready`` answers 200 when it is.

    Raises:
        RuntimeError: the server ended or was not ready in time.

    """
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)  # noqa: S603  the benchmarks' own
    try:
        _wait(process, port, ready, began + PATIENCE_S)
        yield Server(port=port, process_id=process.pid, ready_s=time.perf_counter() - began)
    finally:
        for one in _family(process.pid):
            one.terminate()
        process.wait(timeout=PATIENCE_S)


def _family(process_id: int) -> list[psutil.Process]:
    """Return a process and those it started, the youngest first."""
    try:
        process = psutil.Process(process_id)
        return [*reversed(process.children(recursive=True)), process]
    except psutil.NoSuchProcess:
        return []


def _wait(process: "subprocess.Popen[bytes]", port: int, ready: str, deadline: float) -> None:
    while not _is_ready(port, ready):
        if process.poll() is not None or time.perf_counter() > deadline:
            raise RuntimeError("the server did not become ready: its reason stands above")
        time.sleep(0.01)


def _is_ready(port: int, ready: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5.0)
    try:
        connection.request("GET", ready)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
