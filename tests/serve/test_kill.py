"""R12, R18: killed at any moment and on either engine, the server loses and doubles nothing that it acknowledged."""

from pathlib import Path

import httpx2
from sqlalchemy import func, select

from storage.engine import open_engine, reading
from storage.tables.audit import audit_entries, audit_head
from storage.tables.casework import assessments
from storage.tables.identity import answered_requests
from tests.databases import BOTH
from tests.serve.kill_harness import SERVER, kill_under_load, post
from tests.serve.live_server import live_server
from tests.serve.visitors import EVERYTHING, HEADER
from tests.soak import seeded, size, soak

BACKENDS = BOTH
pytestmark = soak


def test_a_killed_server_loses_nothing_acknowledged_and_does_nothing_twice(url: str, tmp_path: Path) -> None:
    where = {"SAGSTYNGDE_DATABASE": url}

    told = kill_under_load(tmp_path, where, size(10, 300), seeded("kill"))

    assert len(told.answers) > size(20, 600)
    with (
        live_server(SERVER, tmp_path, where) as server,
        httpx2.Client(base_url=server.url, headers={HEADER: EVERYTHING.user_id}, timeout=10) as client,
    ):
        again = {key: post(client, key, case_id) for key, case_id in told.sent.items()}
    assert {answer.status_code for answer in again.values()} == {201}
    assert [key for key, body in told.answers.items() if again[key].content != body] == []
    _check(url, len(told.sent))


def _check(url: str, requests: int) -> None:
    """Every request has had its effect once, and the log's chain runs without a gap to its head."""
    engine = open_engine(url)
    with reading(engine) as connection:
        answered = connection.execute(select(func.count()).select_from(answered_requests)).scalar_one()
        stored = connection.execute(select(func.count()).select_from(assessments)).scalar_one()
        logged = connection.execute(select(func.count(), func.max(audit_entries.c.sequence))).one()
        head = connection.execute(select(audit_head.c.sequence)).scalar_one()
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    engine.dispose()
    assert (answered, stored) == (requests, requests)
    assert tuple(logged) == (head, head)
