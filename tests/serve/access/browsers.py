"""What does a browser send by itself? Cookies, where a request comes from, and that it wants a page."""

import re
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.access.attempt import Attempt

ADDRESS = "https://sagstyngde.kommune.dk"
_MARK = re.compile(r'name="maerke" value="([^"]*)"')


class Browser(TestClient):
    """A browser that follows nothing by itself, so that every step can be looked at."""

    def __init__(self, app: FastAPI, base_url: str = ADDRESS) -> None:
        super().__init__(app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False)
        self.server = app
        self.headers["accept"] = "text/html"

    def another(self) -> "Browser":
        """Open another browser at the same server."""
        return Browser(self.server, base_url=str(self.base_url))

    @property
    def attempt(self) -> Attempt | None:
        """The attempt to log in that it has begun."""
        return next((Attempt.read(value) for name, value in self.cookies.items() if name.endswith("-login")), None)

    @property
    def session(self) -> str | None:
        """The token of its session."""
        return next((value for name, value in self.cookies.items() if name.endswith("-session")), None)

    def mark(self, path: str = "/") -> str:
        """Read the mark of a page's form."""
        found = _MARK.search(self.get(path).text)
        assert found is not None
        return found[1]

    def submit(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form of our own page."""
        return self.post(path, data=fields, headers={"sec-fetch-site": "same-origin", "origin": "null"})

    def come_back(self, **other: Any) -> httpx2.Response:
        """Come back from the provider, by default with what it should say; ``None`` leaves a part out."""
        said = {"code": "code-1", "state": self.attempt.state if self.attempt else "x"} | other
        return self.get("/log-ind/svar", params={name: value for name, value in said.items() if value is not None})
