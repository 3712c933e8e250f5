"""Which provider do the tests log in at? A real small one from a package, and one of ours that does what it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from serve.access.provider import Provider
from tests.serve.access.tokens import published

P = TypeVar("P", bound="Puppet")
Answer = tuple[int, dict[str, str], bytes]


def a_provider(issuer: str, **other: Any) -> Provider:
    sound: dict[str, Any] = {
        "issuer": issuer,
        "client_id": "sagstyngde",
        "address": "http://127.0.0.1:8000",
        "algorithms": ("RS256", "ES256"),
        "client_authentication": "none",
    }
    return Provider(**(sound | other))


@dataclass
class Puppet:
    """A provider whose every answer a test can bend; it keeps what it was asked."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)

    def says(self, path: str, content: object, *, status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answers[path] = (status, {"Content-Type": "application/json"} | headers, body)

    def stands_up(self) -> None:
        self.says("/.well-known/openid-configuration", self.metadata())
        self.says("/keys", published().as_dict(private=False))

    def metadata(self, **other: object) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorise",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/out",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        } | other


@contextmanager
def running(told: P) -> Iterator[P]:
    """Run a provider on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(urlsplit(self.path).path)
            status, headers, body = told.answers.get(urlsplit(self.path).path, (404, {}, b""))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            told.posted.append({name: value for name, [value] in form.items()})
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    told.stands_up()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()
