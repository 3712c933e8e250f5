"""How does an operator anchor the log's end and let its old part go? Only of a log that holds."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rich.console import Console

from pipelines.audit_check import assert_holds, check, key_of
from pipelines.operators import operator
from pipelines.progress import Steps
from sagstyngde.danish import number
from sagstyngde.errors import Language
from sagstyngde.settings import Settings
from storage.audit_anchors import Anchor, AnchorKind, anchor, keep, of_head
from storage.audit_chain import ChainLink
from storage.audit_seals import Seal, let_go, seal
from storage.engine import Engine, open_engine
from storage.patience import JOB
from storage.transactions import write

_COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def anchor_head(settings: Settings, *, at: datetime) -> Anchor:
    """Return the log's end as an anchor, kept where the settings say.

    Raises:
        InputRefused: the key cannot be read, or the anchor cannot be kept.
        NotReady: the database cannot be reached.

    """
    engine = open_engine(settings.database_url)
    try:
        made = of_head(engine, at=at, key=key_of(settings))
    finally:
        engine.dispose()
    if settings.audit_anchor:
        keep(settings.audit_anchor, [made])
    return made


def run_seal(settings: Settings, before: date, *, at: datetime, console: Console, language: Language) -> None:
    """Check the log, seal what is older than a day, delete it, and say how much went.

    Raises:
        LogBroken: the log does not hold; a seal would hide that.
        InputRefused: rows younger than six months would go, or the key or the anchor file cannot be used.

    """
    assert_holds(check(settings, console))
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        made = _sealed(engine, settings, before, at)
        with Steps.shown(console) as steps:
            gone = _let_go(engine, steps)
    finally:
        engine.dispose()
    _say(made, gone, console, language)


def _sealed(engine: Engine, settings: Settings, before: date, at: datetime) -> Seal | None:
    moment = datetime.combine(before, time(), _COPENHAGEN)
    signs = key_of(settings)
    made = write(engine, lambda connection: seal(connection, moment, at=at, by=operator(), key=signs))
    if made is not None and settings.audit_anchor:
        sealed = anchor(AnchorKind.SEAL, ChainLink(made.last.sequence, made.hash), at=at, key=signs)
        keep(settings.audit_anchor, [sealed, of_head(engine, at=at, key=signs)])
    return made


def _let_go(engine: Engine, steps: Steps) -> int:
    gone = 0
    while some := write(engine, let_go):
        gone += some
        steps.at("Sletter det forseglede", gone, gone)
    return gone


def _say(made: Seal | None, gone: int, console: Console, language: Language) -> None:
    if made is None and not gone:
        told = ("Nothing is that old: nothing was sealed.", "Intet er så gammelt: intet er forseglet.")
    elif made is None:
        told = (
            f"{gone} looks that were sealed earlier were deleted.",
            f"{number(gone)} tidligere forseglede opslag er slettet.",
        )
    else:
        told = (
            f"Sealed up to no. {made.last.sequence}; {gone} looks deleted.",
            f"Forseglet til og med nr. {number(made.last.sequence)}; {number(gone)} opslag er slettet.",
        )
    console.print(told[language is Language.DANISH], highlight=False)
