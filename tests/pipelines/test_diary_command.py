"""A filled-in sheet over the command line: by the diary's rules, with its log, whole or not at all."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from pipelines.diary_command import Asked, run
from pipelines.operators import Errand
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused, Language
from sagstyngde.operations import Operation
from storage.diary import agree_windows
from storage.diary_entries import all_entries
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from storage.tables.audit import audit_entries
from tests.answers import STAMP, a_case, a_caseworker, store

MONDAY = date(2026, 11, 9)
HEAD = "Sagsbehandler;Dag;Sag;Familien;Samarbejde;Skrivebord;Transport"
ERRAND = Errand(
    operation=Operation.DIARY_IMPORT,
    purpose="indlæsning af tidsdagbog",
    at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    actor="cli:drift",
    request_id="r1",
)


@pytest.fixture
def casebook(engine: Engine) -> Engine:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2")], STAMP)
        for case_id, whom in (("s1", "w1"), ("s2", "w2")):
            store(connection, a_case(case_id, caseworker_id=whom))
        for whom in ("w1", "w2"):
            agree_windows(connection, [CaseworkerId(whom)], (MONDAY, MONDAY + timedelta(days=13)), STAMP)
    return engine


def _run(engine: Engine, folder: Path, rows: str, *, dry_run: bool = False, lang: Language = Language.DANISH) -> str:
    file = folder / "ark.csv"
    file.write_text(f"\ufeff{HEAD}\n{rows}", "utf-8")
    console = Console(file=StringIO(), width=200)
    asked = Asked(file=file, today=date(2026, 11, 22), dry_run=dry_run, language=lang)
    run(asked, engine, ERRAND, console)
    out = console.file
    assert isinstance(out, StringIO)
    return " ".join(out.getvalue().replace("\xa0", " ").split())


def _stands(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {f"{one.entry.case_id} {one.entry.kind}": one.entry.minutes for one in all_entries(connection)}


def test_a_sheet_of_several_is_tried_then_kept_with_its_log(casebook: Engine, tmp_path: Path) -> None:
    rows = f"w1;{MONDAY};s1;1:30;;;\nw2;{MONDAY:%d-%m-%Y};s2;;;1,5 t;\n"
    tried, nothing = _run(casebook, tmp_path, rows, dry_run=True), _stands(casebook)
    kept = _run(casebook, tmp_path, rows)

    with reading(casebook) as connection:
        logged = connection.execute(select(audit_entries.c.case_id, audit_entries.c.operation)).all()
    assert (tried, nothing) == ("Prøvekørsel, intet er gemt: 2 tider, i alt 3 t.", {})
    assert kept == "2 tider, i alt 3 t står nu i tidsdagbogen."
    assert _stands(casebook) == {"s1 family": 90, "s2 desk": 90}
    assert set(logged) == {("s1", "diary.import"), ("s2", "diary.import")}


def test_one_wrong_row_keeps_all_of_it_out(casebook: Engine, tmp_path: Path) -> None:
    rows = f"w1;{MONDAY};s1;1:30;;;\nw1;{MONDAY};s2;1:30;;;\nw1;{MONDAY};s1;;90;;\n"

    told = _run(casebook, tmp_path, rows)
    english = _run(casebook, tmp_path, rows, lang=Language.ENGLISH)

    assert "ark.csv: række 3, kolonne Sag: sagen er ikke sagsbehandlerens den dag" in told
    assert "ark.csv: række 4, kolonne Samarbejde: skal være en tid som 1:30" in told
    assert "Intet er gemt: 2 steder skal rettes." in told
    assert "places to correct: 2" in english
    assert _stands(casebook) == {}


def test_a_sheet_without_caseworkers_is_refused_whole(casebook: Engine, tmp_path: Path) -> None:
    file = tmp_path / "ark.csv"
    file.write_text("Dag;Sag;Familien;Samarbejde;Skrivebord;Transport\n", "utf-8")

    with pytest.raises(InputRefused, match="Sagsbehandler"):
        run(Asked(file=file, today=MONDAY), casebook, ERRAND, Console(quiet=True))
