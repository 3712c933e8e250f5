"""What does watching the model tell its operator? What has reached its limit, what is near, and changes of the law."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from casework.model_watch import findings, keep_look, look_at_model, told
from casework.shadowing import fill_gaps
from models.monitored import Monitored, Statistic, law_words, monitored_to_json
from pipelines.casebook import opened_casebook
from pipelines.live_model import live_assessor, silent_assessor
from pipelines.operators import Errand
from sagstyngde.danish import count, day, number
from sagstyngde.errors import Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from sagstyngde.thresholds import read_thresholds
from storage.audit import append
from storage.engine import Connection, reading
from storage.transactions import write

PURPOSE = "overvågning af modellen"
NEAR = 0.5


def run_monitor(
    settings: Settings, *, at: datetime, console: Console, language: Language, as_json: bool = False
) -> bool:
    """Look at the model in use, store the look and its alarms, and return whether anything stands at its limit.

    Raises:
        BundleRefused: there is no model that can be used.
        NotReady: the database cannot be opened, read or written.

    """
    thresholds = read_thresholds(settings.alarms)
    errand = Errand.now(Operation.MONITOR, PURPOSE, at=at.astimezone(UTC))
    with opened_casebook(settings.database_url) as engine:
        assessor = live_assessor(settings, engine)
        silent = silent_assessor(settings, engine)
        if silent is not None:
            fill_gaps(engine, silent)
        on = at.astimezone(ZoneInfo(assessor.scheme.time_zone)).date()
        with reading(engine) as connection:
            look = look_at_model(connection, assessor, on)

        def store(connection: Connection) -> int:
            kept = keep_look(connection, look, errand.stamp, quiet_days=thresholds.quiet_days)
            append(connection, [errand.look()])
            return kept.raised

        raised = write(engine, store, computed_key=True)
    if as_json:
        found = {"raised": raised, "alarms": [one.text for one in findings(look)], "look": monitored_to_json(look)}
        console.print_json(json.dumps(found, ensure_ascii=False))
    else:
        for line in (_danish if language is Language.DANISH else _english)(look, raised, on):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
    return bool(look.crossed)


def _danish(look: Monitored, raised: int, on: date) -> list[str]:
    alarms = findings(look)
    lines = [
        f"Modellen {look.bundle_hash[:12]} er set efter på {count(look.cases, 'sag', 'sager')}, der er modtaget siden "
        f"{day(look.since)}. {count(raised, 'ny advarsel', 'nye advarsler')}.",
        *(f"ADVARSEL  {one.text}" for one in alarms),
        *(f"tegn {number(100.0 * one.sign)} af 100: {told(one)}" for one in _near(look)),
    ]
    if not alarms:
        lines.append("Intet af det, der ses efter, har flyttet sig mere, end tilfældet kan forklare.")
    if look.hours_said:
        lines.append(look.hours_said)
    return [*lines, *(law_words(one, on) for one in look.law)]


def _english(look: Monitored, raised: int, on: date) -> list[str]:
    lines = [
        f"model {look.bundle_hash[:12]}: {look.cases} cases since {look.since.isoformat()}, {raised} alarms raised",
        *(f"ALARM  {one.code} since {one.crossed_on}: {one.found:.3g}, expected {one.expected:.3g}"
          for one in look.crossed),
        *(f"{one.code}: {100.0 * one.sign:.0f} of 100 of the way to an alarm" for one in _near(look)),
    ]  # fmt: skip
    return [*lines, *(f"law: {one.on.isoformat()}, {one.cases_after} cases since" for one in look.law if one.on <= on)]


def _near(look: Monitored) -> list[Statistic]:
    return sorted(
        (one for one in look.statistics if one.crossed_on is None and one.sign >= NEAR), key=lambda one: -one.sign
    )
