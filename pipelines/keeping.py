"""What is an operator told of a backup, of its restoring and of the drill?"""

import json
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.operators import Errand
from pipelines.progress import Steps
from sagstyngde.danish import number
from sagstyngde.errors import Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage.audit import append
from storage.backup import back_up
from storage.drill import Drill, drill
from storage.engine import Engine, open_engine
from storage.migrate import is_at_head
from storage.patience import JOB
from storage.restore import restore
from storage.transactions import write

PURPOSE = "drift"
_MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A drill, and how long it took."""

    drill: Drill
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether all is equal."""
        return self.drill.passed

    def json(self) -> str:
        """Write it for systems."""
        differing = set(self.drill.differing_tables)
        tables = {
            table.table: {"rows": table.rows, "equal": table.table not in differing}
            for table in self.drill.backup.tables
        }
        return json.dumps(
            {
                "passed": self.passed,
                "seconds": round(self.seconds, 1),
                "bytes": self.drill.backup.size,
                "tables": tables,
                "answers": self.drill.answers,
                "differing_answers": len(self.drill.differing_answers),
                "log_rows": self.drill.log.row_count,
                "log_breaks": len(self.drill.log.breaks),
            }
        )


def run_backup(url: str, out: Path, *, console: Console, language: Language) -> None:
    """Back up, and say what was kept. Where it cannot be logged nothing is copied; the copy holds the log's line."""
    engine = open_engine(url, patience=JOB)
    try:
        _write_down(engine, Operation.BACKUP_MAKE)
        with Steps.shown(console) as steps:
            kept = back_up(engine, out, steps.at)
    finally:
        engine.dispose()
    _say(
        console,
        language,
        english=f"{kept.rows} rows of {len(kept.tables)} tables kept and read back, {kept.size / _MIB:.1f} MiB: {out}",
        danish=f"{number(kept.rows)} rækker i {len(kept.tables)} tabeller gemt og læst efter, "
        f"{number(kept.size / _MIB, 1)} MiB: {out}",
    )


def run_restore(backup: Path, url: str, *, console: Console, language: Language) -> None:
    """Restore, and say what came back."""
    with Steps.shown(console) as steps:
        tables = restore(backup, url, steps.at)
    engine = open_engine(url, patience=JOB)
    try:
        _write_down(engine, Operation.BACKUP_RESTORE)
    finally:
        engine.dispose()
    rows = sum(table.rows for table in tables)
    _say(
        console,
        language,
        english=f"{rows} rows of {len(tables)} tables restored and read back",
        danish=f"{number(rows)} rækker i {len(tables)} tabeller gendannet og læst efter",
    )


def run_drill(settings: Settings, to: str | None, *, answers: int, console: Console, language: Language) -> Told:
    """Rehearse in a folder beside the database, which is gone afterwards; say what was compared."""
    began = time.monotonic()
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        _write_down(engine, Operation.BACKUP_DRILL)
        with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.var) as folder, Steps.shown(console) as steps:
            done = drill(engine, Path(folder), to, answers=answers, tell=steps.at)
    finally:
        engine.dispose()
    told = Told(drill=done, seconds=time.monotonic() - began)
    _print(told, console, language)
    return told


def _write_down(engine: Engine, operation: Operation) -> None:
    """Log what concerns the whole casebook: one line about no case. Other tables than ours are refused later on."""
    if is_at_head(engine):
        errand = Errand.now(operation, PURPOSE, at=datetime.now(UTC))
        write(engine, lambda connection: append(connection, [errand.look()]))


def _print(told: Told, console: Console, language: Language) -> None:
    is_danish = language is Language.DANISH
    table = Table("tabel" if is_danish else "table", "rækker" if is_danish else "rows", "", box=None)
    differing = set(told.drill.differing_tables)
    for kept in told.drill.backup.tables:
        same = ("ens", "FORSKELLIGE") if is_danish else ("equal", "DIFFERENT")
        table.add_row(kept.table, str(kept.rows), same[kept.table in differing])
    console.print(table)
    answers, wrong = told.drill.answers, len(told.drill.differing_answers)
    linked, breaks = told.drill.log.row_count, len(told.drill.log.breaks)
    checked = (
        f"Every page, index and reference was checked; {answers} assessments were read back, {wrong} differ; "
        f"{linked} rows of the log follow each other, {breaks} breaks. {told.seconds:.0f} s.",
        f"Alle sider, indekser og henvisninger er kontrolleret; {number(answers)} vurderinger er læst tilbage, "
        f"{number(wrong)} afviger; {number(linked)} rækker i opslagsloggen hænger sammen, {number(breaks)} brud. "
        f"{number(told.seconds)} s.",
    )
    verdict = (
        ("The backup brings everything back.", "Sikkerhedskopien bringer alt tilbage.")
        if told.passed
        else ("The backup does not bring everything back.", "Sikkerhedskopien bringer ikke alt tilbage.")
    )
    _say(console, language, english=f"{checked[0]} {verdict[0]}", danish=f"{checked[1]} {verdict[1]}")


def _say(console: Console, language: Language, *, english: str, danish: str) -> None:
    console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
