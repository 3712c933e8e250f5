"""How do tests meet a page as a person does? A real server, axe-core, and questions to the page itself.

The browser and its page are fixtures (``tests/serve/conftest.py``).
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page

from benchmarks.browser import CHROMIUM

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VENDOR = ROOT / "serve" / "static" / "vendor"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 24
"""Pixels that something to press is high and wide at least (WCAG 2.5.8)."""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port, and return its address."""
    for needed, remedy in ((CHROMIUM, "apt-get install chromium"), (AXE, "npm ci"), (VENDOR, "npm run build")):
        assert needed.exists(), f"{needed} is missing: run {remedy} (make test does)"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def axe_faults(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds wrong with a page: each rule, and the first place it is broken at."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


def too_wide(page: Page) -> list[str]:
    """Return what sticks out of the screen and cannot be scrolled to by itself."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *, footer *')]
            .filter(one => !one.closest('.scroll, .sr-only, pre'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
            .map(one => one.outerHTML.slice(0, 80))"""
    )
    return found


def too_small(page: Page) -> list[str]:
    """Return what is to be pressed and too small for a finger; links within a sentence are excepted."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('main button, main summary, main input, main select, main .button')]
            .filter(one => one.type !== 'hidden' && one.checkVisibility() && !one.closest('[aria-hidden=true]'))
            .filter(one => { const box = one.getBoundingClientRect(); return box.width < least || box.height < least; })
            .map(one => one.outerHTML.slice(0, 80))""",
        SMALLEST,
    )
    return found


def complaints(page: Page) -> list[str]:
    """Return a list that fills with what the browser complains of from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    return said
