"""How does an operator have cases and children forgotten: one that is asked for, or all that the rules say may go?

Each case goes in one transaction with the line of the log that tells of it. Last, the database's files are written
anew, so that no byte of it is left in them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.operators import Errand
from pipelines.progress import Steps
from sagstyngde.audit import Look
from sagstyngde.case import CaseId, ChildId
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import InputRefused, Language, RetentionRefused, unreadable
from sagstyngde.operations import Operation
from sagstyngde.retention import Retention, read_retention
from sagstyngde.settings import Settings
from storage import audit
from storage.engine import Connection, Engine, open_engine, reading
from storage.erasure import Erased, compact, erase_cases, erase_child
from storage.erasures import record_erasure
from storage.patience import JOB
from storage.retention import Overdue, forget_old, overdue
from storage.transactions import write

_LONGEST_REASON = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be forgotten, and why: either a case or a child."""

    case_id: str | None = None
    child_id: str | None = None
    reason: str

    def __post_init__(self) -> None:
        """Refuse a reason that the log cannot hold."""
        if not 1 <= len(self.reason.strip()) <= _LONGEST_REASON or not self.reason.isprintable():
            raise InputRefused(
                english="a reason has 1 to 100 characters", danish="en begrundelse har mellem 1 og 100 tegn"
            )
        if looks_like_cpr(self.reason):
            raise InputRefused(
                english="the reason holds what looks like a CPR number; it would stay in the log",
                danish="begrundelsen indeholder, hvad der ligner et CPR-nummer; det ville blive stående i loggen",
            )


def run_erase(settings: Settings, asked: Request, *, console: Console, language: Language) -> None:
    """Forget what is asked for, and say what went and what is not reached.

    Raises:
        InputRefused: there is no such case or child.

    """
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        erased = write(engine, lambda connection: _erased(connection, asked))
        if not erased.rows:
            raise InputRefused(
                english="there is no such case or child; nothing was erased",
                danish="der er ikke nogen sag eller noget barn med det id; intet er slettet",
            )
        compact(engine)
    finally:
        engine.dispose()
    _show_rows(erased, console, language)
    _say_what_is_left(settings, console, language)


def run_retention(
    settings: Settings, file: Path | None, *, dry_run: bool, console: Console, language: Language
) -> Overdue:
    """Forget what the rules say may go, and say how much that was.

    Raises:
        RetentionRefused: no rules are named, or they cannot be read.

    """
    rules, now = _rules(file or settings.retention), datetime.now(UTC)
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        with reading(engine) as connection:
            due = overdue(connection, rules, now=now)
        if not dry_run:
            _forget(engine, rules, due, now=now, console=console)
    finally:
        engine.dispose()
    _show_due(due, rules, console, language, is_done=not dry_run)
    if due.case_ids and not dry_run:
        _say_what_is_left(settings, console, language)
    return due


def _rules(file: Path | None) -> Retention:
    if file is None:
        raise RetentionRefused(
            english="name the municipality's rules with --rules or SAGSTYNGDE_RETENTION; nothing goes by a rule that "
            "nobody has decided",
            danish="angiv kommunens regler med --rules eller SAGSTYNGDE_RETENTION; intet slettes efter en regel, som "
            "ingen har besluttet",
        )
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise RetentionRefused(english=f"{file.name} {english}", danish=f"{file.name} {danish}") from error
    return read_retention(text, file.name)


def _forget(engine: Engine, rules: Retention, due: Overdue, *, now: datetime, console: Console) -> None:
    why = f"opbevaring: {rules.decided_by}"[:_LONGEST_REASON]
    requests = [Request(case_id=case_id, reason=why) for case_id in due.case_ids]
    requests += [Request(child_id=child_id, reason=why) for child_id in due.child_ids]
    with Steps.shown(console) as steps:
        for done, asked in enumerate(requests, start=1):
            write(engine, _erasing(asked))
            steps.at("Sletter", done, len(requests))
    write(engine, lambda connection: forget_old(connection, rules, now=now))
    compact(engine)


def _erasing(asked: Request) -> Callable[[Connection], Erased]:
    return lambda connection: _erased(connection, asked)


def _erased(connection: Connection, asked: Request) -> Erased:
    if asked.case_id is not None:
        erased = erase_cases(connection, (CaseId(asked.case_id),))
    else:
        erased = erase_child(connection, ChildId(asked.child_id or ""))
    if erased.rows:
        errand = Errand.now(Operation.CASE_ERASE, asked.reason, at=datetime.now(UTC))
        audit.append(connection, _looks(erased, errand))
        record_erasure(connection, len(erased.case_ids), errand.stamp)  # for the model in use, until it is trained anew
    return erased


def _looks(erased: Erased, errand: Errand) -> Sequence[Look]:
    cases = [errand.look(case_id=case_id) for case_id in erased.case_ids]
    return [*cases, *(errand.look(child_id=child_id) for child_id in erased.child_ids)]


def _show_rows(erased: Erased, console: Console, language: Language) -> None:
    is_danish = language is Language.DANISH
    table = Table(title="Slettet" if is_danish else "Erased")
    table.add_column("tabel" if is_danish else "table")
    table.add_column("rækker" if is_danish else "rows", justify="right")
    for name, count in sorted(erased.rows.items()):
        table.add_row(name, str(count))
    console.print(table)


def _show_due(due: Overdue, rules: Retention, console: Console, language: Language, *, is_done: bool) -> None:
    is_danish = language is Language.DANISH
    heading = ("Slettet", "Erased") if is_done else ("Ville blive slettet", "Would be erased")
    table = Table(title=heading[0 if is_danish else 1], caption=f"{rules.decided_by}, {rules.decided_on.isoformat()}")
    table.add_column("hvad" if is_danish else "what")
    table.add_column("antal" if is_danish else "count", justify="right")
    for danish, english, count in (
        ("lukkede sager", "closed cases", len(due.case_ids)),
        ("sager beholdt, fordi barnets alder er ukendt", "cases kept: the child's age is unknown", due.age_unknown),
        ("børn uden sager", "children without cases", len(due.child_ids)),
        ("kladder til nye sager", "drafts of new cases", due.drafts),
        ("ugesvar om oplevet belastning", "answers about felt load", due.felt_loads),
        ("navne på brugere", "users' names", due.names),
        ("hændelser til andre systemer", "events to other systems", due.events),
        ("svar gemt mod gentagelse", "replies kept against repetition", due.replies),
    ):
        table.add_row(danish if is_danish else english, str(count))
    console.print(table)


def _say_what_is_left(settings: Settings, console: Console, language: Language) -> None:
    danish = (
        f"Ikke nået: modelpakken {settings.bundle_path.name} kan huske sagen, til den er trænet igen og den gamle er "
        "slettet; sikkerhedskopier, udtræk og logge uden for databasen har deres egen frist (docs/vault.md)."
    )
    english = (
        f"Not reached: the bundle {settings.bundle_path.name} may remember the case until it is trained again and the "
        "old one deleted; backups, exports and logs outside the database have their own time (docs/vault.md)."
    )
    console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
