"""CPR numbers planted in every flow are found nowhere but, encrypted, in the vault. ``SAGSTYNGDE_SOAK`` plants 1,000.

What is searched: every answer but the one that is asked who a child is, the log at its most talkative, the database's
own files with their journals, a backup, and what the command line prints when a number comes with a history.
"""

import csv
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from models.boosting import Boosting
from models.learn import Training
from pipelines.cli import app as command_line
from pipelines.tracking import track
from pipelines.train import train, write
from sagstyngde.access import Role
from sagstyngde.cpr import Cpr
from sagstyngde.errors import SagstyngdeError
from serve.app import create_app
from serve.house import House
from serve.logs import JsonLines
from storage.backup import back_up
from storage.engine import Engine, reading
from storage.vault import count, identity_of
from storage.vault_key_file import make_keys, read_keys
from storage.vault_keys import VaultKeys
from tests.canaries import Canaries, files_with
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal
from tests.soak import size, soak
from tests.storage.files import database_files

PLANTED = size(60, 1_000)
SEED = 4_171
CANARIES = Canaries.drawn(PLANTED, seed=SEED)
API = "/api/v1"


@dataclass(kw_only=True)
class World:
    client: TestClient
    engine: Engine
    url: str
    keys: Path
    log: Path
    answers: list[bytes] = field(default_factory=list)

    def send(self, method: str, path: str, **options: Any) -> Any:
        """Send something, and keep all that is answered, headers too."""
        answer = self.client.request(method, path, **options)
        self.answers.append(answer.content + repr(answer.headers.raw).encode())
        return answer


@pytest.fixture
def world(engine: Engine, url: str, tmp_path: Path) -> Iterator[World]:
    keys, log = tmp_path / "keys" / "vault.keys", tmp_path / "log" / "server.jsonl"
    make_keys(keys)
    log.parent.mkdir()
    door = TrustingDoor(EVERYTHING, a_principal(Role.LEADER, user_id="leder"))
    app = create_app(StandIn(), engine, door=door, house=House(vault_keys=keys))
    handler = logging.FileHandler(log, encoding="utf-8")
    handler.setFormatter(JsonLines())
    ours = [logging.getLogger(name) for name in ("serve", "storage", "models", "sqlalchemy", "uvicorn")]
    for logger in ours:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        with Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id}) as client:
            yield World(client=client, engine=engine, url=url, keys=keys, log=log)
    finally:
        for logger in ours:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)
        handler.close()


@soak
def test_a_number_is_in_no_answer_log_file_or_backup(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    children = [_intake(world, place) for place in range(PLANTED)]
    for place in range(PLANTED):
        _misplaced(world, place)
    _pages(world, children)
    back_up(world.engine, tmp_path / "backup.sqlite")

    files = [*database_files(world.url, request), world.log, tmp_path / "backup.sqlite"]
    with reading(world.engine) as connection:
        assert count(connection) == PLANTED
        keys = read_keys(world.keys)
        found = [identity_of(connection, keys, child_id) for child_id in children]
    assert [one.cpr.digits for one in found if one] == list(CANARIES.digits)
    assert len(world.answers) > 5 * PLANTED
    assert world.log.stat().st_size > 100 * PLANTED
    assert CANARIES.found_in(b"\n".join(world.answers)) == set(), f"seed {SEED}"
    assert files_with(CANARIES, files) == {}, f"seed {SEED}"


def test_the_search_sees_what_is_in_the_databases_files(world: World, request: pytest.FixtureRequest) -> None:
    """Of what is not a number, a copy is planted: were it not found, the test above would show nothing."""
    assert world.send("POST", f"{API}/assessments", json=_case("s-1", "KANARIEFUGL")).status_code == 201

    assert any(b"KANARIEFUGL" in path.read_bytes() for path in database_files(world.url, request))


def test_a_history_with_a_number_in_any_column_is_refused_without_it(municipality: Path, tmp_path: Path) -> None:
    lines = (municipality / "cases.csv").read_text("utf-8").splitlines()
    columns = len(lines[0].split(","))
    copy = tmp_path / "historik"
    copy.mkdir()
    for path in municipality.iterdir():
        if path.suffix in {".csv", ".toml"} and path.name != "cases.csv":
            (copy / path.name).write_bytes(path.read_bytes())

    told = []
    for column in range(columns):
        cells = lines[2].split(",")
        cells[column] = CANARIES.written(column)
        (copy / "cases.csv").write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:]]), "utf-8")
        result = CliRunner().invoke(
            command_line, ["check", "--history", str(copy), "--scheme", str(copy / "scheme.toml")]
        )
        error = result.exception.danish if isinstance(result.exception, SagstyngdeError) else ""
        told.append(result.output + error)

    assert sum("CPR" in text for text in told) >= columns - 2
    assert CANARIES.found_in("\n".join(told).encode()) == set()


@soak
def test_what_is_learned_from_pseudonyms_holds_no_number(municipality: Path, tmp_path: Path) -> None:
    """Bundle, report, model card, ledger and its artefacts, after children came in by number and out by pseudonym."""
    keys, history, out = VaultKeys.new(), tmp_path / "historik", tmp_path / "lært"
    shutil.copytree(municipality, history)
    with (municipality / "cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    canaries = Canaries.drawn(len(rows), seed=SEED)
    for row, digits in zip(rows, canaries.digits, strict=True):
        row["child_id"] = keys.pseudonym_of(Cpr(digits))
    with (history / "cases.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    trained = train(str(history / "scheme.toml"), history, Training(largest=Boosting(trees=10)), lambda _: None)
    write(trained, out / "bundle", None)
    track(trained, f"sqlite:///{out / 'mlflow.sqlite'}")

    assert (out / "bundle" / "arrays.npz").is_file()
    assert len(list(out.rglob("*"))) > 10
    assert files_with(canaries, [tmp_path]) == {}, f"seed {SEED}"


def _case(case_id: str, child_id: str, **changes: Any) -> dict[str, Any]:
    return {"case_id": case_id, "received_on": "2026-11-03", "child_id": child_id, "facts": {"mobility": 3}} | changes


def _intake(world: World, place: int) -> Any:
    """Register a child and assess a case about it; ask who the child is, the one answer that may say so."""
    body = {"cpr": CANARIES.written(place), "name": "Opdigtet Barn"}
    child = world.send("POST", f"{API}/children", json=body).json()
    case = _case(f"sag-{place}", child["child_id"], birth_day=child["birth_day"])
    assert world.send("POST", f"{API}/assessments", json=case).status_code == 201
    headers = {"Sagstyngde-Purpose": "kontrol", HEADER: "leder"}
    answer = world.client.get(f"{API}/children/{child['child_id']}/identity", headers=headers)
    assert answer.json()["cpr"] == CANARIES.digits[place]
    return child["child_id"]


def _misplaced(world: World, place: int) -> None:
    """Send a number wherever somebody could mistake it to belong."""
    number = CANARIES.written(place)
    fields: list[dict[str, Any]] = [
        {"case_id": number},
        {"child_id": number},
        {"family_id": number},
        {"team": f"Team {number}"},
        {"facts": {"school": f"barn {number}"}},
        {"facts": {number: 1}},
        {"note": number},
    ]
    bodies = [_case(f"x-{place}", "barn-1") | changes for changes in fields]
    for body in bodies[place % len(bodies) :][:2]:
        assert world.send("POST", f"{API}/assessments", json=body).status_code == 422
    children = {"cpr": number, "name": f"Barn {number}"}
    assert world.send("POST", f"{API}/children", json=children).status_code == 422
    assert world.send("POST", f"{API}/children", json={"cpr": f"99{number}", "name": "Barn"}).status_code == 422
    path = (f"{API}/assessments", "/sager", f"{API}/children")[place % 3]
    assert world.send("GET", f"{path}/{quote(number)}").status_code == 404
    assert world.send("GET", "/", params={"q": number}).status_code == 400
    purpose = {b"sagstyngde-purpose": number.encode(), b"x-visitor": b"leder"}
    assert world.send("GET", f"{API}/model", headers=purpose).status_code == 400


def _pages(world: World, children: list[Any]) -> None:
    """Read every page there is, of some cases, and what of the API can be read without knowing an id."""
    paths = world.client.app.openapi()["paths"]  # type: ignore[attr-defined]  # an application of ours
    for path in [path for path, item in paths.items() if "get" in item and "{" not in path]:
        world.send("GET", path)
    routes = {route.path for route in world.client.app.routes if "GET" in getattr(route, "methods", ())}  # type: ignore[attr-defined]
    ids = {"case_id": "sag-0", "child_id": children[0]}
    for path in sorted(routes):
        world.send("GET", re.sub(r"\{(\w+)\}", lambda found: str(ids.get(found[1], "ukendt")), path))
