"""The contract is proved by use: a client generated from it alone drives a case from intake to settled."""

import importlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from typer.testing import CliRunner

from serve.app import create_app
from serve.house import House
from storage.engine import Engine
from tests.databases import SQLITE
from tests.serve.standin import StandIn
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor

CONFIG = "post_hooks: []\ncontent_type_overrides:\n  application/x-ndjson: application/octet-stream\n"
PACKAGE = "sagstyngde_client"


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    """Where a real server answers, in a house that judges every case blind."""
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(blind_share=1.0))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def generated(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The client package, made from the document."""
    document = create_app(StandIn(), engine).openapi()
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "config.yml").write_text(CONFIG, "utf-8")
    (command,) = entry_points(group="console_scripts", name="openapi-python-client")
    options = {"--path": "openapi.json", "--output-path": PACKAGE, "--config": "config.yml", "--meta": "none"}
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command.load(), ["generate", *(part for pair in options.items() for part in pair)])
    assert (result.exit_code, "WARNING" in result.output) == (0, False), result.output
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(PACKAGE)
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class Api:
    """Calls the generated functions by operation, each with a key of its own where it asks for one."""

    def __init__(self, package: ModuleType, address: str) -> None:
        self.models = importlib.import_module(f"{package.__name__}.models")
        self.client = package.Client(base_url=address, headers={HEADER: EVERYTHING.user_id})

    def call(self, operation: str, *arguments: Any, **named: Any) -> Any:
        """Return the parsed answer of an operation, given as ``tag.operation``."""
        module = importlib.import_module(f"{PACKAGE}.api.{operation}")
        if "idempotency_key" in module.sync_detailed.__annotations__:
            named |= {"idempotency_key": str(uuid4())}
        answer = module.sync_detailed(*arguments, client=self.client, **named)
        assert answer.status_code < 300, answer.content
        return answer.parsed


@pytest.fixture
def api(generated: ModuleType, address: str) -> Iterator[Api]:
    opened = Api(generated, address)
    yield opened
    opened.client.get_httpx_client().close()


@SQLITE
def test_a_generated_client_drives_a_case_from_intake_to_settled(api: Api) -> None:
    case_id = BODY["case_id"]

    made = api.call("sager.case_create", body=api.models.CaseIn.from_dict(BODY))
    change = api.models.CasePatch.from_dict({"facts": {"mobility": 4}})
    changed = api.call("sager.case_update", case_id, body=change, if_match=f'"{made.version}"')
    waiting = api.call("vurdering.case_assess", case_id, body=api.models.NothingIn())
    api.call("faglig_vurdering.judgement_record", case_id, body=api.models.JudgementIn(category="B"))
    opened = api.call("vurdering.assessment_read", waiting.assessment_id)
    reason = {"category": "D", "reason": "kendskab_til_familien"}
    api.call(
        "faglig_vurdering.assessment_override", waiting.assessment_id, body=api.models.OverrideIn.from_dict(reason)
    )
    entry = {"source": "tid", "entry_id": "t-1", "case_id": case_id, "worked_on": "2026-11-04", "hours": 2.5}
    hours = api.call("timer.hours_import", body=api.models.HoursIn.from_dict({"entries": [entry]}))
    read = api.call("sager.case_read", case_id)
    history = api.call("sager.case_history", case_id)
    page = api.call("sager.case_list", limit=10)
    closed = api.call("sager.case_close", case_id, body=api.models.ClosingIn(), if_match=f'"{read.version}"')
    events = api.call("h\u00e6_ndelser.events_read", after=0)

    assert (changed.version, waiting.awaits_judgement, opened.suggestion.code) == (2, True, "C")
    assert (read.weight.category, read.weight.basis.value, hours.taken) == ("D", "override", 1)
    assert [version.version for version in history.versions] == [1, 2]
    assert [one.case_id for one in page.cases] == [case_id]
    assert closed.closed_on is not None
    assert [event.kind.value for event in events.events] == [
        "assessment.created",
        "judgement.recorded",
        "assessment.settled",
        "case.closed",
    ]
