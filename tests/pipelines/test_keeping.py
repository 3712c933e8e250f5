import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from pipelines import cli
from pipelines.operators import operator
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade
from storage.tables.audit import audit_entries
from tests.answers import a_case, store

Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> Ran:
    """Run the command line as a shell would, on a database of its own."""
    monkeypatch.setenv("SAGSTYNGDE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("SAGSTYNGDE_DATABASE", url)

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sagstyngde", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as connection:
        store(connection, a_case())
    return engine


def test_a_backup_is_made_and_restored_from_the_command_line(ran: Ran, filled: Engine, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "b.sqlite", tmp_path / "elsewhere.sqlite"

    made = ran("backup", out)
    restored = ran("--lang", "en", "restore", out, "--to", f"sqlite:///{elsewhere}")

    assert (made[0], restored[0]) == (0, 0)
    assert "læst efter" in made[1]
    assert "restored and read back" in restored[1]
    assert elsewhere.is_file()


def test_what_is_there_is_not_overwritten(ran: Ran, filled: Engine, tmp_path: Path) -> None:
    out = tmp_path / "b.sqlite"
    ran("backup", out)

    again, onto = ran("backup", out), ran("restore", out)

    assert (again[0], onto[0]) == (1, 1)
    assert "findes allerede" in again[2]
    assert "Traceback" not in again[2] + onto[2]


def test_a_drill_says_what_it_compared_and_leaves_nothing_behind(ran: Ran, filled: Engine, tmp_path: Path) -> None:
    before = set((tmp_path / "var").iterdir())

    code, said, _ = ran("drill")
    as_json = json.loads(ran("drill", "--json")[1])

    assert code == 0
    assert "bringer alt tilbage" in said
    assert (as_json["passed"], as_json["log_breaks"]) == (True, 0)
    assert "0 brud" in said
    assert as_json["tables"]["cases"] == {"rows": 1, "equal": True}
    assert set((tmp_path / "var").iterdir()) == before


def test_a_restore_without_a_name_goes_into_this_installations_own_database(
    ran: Ran, filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("backup", tmp_path / "b.sqlite")
    own = tmp_path / "own.sqlite"
    monkeypatch.setenv("SAGSTYNGDE_DATABASE", f"sqlite:///{own}")

    code, _, _ = ran("restore", tmp_path / "b.sqlite")

    engine = open_engine(f"sqlite:///{own}")
    upgrade(engine)  # nothing left to do
    engine.dispose()
    assert code == 0


def test_what_reads_the_whole_casebook_stands_in_its_log(ran: Ran, filled: Engine, tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"

    ran("backup", tmp_path / "b.sqlite")
    ran("restore", tmp_path / "b.sqlite", "--to", elsewhere)
    ran("drill")

    assert logged(filled) == ["backup.make", "backup.drill"]
    assert logged(open_engine(elsewhere)) == ["backup.make", "backup.restore"]


def logged(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [row.operation for row in connection.execute(select(audit_entries)) if row.actor == operator()]


def test_a_url_of_another_database_is_refused_without_repeating_it(ran: Ran, tmp_path: Path) -> None:
    code, _, said = ran("restore", tmp_path / "b.sqlite", "--to", "mysql://u:KANARIE@h/d")

    assert code == 1
    assert "KANARIE" not in said
