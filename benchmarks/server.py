"""How is the real server started for a measurement or a picture? As a process of its own, on a free loopback port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.surroundings import ROOT

HOST = "127.0.0.1"
PATIENCE_S = 30.0


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
        """Resident memory now."""
        with open(f"/proc/{self.process_id}/status", encoding="ascii") as status:  # noqa: PTH123  a file of the kernel
            kib = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        return kib / 1024


@contextmanager
def running(settings: Mapping[str, str]) -> Iterator[Server]:
    """Run ``python -m serve`` under some settings (``SAGSTYNGDE_<NAME>``) while the block runs.

    Raises:
        RuntimeError: the server ended or was not ready in time.

    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    ours = {f"SAGSTYNGDE_{name.upper()}": value for name, value in settings.items()}
    ours |= {"SAGSTYNGDE_HOST": HOST, "SAGSTYNGDE_PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "serve"],
        cwd=ROOT,
        env=os.environ | ours,
    )
    try:
        _wait(process, port, started + PATIENCE_S)
        yield Server(port=port, process_id=process.pid, ready_s=time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait(process: "subprocess.Popen[bytes]", port: int, deadline: float) -> None:
    while not _is_ready(port):
        if process.poll() is not None or time.perf_counter() > deadline:
            raise RuntimeError("the server did not become ready: its reason stands above")
        time.sleep(0.01)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5.0)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
