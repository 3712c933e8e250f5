"""What is a person told who asks who has looked? A table, a spreadsheet or JSON; that it was asked is logged too."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.operators import Errand
from pipelines.whole_files import write_whole
from sagstyngde.access_report import (
    HEADER,
    LONGEST_REASON,
    PURPOSE,
    AccessReport,
    access_report,
    as_spreadsheet,
    danish_time,
    with_names,
)
from sagstyngde.case import CaseId, ChildId
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import InputRefused, Language
from sagstyngde.operations import Operation
from storage.audit import append
from storage.audit_report import kept_from, looks_at_case, looks_at_child
from storage.engine import Connection, open_engine
from storage.transactions import write

_NEVER_CUT = ("tidspunkt", "sag")
"""Columns that a narrow terminal must show whole; the others go on to a further line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of whom: a child or one case; ``reason`` is why employees are to be named."""

    child_id: str | None
    case_id: str | None
    reason: str | None

    def __post_init__(self) -> None:
        """Refuse a CPR number, since it would stand in the log, and a reason that has no room there."""
        if len(self.reason or "") > LONGEST_REASON:
            raise InputRefused(
                english=f"give the reason in at most {LONGEST_REASON} characters",
                danish=f"angiv begrundelsen med højst {LONGEST_REASON} tegn",
            )
        if any(looks_like_cpr(given) for given in (self.child_id, self.case_id, self.reason) if given):
            raise InputRefused(
                english="that looks like a CPR number; give the child's id",
                danish="det ligner et CPR-nummer; angiv barnets id",
            )

    @property
    def errand(self) -> str:
        """What is written down as the purpose."""
        return with_names(PURPOSE, self.reason) if self.reason else PURPOSE


def run(url: str, asked: Asked, out: Path | None, console: Console, *, language: Language) -> None:
    """Make the report, log it, and hand it over.

    Raises:
        InputRefused: the file's ending is unknown, or it cannot be written.
        NotReady: the database cannot be reached or the log not written; then nothing is told.

    """
    if out is not None and out.suffix not in (".csv", ".json"):
        raise InputRefused(
            english=f"{out.name}: name a file that ends in .csv or .json",
            danish=f"{out.name}: angiv en fil, der ender på .csv eller .json",
        )
    engine = open_engine(url)
    try:
        now = datetime.now(UTC)
        report = write(engine, lambda connection: _logged(connection, asked, now))
    finally:
        engine.dispose()
    if out is None:
        _show(report, console)
        return
    write_whole(out, f"\ufeff{as_spreadsheet(report)}".rstrip() if out.suffix == ".csv" else as_json(report))
    words = ("looks written", "opslag skrevet")[language is Language.DANISH]
    console.print(f"{len(report.lines)} {words}: {out}", highlight=False)


def as_json(report: AccessReport) -> str:
    """Write a report for systems."""
    return json.dumps(asdict(report), ensure_ascii=False, default=datetime.isoformat)


def _logged(connection: Connection, asked: Asked, at: datetime) -> AccessReport:
    child, case = ChildId(asked.child_id or ""), CaseId(asked.case_id or "")
    looks = looks_at_child(connection, child) if asked.child_id else looks_at_case(connection, case)
    made = access_report(looks, made_at=at, kept_from=kept_from(connection), named=asked.reason is not None)
    errand = Errand.now(Operation.ACCESS_LOG_EXPORT, asked.errand, at=at)
    append(connection, [errand.look(case or None, child or None)])
    return made


def _show(report: AccessReport, console: Console) -> None:
    table = Table(caption=_caption(report))
    for heading in HEADER:
        table.add_column(heading.capitalize(), no_wrap=heading in _NEVER_CUT, overflow="fold")
    for line in report.lines:
        table.add_row(*map(Text, line.cells))
    console.print(table)


def _caption(report: AccessReport) -> str:
    count = f"{len(report.lines)} opslag"
    return (
        count if report.kept_from is None else f"{count}; opslag til og med {danish_time(report.kept_from)} er slettet"
    )
