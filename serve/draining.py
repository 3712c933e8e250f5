"""How does the server stop without losing anybody? It says it is not ready, waits, and then takes no more in.

Whoever spreads requests over servers asks ``/ready``; between its answer and the last connection lie the seconds that
they need to notice. What has been taken in is answered before the process ends (uvicorn's graceful shutdown).
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from serve.anchoring import anchoring
from serve.house import House
from serve.shadowing import shadowing
from serve.swapping import swapping
from serve.warming import warming


def lifespan(house: House) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what an app does from its start to its end: as many threads as it may have, and a way to stop."""

    @asynccontextmanager
    async def lived(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = house.threads
        _drain_first(app, house.drain_seconds)
        state, every_s = app.state, house.looks_every_s
        with (
            anchoring(state.engine, house.anchorage),
            warming(state.engine, state.answering, state.scheme),
            swapping(state.swapper, every_s),
            shadowing(state.shadow, every_s),
        ):
            yield

    return lived


def _drain_first(app: FastAPI, seconds: float) -> None:
    """On SIGTERM: not ready at once, and what was to happen then after ``seconds``."""
    stop = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(stop):
        return
    loop = asyncio.get_running_loop()

    def drain(number: int, frame: FrameType | None) -> None:
        app.state.is_draining = True
        loop.call_soon_threadsafe(loop.call_later, seconds, stop, number, frame)

    signal.signal(signal.SIGTERM, drain)
