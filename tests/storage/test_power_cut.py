"""R11 and R13: whenever the power or the disk fails, what was acknowledged is there and nothing is corrupt."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from serve.app import create_app
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor
from tests.soak import seeded, size, soak
from tests.storage.power import Disk, Recorded, play

pytestmark = soak
TRANSACTIONS = 12
JOURNALS = ("WAL", "DELETE")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Recorded]]:
    """The database before a morning's intake, and what the real server then asked of it."""
    folder = tmp_path_factory.mktemp("recorded")
    engine = open_engine(f"sqlite:///{folder / 'casebook.sqlite'}")
    upgrade(engine)
    _checkpoint(engine)
    before = folder / "before.sqlite"
    shutil.copyfile(folder / "casebook.sqlite", before)
    transactions = [_record(engine, number) for number in range(TRANSACTIONS)]
    engine.dispose()
    return before, transactions


@pytest.mark.parametrize("journal", JOURNALS)
def test_no_power_cut_loses_what_was_acknowledged(
    journal: str, recorded: tuple[Path, list[Recorded]], tmp_path: Path
) -> None:
    before, transactions = recorded
    chance = seeded(f"power cut {journal}")
    whole = Disk()
    assert len(play(_fresh(tmp_path / "whole", before), whole, transactions, journal=journal)) == TRANSACTIONS

    for number in range(size(30, 200)):
        disk = Disk(cut_at=1 + number % whole.syncs)
        folder, after = _fresh(tmp_path / f"{number}", before), tmp_path / f"{number}-after"
        acknowledged = play(folder, disk, transactions, journal=journal)
        after.mkdir()
        disk.restore(after, chance)

        assert disk.is_dark
        assert _state(after / "casebook.sqlite", acknowledged) == ("ok", [], [])


@pytest.mark.parametrize("journal", JOURNALS)
def test_no_failing_write_loses_what_was_acknowledged_or_spoils_the_rest(
    journal: str, recorded: tuple[Path, list[Recorded]], tmp_path: Path
) -> None:
    before, transactions = recorded
    whole = Disk()
    play(_fresh(tmp_path / "whole", before), whole, transactions, journal=journal)
    first = _calls_to_open(tmp_path, before, journal)
    points = size(60, 500)

    for number in range(points):
        disk = Disk(fault_at=first + 1 + number * max(1, (whole.calls - first) // points) % (whole.calls - first))
        folder = _fresh(tmp_path / f"{number}", before)
        acknowledged = play(folder, disk, transactions, journal=journal)

        assert len(acknowledged) == TRANSACTIONS
        assert _state(folder / "casebook.sqlite", acknowledged) == ("ok", [], [])


def _record(engine: Engine, number: int) -> Recorded:
    """Let the server answer one request, and write down the transaction that answered it."""
    client = Visitor(create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING)), headers={HEADER: EVERYTHING.user_id})
    statements: list[tuple[str, Any]] = []

    def told(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        statements.extend((statement, tuple(row)) for row in (values if many else [values]))

    event.listen(engine, "before_cursor_execute", told)
    answer = client.post("/api/v1/assessments", json=BODY | {"case_id": f"s{number}"})
    event.remove(engine, "before_cursor_execute", told)
    assert answer.status_code == 201
    return Recorded(
        [one for one in statements if not one[0].startswith(("BEGIN", "PRAGMA"))], answer.json()["assessment_id"]
    )


def _fresh(folder: Path, before: Path) -> Path:
    folder.mkdir()
    shutil.copyfile(before, folder / "casebook.sqlite")
    return folder


def _calls_to_open(tmp_path: Path, before: Path, journal: str) -> int:
    """Count what opening alone asks of the disk: a database that cannot be opened acknowledges nothing anyway."""
    disk = Disk()
    play(_fresh(tmp_path / "opened", before), disk, [], journal=journal)
    return disk.calls


def _state(database: Path, acknowledged: Sequence[str]) -> tuple[str, list[Any], list[str]]:
    """Return whether a database is whole, which references dangle, and which acknowledged answers are not there."""
    connection = sqlite3.connect(database)
    whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    there = {row[0] for row in connection.execute("SELECT assessment_id FROM assessments")}
    connection.close()
    return whole, dangling, [one for one in acknowledged if one not in there]


def _checkpoint(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.rollback()
    engine.dispose()
