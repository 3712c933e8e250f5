"""R33: every route, asked for every record by everybody. Made from the routes themselves, so that none is forgotten."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from sagstyngde.access import Principal
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES
from serve.app import create_app
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor
from tests.serve.world import RECORDS, Record, fill, principals, reaches

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
CANARY = re.compile("KANARIE[A-Z]+")
UNKNOWN = Record("UKENDT", None, None, RECORDS[0].sensitivity, None)
SAFE = {"GET", "HEAD"}
NAMED = ("case_id", "child_id", "assessment_id", "decision_id", "dissent_id")
"""What in an address names a record."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One cell: who asks for what of which record."""

    principal: Principal | None
    route: RouteContext
    method: str
    record: Record

    @property
    def operation(self) -> Operation:
        """The route's operation."""
        return Operation(self.route.operation_id)

    @property
    def names_a_record(self) -> bool:
        """Whether the address says which record it is about."""
        return bool(set(NAMED) & set(PARAMETER.findall(self.address)))

    @property
    def address(self) -> str:
        """The route's path, with its parameters."""
        return str(self.route.path)

    @property
    def path(self) -> str:
        """The address, with this record's ids in it."""
        ids = {name: getattr(self.record, name) for name in NAMED}
        return PARAMETER.sub(lambda found: ids.get(found[1], "1"), self.address)


@dataclass(slots=True)
class Served:
    """A server whose database can be put back to how the world began."""

    app: FastAPI
    begun: Path
    folder: Path
    copies: int = 0
    has_changed: bool = True

    def fresh(self) -> None:
        """Begin the world anew: something may have been changed."""
        self.app.state.engine.dispose()
        self.copies, self.has_changed = self.copies + 1, False
        shutil.copyfile(self.begun, self.folder / f"{self.copies}.sqlite")
        self.app.state.engine = open_engine(f"sqlite:///{self.folder / f'{self.copies}.sqlite'}")

    def ask(self, asked: Asked) -> httpx2.Response:
        """Send one request."""
        who = {HEADER: asked.principal.user_id} if asked.principal else {}
        client = Visitor(self.app, raise_server_exceptions=False, headers=who, follow_redirects=False)
        if asked.method in SAFE:
            return client.request(asked.method, asked.path)
        kind, content = self.body(asked)
        headers = {"If-Match": '"1"', "Content-Type": kind}
        answer = client.request(asked.method, asked.path, content=content, headers=headers)
        self.has_changed |= answer.status_code < 400
        return answer

    def body(self, asked: Asked) -> tuple[str, bytes]:
        """Return the type and the example that the API's own description gives of a request; a form is sent empty."""
        described = self.app.openapi()["paths"].get(asked.route.path_format, {}).get(asked.method.lower())
        if described is None:
            return "application/x-www-form-urlencoded", b""
        for kind, content in described.get("requestBody", {}).get("content", {}).items():
            return kind, json.dumps(content.get("example", {})).encode()
        return "application/json", b"{}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    begun = tmp_path / "begun.sqlite"
    engine = open_engine(f"sqlite:///{begun}")
    upgrade(engine)
    fill(engine)
    _put_into_one_file(engine)
    made = Served(create_app(StandIn(), engine, door=TrustingDoor(*principals())), begun, tmp_path)
    yield made
    made.app.state.engine.dispose()


def test_every_route_has_a_rule_and_no_two_share_their_operation(served: Served) -> None:
    everything = list(iter_route_contexts(served.app.routes))
    routes = list(_routes(served.app))
    operations = [Operation(str(route.operation_id)) for route in routes]

    assert len(routes) > 10
    assert set(operations) <= set(RULES)
    assert set(RULES) == set(Operation)
    assert {route.path for route in everything if not hasattr(route, "operation_id")} == {
        "/api/v1/openapi.json",
        "/static",
    }


def test_nobody_is_told_of_a_record_beyond_their_reach(served: Served) -> None:
    cells = [asked for asked in _cells(served.app) if asked.method in SAFE]
    served.fresh()

    faults = [fault for asked in cells for fault in _faults(asked, served)]

    assert len(cells) >= 1_000
    assert faults == []


def test_nobody_changes_or_is_told_by_changing(served: Served) -> None:
    cells = [asked for asked in _cells(served.app) if asked.method not in SAFE]
    served.fresh()
    faults: list[str] = []
    for asked in cells:
        faults += _faults(asked, served)
        if served.has_changed:
            served.fresh()

    assert len(cells) >= 1_000
    assert faults == []


def _faults(asked: Asked, served: Served) -> Iterator[str]:
    answer = served.ask(asked)
    who = asked.principal.user_id if asked.principal else "nobody"
    cell = f"{who} {asked.method} {asked.address} {asked.record.canary}: {answer.status_code}"
    if answer.status_code >= 500 and answer.status_code != 503:
        yield f"{cell} failed"
    told = set(CANARY.findall(answer.text + str(answer.headers)))
    reached = {one.canary for one in RECORDS if asked.principal and reaches(asked.principal, asked.operation, one)}
    if told - reached:
        yield f"{cell} tells of {sorted(told - reached)}"
    rule = RULES[asked.operation]
    if rule.is_public:
        return
    if asked.principal is None or asked.principal.roles.isdisjoint(rule.reach):
        if answer.status_code not in {401, 403, 303}:
            yield f"{cell} is let in"
        return
    unseen = asked.names_a_record and asked.record.canary not in reached
    if unseen and _shape(answer) != _shape(served.ask(replace(asked, record=UNKNOWN))):
        yield f"{cell} differs from what is not there"


def _shape(answer: httpx2.Response) -> tuple[int, str]:
    """Return all of an answer that could tell the unseen from the unknown: not the request's own id."""
    return answer.status_code, re.sub(r"urn:uuid:[0-9a-f-]+", "", answer.text)


def _cells(app: FastAPI) -> Iterator[Asked]:
    for route in _routes(app):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            for principal in (*principals(), None):
                one = Asked(principal, route, method, RECORDS[0])
                for record in RECORDS if one.names_a_record else RECORDS[:1]:
                    yield Asked(principal, route, method, record)


def _routes(app: FastAPI) -> Iterator[RouteContext]:
    """Return every route but static files and the API's own description."""
    return (route for route in iter_route_contexts(app.routes) if hasattr(route, "operation_id"))


def _put_into_one_file(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.rollback()
    engine.dispose()
