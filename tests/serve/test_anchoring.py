"""Does the log's end leave the database while the server runs, without anybody asking?"""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serve.anchoring import Anchorage
from serve.app import create_app
from serve.house import House
from storage.audit_anchors import kept
from storage.audit_verify import Witness, verify
from storage.engine import Engine, reading
from storage.signing_keys import new_key
from tests.serve.standin import StandIn
from tests.storage.audit_logs import fill


def test_a_server_anchors_when_it_starts_while_it_runs_and_when_it_stops(engine: Engine, tmp_path: Path) -> None:
    key, file = new_key(tmp_path / "audit.key"), tmp_path / "anchors.jsonl"
    house = House(anchorage=Anchorage(file=file, key=key, every_s=0.01))
    fill(engine, 10)
    with TestClient(create_app(StandIn(), engine, house=house)):
        while not file.exists() or len(kept(file)) < 2:
            time.sleep(0.01)
        fill(engine, 5)

    anchors = kept(file)
    with reading(engine) as connection:
        assert verify(connection, Witness(anchors=anchors, key=key)).breaks == ()
    assert (anchors[0].sequence, anchors[-1].sequence) == (10, 15)


def test_a_server_that_cannot_anchor_says_so_and_serves(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(anchorage=Anchorage(file=tmp_path / "no folder" / "anchors.jsonl"))
    with TestClient(create_app(StandIn(), engine, house=house)) as client:
        assert client.get("/live").status_code == 200

    assert "not anchored" in caplog.text
