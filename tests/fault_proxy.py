"""What can happen on the way to a database? A proxy in between that delays, falls silent, hangs up or drips.

After toxiproxy's classes of faults. The test says which of them is on; it holds for connections that are open as well.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Fault(StrEnum):
    """What the proxy does with what it is given."""

    NONE = "none"
    DELAY = "delay"  # every piece comes late, all of them come
    SILENCE = "silence"  # connections are taken and bytes swallowed: a black hole
    RESET = "reset"  # connections are cut, new ones too
    HALF_CLOSE = "half_close"  # the server's side is closed, the client's is not
    DRIP = "drip"  # a byte now and then


class FaultProxy:
    """A TCP port that leads to a server's socket, through a fault."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._fault = Fault.NONE
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    @classmethod
    @contextmanager
    def running(cls, target: str) -> Iterator["FaultProxy"]:
        """Serve until the block ends, in a thread of its own. ``target`` is the path of a socket."""
        proxy = cls(target)
        ready = threading.Event()
        thread = threading.Thread(target=proxy._serve, args=(ready,), daemon=True)
        thread.start()
        ready.wait(10)
        try:
            yield proxy
        finally:
            proxy._loop.call_soon_threadsafe(proxy._loop.stop)
            thread.join(10)

    @property
    def fault(self) -> Fault:
        """What is on."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        """Turn a fault on; a reset cuts what is open."""
        self._fault = fault
        if fault is Fault.RESET:
            self._loop.call_soon_threadsafe(self._cut_all)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        self._cut_all()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        if self._fault is Fault.RESET:
            self._cut(writer)
            return
        server_reader, server_writer = await asyncio.open_unix_connection(self._target)
        self._writers.add(server_writer)
        await asyncio.gather(
            self._pump(reader, server_writer, to_server=True), self._pump(server_reader, writer, to_server=False)
        )
        for end in (writer, server_writer):
            self._writers.discard(end)
            end.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_server: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(4096):
                await self._through(piece, writer, to_server=to_server)
            writer.write_eof()

    async def _through(self, piece: bytes, writer: asyncio.StreamWriter, *, to_server: bool) -> None:
        match self._fault:
            case Fault.DELAY:
                await asyncio.sleep(0.05)
            case Fault.SILENCE:
                return
            case Fault.HALF_CLOSE if to_server:
                writer.write_eof()
                return
            case Fault.DRIP:
                for byte in piece:
                    await asyncio.sleep(0.05)
                    writer.write(bytes((byte,)))
                return
            case _:
                pass
        writer.write(piece)
        await writer.drain()

    def _cut_all(self) -> None:
        for writer in tuple(self._writers):
            self._cut(writer)

    def _cut(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        raw = writer.get_extra_info("socket")
        if raw is not None and raw.family == socket.AF_INET:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a farewell
        writer.transport.abort()
