"""Can an operator check the log, anchor it, let its old part go and tell whom it concerns, from the command line?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from pipelines.cli import app
from sagstyngde.case import CaseId, ChildId
from sagstyngde.errors import InputRefused, LogBroken
from storage.audit import append
from storage.audit_anchors import AnchorKind, kept
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade
from storage.tables.audit import audit_entries
from tests.storage.audit_logs import a_look, disarm, stored

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A log of ten old looks and five new ones, in this installation's database, with a key and anchors."""
    monkeypatch.setenv("SAGSTYNGDE_VAR", str(tmp_path))
    monkeypatch.setenv("SAGSTYNGDE_AUDIT_KEY", str(tmp_path / "audit.key"))
    monkeypatch.setenv("SAGSTYNGDE_AUDIT_ANCHOR", str(tmp_path / "anchors.jsonl"))
    engine = open_engine(f"sqlite:///{tmp_path / 'sagstyngde.sqlite'}")
    upgrade(engine)
    looks = [a_look(number, at=LONG_AGO, child_id=ChildId("barn")) for number in range(10)]
    with writing(engine) as connection:
        append(connection, looks + [a_look(number, at=NOW, child_id=ChildId("barn")) for number in range(5)])
    run("audit", "key", str(tmp_path / "audit.key"))
    run("audit", "head")
    yield engine
    engine.dispose()


def run(*arguments: str) -> Result:
    """Run a command; what it refuses is raised, as ``main`` would meet it."""
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def verdict() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", "verify", "--json").stdout)
    return found


def change_a_row(engine: Engine) -> None:
    with writing(engine) as connection:
        disarm(connection)
        connection.execute(update(audit_entries).where(audit_entries.c.sequence == 7).values(actor="en anden"))


def test_a_log_that_holds_is_said_to_hold(log: Engine) -> None:
    result = run("audit", "verify")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        "Loggen holder.",
        "Efterprøvet: 15 opslag, 0 segl og 1 anker, til og med nr. 15.",
    ]


def test_a_changed_row_is_named_and_ends_in_exit_code_1(log: Engine) -> None:
    change_a_row(log)

    result, english = run("audit", "verify"), run("--lang", "en", "audit", "verify")

    assert (result.exit_code, english.exit_code) == (1, 1)
    assert "Nr. 7: opslaget er ændret, efter at det blev skrevet." in result.stdout
    assert "No. 7: the look was changed after it was written." in english.stdout


def test_systems_read_the_verdict_as_json(log: Engine) -> None:
    change_a_row(log)

    assert verdict()["breaks"] == [{"sequence": 7, "fault": "edited", "after": None}]


def test_the_head_is_printed_signed_and_kept(log: Engine, tmp_path: Path) -> None:
    printed = json.loads(run("audit", "head").stdout)

    first, second = kept(tmp_path / "anchors.jsonl")
    assert (first.kind, first.sequence) == (AnchorKind.HEAD, 15)
    assert (second.sequence, second.signature) == (printed["sequence"], printed["signature"])
    assert second.signature is not None


def test_sealing_lets_the_old_go_and_the_log_still_holds(log: Engine, tmp_path: Path) -> None:
    result = run("audit", "seal", "--before", (NOW - timedelta(days=200)).date().isoformat())

    with reading(log) as connection:
        assert [row["sequence"] for row in stored(connection)] == list(range(11, 16))
    assert "Forseglet til og med nr. 10; 10 opslag er slettet." in result.stdout
    assert [one.kind for one in kept(tmp_path / "anchors.jsonl")][-2:] == [AnchorKind.SEAL, AnchorKind.HEAD]
    assert (verdict()["holds"], verdict()["seals"]) == (True, 1)


def test_a_broken_log_is_not_sealed(log: Engine) -> None:
    change_a_row(log)

    with pytest.raises(LogBroken, match=r"No\. 7"):
        run("audit", "seal", "--before", (NOW - timedelta(days=200)).date().isoformat())


def test_nothing_to_seal_is_said(log: Engine) -> None:
    assert "intet er forseglet" in run("audit", "seal", "--before", "2001-01-01").stdout


def test_a_report_has_every_look_and_is_itself_logged(log: Engine, tmp_path: Path) -> None:
    out = tmp_path / "opslag.csv"
    run("audit", "report", "--child", "barn", "--out", str(out))

    lines = out.read_text("utf-8-sig").splitlines()
    with reading(log) as connection:
        last = stored(connection)[-1]
    assert len(lines) == 1 + 15
    assert "Læste sagen;sagsbehandling;konsulent;gennemført;Medarbejder 1;sag-0" in lines[1]
    assert (last["operation"], last["child_id"], last["purpose"]) == ("access_log.export", "barn", "indsigt i opslag")
    assert last["actor"].startswith("cli:")


def test_names_need_a_reason_and_the_reason_is_logged(log: Engine, tmp_path: Path) -> None:
    out = tmp_path / "opslag.json"
    run("audit", "report", "--case", "sag-3", "--out", str(out), "--with-names", "mistanke om misbrug")

    with reading(log) as connection:
        assert stored(connection)[-1]["purpose"] == "indsigt i opslag, med navne: mistanke om misbrug"
    assert {line["employee"] for line in json.loads(out.read_text("utf-8"))["lines"]} == {"bruger-0"}


def test_a_report_is_shown_as_a_table(log: Engine) -> None:
    assert "15 opslag" in run("audit", "report", "--child", "barn").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--child", "010203-1234"), "CPR"),
        (("--child", "barn", "--out", "opslag.pdf"), "csv"),
        (("--child", "barn", "--with-names", "x" * 151), "150"),
    ],
)
def test_what_cannot_be_reported_is_refused(log: Engine, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        run("audit", "report", *arguments)


def test_a_report_is_of_a_child_or_of_a_case(log: Engine) -> None:
    assert run("audit", "report").exit_code == 2
    assert run("audit", "report", "--child", "barn", "--case", str(CaseId("sag-1"))).exit_code == 2
