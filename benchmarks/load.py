"""How many requests a second does a server answer, and how long does each wait? A client of few instructions.

It runs in a process of its own, so that it does not share an interpreter with what starts the servers. *Closed*: so
many clients, each of which sends its next request when the last is answered. *Open*: requests fall due by the clock,
whatever the server does, and each is timed from the moment it was due; a server that stalls is charged for all who had
to wait meanwhile. Anything but an answer of success ends the measurement.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import cast

from benchmarks.surroundings import ROOT, Json

HOST = "127.0.0.1"
_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


def measure(port: int, requests: Sequence[bytes], *, clients: int, seconds: float, rate: float | None = None) -> Json:
    """Send requests for some seconds, or until there are no more.

    With a ``rate`` (requests a second) the loop is open. Returns ``answered``, ``rps``, ``p50_ms``, ``p99_ms``.

    Raises:
        RuntimeError: a request was not answered with success.

    """
    asked = {"port": port, "clients": clients, "seconds": seconds, "rate": rate}
    whole = json.dumps(asked | {"requests": [one.decode("ascii") for one in requests]})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"], input=whole, capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        raise RuntimeError(f"the load was not answered: {done.stderr[-2000:]}")
    figures: Json = json.loads(done.stdout)
    return figures


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Return a whole request; headers are named as keywords: ``idempotency_key="1"``."""
    own = {"Host": HOST, "Content-Type": "application/json", "Content-Length": str(len(body))}
    own |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in own.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class _Client(asyncio.Protocol):
    """One connection: at most one request under way."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._read = bytearray()
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for something to do."""
        self._transport = cast("asyncio.Transport", transport)
        self._run.is_free(self)

    def send(self, request: bytes, due: float) -> None:
        """Send a request that was due at a moment."""
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Read until the answer is whole."""
        self._read += data
        head = self._read.find(_END)
        if head < 0:
            return
        named = self._read[:head].lower()
        start = named.index(_LENGTH) + len(_LENGTH)
        if len(self._read) < head + len(_END) + int(named[start:].split(b"\r", 1)[0]):
            return
        answer, self._read = self._read, bytearray()
        self._run.answered(self, bytes(answer), self._due)

    def connection_lost(self, error: Exception | None) -> None:
        """A server that hangs up has not answered."""
        self._run.fail(f"the connection was closed: {error}")


class _Run:
    """One measurement."""

    def __init__(self, requests: Iterator[bytes], seconds: float, rate: float | None) -> None:
        self._requests = requests
        self._seconds = seconds
        self._rate = rate
        self._waits: list[float] = []
        self._free: deque[_Client] = deque()
        self._due: deque[float] = deque()
        self._under_way = 0
        self._sent = 0
        self._is_over = False
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def figures(self, port: int, clients: int) -> Json:
        """Connect, send, and return the figures."""
        loop = asyncio.get_running_loop()
        self._started = time.perf_counter()
        for _ in range(clients):
            await loop.create_connection(lambda: _Client(self), HOST, port)
        if self._rate:
            self._tick()
        await self._done
        elapsed, waits = time.perf_counter() - self._started, sorted(self._waits)
        return {
            "answered": len(waits),
            "rps": round(len(waits) / elapsed, 1),
            "p50_ms": round(1e3 * waits[len(waits) // 2], 2),
            "p99_ms": round(1e3 * waits[min(len(waits) - 1, len(waits) * 99 // 100)], 2),
        }

    def is_free(self, client: _Client) -> None:
        """Give a client its next request, if one is due."""
        if self._rate is None:
            self._send(client, time.perf_counter())
        elif self._due:
            self._send(client, self._due.popleft())
        else:
            self._free.append(client)

    def answered(self, client: _Client, answer: bytes, due: float) -> None:
        """Count an answer, and go on."""
        if answer[9:10] != b"2":
            self.fail(answer.decode(errors="replace"))
            return
        self._waits.append(time.perf_counter() - due)
        self._under_way -= 1
        self.is_free(client)
        self._end_if_over()

    def fail(self, reason: str) -> None:
        """End the measurement, unless it has ended."""
        if not self._done.done():
            self._done.set_exception(RuntimeError(reason))

    def _tick(self) -> None:
        """Let fall due what is due by now; look again when the next one is."""
        now = time.perf_counter()
        while self._rate and (due := self._started + self._sent / self._rate) <= now:
            if due - self._started >= self._seconds:
                self._is_over = True
                self._end_if_over()
                return
            self._sent += 1
            self._due.append(due)
            if self._free:
                self.is_free(self._free.popleft())  # in turn: a server hangs up on who is silent for long
        asyncio.get_running_loop().call_later(max(0.0, due - now), self._tick)

    def _send(self, client: _Client, due: float) -> None:
        request = None if self._is_late(due) else next(self._requests, None)
        if request is None:
            self._is_over = True
            self._end_if_over()
            return
        self._under_way += 1
        client.send(request, due)

    def _is_late(self, due: float) -> bool:
        return due - self._started >= self._seconds

    def _end_if_over(self) -> None:
        if self._is_over and not self._under_way and not self._due and not self._done.done():
            self._done.set_result(None)


async def _main(asked: Json) -> Json:
    requests = [one.encode("ascii") for one in asked["requests"]]
    run = _Run(iter(requests), asked["seconds"], asked["rate"])
    return await run.figures(asked["port"], asked["clients"])


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_main(json.load(sys.stdin)))))
