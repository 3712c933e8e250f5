"""A law: whatever is done on the board, in whatever order, a proposal stands as the API would have left it."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serve.app import create_app
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from tests.casework.casebook import fill
from tests.serve.standin import StandIn
from tests.serve.visitors import OpenDoor, Visitor

CASES, WORKERS = 3, 3
Json = dict[str, Any]
MOVES = st.tuples(st.sampled_from([f"c{n}" for n in range(CASES)]), st.sampled_from(["w0", "w1", "w2", "-"]))
DONE = st.lists(st.one_of(MOVES, st.just("fortryd")), max_size=5)


@dataclass(slots=True)
class House:
    """A casebook with a server, and how many forms it has been sent."""

    client: TestClient
    sent: int = 0

    def send(self, address: str, **fields: Any) -> str:
        """Send a form that is new, and return where it leads."""
        self.sent += 1
        key = f"00000000-0000-4000-8000-{self.sent:012d}"
        answer = self.client.post(address, data={"noegle": key} | fields, follow_redirects=False)
        return str(answer.headers.get("location", ""))


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, House]:
    """Two alike: one is worked on over the page, the other over the API."""
    made = []
    for name in ("side", "api"):
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp(name) / 'lov.sqlite'}")
        upgrade(engine)
        with writing(engine) as connection:
            fill(connection, cases=CASES, caseworkers=WORKERS)
        made.append(House(client=Visitor(create_app(StandIn(), engine, door=OpenDoor()))))
    return made[0], made[1]


@given(done=DONE)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_board_leaves_a_proposal_as_the_api_would(houses: tuple[House, House], done: list[Any]) -> None:
    page, api = houses
    address = page.send("/fordeling/forslag").partition("?")[0]
    plan = _read(page, address.rpartition("/")[2])
    twin: Json = api.client.post("/api/v1/plans", json={}).json()
    stands: list[tuple[str, str | None]] = []
    for one in done:
        version = _read(page, plan["plan_id"])["version"]
        if one == "fortryd":
            page.send(f"{address}/fortryd", udgave=version)
            stands = stands[:-1]
        else:
            case_id, to = one
            page.send(f"{address}/ret", sag=case_id, til=to, udgave=version, begrundelse="prøve")
            stands.append((case_id, None if to == "-" else to))
    if stands:
        edits = [{"case_id": case_id, "caseworker_id": to} for case_id, to in stands]
        body, headers = {"edits": edits, "reason": "prøve"}, {"If-Match": '"1"'}
        twin = api.client.patch(f"/api/v1/plans/{twin['plan_id']}", json=body, headers=headers).json()

    left = _read(page, plan["plan_id"])

    assert _told(left) == _told(twin)
    page.send(f"{address}/traek-tilbage", udgave=left["version"])


def _read(house: House, plan_id: str) -> Json:
    found: Json = house.client.get(f"/api/v1/plans/{plan_id}").json()
    return found


def _told(plan: Json) -> Json:
    """Return what a proposal says, without its names, its times and how it was worded on the way."""
    said = {name: plan[name] for name in ("loads", "violations", "goals", "state")}
    placed = [(one["case_id"], one["caseworker_id"], one["moved_from"]) for one in plan["placements"]]
    return said | {"placed": placed, "unplaced": sorted(one["case_id"] for one in plan["unplaced"])}
