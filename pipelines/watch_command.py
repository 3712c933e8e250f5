"""What does the night's watch tell its operator? The week's loads recorded, the alarms raised: counts, and no case."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from casework.caseload import board_of
from casework.clock_rules import STATUTORY, read_clock_rules
from casework.policies import in_force
from casework.policy import house_policy
from casework.watch import Watched, keep, look
from casework.weighing import Weigher
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.casebook import opened_casebook
from pipelines.live_model import live_assessor
from pipelines.operators import Errand
from sagstyngde import danish
from sagstyngde.errors import BundleRefused, Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from sagstyngde.thresholds import read_thresholds
from sagstyngde.weeks import monday_of
from storage.audit import append
from storage.engine import Connection, Engine, reading
from storage.transactions import write

PURPOSE = "opfølgning"


def run_watch(settings: Settings, *, at: datetime, console: Console, language: Language) -> Watched:
    """Look at everything, then store what it came to and that it was looked at, in one transaction.

    Raises:
        InputRefused: the file of limits, the scheme or the policy cannot be used.
        NotReady: the database cannot be opened, read or written.

    """
    thresholds, house = read_thresholds(settings.alarms), house_policy(settings.policy)
    clocks = STATUTORY if settings.clocks is None else read_clock_rules(settings.clocks)
    errand = Errand.now(Operation.WATCH, PURPOSE, at=at.astimezone(UTC))
    with opened_casebook(settings.database_url) as engine:
        assessor = _assessor(settings, engine)
        scheme = read_scheme(settings.scheme) if assessor is None else assessor.scheme
        on = at.astimezone(ZoneInfo(scheme.time_zone)).date()
        with reading(engine) as connection:
            codes = [category.code for category in scheme.scale]
            board = board_of(connection, in_force(connection, house).policy, on, Weigher(assessor=assessor))
            night = look(connection, board, scale=codes, thresholds=thresholds, clocks=clocks)

        def store(connection: Connection) -> Watched:
            watched = keep(connection, night, errand.stamp, thresholds=thresholds)
            append(connection, [errand.look()])
            return watched

        watched = write(engine, store, computed_key=True)
    week = danish.day(monday_of(on))
    _say(
        console,
        language,
        english=f"week of {monday_of(on).isoformat()}: {watched.recorded} loads recorded, {watched.raised} alarms "
        f"raised, {watched.ceased} whose cause has gone",
        danish=f"Ugen fra {week}: belastningen er opgjort for "
        f"{danish.count(watched.recorded, 'sagsbehandler', 'sagsbehandlere')}. "
        f"{danish.count(watched.raised, 'ny advarsel', 'nye advarsler')}; "
        f"ved {danish.number(watched.ceased)} er årsagen væk.",
    )
    return watched


def _assessor(settings: Settings, engine: Engine) -> Assessor | None:
    """Return the model in use, by which the server reckons too; none where none can be used."""
    try:
        return live_assessor(settings, engine)
    except BundleRefused:
        return None


def _say(console: Console, language: Language, *, english: str, danish: str) -> None:
    console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
