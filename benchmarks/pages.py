"""How fast is every page in a large municipality, how long is it, and how many statements does it ask of the database?

A casebook of 20,000 cases and 200 caseworkers (``benchmarks.large_casebook``) is served over HTTP, on SQLite and on
PostgreSQL. Every page is found from the application's own routes, so that a new one is measured by itself, and is asked
for by everybody it is open to: somebody in each role, and a leader of one team. The same is done with a tenth of the
cases: a page that then asks fewer statements asks one for each case.
"""

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import numpy as np
import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import event

from benchmarks.large_casebook import Filled
from models.bundle import ModelBundle, save, sealed
from sagstyngde.access import Grant, Principal, Role, Scope
from sagstyngde.allowed import may
from sagstyngde.operations import Operation
from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.earlier_bundles import kept_hashes
from serve.house import House
from serve.warming import WARMING
from storage.drafts import DraftId, begin_draft
from storage.engine import Connection, Engine
from storage.sessions import Beginning, start_session
from storage.stamp import Stamp
from storage.transactions import write

HOST = "127.0.0.1"
QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "/fordeling/forslag/{plan_id}/flyt": "?sag={placed_id}",
        "/fordeling/forslag/{plan_id}/hvorfor": "?sag={placed_id}",
        "/fordeling/forslag/{plan_id}/proev": "?sag={placed_id}&til={caseworker_id}&udgave=1",
    }
)
"""What pages are asked with that lead elsewhere where nothing is asked."""

LEAD_ELSEWHERE: Mapping[str, int] = MappingProxyType({"/naeste-sag": 303, "/was": 303})
"""What shows nothing itself: it leads to the next case, or to the statement on accessibility."""

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
NOT_PAGES = ("/api/", "/sprog", "/log-ind", "/log-ud", "/metrics", "/live", "/ready")
"""Probes, the API, and the ways in and to another language, which lead elsewhere."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, its length in bytes, the seconds it took and the statements it asked."""

    status: int
    length: int
    seconds: float
    statements: int


@dataclass(slots=True)
class Statements:
    """Counts what a server asks of its database."""

    count: int = 0
    told: list[str] = field(default_factory=list)

    def listen(self, engine: Engine) -> None:
        """Count from now on."""

        @event.listens_for(engine, "before_cursor_execute")
        def _counted(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
            self.count += 1
            self.told.append(statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server under measurement, what there is to ask for, and how long it took to warm itself up."""

    port: int
    app: FastAPI
    statements: Statements
    filled: Filled
    warm_s: float

    def pages(self, person: Principal) -> list[tuple[str, str]]:
        """Return every page that a person may open: the route's path, and an address of it."""
        found = []
        for route in iter_route_contexts(self.app.routes):
            operation = getattr(route, "operation_id", None)
            path = str(route.path)
            if operation is None or "GET" not in (route.methods or ()) or path.startswith(NOT_PAGES):
                continue
            if may(person, Operation(operation)):
                found.append((path, self._address(path + QUERIES.get(path, ""), person)))
        return sorted(found)

    def _address(self, path: str, person: Principal) -> str:
        known = {name: quote(str(getattr(self.filled, name))) for name in self.filled.__slots__}
        known["draft_id"] = draft_of(person)
        known["bundle_hash"] = next(iter(kept_hashes(self.app.state.answering.current.house.earlier_bundles)), "")
        known["model_hash"] = self.app.state.answering.current.bundle_hash or ""
        return PARAMETER.sub(lambda one: known.get(one[1], "1"), path)

    def ask(self, address: str, token: str) -> Answer:
        """Ask for a page as a browser does that is signed in."""
        before = self.statements.count
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120.0)
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": f"sagstyngde-session={token}"})
        answer = connection.getresponse()
        length = len(answer.read())
        seconds = time.perf_counter() - began
        connection.close()
        return Answer(answer.status, length, seconds, self.statements.count - before)


@contextmanager
def served(app: FastAPI, filled: Filled) -> Iterator[Served]:
    """Serve an application on a free port of this process while the block runs."""
    statements = Statements()
    statements.listen(app.state.engine)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    began = time.perf_counter()
    for one in threading.enumerate():
        if one.name == WARMING:  # what a process does for itself after its start is not what a page asks for
            one.join()
    warm_s = time.perf_counter() - began
    try:
        yield Served(port=port, app=app, statements=statements, filled=filled, warm_s=warm_s)
    finally:
        server.should_exit = True
        thread.join()


def keeping(bundle: ModelBundle, folder: Path) -> House:
    """Return the rules of a house that keeps the model which answered before this one in a folder."""
    older = sealed(replace(bundle, manifest=replace(bundle.manifest, slope=2.0)))
    save(older, folder / "tidligere")
    return House(earlier_bundles=folder)


def entrance() -> Entrance:
    """Return an entrance that takes sessions over plain HTTP, as on the machine itself."""
    return Entrance(cookies=Cookies(over_tls=False))


def people(filled: Filled) -> dict[str, Principal]:
    """Return those who ask: somebody in every role that sees the whole municipality, and the leader of one team."""
    own = {Role.CASEWORKER: filled.caseworker_id}
    found = {
        role.value: Principal(
            user_id=f"maalt-{role}", name="P", grants=(Grant(role=role),), caseworker_id=own.get(role)
        )
        for role in Role
        if role is not Role.SYSTEM
    }
    scope = Scope(teams=frozenset({filled.team}))
    return found | {
        "leder af et team": Principal(user_id="maalt-team", name="P", grants=(Grant(role=Role.LEADER, scope=scope),))
    }


def signed_in(engine: Engine, person: Principal) -> str:
    """Begin a session and return its token."""
    at = datetime.now(UTC)
    beginning = Beginning(attempt=f"{person.user_id}-{at.timestamp()}")
    return write(engine, lambda connection: start_session(connection, person, beginning, at=at))


def measured(server: Served, *, times: int) -> dict[tuple[str, str], list[Answer]]:
    """Ask for every page so often, by everybody who may; by who it was and the route's path."""
    begin_drafts(server.app.state.engine, server.filled)
    found: dict[tuple[str, str], list[Answer]] = {}
    for name, person in people(server.filled).items():
        token = signed_in(server.app.state.engine, person)
        for path, address in server.pages(person):
            found[name, path] = [server.ask(address, token) for _ in range(times)]
    return found


def draft_of(person: Principal) -> DraftId:
    """Return the id of a person's draft."""
    return DraftId(f"kladde-{person.user_id}")


def begin_drafts(engine: Engine, filled: Filled) -> None:
    """Let everybody have begun to write a case."""
    at = datetime.now(UTC)

    def begin(connection: Connection) -> None:
        for person in people(filled).values():
            begin_draft(connection, draft_of(person), {}, Stamp(by=person.user_id, at=at))

    write(engine, begin)


def quantile_ms(answers: Sequence[Answer], share: float) -> float:
    """Return a quantile of the times that answers took, in milliseconds."""
    return round(1e3 * float(np.quantile([one.seconds for one in answers], share)), 1)
